"""Totals and ranks in floating point, fast enough to follow people while they score.

The same formulas as the exact way, on arrays; ranks are the same unless two totals are a billionth
apart. What is kept, printed or approved is computed by `rank`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assessments.scoring.cases import Case, CaseCriterion, Direction, Missing, Normalisation
from assessments.scoring.normalising import full_of
from assessments.scoring.numbers import Id, Number, ScoringError, exact, gettext_noop
from assessments.scoring.ranking import TOLERANCE, check_shape, rank
from assessments.scoring.scorers import Combining, Sheet
from assessments.scoring.value_functions import COMPARISONS, Linear, Piecewise, Steps, checked
from assessments.scoring.weights import weights

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Live:
    """Rows are options and columns criteria, in the case's order; NaN where nobody scored.

    `combined`, `low`, `high` and `sd` in the unit of the criterion, `values` and `totals` in the
    unit of the method.
    """

    combined: Floats
    low: Floats
    high: Floats
    sd: Floats
    count: Counts
    values: Floats
    totals: Floats
    ranks: Counts


def as_array(sheets: Mapping[Id, Sheet], options: Sequence[Id], criteria: Sequence[Id]) -> Floats:
    """Scorers × options × criteria from sheets; blanks are NaN. Numbers must be numbers."""
    cells = [(o, c) for o in options for c in criteria]
    rows = [
        [np.nan if (x := sheet.get(cell)) is None else float(x) for cell in cells]
        for sheet in sheets.values()
    ]
    return np.array(rows, dtype=float).reshape(len(sheets), len(options), len(criteria))


def live(case: Case, sheets: Floats, how: Combining | str = Combining.MEAN) -> Live:
    """One sheet from many, then totals and ranks. `case.scores` is not read.

    Raises `ScoringError` as `rank` would of the combined scores. A consensus is not computed: make
    one sheet of it.
    """
    if how not in (Combining.MEAN, Combining.MEDIAN):
        raise ScoringError(gettext_noop("Live ranking takes the mean or the median."))
    ascending = np.sort(sheets, axis=0)
    count: Counts = len(sheets) - np.isnan(sheets).sum(axis=0)
    mean = _over(np.nansum(ascending, axis=0), count)
    combined = mean if how == Combining.MEAN else _median(ascending, count)
    values = _values(case, combined)
    totals = _totals(case, combined, values)
    return Live(
        combined=combined,
        low=ascending[0] if len(sheets) else mean,
        high=_at(ascending, count - 1),
        sd=np.sqrt(_over(np.nansum((ascending - mean) ** 2, axis=0), count - 1)),
        count=count,
        values=values,
        totals=totals,
        ranks=_ranks(totals, smallest_first=case.smallest_first),
    )


def _over(sums: Floats, count: Counts) -> Floats:
    blank = np.full(sums.shape, np.nan)
    return cast(Floats, np.divide(sums, count, out=blank, where=count > 0))


def _at(ascending: Floats, place: Counts) -> Floats:
    """The score at a place of each cell; NaN sorts last, so an empty cell gives NaN."""
    if not len(ascending):
        return np.full(ascending.shape[1:], np.nan)
    values: Floats = np.take_along_axis(ascending, np.maximum(place, 0)[None], axis=0)[0]
    return values


def _median(ascending: Floats, count: Counts) -> Floats:
    return (_at(ascending, (count - 1) // 2) + _at(ascending, count // 2)) / 2


def _values(case: Case, combined: Floats) -> Floats:
    """Values, or the exact way's refusal of the same scores."""
    check_shape(case)
    full = float(full_of(case))
    try:
        columns = [
            _column(case, criterion, combined[:, j]) for j, criterion in enumerate(case.criteria)
        ]
        values = np.column_stack(columns)
    except (KeyError, TypeError, ValueError) as error:
        raise _refusal(case, combined) from error
    if case.normalisation not in (Normalisation.PREFERENCE, Normalisation.AS_GIVEN):
        values = values * full
    blank = np.isnan(combined)
    if not np.array_equal(np.isnan(values), blank) or (
        blank.any() and case.missing == Missing.REFUSE
    ):
        raise _refusal(case, combined)
    return values


def _refusal(case: Case, combined: Floats) -> ScoringError:
    """What the exact way says of these scores."""
    scores: dict[tuple[Id, Id], Number | None] = {
        (o, c): None if np.isnan(x) else float(x)
        for o, row in zip(case.option_names, combined, strict=True)
        for c, x in zip(case.criterion_names, row, strict=True)
    }
    try:
        rank(replace(case, scores=scores))
    except ScoringError as error:
        return error
    return ScoringError(gettext_noop("These scores cannot be ranked while they are given."))


