"""Values to totals, totals to ranks."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from assessments.scoring.cases import (
    Case,
    Cell,
    Contribution,
    Direction,
    Missing,
    Normalisation,
    Ranked,
    Result,
    Weighting,
)
from assessments.scoring.normalising import column_values
from assessments.scoring.numbers import (
    Id,
    ScoringError,
    Sentence,
    as_decimal,
    exact,
    gettext_noop,
)
from assessments.scoring.value_functions import Categories
from assessments.scoring.weights import weight_of, weights

# Totals no farther apart than this are the same total.
TOLERANCE = Fraction(1, 10**9)


def rank(case: Case) -> Result:
    """Totals and ranks; raises `ScoringError` for anything that cannot be computed."""
    scores = checked_scores(case)
    used = weights(case)
    warnings = [*_cautions(case), *_blanks(case, scores)]
    values: dict[Cell, Fraction | None] = {}
    for criterion in case.criteria:
        column = {o: scores[o, criterion.id] for o in case.option_names}
        column_result, warnings_of_column = column_values(case, criterion, column)
        values.update({(o, criterion.id): v for o, v in column_result.items()})
        warnings += warnings_of_column
    unordered = [_contributions(case, o, values, used) for o in case.option_names]
    placed = _placed(unordered, smallest_first=case.smallest_first)
    return Result(placed, tuple(warnings), used, values, case.smallest_first)


def _placed(unordered: Iterable[Ranked], *, smallest_first: bool) -> tuple[Ranked, ...]:
    """Rank = 1 + number of options with a better total; ties share."""
    sign = -1 if smallest_first else 1
    listed = [(sign * option.total, option) for option in unordered]
    placed = [
        replace(option, rank=1 + sum(other > total + TOLERANCE for other, _option in listed))
        for total, option in listed
    ]
    return tuple(sorted(placed, key=lambda option: option.rank))


def check_shape(case: Case) -> None:
    """Raises for words and shapes that are wrong; does not look at the scores."""
    _known(Normalisation, case.normalisation)
    _known(Missing, case.missing)
    _known(Weighting, case.weighting)
    for c in case.criteria:
        _known(Direction, c.direction)
    if not case.options:
        raise ScoringError(gettext_noop("There is no option to rank."))
    if not case.criteria:
        raise ScoringError(gettext_noop("There is no criterion to rank by."))
    twice = len(case.option_names) < len(case.options)
    if twice or len(case.criterion_names) < len(case.criteria):
        raise ScoringError(gettext_noop("An option or a criterion is listed twice."))


def checked_scores(case: Case) -> dict[Cell, Fraction | str | None]:
    """Every cell exact, a category's word, or None; raises for words, shapes and cells that are
    wrong."""
    check_shape(case)
    names, criteria = case.option_names, case.criterion_names
    for option, criterion in case.scores:
        if option not in names or criterion not in criteria:
            raise ScoringError(
                gettext_noop(
                    "There is a score for %(option)s on %(criterion)s, which is not here."
                ),
                option=names.get(option, option),
                criterion=criteria.get(criterion, criterion),
            )
    words = _categories(case)
    return {(o, c): _cell(case, o, c, is_word=c in words) for o in names for c in criteria}


def _categories(case: Case) -> set[Id]:
    if case.normalisation != Normalisation.VALUE_FUNCTIONS:
        return set()
    return {c.id for c in case.criteria if isinstance(c.value_function, Categories)}


def _known(words: type[StrEnum], word: str) -> None:
    if word not in list(words):
        raise ScoringError(
            gettext_noop("“%(word)s” is not one of: %(words)s."),
            word=word,
            words=", ".join(words),
        )


def _cell(case: Case, option: Id, criterion: Id, *, is_word: bool) -> Fraction | str | None:
    raw = case.scores.get((option, criterion))
    if raw is None and case.missing == Missing.REFUSE:
        where = case.where(option, criterion)
        raise ScoringError(gettext_noop("%(where)s: the score is missing."), where=where)
    if raw is None:
        return None
    return str(raw).strip() if is_word else exact(raw, case.where(option, criterion))


def _cautions(case: Case) -> Iterable[Sentence]:
    if len(case.options) == 1:
        yield Sentence(gettext_noop("There is only one option: its rank says nothing."))
    yield from _sum_caution(case)
    for c in case.criteria:
        if c.direction == Direction.MIN and (caution := _direction_caution(case)):
            yield Sentence(caution, {"criterion": c.name})


def _sum_caution(case: Case) -> Iterable[Sentence]:
    if case.weighting == Weighting.UNIT and len({str(c.weight) for c in case.criteria}) > 1:
        yield Sentence(gettext_noop("The weights were not used: every criterion counts the same."))
    if case.weighting in (Weighting.UNIT, Weighting.RAW_SUM):
        return
    total = sum((weight_of(c.weight, c.name) for c in case.criteria), Fraction(0))
    facts = {"total": str(as_decimal(total, 4))}
    if case.weighting == Weighting.AS_PRINTED and total not in (1, 100):
        yield Sentence(
            gettext_noop("The weights add to %(total)s, not to 1, and were used as they stand."),
            facts,
        )
    if case.weighting == Weighting.SHARES and not case.rescale and total != 1:
        yield Sentence(gettext_noop("The weights add to %(total)s and were scaled to 1."), facts)


def _direction_caution(case: Case) -> str:
    """What to say of a criterion where lower is better, as the method goes on."""
    if case.normalisation == Normalisation.DIRECT:
        return gettext_noop("Direct scores on %(criterion)s were reversed: lower is better.")
    stands = (Normalisation.AS_GIVEN, Normalisation.REFERENCE, Normalisation.PREFERENCE)
    if case.normalisation in stands and not case.smallest_first:
        return gettext_noop(
            "Scores on %(criterion)s were used as they stand, although lower is better there."
        )
    return ""


def _blanks(case: Case, scores: Mapping[Cell, object]) -> Iterable[Sentence]:
    count = sum(score is None for score in scores.values())
    if count and case.missing == Missing.ZERO:
        template = gettext_noop("%(count)s scores are blank and count as zero.")
    else:
        template = gettext_noop("%(count)s scores are blank; the other weights share theirs.")
    if count:
        yield Sentence(template, {"count": str(count)})


def _contributions(
    case: Case,
    option: Id,
    values: Mapping[Cell, Fraction | None],
    used: Mapping[Id, Fraction],
) -> Ranked:
    row = {c: values[option, c] for c in used}
    blank = tuple(c for c, value in row.items() if value is None)
    scale = _scale(case, option, used, blank)
    brought = {
        c: Contribution(value, scale * used[c] * value)
        for c, value in row.items()
        if value is not None
    }
    total = sum((contribution.points for contribution in brought.values()), Fraction(0))
    return Ranked(option, total, 0, brought, blank)


def _scale(case: Case, option: Id, used: Mapping[Id, Fraction], blank: tuple[Id, ...]) -> Fraction:
    """What each present weight is multiplied by, so that they add to what all would."""
    if not blank or case.missing != Missing.RENORMALISE:
        return Fraction(1)
    present = sum((w for c, w in used.items() if c not in blank), Fraction(0))
    if not present:
        raise ScoringError(
            gettext_noop("%(option)s has no score on any criterion that counts."),
            option=case.option_names[option],
        )
    return sum(used.values(), Fraction(0)) / present
