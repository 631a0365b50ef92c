"""How firm a result is: other weights, reversals, dominance and the cost-benefit frontier.

All of it reads `Result.values` and shares only (weights scaled to 1), so it serves every method.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from assessments.scoring.cases import Case, CaseCriterion, Missing, Result, Weighting
from assessments.scoring.numbers import Id, Number, ScoringError, exact, gettext_noop
from assessments.scoring.ranking import rank
from assessments.scoring.weights import weights


@dataclass(frozen=True)
class Reversal:
    """At `reversal_weight` of this criterion leader and challenger have the same total.

    `weight` is the criterion's present weight, both as shares of 1; the others keep their
    proportions.
    """

    criterion: Id
    leader: Id
    challenger: Id
    weight: Fraction
    reversal_weight: Fraction

    @property
    def distance(self) -> Fraction:
        return abs(self.reversal_weight - self.weight)


@dataclass(frozen=True)
class Dominance:
    """`better` is nowhere worse than `worse` and somewhere better, whatever the weights."""

    better: Id
    worse: Id


@dataclass(frozen=True)
class FrontierPoint:
    """`efficient`: no option is as cheap and as good, and better in one of the two.

    `dominated_by` names those that are.
    """

    option: Id
    cost: Fraction
    benefit: Fraction
    efficient: bool
    beaten_by: tuple[Id, ...]


def moved(case: Case, criterion: Id, weight: Number) -> Case:
    """The case with one weight moved (0 to 1), the others scaled by (1 - w'c)/(1 - wc).

    Weights of the new case are shares, whatever they were.
    """
    used = weights(case)
    total = sum(used.values(), Fraction(0))
    shares = {c: w / total for c, w in used.items()}
    name = case.criterion_names.get(criterion)
    if name is None:
        raise ScoringError(gettext_noop("There is no criterion %(id)s."), id=criterion)
    new, old = exact(weight, name), shares[criterion]
    if not 0 <= new <= 1 or old == 1:
        raise ScoringError(gettext_noop("The weight of %(name)s cannot be moved."), name=name)
    scale = (1 - new) / (1 - old)
    return _weighted(case, {c: new if c == criterion else w * scale for c, w in shares.items()})


def equal_weights(case: Case) -> Result:
    """The same case with every criterion counting the same, as shares."""
    share = Fraction(1, max(1, len(case.criteria)))
    return rank(_weighted(case, {c.id: share for c in case.criteria}))


def _weighted(case: Case, shares: dict[Id, Fraction]) -> Case:
    criteria: list[CaseCriterion] = [replace(c, weight=shares[c.id]) for c in case.criteria]
    return replace(case, criteria=tuple(criteria), rescale=False, weighting=Weighting.SHARES)


def reversals(case: Case, result: Result) -> tuple[Reversal, ...]:
    """For the first-ranked option against each other: the weights that would bring them level.

    w* = (Ra - Rb)/((Ra - Rb) - (v_ac - v_bc)), R over the other criteria with weights rescaled to
    1; only those in [0, 1], by criterion as listed, nearest first. None where a pair is always
    level or never, for a criterion holding all the weight, and for options with blanks when the
    weights of blanks are shared out (their weights are then not the group\'s).
    """
    leader, *others = [option.id for option in result.options if _whole(case, option.missing)] or [
        None
    ]
    if not result.options or leader != result.options[0].id:
        return ()
    gaps = {other: _gap(result, leader, other) for other in others}
    turning = []
    for criterion in case.criteria:
        level = (_reversal(result, criterion.id, leader, o, gap) for o, gap in gaps.items())
        turning += sorted(
            (reversal for reversal in level if reversal), key=lambda reversal: reversal.distance
        )
    return tuple(turning)


def _whole(case: Case, missing: Iterable[Id]) -> bool:
    return case.missing != Missing.RENORMALISE or not tuple(missing)


def _gap(result: Result, first: Id, other: Id) -> Fraction:
    """How far apart two totals are at weights that add to 1."""
    shares = result.shares
    return sum((w * _difference(result, c, first, other) for c, w in shares.items()), Fraction(0))


def _reversal(
    result: Result, criterion: Id, leader: Id, other: Id, gap: Fraction
) -> Reversal | None:
    weight = result.shares[criterion]
    if weight == 1:
        return None
    here = _difference(result, criterion, leader, other)
    rest = (gap - weight * here) / (1 - weight)
    slope = rest - here
    if not slope or not 0 <= rest / slope <= 1:
        return None
    return Reversal(criterion, leader, other, weight, rest / slope)


def _difference(result: Result, criterion: Id, first: Id, other: Id) -> Fraction:
    mine, theirs = result.values[first, criterion], result.values[other, criterion]
    return (mine or Fraction(0)) - (theirs or Fraction(0))


def dominance(result: Result) -> tuple[Dominance, ...]:
    """Every pair in which one option beats the other at any weights; blanks prove nothing."""
    sign = -1 if result.smallest_first else 1
    rows = {option.id: _row(result, option.id, sign) for option in result.options}
    return tuple(
        Dominance(row, other)
        for row, mine in rows.items()
        for other, theirs in rows.items()
        if mine and theirs and mine != theirs and _nowhere_below(mine, theirs)
    )


def _row(result: Result, option: Id, sign: int) -> list[Fraction] | None:
    row = [result.values[option, c] for c in result.weights]
    whole = [sign * value for value in row if value is not None]
    return whole if len(whole) == len(row) else None


def _nowhere_below(mine: list[Fraction], theirs: list[Fraction]) -> bool:
    return all(own >= other for own, other in zip(mine, theirs, strict=True))


def frontier(
    benefits: Mapping[Id, Number], costs: Mapping[Id, Number]
) -> tuple[FrontierPoint, ...]:
    """Options by cost, cheapest first, and which of them nothing beats on cost and benefit at once.

    An option without a known cost has no place on it and is left out.
    """
    known = {
        o: (exact(costs[o], f"{o} (cost)"), exact(b, f"{o} (benefit)"))
        for o, b in benefits.items()
        if costs.get(o) is not None
    }
    points = []
    for option, (cost, benefit) in known.items():
        beaten = tuple(
            other
            for other, (paid, brought) in known.items()
            if paid <= cost and brought >= benefit and (paid, brought) != (cost, benefit)
        )
        points.append(FrontierPoint(option, cost, benefit, not beaten, beaten))
    return tuple(sorted(points, key=lambda item: (item.cost, -item.benefit)))


def benefits_without(result: Result, criterion: Id) -> dict[Id, Fraction]:
    """Totals over the other criteria with their weights scaled to 1: the benefit, when the
    criterion taken out is the cost. Blanks bring nothing. Refuses when nothing else counts."""
    values = {c: w for c, w in result.weights.items() if c != criterion}
    total = sum(values.values(), Fraction(0))
    if not total:
        raise ScoringError(gettext_noop("No other criterion counts."))
    return {
        option.id: sum(
            (w / total * (result.values[option.id, c] or Fraction(0)) for c, w in values.items()),
            Fraction(0),
        )
        for option in result.options
    }
