"""The trail as an auditor reads it: filtered, and page by page along its numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from techbank.audit.models import Entry
from techbank.web.lists import ROWS_A_PAGE


@dataclass(frozen=True)
class TrailQuery:
    """What to look for; empty fields match everything. Both days belong to the period (UTC).

    ``verb`` matches the whole verb, or everything under it: "people" finds "people.role_granted".
    """

    verb: str = ""
    country: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailPage:
    """Newest first. The next page has the entries below number ``older``; None on the last page."""

    entries: list[Entry]
    older: int | None


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def matching(query: TrailQuery) -> QuerySet[Entry]:
    """The entries asked for, newest first."""
    rows = Entry.objects.order_by("-seq")
    if query.verb:
        rows = rows.filter(Q(verb=query.verb) | Q(verb__startswith=f"{query.verb}."))
    if query.country:
        rows = rows.filter(country=query.country)
    if query.person:
        rows = rows.filter(Q(actor_name__icontains=query.person) | Q(actor_id=query.person))
    if query.since:
        rows = rows.filter(at__gte=_start(query.since))
    # date.max has no day after it.
    if query.until and query.until < date.max:
        rows = rows.filter(at__lt=_start(query.until + timedelta(days=1)))
    return rows


def page(query: TrailQuery, *, below: int | None = None) -> TrailPage:
    """One page of entries numbered below ``below``. One query, as fast on the last page."""
    rows = matching(query)
    if below is not None:
        rows = rows.filter(seq__lt=below)
    rows_read = list(rows[: ROWS_A_PAGE + 1])
    entries = rows_read[:ROWS_A_PAGE]
    return TrailPage(entries, entries[-1].seq if len(rows_read) > ROWS_A_PAGE else None)


def about(subject_type: str, subject_id: str, *, last: int = 50) -> list[Entry]:
    """The newest entries about one thing. One query."""
    rows = Entry.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.order_by("-seq")[:last])
