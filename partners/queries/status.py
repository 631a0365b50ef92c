"""A country's status on a day, computed from decisions. Nothing here uses the database.

The rules:

* A country is an LDC on a day when it was included by that day and has not graduated by it.
* An inclusion known only by its year counts from 31 December of that year.
* A scheduled graduation takes effect on its day unless a decision recorded later contradicts it:
  another schedule, a graduation, or an inclusion that keeps the country listed. What is recorded
  later supersedes what was recorded earlier, and nothing is deleted.
* A request for an extension, and a note of a review, change nothing by themselves.
* The bank may be used by an LDC, and for five years after graduation: it ends on the fifth
  anniversary. For a graduation on 29 February that is 1 March, so that five whole years pass.
* A schedule is mentioned from the day it was decided, where that day is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from partners.models import StatusEvent

YEARS_OF_ACCESS = 5
_Kind = StatusEvent.Kind
_EXITS = frozenset({_Kind.GRADUATED, _Kind.GRADUATION_SCHEDULED})
_CHANGES = _EXITS | {_Kind.INCLUDED}


class StatusFacts(Protocol):
    """What the rules need of an event; ``StatusEvent`` has it."""

    kind: str
    takes_effect_on: date | None
    precision: str
    decided_on: date | None
    certainty: str
    recorded_at: datetime


@dataclass(frozen=True)
class Status:
    """A country on ``day``. ``access_until`` is the first day without access.

    ``scheduled_on`` is a future graduation; no schedule is ever shown as certain, so
    ``scheduled_confirmed`` is False until a graduation is recorded. ``decision_pending`` says
    that an extension was requested and nothing was decided since.
    """

    day: date
    is_ldc: bool = False
    may_use_bank: bool = False
    included_on: date | None = None
    graduated_on: date | None = None
    graduation_day_certain: bool = True
    access_until: date | None = None
    scheduled_on: date | None = None
    scheduled_day_certain: bool = True
    scheduled_confirmed: bool = False
    decision_pending: bool = False
    fictional: bool = False


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def effective_on(event: StatusFacts) -> date:
    """The day from which the event counts. Raises ``ValueError`` for one without a date."""
    if event.takes_effect_on is None:
        raise ValueError(f"{event.kind} without a date changes no status")
    if event.kind == _Kind.INCLUDED and event.precision == StatusEvent.Precision.YEAR:
        return date(event.takes_effect_on.year, 12, 31)
    return event.takes_effect_on


def _same_year(first: StatusFacts, second: StatusFacts) -> bool:
    return effective_on(first).year == effective_on(second).year


def _listed_again(
    later: StatusFacts, schedule: StatusFacts, inclusions: Sequence[StatusFacts]
) -> bool:
    """Whether an inclusion means that a country stays, in spite of its scheduled graduation.

    It does when the country was listed before, and the inclusion takes effect after the schedule
    was decided and before the country left. Otherwise it only corrects the day of an inclusion.
    """
    since = effective_on(later)
    before = any(effective_on(e) < since for e in inclusions if e is not later)
    decided = schedule.decided_on is None or schedule.decided_on <= since
    return before and decided and since <= effective_on(schedule)


def _supersedes(later: StatusFacts, earlier: StatusFacts, known: Sequence[StatusFacts]) -> bool:
    """Whether ``later``, recorded after ``earlier``, replaces it."""
    inclusions = [e for e in known if e.kind == _Kind.INCLUDED]
    if later.kind == _Kind.INCLUDED:
        if earlier.kind == _Kind.INCLUDED:
            return _same_year(later, earlier)
        corrects = any(_same_year(e, later) for e in inclusions if e is not later)
        schedule = earlier.kind == _Kind.GRADUATION_SCHEDULED
        return schedule and not corrects and _listed_again(later, earlier, inclusions)
    if earlier.kind not in _EXITS:
        return False
    relisted = (effective_on(earlier) < effective_on(e) <= effective_on(later) for e in inclusions)
    return not any(relisted)


def events_in_force(events: Sequence[StatusFacts]) -> list[StatusFacts]:
    """The inclusions and exits that no later record superseded, by the day they take effect.

    ``events`` come in the order they were recorded.
    """
    changes = [event for event in events if event.kind in _CHANGES]
    in_force: list[StatusFacts] = []
    for event in changes:
        in_force = [e for e in in_force if not _supersedes(event, e, changes)]
        in_force.append(event)
    return sorted(in_force, key=effective_on)


def _extension_pending(events: Sequence[StatusFacts], schedule: StatusFacts, day: date) -> bool:
    """Whether an extension was requested by ``day`` and after ``schedule`` was recorded."""
    later = events[list(events).index(schedule) + 1 :]
    requests = (e for e in later if e.kind == _Kind.EXTENSION_REQUESTED)
    return any(e.takes_effect_on is None or e.takes_effect_on <= day for e in requests)


def _certain(event: StatusFacts) -> bool:
    return event.certainty != StatusEvent.Certainty.REMEMBERED_DAY


def _listed_status(
    day: date, since: StatusFacts, ahead: list[StatusFacts], events: list[StatusFacts]
) -> Status:
    decided = [e for e in ahead if e.decided_on is None or e.decided_on <= day]
    schedule = next((e for e in decided if e.kind == _Kind.GRADUATION_SCHEDULED), None)
    return Status(
        day=day,
        is_ldc=True,
        may_use_bank=True,
        included_on=effective_on(since),
        scheduled_on=effective_on(schedule) if schedule else None,
        scheduled_day_certain=_certain(schedule) if schedule else True,
        decision_pending=schedule is not None and _extension_pending(events, schedule, day),
    )


def _status_after_exit(day: date, past: list[StatusFacts], events: list[StatusFacts]) -> Status:
    exit_event = past[-1]
    graduated_on = effective_on(exit_event)
    until = years_after(graduated_on, YEARS_OF_ACCESS)
    entered = [e for e in past if e.kind == _Kind.INCLUDED]
    scheduled = exit_event.kind == _Kind.GRADUATION_SCHEDULED
    return Status(
        day=day,
        may_use_bank=day < until,
        included_on=effective_on(entered[-1]) if entered else None,
        graduated_on=graduated_on,
        graduation_day_certain=_certain(exit_event),
        access_until=until,
        scheduled_confirmed=not scheduled,
        decision_pending=scheduled and _extension_pending(events, exit_event, day),
    )


def status_on(
    events: Iterable[StatusFacts], day: date, *, known_at: datetime | None = None
) -> Status:
    """The status on ``day`` by all that is recorded, or by what was recorded until ``known_at``.

    ``events`` are those of one country, in any order; of two recorded at the same moment the
    one that comes later in ``events`` is the later one.
    """
    known = [e for e in events if known_at is None or e.recorded_at <= known_at]
    known.sort(key=lambda event: event.recorded_at)
    changes = events_in_force(known)
    past = [event for event in changes if effective_on(event) <= day]
    ahead = [event for event in changes if effective_on(event) > day]
    if not past:
        return Status(day=day)
    if past[-1].kind == _Kind.INCLUDED:
        return _listed_status(day, past[-1], ahead, known)
    return _status_after_exit(day, past, known)
