"""Totals a document printed, beside those that its own figures give.

Print can be wrong. Nothing is corrected here: rows that differ are named, and the columns in which
one other weight would explain all of the print.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, trunc

from assessments.scoring.cases import Case, Result, Weighting
from assessments.scoring.numbers import Id


def _half_up(x: Fraction) -> int:
    """Halves away from zero."""
    away = floor(abs(x) + Fraction(1, 2))
    return away if x >= 0 else -away


ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "half_up": _half_up,
    "half_even": round,
    "floor": floor,
    "ceiling": ceil,
    "truncate": trunc,
}
# How far below and above a printed number its unrounded total may be, in units of its last digit.
_REACH = {
    "half_up": (Fraction(-1, 2), Fraction(1, 2)),
    "half_even": (Fraction(-1, 2), Fraction(1, 2)),
    "floor": (Fraction(0), Fraction(1)),
    "ceiling": (Fraction(-1), Fraction(0)),
    "truncate": (Fraction(0), Fraction(1)),
}


@dataclass(frozen=True)
class Printed:
    """What stands in print, by option; None or absent where nothing does.

    `rounding` is a word of `ROUNDINGS`, to `places` decimals (below zero: tens, hundreds);
    `tolerance` is what print may be off beyond it. `raw_sums` are plain sums of the scores.
    """

    totals: Mapping[Id, Fraction] = field(default_factory=dict)
    ranks: Mapping[Id, Fraction | int] = field(default_factory=dict)
    raw_sums: Mapping[Id, Fraction] = field(default_factory=dict)
    rounding: str = "half_up"
    places: int = 0
    tolerance: Fraction = Fraction(0)

    def rounded(self, total: Fraction) -> Fraction:
        """A total as the document would print it."""
        unit = Fraction(10) ** self.places
        return ROUNDINGS[self.rounding](total * unit) / unit

    def agrees(self, total: Fraction, printed: Fraction) -> bool:
        return abs(self.rounded(total) - printed) <= self.tolerance

    def span(self, printed: Fraction) -> tuple[Fraction, Fraction]:
        """Between which totals the printed one may have been made."""
        unit = Fraction(10) ** self.places
        below, above = _REACH[self.rounding]
        if printed < 0 and self.rounding == "truncate":
            below, above = -above, -below
        reach = self.tolerance - self.tolerance % (1 / unit)
        return printed - reach + below / unit, printed + reach + above / unit


@dataclass(frozen=True)
class PrintedDifference:
    """A row of the table in which print and arithmetic differ. `what`: total, rank or raw_sum."""

    option: Id
    what: str
    printed: Fraction
    computed: Fraction


@dataclass(frozen=True)
class Suspect:
    """A column whose weight, changed alone to between `low` and `high`, would explain every printed
    total; `completing` is the one that also makes the weights add to 1 or 100, where it would."""

    criterion: Id
    weight: Fraction
    low: Fraction
    high: Fraction
    completing: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """`rows` differ by more than print may be off, `nearly` by less; `columns` could be why."""

    rows: tuple[PrintedDifference, ...]
    nearly: tuple[PrintedDifference, ...]
    columns: tuple[Suspect, ...]

    @property
    def agrees(self) -> bool:
        return not self.rows


def compare(case: Case, result: Result, printed: Printed) -> Comparison:
    """Rows in which print and arithmetic differ, and columns that could be why."""
    totals = tuple(_totals(result, printed))
    off = tuple(row for row in totals if not printed.agrees(row.computed, row.printed))
    rows = (
        *off,
        *_ranks(result, printed),
        *_raw_sums(case, printed),
    )
    nearly = tuple(row for row in totals if row not in off)
    return Comparison(rows, nearly, tuple(_suspects(case, result, printed)) if off else ())


def _totals(result: Result, printed: Printed) -> Iterable[PrintedDifference]:
    for option, printed_total in printed.totals.items():
        total = result.of(option).total
        if printed.rounded(total) != printed_total:
            yield PrintedDifference(option, "total", printed_total, total)


def _ranks(result: Result, printed: Printed) -> Iterable[PrintedDifference]:
    for option, printed_rank in printed.ranks.items():
        place = result.of(option).rank
        if place != printed_rank:
            yield PrintedDifference(option, "rank", Fraction(printed_rank), Fraction(place))


def _raw_sums(case: Case, printed: Printed) -> Iterable[PrintedDifference]:
    for option, printed_sum in printed.raw_sums.items():
        row = [case.scores.get((option, c)) for c in case.criterion_names]
        total = sum((Fraction(x) for x in row if x is not None), Fraction(0))
        if not printed.agrees(total, printed_sum):
            yield PrintedDifference(option, "raw_sum", printed_sum, total)


def _suspects(case: Case, result: Result, printed: Printed) -> Iterable[Suspect]:
    """Only where weights are used as they stand: then one weight moves one column and no other."""
    if case.weighting not in (Weighting.AS_PRINTED, Weighting.RAW_SUM):
        return
    total = sum(result.weights.values(), Fraction(0))
    for criterion, weight in result.weights.items():
        explaining = _explaining(result, printed, criterion)
        if explaining is None or weight + explaining[1] <= 0:
            continue
        lacking = [whole - total for whole in (Fraction(1), Fraction(100)) if whole != total]
        fits = (weight + d for d in lacking if _all_agree(result, printed, criterion, d))
        low, high = max(weight + explaining[0], Fraction(0)), weight + explaining[1]
        yield Suspect(criterion, weight, low, high, next(fits, None))


def _all_agree(result: Result, printed: Printed, criterion: Id, change: Fraction) -> bool:
    """Every printed total comes out when one weight is changed by so much."""
    return all(
        printed.agrees(
            result.of(o).total + change * (result.values[o, criterion] or Fraction(0)),
            printed_total,
        )
        for o, printed_total in printed.totals.items()
    )


def _explaining(
    result: Result, printed: Printed, criterion: Id
) -> tuple[Fraction, Fraction] | None:
    """Between which changes of one weight every printed total comes out; None if nowhere."""
    changes = []
    for option, printed_total in printed.totals.items():
        value = result.values[option, criterion] or Fraction(0)
        low, high = (end - result.of(option).total for end in printed.span(printed_total))
        if value:
            changes.append(tuple(sorted((low / value, high / value))))
        elif not printed.agrees(result.of(option).total, printed_total):
            return None
    if not changes:
        return None
    lowest, highest = max(change[0] for change in changes), min(change[1] for change in changes)
    return (lowest, highest) if lowest < highest else None