def _column(case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    """Values as a share of `full` (as they stand for scores used so); NaN where a score is blank or
    outside what the method can take."""
    if np.isnan(x).all():
        return x
    return _METHODS[Normalisation(case.normalisation)](case, criterion, x)


def _turned(criterion: CaseCriterion, share: Floats) -> Floats:
    return 1 - share if criterion.direction == Direction.MIN else share


def _min_max(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    low, high = np.nanmin(x), np.nanmax(x)
    if low == high:
        return np.where(np.isnan(x), x, 0.5)
    return _turned(criterion, (x - low) / (high - low))


def _between(
    criterion: CaseCriterion, x: Floats, low: Number | None, high: Number | None
) -> Floats:
    start, end = float(exact(low, "low")), float(exact(high, "high"))
    inside = (x >= start) & (x <= end)
    return _turned(criterion, np.where(inside, (x - start) / (end - start), np.nan))


def _fixed_range(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    return _between(criterion, x, criterion.low, criterion.high)


def _direct(case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    low, high = case.scale or (0, 100)
    return _between(criterion, x, low, high)


def _ratio(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    fit = _usable(criterion, x)
    if criterion.direction == Direction.MIN:
        return np.nanmin(fit) / fit
    return fit / np.nanmax(fit)


def _share(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    fit = _usable(criterion, x)
    better = 1 / fit if criterion.direction == Direction.MIN else fit
    return better / np.nansum(better)


def _usable(criterion: CaseCriterion, x: Floats) -> Floats:
    """Refuses what a ratio cannot take."""
    least = np.nanmin(x)
    if least < 0 or (least == 0 and (criterion.direction == Direction.MIN or not np.nanmax(x))):
        raise ValueError("not above zero")
    return x


def _reference(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    most = float(exact(criterion.reference_max, "reference maximum"))
    return x / most if most > 0 else x * np.nan


def _preference(case: Case, _criterion: CaseCriterion, x: Floats) -> Floats:
    if case.scale is None:
        return x
    low, high = (float(exact(end, "scale")) for end in case.scale)
    return np.where((x >= low) & (x <= high), x, np.nan)


def _by_function(_case: Case, criterion: CaseCriterion, x: Floats) -> Floats:
    if criterion.value_function is None:
        raise TypeError("no value function")
    match checked(criterion.value_function, criterion.name):
        case Linear(low, high):
            return _between(criterion, x, low, high)
        case Steps(steps):
            holds = [COMPARISONS[op](x, float(bound)) for op, bound, _v in steps]  # type: ignore[arg-type]
            return cast(Floats, np.select(holds, [float(v) / 100 for _op, _b, v in steps], np.nan))
        case Piecewise(points):
            at, worth = zip(*((float(p), float(v) / 100) for p, v in points), strict=True)
            return cast(Floats, np.interp(x, at, worth, left=np.nan, right=np.nan))
    raise TypeError("categories have no mean")


def _as_given(_case: Case, _criterion: CaseCriterion, x: Floats) -> Floats:
    return x


_METHODS: dict[Normalisation, Callable[[Case, CaseCriterion, Floats], Floats]] = {
    Normalisation.MIN_MAX: _min_max,
    Normalisation.FIXED_RANGE: _fixed_range,
    Normalisation.DIRECT: _direct,
    Normalisation.RATIO: _ratio,
    Normalisation.SHARE: _share,
    Normalisation.REFERENCE: _reference,
    Normalisation.VALUE_FUNCTIONS: _by_function,
    Normalisation.PREFERENCE: _preference,
    Normalisation.AS_GIVEN: _as_given,
}


def _totals(case: Case, combined: Floats, values: Floats) -> Floats:
    used = np.array([float(w) for w in weights(case).values()])
    totals: Floats = np.nan_to_num(values) @ used
    if case.missing != Missing.RENORMALISE:
        return totals
    present = ~np.isnan(values) @ used
    if not present.all():
        raise _refusal(case, combined)
    return cast(Floats, totals * used.sum() / present)


def _ranks(totals: Floats, *, smallest_first: bool) -> Counts:
    better = -totals if smallest_first else totals
    ranks: Counts = 1 + (better[None, :] > better[:, None] + float(TOLERANCE)).sum(axis=1)
    return ranks
