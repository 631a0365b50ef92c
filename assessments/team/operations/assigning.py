"""Who writes which section: assigning it, taking it away, ending a colleague's work."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.dossiers.operations.editing import title_of
from assessments.models import Assessment, SectionAssignment
from assessments.questions import questionnaire
from assessments.states import CLOSED
from assessments.team.queries import day_of
from partners.access import may, require
from partners.models import Membership, User
from partners.operations.people import end_role
from partners.roles import Permission, Role
from techbank.exceptions import Hidden, Invalid

from .letters import address_of, letter, post
from .section_work import (
    Reminder,
    hold,
    record,
    reminder_for,
    require_assigner,
    require_before_approval,
    section_of,
    set_columns,
    tell,
)


def _write_assigned(work: list[SectionAssignment], by: User, at: datetime) -> None:
    """One letter about all that is assigned at once."""
    lines = [
        {
            "section": section_of(assignment),
            "address": address_of("section", assignment.assessment_id, assignment.section),
        }
        for assignment in work
    ]
    first = work[0]

    def subject() -> str:
        if len(lines) == 1:
            title = section_of(first).title
            return _("A section is assigned to you: %(section)s") % {"section": title}
        return ngettext(
            "%(count)d section is assigned to you",
            "%(count)d sections are assigned to you",
            len(lines),
        ) % {"count": len(lines)}

    context = {"one": first, "lines": lines, "by": by}
    message = letter(to=first.person, template="assignment", subject=subject, context=context)
    post(message, key=f"assignment:{first.pk}:{at.isoformat()}")


def _check_person(assessment: Assessment, person: User, at: datetime) -> None:
    country = assessment.country
    if not may(person, Permission.EDIT_ASSESSMENT, on=at.date(), country=country):
        raise Invalid(
            _("%(person)s is not in the team of %(country)s. Invite your colleague first.")
            % {"person": person, "country": country},
            field="person",
        )


@transaction.atomic
def assign(
    *,
    assessment: Assessment,
    sections: Sequence[str],
    person: User,
    due_on: date | None,
    note: str,
    by: User,
    at: datetime,
) -> list[SectionAssignment]:
    """Assign sections to somebody of the team, or change the day and the note of that.

    They get one letter at once, in their language. What is assigned like that already stays and is
    not written about again. Raises ``Refused`` without the right, ``WrongState`` when the dossier
    is closed, ``Invalid`` for somebody outside the team, an unknown section or a day that passed.
    """
    locked = hold(assessment)
    require_assigner(locked, by, at)
    require_before_approval(locked)
    _check_person(locked, person, at)
    known = [item.key for item in questionnaire(locked.questionnaire).sections]
    if not sections or not set(sections) <= set(known):
        raise Invalid(_("Choose a section of the list."), field="sections")
    if due_on and due_on < day_of(person, at):
        raise Invalid(_("This day has passed. Choose today or a later day."), field="due_on")
    new = []
    for section in (key for key in known if key in sections):
        item = _assign_one(locked, section, person, due_on, note.strip(), by, at)
        new += [item] if item else []
    if new:
        _write_assigned(new, by, at)
    for item in new:
        _tell_assigned(item, by, at)
    return new


def _assign_one(
    assessment: Assessment,
    section: str,
    person: User,
    due_on: date | None,
    note: str,
    by: User,
    at: datetime,
) -> SectionAssignment | None:
    """The assignment when something about it is new; None when it was there like that."""
    assignment, new = SectionAssignment.objects.get_or_create(
        assessment=assessment,
        section=section,
        person=person,
        ended_at=None,
        defaults={"due_on": due_on, "note": note, "assigned_at": at, "assigned_by": by},
    )
    if not new and (assignment.due_on, assignment.note) == (due_on, note):
        return None
    assignment.assessment, assignment.person = assessment, person
    # The letter says the day; a reminder of the same distance would only repeat it.
    reminded = reminder_for(due_on, day_of(person, at)) if due_on else Reminder.NONE
    set_columns(assignment, due_on=due_on, note=note, reminded=reminded)
    return assignment


def _tell_assigned(assignment: SectionAssignment, by: User, at: datetime) -> None:
    until = assignment.due_on.isoformat() if assignment.due_on else ""
    title = title_of(assignment.assessment, assignment.section)
    text = f"{by} assigned section “{title}” of “{assignment.assessment}” to {assignment.person}"
    sentence = f"{text}, due on {until}." if until else f"{text}."
    record("section.assigned", sentence, assignment, by, at, due_on=until)


@transaction.atomic
def unassign(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """End an assignment: from now on the person can only read the section."""
    hold(assignment.assessment)
    rows = SectionAssignment.objects.select_related("assessment__country", "person")
    ended = rows.get(pk=assignment.pk)
    require_assigner(ended.assessment, by, at)
    if ended.ended_at is not None:
        return ended
    set_columns(ended, ended_at=at, ended_by=by)
    tell(ended, "section.unassigned", f"took section “%s” of “%s” from {ended.person}.", by, at)
    return ended


@transaction.atomic
def end_colleague(*, held: Membership, by: User, at: datetime) -> Membership:
    """End a contributor's work for the country: their sections at once, their reading today.

    A role's last day counts, so it ends with today at the earliest. Raises ``Hidden`` for a role
    that is no contributor's, ``Refused`` without the right.
    """
    if held.role != Role.CONTRIBUTOR or held.country is None:
        raise Hidden
    require(by, Permission.INVITE_COLLEAGUES, on=at.date(), country=held.country)
    open_work = SectionAssignment.objects.filter(
        ~Q(assessment__state__in=CLOSED),
        assessment__country=held.country,
        person=held.user,
        ended_at__isnull=True,
    )
    for assignment in open_work.select_related("assessment").order_by("assessment", "pk"):
        unassign(assignment=assignment, by=by, at=at)
    last_day = max(held.from_on, at.date())
    return end_role(held=held, last_day=last_day, by=by, at=at)
