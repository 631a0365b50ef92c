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
            "section": section_of(one),
            "address": address_of("section", one.assessment_id, one.section),
        }
        for one in work
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

    said = {"one": first, "lines": lines, "by": by}
    one = letter(to=first.person, template="assignment", subject=subject, said=said)
    post(one, key=f"assignment:{first.pk}:{at.isoformat()}")


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
    """Entrust sections to somebody of the team, or change the day and the note of that.

    She gets one letter at once, in her language. What is assigned like that already stays and is
    not written about again. Raises ``Refused`` without the right, ``WrongState`` when the dossier
    is closed, ``Invalid`` for somebody outside the team, an unknown section or a day that passed.
    """
    locked = hold(assessment)
    require_assigner(locked, by, at)
    require_before_approval(locked)
    _check_person(locked, person, at)
    known = [one.key for one in questionnaire(locked.questionnaire).sections]
    if not sections or not set(sections) <= set(known):
        raise Invalid(_("Choose a section of the list."), field="sections")
    if due_on and due_on < day_of(person, at):
        raise Invalid(_("This day has passed. Choose today or a later day."), field="due_on")
    new = []
    for section in (key for key in known if key in sections):
        one = _assign_one(locked, section, person, due_on, note.strip(), by, at)
        new += [one] if one else []
    if new:
        _write_assigned(new, by, at)
    for one in new:
        _tell_assigned(one, by, at)
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
    one, new = SectionAssignment.objects.get_or_create(
        assessment=assessment,
        section=section,
        person=person,
        ended_at=None,
        defaults={"due_on": due_on, "note": note, "assigned_at": at, "assigned_by": by},
    )
    if not new and (one.due_on, one.note) == (due_on, note):
        return None
    one.assessment, one.person = assessment, person
    # The letter says the day; a reminder of the same distance would only repeat it.
    reminded = reminder_for(due_on, day_of(person, at)) if due_on else Reminder.NONE
    set_columns(one, due_on=due_on, note=note, reminded=reminded)
    return one


def _tell_assigned(one: SectionAssignment, by: User, at: datetime) -> None:
    until = one.due_on.isoformat() if one.due_on else ""
    title = title_of(one.assessment, one.section)
    said = f"{by} assigned section “{title}” of “{one.assessment}” to {one.person}"
    sentence = f"{said}, due on {until}." if until else f"{said}."
    record("section.assigned", sentence, one, by, at, due_on=until)


@transaction.atomic
def unassign(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Take a section away from somebody: from now on she reads it only."""
    hold(assignment.assessment)
    rows = SectionAssignment.objects.select_related("assessment__country", "person")
    one = rows.get(pk=assignment.pk)
    require_assigner(one.assessment, by, at)
    if one.ended_at is not None:
        return one
    set_columns(one, ended_at=at, ended_by=by)
    tell(one, "section.unassigned", f"took section “%s” of “%s” from {one.person}.", by, at)
    return one


@transaction.atomic
def end_colleague(*, held: Membership, by: User, at: datetime) -> Membership:
    """Let a contributor's work for the country end: her sections at once, her reading today.

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
    for one in open_work.select_related("assessment").order_by("assessment", "pk"):
        unassign(assignment=one, by=by, at=at)
    last_day = max(held.from_on, at.date())
    return end_role(held=held, last_day=last_day, by=by, at=at)
