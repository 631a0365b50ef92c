"""A country's events as its page shows them."""

from dataclasses import dataclass

from partners.models import Country, StatusEvent

from .countries import events_of
from .status import events_in_force


@dataclass(frozen=True)
class HistoryEvent:
    """An event; ``superseded`` when a later record replaces it, ``year_only`` when only the year
    of its day is certain."""

    event: StatusEvent
    superseded: bool
    year_only: bool


def _history_event(event: StatusEvent, in_force: list[StatusEvent]) -> HistoryEvent:
    changes = {StatusEvent.Kind.INCLUDED, StatusEvent.Kind.GRADUATED}
    changes.add(StatusEvent.Kind.GRADUATION_SCHEDULED)
    remembered = event.certainty == StatusEvent.Certainty.REMEMBERED_DAY
    return HistoryEvent(
        event=event,
        superseded=event.kind in changes and event not in in_force,
        year_only=remembered or event.precision == StatusEvent.Precision.YEAR,
    )


def history(country: Country) -> list[HistoryEvent]:
    """Everything recorded, the last record first. One query."""
    events = events_of(country)
    in_force = [event for event in events_in_force(events) if isinstance(event, StatusEvent)]
    return [_history_event(event, in_force) for event in reversed(events)]
