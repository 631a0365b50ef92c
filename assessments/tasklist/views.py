"""The list of dossiers, opening one, and its task list."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.forms.opening import OpenForm
from assessments.dossiers.operations.opening import open_assessment
from assessments.dossiers.queries import access
from assessments.dossiers.views.pages import Page, open_page
from assessments.dossiers.views.words import ACT_LINKS, STATE_TONES, STATUSES, acts_of, what_next
from assessments.history.queries.answers import with_last_change
from assessments.publication.queries import plans
from assessments.questions import steps_from
from assessments.questions.definitions import Text
from assessments.questions.languages import name_of
from assessments.reading.queries import progress
from assessments.review.workflow import ACTS
from assessments.states import EDITABLE, State
from assessments.team.views.words import AssignmentRow, assignment_row
from assessments.versions.queries import waiting_after_roll
from partners.access import countries_of, may
from partners.models import User
from partners.roles import Permission
from partners.transitions import verdict
from techbank.exceptions import Invalid, Refused
from techbank.web.lists import page_of


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The dossiers this person may see: those of their country, or those that were submitted."""
    user, on = cast(User, request.user), timezone.now().date()
    rows = with_last_change(access.visible_to(user, on))
    listing = page_of(request, rows)
    context = {
        "page": listing,
        "rows": [(dossier, STATE_TONES[dossier.state]) for dossier in listing],
        "may_open": bool(countries_of(user, Permission.OPEN_ASSESSMENT, on)),
        "may_print": bool(may(user, Permission.PUBLISH_ASSESSMENT, on=on)),
        "nav": "assessments",
    }
    return render(request, "assessments/tasklist/list.html", context)


@require_http_methods(["GET", "POST"])
def open_dossier(request: HttpRequest) -> HttpResponse:
    """Open a dossier for one of the coordinator's countries."""
    user, now = cast(User, request.user), timezone.now()
    countries = countries_of(user, Permission.OPEN_ASSESSMENT, now.date())
    if not countries:
        raise Refused(may(user, Permission.OPEN_ASSESSMENT, on=now.date()).reason)
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, countries=countries, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_assessment(**form.cleaned_data, by=user, at=now)
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _("The assessment is open. Begin with any section."))
            return redirect("assessment", opened.pk)
    context = {"form": form, "back_url": reverse("assessments"), "nav": "assessments"}
    return render(request, "assessments/tasklist/open.html", context)


@dataclass(frozen=True)
class TaskRow:
    """A section in the task list, with its status as text and tone."""

    section: Any
    url: str
    status: Text
    tone: str
    open_threads: int
    assigned: list[AssignmentRow]
    mine: bool
    rolled: bool = False


@dataclass(frozen=True)
class Button:
    """An act; ``reason`` says why it is not available now, "" if it is."""

    label: Text
    url: str
    reason: str
    secondary: bool


@dataclass(frozen=True)
class MissingRow:
    title: Text
    url: str
    sentences: list[str]


def _tasks(page: Page) -> list[TaskRow]:
    rows = []
    _last, changed = waiting_after_roll(page.assessment)
    for row in progress.task_list(page.assessment, page.user, page.now.date()):
        label, tone = STATUSES[row.status]
        url = page.url("section", row.section.key)
        asked = row.assigned if page.assessment.state in EDITABLE else []
        assigned = [assignment_row(item, row.section, page.now) for item in asked]
        mine = any(item.person_id == page.user.pk for item in asked)
        rolled = row.section.key in changed and row.status != "complete"
        rows.append(
            TaskRow(row.section, url, label, tone, row.open_threads, assigned, mine, rolled)
        )
    return rows


def _lists(page: Page, tasks: list[TaskRow]) -> list[tuple[str, str, list[TaskRow]]]:
    """The task list in parts (id, heading, rows): a contributor's own sections come first."""
    own = [row for row in tasks if row.mine]
    if not own or access.may_assign(page.assessment, page.user, page.now.date()):
        return [("sections", _("Sections"), tasks)]
    others = [row for row in tasks if not row.mine]
    parts = [("mine", _("Assigned to you"), own), ("sections", _("Other sections"), others)]
    return [part for part in parts if part[2]]


def _missing(page: Page) -> list[MissingRow]:
    """What is missing before a draft can be submitted, with links."""
    if page.assessment.state not in EDITABLE or not page.of_country:
        return []
    return [
        MissingRow(page.section(key).title, page.url("section", key), sentences)
        for key, sentences in progress.missing(page.assessment).items()
    ]


def _buttons(page: Page, missing: list[MissingRow]) -> list[Button]:
    """The acts of this state that this person's role has; the one that leads on is first."""
    buttons = []
    for name in acts_of(page.assessment.state):
        act, label = ACTS[name], ACT_LINKS[name]
        right = may(page.user, act.permission, on=page.now.date(), country=page.assessment.country)
        if not right:
            continue
        if name == "submit" and missing:
            reason = _("Before it can be submitted, complete what is listed below.")
        else:
            reason = verdict(act, page.assessment, by=page.user, at=page.now).reason
        buttons.append(Button(label, page.url("act", name), reason, name == "withdraw"))
    return buttons


def _may_endorse(page: Page) -> bool:
    country, on = page.assessment.country, page.now.date()
    right = may(page.user, Permission.RECORD_ENDORSEMENT, on=on, country=country)
    return bool(right) and bool(page.may_edit("endorsement"))


def _newer(assessment: Any) -> str:
    """The questionnaire version the dossier could be rolled forward to now; "" for none."""
    steps = steps_from(assessment.questionnaire)
    return steps[-1].after if steps and assessment.state in EDITABLE else ""


def _may_say_language(page: Page) -> bool:
    country, on = page.assessment.country, page.now.date()
    right = may(page.user, Permission.OPEN_ASSESSMENT, on=on, country=country)
    return bool(right) and page.assessment.state == State.DRAFTING


@require_GET
def task_list(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The ten sections with their status, what comes next, and the available acts."""
    page = open_page(request, assessment_id)
    assessment = page.assessment
    tasks, missing = _tasks(page), _missing(page)
    context = page.context(
        tone=STATE_TONES[assessment.state],
        tasks=tasks,
        lists=_lists(page, tasks),
        done=sum(row.tone == "done" for row in tasks),
        next=what_next(assessment, of_country=page.of_country, complete=not missing),
        buttons=_buttons(page, missing),
        missing=missing,
        of_country=page.of_country,
        audits=bool(may(page.user, Permission.READ_TRAIL, on=page.now.date())),
        may_score=bool(page.may_edit("priorities")),
        may_endorse=_may_endorse(page),
        newer=_newer(assessment),
        language_name=name_of(assessment.language, get_language() or "en"),
        may_say_language=_may_say_language(page),
        published=plans.published().filter(assessment=assessment).first()
        if assessment.state == State.PUBLISHED
        else None,
    )
    context["crumbs"][-1]["url"] = ""
    return render(request, "assessments/tasklist/task_list.html", context)
