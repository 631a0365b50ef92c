"""Assessments made outside the portal, as their sources tell them: statement beside statement."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import ExternalAssessment, ExternalStatement
from partners.models import Country
from techbank.exceptions import Hidden
from techbank.templatetags.techbank import localdate

ROUND_NAMES = {1: gettext_lazy("First round"), 2: gettext_lazy("Second round")}
_TOTALS = Path(__file__).resolve().parent.parent / "data" / "external_totals.csv"
_WHOLE = ("Start", "Completion", "National validation", "Launch of the report")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class DatedStatement:
    """One statement with its date in words. ``differs`` says what another source says instead."""

    subject: str
    statement: str
    when: str
    differs: str
    source: str
    paragraph: str
    note: str


@dataclass(frozen=True)
class CountryInRound:
    """A country's assessment of one round, and everything the sources say of it."""

    assessment: ExternalAssessment
    round_name: str
    statements: Sequence[DatedStatement]

    @property
    def contradicted(self) -> bool:
        """Whether any two sources disagree."""
        return any(statement.differs for statement in self.statements)

    @property
    def in_short(self) -> list[DatedStatement]:
        """What is dated of the assessment as a whole, once where sources agree."""
        whole = {
            (statement.subject, statement.when): statement
            for statement in self.statements
            if statement.subject in _WHOLE
        }
        return list(whole.values())


@dataclass(frozen=True)
class Round:
    """A round with its countries, in alphabetical order of the language in use."""

    number: int
    name: str
    countries: Sequence[CountryInRound]


def _day(text: str) -> str:
    return localdate(date.fromisoformat(text))


def in_words(dated: str) -> str:
    """A date as the source gives it: a day, ``day/day``, a year, or ``../2021`` (by its end)."""
    begin, _slash, end = dated.partition("/")
    if begin == "..":
        return _("by the end of %(year)s") % {"year": end}
    if not _DAY.fullmatch(begin):
        return dated
    if not end:
        return _day(begin)
    return _("%(first_day)s to %(last_day)s") % {"first_day": _day(begin), "last_day": _day(end)}


def _place(paragraph: str) -> str:
    """As it is cited: "para. 27", "fig. 3", "box after para. 27"."""
    return paragraph if not paragraph[:1].isdigit() else f"para. {paragraph}"


def _dated(statement: ExternalStatement) -> DatedStatement:
    return DatedStatement(
        subject=statement.subject,
        statement=statement.statement,
        when=in_words(statement.dated),
        differs=statement.contradicted_by,
        source=", ".join(
            part for part in (statement.source_symbol, statement.source_title) if part
        ),
        paragraph=_place(statement.paragraph),
        note=statement.source_note,
    )


def _read(country: str = "", region: str = "") -> list[CountryInRound]:
    rows = ExternalAssessment.objects.select_related("country").prefetch_related(
        Prefetch("statements", queryset=ExternalStatement.objects.order_by("position", "pk"))
    )
    if country:
        rows = rows.filter(country=country)
    if region:
        rows = rows.filter(country__region=region)
    return [
        CountryInRound(
            assessment=row,
            round_name=str(ROUND_NAMES.get(row.round, row.round)),
            statements=[_dated(statement) for statement in row.statements.all()],
        )
        for row in rows.order_by("round", "country__name_en")
    ]


def rounds(*, number: int | None = None, region: str = "", differing: bool = False) -> list[Round]:
    """The rounds with their countries; ``differing`` keeps those whose sources disagree.

    Two queries, however many there are.
    """
    countries = [
        entry
        for entry in _read(region=region)
        if number in (None, entry.assessment.round) and (entry.contradicted or not differing)
    ]
    return [
        Round(
            number=which,
            name=str(name),
            countries=sorted(
                (item for item in countries if item.assessment.round == which),
                key=lambda entry: entry.assessment.country.name,
            ),
        )
        for which, name in ROUND_NAMES.items()
        if any(item.assessment.round == which for item in countries)
    ]


def of_country(iso3: str) -> tuple[Country, list[CountryInRound]]:
    """A country with its assessments made elsewhere; ``Hidden`` when there is none. Two queries."""
    entries = _read(country=iso3.upper())
    if not entries:
        raise Hidden
    return entries[0].assessment.country, entries


def regions() -> list[str]:
    """Regions that have any, in alphabetical order. One query."""
    rows = ExternalAssessment.objects.order_by("country__region")
    return [name for name in rows.values_list("country__region", flat=True).distinct() if name]


@cache
def _totals() -> list[dict[str, str]]:
    with _TOTALS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def totals() -> list[DatedStatement]:
    """What sources say of all these assessments together. No query."""
    return [
        DatedStatement(
            subject="",
            statement=row["statement"],
            when=in_words(row["dated"]),
            differs=row["contradicted_by"],
            source=", ".join(row[name] for name in ("source_symbol", "source_title") if row[name]),
            paragraph=_place(row["paragraph"]),
            note=row["source_note"],
        )
        for row in _totals()
    ]
