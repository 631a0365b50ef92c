"""One column of scores to values, by each method of `Normalisation`.

Every function here takes the column's scores that are present and gives a value for each, in the
unit of the method; refusals name the row and the column.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from assessments.scoring.cases import Case, CaseCriterion, Direction, Normalisation
from assessments.scoring.numbers import Id, ScoringError, Sentence, exact, gettext_noop, short
from assessments.scoring.value_functions import Linear, checked, span, value_of

Present = Mapping[Id, Fraction]
Values = dict[Id, Fraction]
Given = Mapping[Id, Fraction | str | None]


def column_values(
    case: Case, criterion: CaseCriterion, given: Given
) -> tuple[dict[Id, Fraction | None], list[Sentence]]:
    """The values of one criterion (None where the score is blank) and what to warn of."""
    present = {option: x for option, x in given.items() if x is not None}
    values = _of_present(case, criterion, present) if present else {}
    warnings = list(_told_apart(criterion, present, len(given)))
    if values and case.normalisation == Normalisation.REFERENCE:
        warnings += _beyond_reference(case, criterion, values)
    return {option: values.get(option) for option in given}, warnings


def _told_apart(
    criterion: CaseCriterion, present: Mapping[Id, object], rows: int
) -> list[Sentence]:
    if not present or rows == 1 or len(set(present.values())) > 1:
        return []
    template = gettext_noop("All options have the same score on %(criterion)s.")
    return [Sentence(template, {"criterion": criterion.name})]


def _of_present(
    case: Case, criterion: CaseCriterion, present: Mapping[Id, Fraction | str]
) -> Values:
    if case.normalisation == Normalisation.VALUE_FUNCTIONS:
        return _by_function(case, criterion, present)
    numbers = {option: Fraction(x) for option, x in present.items()}
    return _METHODS[Normalisation(case.normalisation)](case, criterion, numbers)


def full_of(case: Case) -> Fraction:
    """What a best value is worth, exact; refuses what is not above zero."""
    full = exact(case.full_value, "full")
    if full <= 0:
        raise ScoringError(gettext_noop("What a best value is worth must be above zero."))
    return full


def _min_max(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    low, high = min(present.values()), max(present.values())
    if low == high:
        # What every option gets on a criterion that tells none of them apart.
        return dict.fromkeys(present, full_of(case) / 2)
    return {o: _placed(case, criterion, x, low, high) for o, x in present.items()}


def _placed(
    case: Case, criterion: CaseCriterion, x: Fraction, low: Fraction, high: Fraction
) -> Fraction:
    share = (x - low) / (high - low)
    return full_of(case) * (share if criterion.direction == Direction.MAX else 1 - share)


def _fixed_range(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    if criterion.low is None or criterion.high is None:
        raise ScoringError(
            gettext_noop("Criterion %(criterion)s has no range."), criterion=criterion.name
        )
    low, high = span(criterion.low, criterion.high, criterion.name)
    _within(case, criterion, present, low, high)
    return {o: _placed(case, criterion, x, low, high) for o, x in present.items()}


def _direct(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    low, high = span(*(case.scale or (0, 100)), "scale")
    _within(case, criterion, present, low, high)
    return {o: _placed(case, criterion, x, low, high) for o, x in present.items()}


def _within(
    case: Case, criterion: CaseCriterion, present: Present, low: Fraction, high: Fraction
) -> None:
    for option, x in present.items():
        if not low <= x <= high:
            raise ScoringError(
                gettext_noop("%(where)s: %(score)s is outside %(low)s to %(high)s."),
                where=case.where(option, criterion.id),
                score=short(x),
                low=short(low),
                high=short(high),
            )


def _ratio(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    _above_zero(case, criterion, present)
    if criterion.direction == Direction.MIN:
        least = min(present.values())
        return {o: full_of(case) * least / x for o, x in present.items()}
    most = max(present.values())
    return {o: full_of(case) * x / most for o, x in present.items()}


def _share(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    _above_zero(case, criterion, present)
    inverted = criterion.direction == Direction.MIN
    better = {o: 1 / x if inverted else x for o, x in present.items()}
    total = sum(better.values(), Fraction(0))
    return {o: full_of(case) * x / total for o, x in better.items()}


def _above_zero(case: Case, criterion: CaseCriterion, present: Present) -> None:
    """A ratio needs a true zero: nothing below it, and nothing at it that must be divided by."""
    zero_allowed = criterion.direction == Direction.MAX and any(present.values())
    for option, x in present.items():
        if x < 0 or (x == 0 and not zero_allowed):
            raise ScoringError(
                gettext_noop(
                    "%(where)s: %(score)s cannot be used in a ratio, which needs numbers above "
                    "zero."
                ),
                where=case.where(option, criterion.id),
                score=short(x),
            )


def _reference(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    if criterion.reference_max is None:
        raise ScoringError(
            gettext_noop("Criterion %(criterion)s has no reference maximum."),
            criterion=criterion.name,
        )
    most = exact(criterion.reference_max, f"{criterion.name} (reference maximum)")
    if most <= 0:
        raise ScoringError(
            gettext_noop("The reference maximum of %(criterion)s must be above zero."),
            criterion=criterion.name,
        )
    return {o: full_of(case) * x / most for o, x in present.items()}


def _beyond_reference(case: Case, criterion: CaseCriterion, values: Values) -> list[Sentence]:
    template = gettext_noop("%(where)s is outside zero to the reference maximum.")
    return [
        Sentence(template, {"where": case.where(option, criterion.id)})
        for option, value in values.items()
        if not 0 <= value <= full_of(case)
    ]


def _preference(case: Case, criterion: CaseCriterion, present: Present) -> Values:
    if case.scale is not None:
        _within(case, criterion, present, *span(*case.scale, "scale"))
    return dict(present)


def _as_given(_case: Case, _criterion: CaseCriterion, present: Present) -> Values:
    return dict(present)


def _by_function(
    case: Case, criterion: CaseCriterion, present: Mapping[Id, Fraction | str]
) -> Values:
    if criterion.value_function is None:
        raise ScoringError(
            gettext_noop("Criterion %(criterion)s has no value function."), criterion=criterion.name
        )
    function = checked(criterion.value_function, criterion.name)
    turned = isinstance(function, Linear) and criterion.direction == Direction.MIN
    values: Values = {}
    for option, x in present.items():
        value = value_of(function, x)
        if value is None:
            raise ScoringError(
                gettext_noop("%(where)s: the value function says nothing for “%(score)s”."),
                where=case.where(option, criterion.id),
                score=x[:40] if isinstance(x, str) else short(x),
            )
        values[option] = full_of(case) * (100 - value if turned else value) / 100
    return values


_METHODS: dict[Normalisation, Callable[[Case, CaseCriterion, Present], Values]] = {
    Normalisation.MIN_MAX: _min_max,
    Normalisation.FIXED_RANGE: _fixed_range,
    Normalisation.DIRECT: _direct,
    Normalisation.RATIO: _ratio,
    Normalisation.SHARE: _share,
    Normalisation.REFERENCE: _reference,
    Normalisation.PREFERENCE: _preference,
    Normalisation.AS_GIVEN: _as_given,
}
