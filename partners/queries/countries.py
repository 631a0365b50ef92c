"""Countries as the portal asks for them: with their status on a day."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, cast

from django.db.models import Prefetch, QuerySet

from partners.models import Country, StatusEvent

from .status import Status, status_on

__all__ = [
    "CountryStanding",
    "Status",
    "by_name",
    "countries_on",
    "events_of",
    "ldcs_on",
    "may_use_bank",
    "regions",
    "status_of",
    "status_on",
]


@dataclass(frozen=True)
class CountryStanding:
    """A country with its status on a day."""

    country: Country
    status: Status


def _events_as_recorded() -> QuerySet[StatusEvent]:
    return StatusEvent.objects.order_by("recorded_at", "pk")


def events_of(country: Country) -> list[StatusEvent]:
    """Everything recorded about a country, in the order of its recording. One query."""
    return list(_events_as_recorded().filter(country=country).select_related("recorded_by"))


def _status_from_events(country: Country, events: Sequence[StatusEvent], day: date) -> Status:
    status = status_on(events, day)
    if country.fictional:
        # Invented countries are on no list of the United Nations; without access to the bank
        # there would be nothing to demonstrate with them.
        return replace(status, may_use_bank=True, fictional=True)
    return status


class _WithEvents(Protocol):
    """What the prefetch below adds to each country."""

    known_events: list[StatusEvent]


def countries_on(
    day: date,
    *,
    region: str = "",
    with_invented: bool = False,
    known_at: datetime | None = None,
) -> list[CountryStanding]:
    """Every country with its status on ``day``, by English name. Two queries, however many.

    ``known_at`` leaves out what was recorded after that moment.
    """
    countries = Country.objects.all()
    if region:
        countries = countries.filter(region=region)
    if not with_invented:
        countries = countries.filter(fictional=False)
    known = _events_as_recorded()
    if known_at is not None:
        known = known.filter(recorded_at__lte=known_at)
    events = Prefetch("status_events", queryset=known, to_attr="known_events")
    return [
        CountryStanding(
            country, _status_from_events(country, cast(_WithEvents, country).known_events, day)
        )
        for country in countries.prefetch_related(events)
    ]


def by_name(standings: Iterable[CountryStanding]) -> list[CountryStanding]:
    """In the order of the names in the language in use; accents do not count."""

    def letters(standing: CountryStanding) -> str:
        plain = unicodedata.normalize("NFKD", standing.country.name)
        return "".join(c for c in plain if not unicodedata.combining(c)).casefold()

    return sorted(standings, key=letters)


def ldcs_on(day: date, *, known_at: datetime | None = None) -> list[Country]:
    """The least developed countries of ``day``, by English name. Invented ones never count."""
    standings = countries_on(day, known_at=known_at)
    return [standing.country for standing in standings if standing.status.is_ldc]


def status_of(country: Country, day: date) -> Status:
    """The status of one country on ``day``. One query."""
    return _status_from_events(country, events_of(country), day)


def may_use_bank(country: Country, day: date) -> bool:
    """Whether the country may use the Technology Bank on ``day``: an LDC, one that graduated
    less than five years before, or an invented country of the demonstration. One query."""
    return status_of(country, day).may_use_bank


def regions() -> list[str]:
    """The names of the regions countries are in, in alphabetical order. One query."""
    countries = Country.objects.exclude(region="").order_by("region")
    return list(countries.values_list("region", flat=True).distinct())
