"""The trail as an auditor reads it: filtered, and page by page along its numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from techbank.audit.models import Entry

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class TrailQuery:
    """What to look for; empty fields ask for everything. Both days belong to the period (UTC).

    ``verb`` matches the whole verb, or everything under it: "people" finds "people.role_granted".
    """

    verb: str = ""
    country: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailPage:
    """Newest first. ``older`` is the number to ask below; None on the last page."""

    entries: list[Entry]
    older: int | None


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def matching(wanted: TrailQuery) -> QuerySet[Entry]:
    """The entries asked for, newest first."""
    rows = Entry.objects.order_by("-seq")
    if wanted.verb:
        rows = rows.filter(Q(verb=wanted.verb) | Q(verb__startswith=f"{wanted.verb}."))
    if wanted.country:
        rows = rows.filter(country=wanted.country)
    if wanted.person:
        rows = rows.filter(Q(actor_name__icontains=wanted.person) | Q(actor_id=wanted.person))
    if wanted.since:
        rows = rows.filter(at__gte=_start(wanted.since))
    # The calendar ends on the last day it has; there is no day after it to look before.
    if wanted.until and wanted.until < date.max:
        rows = rows.filter(at__lt=_start(wanted.until + timedelta(days=1)))
    return rows


def page(wanted: TrailQuery, *, below: int | None = None) -> TrailPage:
    """One page of entries numbered below ``below``. One query, as quick on the last page."""
    rows = matching(wanted)
    if below is not None:
        rows = rows.filter(seq__lt=below)
    found = list(rows[: ROWS_A_PAGE + 1])
    entries = found[:ROWS_A_PAGE]
    return TrailPage(entries, entries[-1].seq if len(found) > ROWS_A_PAGE else None)


def about(subject_type: str, subject_id: str, *, last: int = 50) -> list[Entry]:
    """The newest entries about one thing. One query."""
    rows = Entry.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.order_by("-seq")[:last])
