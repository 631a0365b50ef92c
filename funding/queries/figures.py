"""Figures with their evidence: amount, rows, what is left out, and how certain the amount is.

Three levels of coverage of the year's requirement, each one adding a rung of the ladder:
received; firm = received and signed for the year; with pledges. The gap is the requirement less
the level; below zero it is a surplus and stays below zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funding.models import Requirement
from funding.states import Basis

from .ladder import Ladder, LadderPart, LeftOut, Rung, Why, ladder
from .rows import LedgerRow, rows_as_of, waiting_on

ZERO = Decimal(0)


class FigureCertainty(StrEnum):
    KNOWN = "known"
    AT_LEAST = "at_least"
    UNKNOWN = "unknown"


class Level(StrEnum):
    RECEIVED = "received"
    FIRM = "firm"
    WITH_PLEDGES = "with_pledges"


RUNGS: dict[Level, tuple[Rung, ...]] = {
    Level.RECEIVED: (Rung.RECEIVED,),
    Level.FIRM: (Rung.RECEIVED, Rung.SIGNED),
    Level.WITH_PLEDGES: (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED),
}


@dataclass(frozen=True)
class RequiredAmount:
    """The version of the requirement in force for a year, and its amount for that year."""

    requirement: Requirement
    year: int

    @property
    def amount(self) -> Decimal:
        """Dollars for the year; an average when the source gives an amount for two years."""
        return self.requirement.per_year

    @property
    def is_average(self) -> bool:
        return self.requirement.basis == Basis.BIENNIUM


@dataclass(frozen=True)
class Figure:
    """One figure in dollars. ``amount`` is None when it is not known; with ``AT_LEAST`` the real
    amount may be higher."""

    level: Level
    amount: Decimal | None
    certainty: FigureCertainty
    parts: tuple[LadderPart, ...]
    need: Decimal | None

    @property
    def share(self) -> Decimal | None:
        if self.amount is None or not self.need:
            return None
        return self.amount / self.need

    @property
    def gap(self) -> Decimal | None:
        """What is missing; negative is a surplus."""
        if self.amount is None or self.need is None:
            return None
        return self.need - self.amount


@dataclass(frozen=True)
class Coverage:
    """One year as it was known at the end of ``as_of`` (UTC)."""

    year: int
    as_of: date
    need: RequiredAmount | None
    figures: dict[Level, Figure]
    left_out: tuple[LeftOut, ...]
    waiting: int

    @property
    def received(self) -> Figure:
        return self.figures[Level.RECEIVED]

    @property
    def firm(self) -> Figure:
        return self.figures[Level.FIRM]

    @property
    def with_pledges(self) -> Figure:
        return self.figures[Level.WITH_PLEDGES]

    @property
    def has_rows(self) -> bool:
        """False when nothing is recorded for the year: then zero has no meaning."""
        return bool(self.with_pledges.parts) or any(
            part.row.year == self.year for part in self.left_out
        )

    @property
    def for_plans(self) -> Decimal:
        """Dollars of the widest level that are promised for actions of country plans."""
        parts = self.with_pledges.parts
        return total(part for part in parts if part.row.promise.action_id is not None)

    def rung(self, rung: Rung) -> Decimal:
        """Dollars on one rung in this year, of the rows that count."""
        parts = self.with_pledges.parts
        return total(part for part in parts if part.rung == rung)


@dataclass(frozen=True)
class Books:
    """All rows and requirements behind the figures of one day: read once, used many times."""

    as_of: date
    rows: tuple[LedgerRow, ...]
    ladder: Ladder
    requirements: tuple[Requirement, ...]
    waiting: tuple[int | None, ...]

    def years(self) -> list[int]:
        """Every year from the first to the last that a row or a requirement names."""
        named = {part.year for part in self.ladder.parts if part.year}
        for requirement in self.requirements:
            named |= {year for year in (requirement.year_from, requirement.year_to) if year}
        return list(range(min(named), max(named) + 1)) if named else []

    def need(self, year: int) -> RequiredAmount | None:
        """The newest version known on the day that covers this year."""
        fitting = [requirement for requirement in self.requirements if _names(requirement, year)]
        return RequiredAmount(fitting[-1], year) if fitting else None

    def coverage(self, year: int) -> Coverage:
        """The three levels of one year. No query."""
        parts, hidden = _public([part for part in self.ladder.parts if part.year == year])
        counted = [part for part in parts if part.rung != Rung.GIVEN_UP]
        need = self.need(year)
        amount = need.amount if need else None
        figures = {level: _figure(level, counted, amount) for level in Level}
        left_out = [*_left_out(self.ladder, year), *hidden]
        waiting = sum(1 for named in self.waiting if named in (year, None))
        return Coverage(year, self.as_of, need, figures, tuple(left_out), waiting)


def books(as_of: date, *, with_invented: bool = False) -> Books:
    """The books of a day. Four queries, however many rows."""
    rows = rows_as_of(as_of, with_invented=with_invented)
    requirements = Requirement.objects.filter(known_on__lte=as_of, currency="USD")
    return Books(
        as_of=as_of,
        rows=tuple(rows),
        ladder=ladder(rows),
        requirements=tuple(requirements.order_by("known_on", "pk")),
        waiting=tuple(waiting_on(as_of).values_list("year", flat=True)),
    )


def coverage(year: int, as_of: date, *, with_invented: bool = False) -> Coverage:
    """The three levels of one year as known at the end of ``as_of``. Four queries."""
    return books(as_of, with_invented=with_invented).coverage(year)


def total(parts: Iterable[LadderPart]) -> Decimal:
    """Dollars of the parts that have a rate."""
    return sum((part.usd for part in parts if part.usd is not None), ZERO)


def _names(requirement: Requirement, year: int) -> bool:
    if requirement.year_from is None or year < requirement.year_from:
        return False
    return requirement.year_to is None or year <= requirement.year_to


def _public(parts: Sequence[LadderPart]) -> tuple[list[LadderPart], list[LeftOut]]:
    """Confidential rows count only where there are at least two donors, so that the sum reveals
    none of them."""
    confidential = [part for part in parts if part.row.promise.confidential]
    if len({part.row.promise.donor for part in confidential}) != 1:
        return list(parts), []
    hidden = {part.row.id: part.row for part in confidential}
    rows = [part for part in parts if not part.row.promise.confidential]
    return rows, [LeftOut(row, Why.CONFIDENTIAL) for row in hidden.values()]


def _figure(level: Level, parts: Sequence[LadderPart], need: Decimal | None) -> Figure:
    counted = tuple(p for p in parts if p.rung in RUNGS[level] and p.usd is not None)
    amount = total(counted)
    certainty = FigureCertainty.KNOWN
    if level == Level.RECEIVED and _receipts_untold(parts):
        # The source says what was committed for the year and is silent about what came.
        certainty = FigureCertainty.AT_LEAST if amount else FigureCertainty.UNKNOWN
    known = None if certainty == FigureCertainty.UNKNOWN else amount
    return Figure(level, known, certainty, counted, need)


def _receipts_untold(parts: Sequence[LadderPart]) -> bool:
    return any(part.rung == Rung.SIGNED and part.row.imported for part in parts)


def _left_out(whole: Ladder, year: int) -> list[LeftOut]:
    """Rows that belong, or might belong, to the year and are in none of its figures."""
    out = [
        left_out_part for left_out_part in whole.left_out if left_out_part.row.year in (year, None)
    ]
    for part in whole.parts:
        if part.rung == Rung.GIVEN_UP:
            continue
        if part.year is None:
            out.append(LeftOut(part.row, Why.YEAR))
        elif part.year == year and part.usd is None:
            out.append(LeftOut(part.row, Why.RATE))
    return out
