"""Scores to values, values to totals, totals to ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from assessments.scoring.cases import (
    Case,
    Contribution,
    Criterion,
    Direction,
    Id,
    Missing,
    Normalisation,
    Ranked,
    Result,
    ScoringError,
    Sentence,
    as_decimal,
    exact,
    gettext_noop,
)
from assessments.scoring.weights import weight_of, weights

# Totals closer than this are the same total.
TOLERANCE = Fraction(1, 10**9)
# What every option gets on a criterion that tells none of them apart.
UNDECIDED = Fraction(50)


def rank(case: Case) -> Result:
    """Totals and ranks; raises `ScoringError` for anything that cannot be computed."""
    scores = _checked(case)
    shares = weights(case)
    warnings = [*_cautions(case), *_blanks(case, scores)]
    values: dict[tuple[Id, Id], Fraction | None] = {}
    for criterion in case.criteria:
        column = {o: scores[o, criterion.id] for o in case.option_names}
        found, told_apart = _column(case, criterion, column)
        values.update({(o, criterion.id): v for o, v in found.items()})
        if not told_apart:
            warnings.append(
                Sentence(
                    gettext_noop("All options have the same score on %(criterion)s."),
                    {"criterion": criterion.name},
                )
            )
    unordered = [_contributions(case, o, values, shares) for o in case.option_names]
    return Result(_placed(unordered), tuple(warnings), shares, values)


def _placed(unordered: Iterable[Ranked]) -> tuple[Ranked, ...]:
    listed = list(unordered)
    placed = [
        replace(one, rank=1 + sum(other.total > one.total + TOLERANCE for other in listed))
        for one in listed
    ]
    return tuple(sorted(placed, key=lambda one: one.rank))


def _checked(case: Case) -> dict[tuple[Id, Id], Fraction | None]:
    """Every cell exact or None; raises for words, shapes and cells that are wrong."""
    _known(Normalisation, case.normalisation)
    _known(Missing, case.missing)
    for c in case.criteria:
        _known(Direction, c.direction)
    names, criteria = case.option_names, {c.id: c.name for c in case.criteria}
    if not names:
        raise ScoringError(gettext_noop("There is no option to rank."))
    if not criteria:
        raise ScoringError(gettext_noop("There is no criterion to rank by."))
    if len(names) < len(case.options) or len(criteria) < len(case.criteria):
        raise ScoringError(gettext_noop("An option or a criterion is listed twice."))
    for option, criterion in case.scores:
        if option not in names or criterion not in criteria:
            raise ScoringError(
                gettext_noop(
                    "There is a score for %(option)s on %(criterion)s, which is not here."
                ),
                option=names.get(option, option),
                criterion=criteria.get(criterion, criterion),
            )
    return {(o, c): _cell(case, o, c) for o in names for c in criteria}


def _known(words: type[StrEnum], word: str) -> None:
    if word not in list(words):
        raise ScoringError(
            gettext_noop("“%(word)s” is not one of: %(words)s."),
            word=word,
            words=", ".join(words),
        )


def _cell(case: Case, option: Id, criterion: Id) -> Fraction | None:
    raw = case.scores.get((option, criterion))
    where = _where(case, option, criterion)
    if raw is not None:
        return exact(raw, where)
    if case.missing == Missing.REFUSE:
        raise ScoringError(gettext_noop("%(where)s: the score is missing."), where=where)
    return None


def _where(case: Case, option: Id, criterion: Id) -> str:
    column = next(c.name for c in case.criteria if c.id == criterion)
    return f"{case.option_names[option]} / {column}"


def _cautions(case: Case) -> Iterable[Sentence]:
    if len(case.options) == 1:
        yield Sentence(gettext_noop("There is only one option: its rank says nothing."))
    total = sum((weight_of(c.weight, c.name) for c in case.criteria), Fraction(0))
    if not case.rescale and total != 1:
        yield Sentence(
            gettext_noop("The weights add to %(total)s and were scaled to 1."),
            {"total": str(as_decimal(total, 4))},
        )
    for c in case.criteria:
        if case.normalisation == Normalisation.DIRECT and c.direction == Direction.MIN:
            yield Sentence(
                gettext_noop("Direct scores on %(criterion)s were reversed: lower is better."),
                {"criterion": c.name},
            )


def _blanks(case: Case, scores: Mapping[tuple[Id, Id], Fraction | None]) -> Iterable[Sentence]:
    count = sum(score is None for score in scores.values())
    if count and case.missing == Missing.ZERO:
        template = gettext_noop("%(count)s scores are blank and count as nought.")
    else:
        template = gettext_noop("%(count)s scores are blank; the other weights share theirs.")
    if count:
        yield Sentence(template, {"count": str(count)})


def _column(
    case: Case, criterion: Criterion, column: Mapping[Id, Fraction | None]
) -> tuple[dict[Id, Fraction | None], bool]:
    """Values 0-100 of one criterion, and whether it tells any two options apart."""
    present = [x for x in column.values() if x is not None]
    told_apart = len(set(present)) > 1 or len(column) == 1
    if not present:
        return dict.fromkeys(column), True
    low, high = _range(case, criterion, present)
    if low == high:
        return {o: None if x is None else UNDECIDED for o, x in column.items()}, told_apart
    found: dict[Id, Fraction | None] = {}
    for option, x in column.items():
        if x is not None and not low <= x <= high:
            raise ScoringError(
                gettext_noop("%(where)s: %(score)s is outside %(low)s to %(high)s."),
                where=_where(case, option, criterion.id),
                score=_short(x),
                low=_short(low),
                high=_short(high),
            )
        found[option] = None if x is None else _value(x, low, high, criterion.direction)
    return found, told_apart


def _value(x: Fraction, low: Fraction, high: Fraction, direction: str) -> Fraction:
    value = 100 * (x - low) / (high - low)
    return value if direction == Direction.MAX else 100 - value


def _short(number: Fraction) -> str:
    return f"{float(number):g}"


def _range(
    case: Case, criterion: Criterion, present: Sequence[Fraction]
) -> tuple[Fraction, Fraction]:
    if case.normalisation == Normalisation.MIN_MAX:
        return min(present), max(present)
    if case.normalisation == Normalisation.DIRECT:
        return Fraction(0), Fraction(100)
    if criterion.low is None or criterion.high is None:
        raise ScoringError(
            gettext_noop("Criterion %(criterion)s has no range."), criterion=criterion.name
        )
    low = exact(criterion.low, f"{criterion.name} (low)")
    high = exact(criterion.high, f"{criterion.name} (high)")
    if low >= high:
        raise ScoringError(
            gettext_noop("The range of %(criterion)s must go from a smaller to a larger number."),
            criterion=criterion.name,
        )
    return low, high


def _contributions(
    case: Case,
    option: Id,
    values: Mapping[tuple[Id, Id], Fraction | None],
    shares: Mapping[Id, Fraction],
) -> Ranked:
    row = {c: values[option, c] for c in shares}
    blank = tuple(c for c, value in row.items() if value is None)
    scale = Fraction(1)
    if blank and case.missing == Missing.RENORMALISE:
        scale = sum((w for c, w in shares.items() if c not in blank), Fraction(0))
        if not scale:
            raise ScoringError(
                gettext_noop("%(option)s has no score on any criterion that counts."),
                option=case.option_names[option],
            )
    brought = {
        c: Contribution(value, shares[c] / scale * value)
        for c, value in row.items()
        if value is not None
    }
    total = sum((one.points for one in brought.values()), Fraction(0))
    return Ranked(option, total, 0, brought, blank)
