"""A country's events as its page tells them."""

from dataclasses import dataclass

from partners.models import Country, StatusEvent

from .countries import events_of
from .status import standing


@dataclass(frozen=True)
class HistoryEvent:
    """An event; ``superseded`` when a later record stands in its place, ``year_only`` when no
    more than the year of its day is certain."""

    event: StatusEvent
    superseded: bool
    year_only: bool


def _told(event: StatusEvent, stands: list[StatusEvent]) -> HistoryEvent:
    changes = {StatusEvent.Kind.INCLUDED, StatusEvent.Kind.GRADUATED}
    changes.add(StatusEvent.Kind.GRADUATION_SCHEDULED)
    remembered = event.certainty == StatusEvent.Certainty.REMEMBERED_DAY
    return HistoryEvent(
        event=event,
        superseded=event.kind in changes and event not in stands,
        year_only=remembered or event.precision == StatusEvent.Precision.YEAR,
    )


def history(country: Country) -> list[HistoryEvent]:
    """Everything recorded, the last record first. One query."""
    events = events_of(country)
    stands = [event for event in standing(events) if isinstance(event, StatusEvent)]
    return [_told(event, stands) for event in reversed(events)]
