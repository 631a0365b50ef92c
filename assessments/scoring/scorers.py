"""Several people's score sheets to one, with how far apart they were.

Exact, but for the standard deviation, which is a square root.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm, sqrt

from assessments.scoring.cases import CaseCriterion, Cell
from assessments.scoring.numbers import Id, Number, ScoringError, exact, gettext_noop

Sheet = Mapping[Cell, Number | None]


class Combining(StrEnum):
    """mean and median of the scores given; consensus: the figure agreed on in the room, or what
    everybody said alike, else blank."""

    MEAN = "mean"
    MEDIAN = "median"
    CONSENSUS = "consensus"


@dataclass(frozen=True)
class Spread:
    """One cell over all who scored it: `value` is the combined score, None where there is none.

    All in the unit of the criterion. Quartiles interpolate between neighbours (Hyndman and Fan
    1996, type 7); `sd` divides by n - 1 and is None for fewer than two.
    """

    value: Fraction | None
    count: int
    low: Fraction
    lower_quartile: Fraction
    median: Fraction
    upper_quartile: Fraction
    high: Fraction
    mean: Fraction
    variance: Fraction | None

    @property
    def sd(self) -> float | None:
        return None if self.variance is None else sqrt(self.variance)

    @property
    def width(self) -> Fraction:
        return self.high - self.low


@dataclass(frozen=True)
class Combined:
    """`cells` holds every cell that somebody scored or the room agreed on."""

    how: Combining
    cells: dict[Cell, Spread]
    agreed: dict[Cell, Fraction]

    @property
    def scores(self) -> dict[Cell, Fraction | None]:
        """One sheet, for `Case.scores`."""
        return {
            **{cell: spread.value for cell, spread in self.cells.items()},
            **self._only_agreed(),
        }

    def _only_agreed(self) -> dict[Cell, Fraction]:
        if self.how != Combining.CONSENSUS:
            return {}
        return {cell: x for cell, x in self.agreed.items() if cell not in self.cells}

    @property
    def undecided(self) -> tuple[Cell, ...]:
        """Cells that were scored and have no consensus yet."""
        return tuple(cell for cell, spread in self.cells.items() if spread.value is None)


@dataclass(frozen=True)
class Disagreement:
    """`size` is the distance of the two farthest scores as a share of the criterion's range."""

    option: Id
    criterion: Id
    size: Fraction
    low: Fraction
    high: Fraction
    count: int


def combine(
    sheets: Mapping[Id, Sheet],
    how: Combining | str = Combining.MEAN,
    *,
    agreed: Sheet | None = None,
    names: Mapping[Id, str] | None = None,
) -> Combined:
    """The sheets, by scorer, as one. Blanks of one scorer count for nobody.

    `names` are of scorers, options and criteria, for the refusal of a score that is no number.
    """
    if how not in list(Combining):
        raise ScoringError(
            gettext_noop("“%(word)s” is not one of: %(words)s."),
            word=how,
            words=", ".join(Combining),
        )
    read = _Reader(names or {})
    given: dict[Cell, list[Fraction]] = {}
    for scorer, sheet in sheets.items():
        for cell, x in sheet.items():
            if x is not None:
                given.setdefault(cell, []).append(read(x, scorer, *cell))
    settled = {cell: read(x, *cell) for cell, x in (agreed or {}).items() if x is not None}
    chosen = Combining(how)
    cells = {cell: _spread(xs, chosen, settled.get(cell)) for cell, xs in given.items()}
    return Combined(chosen, cells, settled)


class _Reader:
    """Exact numbers; the same mark, given a thousand times in a room, is read once."""

    def __init__(self, names: Mapping[Id, str]) -> None:
        self._names = names
        self._known: dict[tuple[type, Number], Fraction] = {}

    def __call__(self, x: Number, *where: Id) -> Fraction:
        key = (x.__class__, x)
        value = self._known.get(key) if isinstance(x, Hashable) else None
        if value is None:
            value = exact(x, _where(self._names, *where))
            self._known[key] = value
        return value


def _where(names: Mapping[Id, str], *ids: Id) -> str:
    return " / ".join(names.get(key, str(key)) for key in ids)


def _spread(given: Sequence[Fraction], how: Combining, agreed: Fraction | None) -> Spread:
    """Of one cell's scores, not empty; counted in whole numbers of their common unit."""
    unit = lcm(*(x.denominator for x in given))
    whole = sorted(x.numerator * (unit // x.denominator) for x in given)
    low, first, median, third, high = (
        quantile(whole, Fraction(quarter, 4)) / unit for quarter in range(5)
    )
    mean = Fraction(sum(whole), len(whole) * unit)
    said_alike = low if low == high else None
    value = {
        Combining.MEAN: mean,
        Combining.MEDIAN: median,
        Combining.CONSENSUS: said_alike if agreed is None else agreed,
    }[how]
    return Spread(
        value=value,
        count=len(whole),
        low=low,
        lower_quartile=first,
        median=median,
        upper_quartile=third,
        high=high,
        mean=mean,
        variance=_variance(whole, unit),
    )


def _variance(whole: Sequence[int], unit: int) -> Fraction | None:
    """(n·Σx² - (Σx)²)/(n·(n - 1))."""
    count = len(whole)
    if count < 2:
        return None
    squares = count * sum(x * x for x in whole) - sum(whole) ** 2
    return Fraction(squares, count * (count - 1) * unit * unit)


def quantile(ascending: Sequence[int], share: Fraction) -> Fraction:
    """The share (0 to 1) of the way through, between neighbours in proportion."""
    place = share * (len(ascending) - 1)
    below = int(place)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (place - below) * (ascending[above] - ascending[below])


def disagreements(
    combined: Combined, criteria: Iterable[CaseCriterion]
) -> tuple[Disagreement, ...]:
    """Cells in which scorers differ, the widest first (then in the order scored).

    The range is the criterion's own, or else that of all its scores by anybody; cells of other
    criteria are left out.
    """
    differing = []
    for criterion in criteria:
        column = {
            cell: spread for cell, spread in combined.cells.items() if cell[1] == criterion.id
        }
        width = _width(criterion, column.values())
        differing += [
            Disagreement(
                cell[0], cell[1], spread.width / width, spread.low, spread.high, spread.count
            )
            for cell, spread in column.items()
            if spread.width
        ]
    return tuple(sorted(differing, key=lambda item: item.size, reverse=True))


def _width(criterion: CaseCriterion, column: Iterable[Spread]) -> Fraction:
    if criterion.low is not None and criterion.high is not None:
        return exact(criterion.high, criterion.name) - exact(criterion.low, criterion.name)
    spreads = list(column)
    return max((spread.high for spread in spreads), default=Fraction(0)) - min(
        (spread.low for spread in spreads), default=Fraction(0)
    )
