"""Reminders of sections that are due: one letter a person and day, in their language and zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import SectionAssignment
from assessments.questions import questionnaire
from assessments.questions.definitions import Section
from assessments.team.queries import day_of, hour_of, to_remind
from partners.access import may
from partners.models import User
from partners.roles import Permission

from .letters import address_of, letter, post
from .section_work import reminder_for

Reminder = SectionAssignment.Reminder

# Nobody is written to at night: letters leave from this hour of the person's own day.
_MORNING = 7
_RANK = {Reminder.NONE: 0, Reminder.WEEK: 1, Reminder.DAY: 2, Reminder.OVERDUE: 3}


@dataclass(frozen=True)
class ReminderLine:
    """One section in the letter. ``days`` until it is due; negative when the day has passed."""

    assignment: SectionAssignment
    section: Section
    address: str
    days: int

    @property
    def overdue(self) -> bool:
        return self.days < 0


def _is_news(assignment: SectionAssignment, at: datetime) -> bool:
    """Whether a reminder is due for it that was not sent yet."""
    if assignment.due_on is None:
        return False
    kind = reminder_for(assignment.due_on, day_of(assignment.person, at))
    return _RANK[kind] > _RANK[Reminder(assignment.reminded)]


def _still_in_team(assignment: SectionAssignment, at: datetime) -> bool:
    country = assignment.assessment.country
    right = Permission.EDIT_ASSESSMENT
    return bool(may(assignment.person, right, on=at.date(), country=country))


def send_reminders(*, at: datetime) -> int:
    """Write to everybody whose sections are due in seven days, in one day, or overdue.

    Each kind is sent once for a section and day due, all of a person in one letter a day. Safe to
    run at any time and as often as wanted. Returns how many letters were asked for.
    """
    rows = to_remind().order_by("person", "due_on", "assigned_at")
    people = groupby(rows.select_related("person"), key=lambda row: row.person)
    return sum(_remind(person, list(work), at) for person, work in people)


def _remind(person: User, work: list[SectionAssignment], at: datetime) -> bool:
    if hour_of(person, at) < _MORNING:
        return False
    if not any(_is_news(assignment, at) for assignment in work):
        return False
    return _write(person, [assignment.pk for assignment in work], at)


@transaction.atomic
def _write(person: User, ids: Iterable[Any], at: datetime) -> bool:
    """The letter and what remembers it, in one transaction; False when another run was first."""
    today = day_of(person, at)
    rows = to_remind().filter(pk__in=list(ids)).order_by("due_on", "assigned_at", "pk")
    rows_of_person = rows.select_related("assessment__country", "person").select_for_update(
        of=("self",)
    )
    work = [item for item in rows_of_person if _still_in_team(item, at)]
    news = [assignment for assignment in work if _is_news(assignment, at)]
    written_today = SectionAssignment.objects.filter(person=person, reminded_on=today).exists()
    if not news or written_today:
        return False
    lines = [_line(assignment, at) for assignment in news]
    key = f"reminder:{person.pk}:{today.isoformat()}"
    context = {"lines": lines, "account": address_of("account")}
    post(letter(to=person, template="reminder", subject=_subject(lines), context=context), key=key)
    for reminded in news:
        reminded.reminded = (
            reminder_for(reminded.due_on, today) if reminded.due_on else Reminder.NONE
        )
        reminded.reminded_on = today
        reminded.save(update_fields=["reminded", "reminded_on"])
    return True


def _line(assignment: SectionAssignment, at: datetime) -> ReminderLine:
    section = questionnaire(assignment.assessment.questionnaire).section(assignment.section)
    address = address_of("section", assignment.assessment_id, assignment.section)
    left = (assignment.due_on - day_of(assignment.person, at)).days if assignment.due_on else 0
    return ReminderLine(assignment, section, address, left)


def _subject(lines: list[ReminderLine]) -> Any:
    def subject() -> str:
        if len(lines) == 1:
            pattern = _("Overdue: %(section)s") if lines[0].overdue else _("Due soon: %(section)s")
            return pattern % {"section": lines[0].section.title}
        return ngettext(
            "%(count)d section is due or overdue",
            "%(count)d sections are due or overdue",
            len(lines),
        ) % {"count": len(lines)}

    return subject
