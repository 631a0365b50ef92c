"""A dossier's team: who works on it, who writes which section, until when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.queries import access
from assessments.dossiers.views.pages import Page, open_page
from assessments.dossiers.views.words import STATUSES
from assessments.models import SectionAssignment
from assessments.questions.definitions import Section, Text
from assessments.reading.queries import progress
from assessments.states import BEFORE_APPROVAL
from assessments.team import queries as team
from assessments.team.forms import AssignForm, InviteForm, SendBackForm
from assessments.team.operations import assigning, readiness
from partners.access import may
from partners.operations.colleagues import invite_again, invite_colleague
from partners.roles import Permission, Role
from techbank.exceptions import Hidden, Invalid, Refused

from .words import AssignmentRow, assignment_row, assignment_rows


@dataclass(frozen=True)
class SectionLine:
    """A section with its state and everybody who writes it."""

    section: Section
    url: str
    status: Text
    tone: str
    rows: list[AssignmentRow]


def _open(request: HttpRequest, assessment_id: UUID, *, auditor: bool = False) -> Page:
    """The dossier, for its own country; raises ``Refused`` for everybody else who may see it.

    With ``auditor`` also for who reads the whole trail, in which all of this stands.
    """
    page = open_page(request, assessment_id)
    audits = auditor and may(page.user, Permission.READ_TRAIL, on=page.now.date())
    if not page.of_country and not audits:
        raise Refused(_("Who writes what is the country’s own business."))
    return page


def _assigns(page: Page) -> bool:
    return bool(access.may_assign(page.assessment, page.user, page.now.date()))


def _require_assigner(page: Page) -> None:
    verdict = access.may_assign(page.assessment, page.user, page.now.date())
    if not verdict:
        raise Refused(verdict.reason)


def _lines(page: Page) -> list[SectionLine]:
    lines = []
    for row in progress.task_list(page.assessment, page.user, page.now.date()):
        label, tone = STATUSES[row.status]
        people = [assignment_row(assigned, row.section, page.now) for assigned in row.assigned]
        url = page.url("section", row.section.key)
        lines.append(SectionLine(row.section, url, label, tone, people))
    return lines


@require_GET
def team_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who works on the dossier, and every section with its people; one's own sections first."""
    page = _open(request, assessment_id, auditor=True)
    lines = _lines(page)
    rows = [row for line in lines for row in line.rows]
    assignments = [row.assignment for row in rows]
    context = page.context(
        ("", _("Team")),
        lines=lines,
        mine=[row for row in rows if row.assignment.person_id == page.user.pk],
        waiting=[
            row
            for row in rows
            if row.assignment.is_waiting and row.assignment.person_id != page.user.pk
        ],
        members=team.members(page.assessment, assignments, page.now.date()),
        assigns=_assigns(page),
        reads_only=not page.of_country,
        open_for_work=page.assessment.state in BEFORE_APPROVAL,
        today=page.now.date(),
    )
    return render(request, "assessments/team/team.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Invite a colleague to the country's team."""
    page = _open(request, assessment_id)
    _require_assigner(page)
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, initial={"language": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_colleague(
                **form.cleaned_data,
                country=page.assessment.country,
                by=page.user,
                at=page.now,
            )
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _invited(invited.new) % {"person": invited.person})
            return redirect(f"{page.url('team_assign')}?person={invited.person.pk}")
    context = _form_context(page, form, _("Invite a colleague"), _("Send the invitation"))
    return render(request, "assessments/team/form.html", context)


def _invited(new: bool) -> str:
    if new:
        return _("The invitation to %(person)s is on its way. Assign sections now, or later.")
    return _("%(person)s has an account already and is now in the team. A letter says so.")


def _form_context(page: Page, form: Any, heading: str, button: str) -> dict[str, Any]:
    return page.context(
        (page.url("team"), _("Team")),
        ("", heading),
        form=form,
        heading=heading,
        submit_label=button,
        back_url=page.url("team"),
    )


def _wanted(page: Page) -> dict[str, Any]:
    """What the form of assigning starts with: named in the address, or assigned like that now."""
    person, section = page.request.GET.get("person", ""), page.request.GET.get("section", "")
    start: dict[str, Any] = {"person": person, "sections": [section] if section else []}
    for assigned in team.of_section(page.assessment, section) if person and section else []:
        if str(assigned.person_id) == person:
            start |= {"due_on": assigned.due_on, "note": assigned.note}
    return start


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Assign sections to somebody of the team, or change the day and the note."""
    page = _open(request, assessment_id)
    _require_assigner(page)
    people = {
        member.person.pk: member.person
        for member in team.members(page.assessment, [], page.now.date())
    }
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        people=people.values(),
        sections=page.questionnaire.sections,
        initial=_wanted(page),
    )
    if request.method == "POST" and form.is_valid():
        try:
            assigning.assign(
                assessment=page.assessment,
                **form.cleaned_data | {"person": people[form.cleaned_data["person"]]},
                by=page.user,
                at=page.now,
            )
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _("Assigned. A letter is on its way."))
            return redirect(page.url("team"))
    context = _form_context(page, form, _("Assign sections"), _("Assign"))
    return render(request, "assessments/team/form.html", context)


Act = Callable[..., SectionAssignment]
_ACTS: dict[str, tuple[Act, Text]] = {
    "ready": (readiness.call_ready, gettext_lazy("The coordinator is asked to look at it.")),
    "not_ready": (readiness.take_back, gettext_lazy("It is yours again.")),
    "accept": (readiness.accept, gettext_lazy("Accepted.")),
    "send_back": (
        readiness.send_back,
        gettext_lazy("Given back. A letter is on its way."),
    ),
    "unassign": (
        assigning.unassign,
        gettext_lazy("The section is not assigned to this person now."),
    ),
}


def _assignment(page: Page, assignment_id: UUID) -> SectionAssignment:
    assignment = team.find(page.assessment, assignment_id)
    if assignment is None:
        raise Hidden
    assignment.assessment = page.assessment
    return assignment


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, assessment_id: UUID, assignment_id: UUID) -> HttpResponse:
    """One assigned section: what was said about it, and what can be done now.

    GET with ``end`` asks whether the assignment is to end.
    """
    page = _open(request, assessment_id, auditor=request.method == "GET")
    chosen = _assignment(page, assignment_id)
    form = SendBackForm(request.POST if request.POST.get("act") == "send_back" else None)
    if request.method == "POST" and _do(page, chosen, form):
        to_section = request.POST.get("act") in ("ready", "not_ready")
        return redirect(page.url("section", chosen.section) if to_section else page.url("team"))
    section = page.section(chosen.section)
    context = page.context(
        (page.url("team"), _("Team")),
        ("", section.title),
        row=assignment_row(chosen, section, page.now),
        form=form,
        assigns=_assigns(page),
        own=chosen.person_id == page.user.pk,
        ending="end" in request.GET,
        open_for_work=page.assessment.state in BEFORE_APPROVAL,
    )
    return render(request, "assessments/team/assignment.html", context)


def _do(page: Page, assignment: SectionAssignment, form: SendBackForm) -> bool:
    """One act; False when the form says what is wrong. Raises ``Hidden`` for an unknown act."""
    name = page.request.POST.get("act", "")
    if name not in _ACTS:
        raise Hidden
    if form.is_bound and not form.is_valid():
        _require_assigner(page)
        return False
    operation, message = _ACTS[name]
    more = form.cleaned_data if form.is_bound else {}
    operation(assignment=assignment, by=page.user, at=page.now, **more)
    messages.success(page.request, str(message))
    return True


@require_http_methods(["GET", "POST"])
def team_person(request: HttpRequest, assessment_id: UUID, person_id: int) -> HttpResponse:
    """One colleague: their roles and sections; invite them again, or end their access.

    GET with ``end`` asks whether the access is to end.
    """
    page = _open(request, assessment_id)
    _require_assigner(page)
    rows = progress.open_assignments(page.assessment)
    members = team.members(page.assessment, rows, page.now.date())
    member = next((item for item in members if item.person.pk == person_id), None)
    if member is None:
        raise Hidden
    contributes = [held for held in member.held if held.role == Role.CONTRIBUTOR]
    if request.method == "POST":
        if request.POST.get("act") == "invite":
            country = page.assessment.country
            invite_again(person=member.person, country=country, by=page.user, at=page.now)
            messages.success(request, _("The invitation is on its way again."))
            return redirect(page.url("team_person", person_id))
        if request.POST.get("act") != "end" or not contributes:
            raise Hidden
        assigning.end_colleague(held=contributes[-1], by=page.user, at=page.now)
        messages.success(request, _("The access ends today; the sections are free again."))
        return redirect(page.url("team"))
    context = page.context(
        (page.url("team"), _("Team")),
        ("", str(member.person)),
        member=member,
        rows=assignment_rows(member.work, page.questionnaire.sections, page.now),
        contributes=contributes,
        ending="end" in request.GET,
        not_opened=not member.person.has_usable_password() and not member.person.last_login,
        back_url=page.url("team"),
    )
    return render(request, "assessments/team/person.html", context)
