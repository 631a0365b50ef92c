"""A country's team on one dossier: who works on it, on which section, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.models import (
    Answer,
    Assessment,
    RecordRevision,
    SectionAssignment,
    SectionProgress,
)
from assessments.questions.definitions import Section
from assessments.states import BEFORE_APPROVAL, State
from partners.access import Person, countries_of
from partners.models import Membership, User
from partners.queries.people import team_of
from partners.roles import Permission

# How long after their last change a person counts as still writing.
_STILL_WRITING = timedelta(minutes=2)


@dataclass(frozen=True)
class Member:
    """Somebody of the team, with their roles for the country and their open work on the dossier."""

    person: User
    held: list[Membership]
    work: list[SectionAssignment] = field(default_factory=list)


def _local_time(person: User, at: datetime) -> datetime:
    try:
        return at.astimezone(ZoneInfo(person.time_zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return at.astimezone(UTC)


def day_of(person: User, at: datetime) -> date:
    """The day it is for the person at that moment; of UTC when their zone is unknown."""
    return _local_time(person, at).date()


def hour_of(person: User, at: datetime) -> int:
    """The hour of the person's day at that moment, 0 to 23."""
    return _local_time(person, at).hour


def is_overdue(assignment: SectionAssignment, at: datetime) -> bool:
    """Whether the day has passed where the person is and they have not said that they are ready."""
    return bool(
        assignment.due_on
        and assignment.ready_at is None
        and assignment.due_on < day_of(assignment.person, at)
    )


def of_section(assessment: Assessment, section: str) -> list[SectionAssignment]:
    """What is assigned of one section now. One query."""
    rows = SectionAssignment.objects.filter(
        assessment=assessment, section=section, ended_at__isnull=True
    )
    return list(rows.select_related("person", "assigned_by", "sent_back_by"))


def find(assessment: Assessment, assignment_id: UUID) -> SectionAssignment | None:
    """An assignment of this dossier, ended ones too. One query."""
    rows = SectionAssignment.objects.filter(assessment=assessment, pk=assignment_id)
    people = ("person", "assigned_by", "accepted_by", "sent_back_by", "ended_by")
    return rows.select_related(*people).first()


def members(assessment: Assessment, rows: Iterable[SectionAssignment], on: date) -> list[Member]:
    """Everybody who works for the country today or soon, coordinators first. One query."""
    work: dict[int, list[SectionAssignment]] = {}
    for row in rows:
        work.setdefault(row.person_id, []).append(row)
    by_person: dict[int, Member] = {}
    for held in team_of(assessment.country, on):
        member = by_person.setdefault(
            held.user_id, Member(held.user, [], work.get(held.user_id, []))
        )
        member.held.append(held)
    return list(by_person.values())


def ready_for_review(user: Person, on: date) -> QuerySet[SectionAssignment]:
    """Sections that colleagues call ready, for the coordinator who is to look. One query."""
    countries = countries_of(user, Permission.ASSIGN_SECTIONS, on)
    rows = SectionAssignment.objects.filter(
        assessment__country__in=countries,
        assessment__state__in=BEFORE_APPROVAL,
        ready_at__isnull=False,
        accepted_at__isnull=True,
        ended_at__isnull=True,
    )
    return rows.exclude(person=user.pk).select_related("assessment", "person").order_by("ready_at")


def own_work(user: Person, on: date) -> QuerySet[SectionAssignment]:
    """Sections the person is to write now, the most urgent first. One query."""
    own = work_to_do().filter(
        assessment__country__in=countries_of(user, Permission.EDIT_ASSESSMENT, on),
        person=user.pk,
    )
    return own.order_by("due_on", "assigned_at")


def work_to_do() -> QuerySet[SectionAssignment]:
    """Assignments that wait on their person: not called ready, in sections open for writing."""
    handed_back = SectionProgress.objects.filter(
        assessment=OuterRef("assessment"), key=OuterRef("section"), returned=True
    )
    rows = SectionAssignment.objects.filter(ready_at__isnull=True, ended_at__isnull=True)
    rows = rows.filter(
        Q(assessment__state=State.DRAFTING)
        | Q(Exists(handed_back), assessment__state=State.RETURNED)
    )
    return rows.select_related("assessment", "person")


def to_remind() -> QuerySet[SectionAssignment]:
    """Work with a due day, of people who may sign in and want to be reminded."""
    dated = work_to_do().filter(due_on__isnull=False)
    return dated.filter(person__is_active=True, person__wants_reminders=True)


def writing_now(
    assessment: Assessment, section: Section, kinds: Iterable[str], user: User, at: datetime
) -> list[str]:
    """Colleagues who changed something in the section in the last two minutes. One query.

    ``kinds`` are the kinds of records written in the section.
    """
    since = at - _STILL_WRITING
    keys = [question.key for question in section.questions]
    answers = Answer.objects.filter(assessment=assessment, key__in=keys, updated_at__gte=since)
    records = RecordRevision.objects.filter(
        assessment=assessment, kind__in=list(kinds), written_at__gte=since
    )
    names = answers.exclude(updated_by=user).values_list("updated_by__full_name")
    more = records.exclude(written_by=user).order_by().values_list("written_by__full_name")
    return sorted({name for (name,) in names.union(more)})
