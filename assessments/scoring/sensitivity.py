"""How firm a result is: other weights, reversals and dominance.

All of it reads `Result.values` and weights only, so that further methods (rank acceptability, other
sources of weights) can be set beside these without touching the ranking.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from assessments.scoring.cases import (
    Case,
    Criterion,
    Id,
    Missing,
    Number,
    Result,
    ScoringError,
    exact,
    gettext_noop,
)
from assessments.scoring.ranking import rank
from assessments.scoring.weights import weights


@dataclass(frozen=True)
class Reversal:
    """At `reversal_weight` of this criterion leader and challenger have the same total.

    `weight` is the criterion's present weight; the others keep their proportions.
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


def moved(case: Case, criterion: Id, weight: Number) -> Case:
    """The case with one weight moved (0 to 1), the others scaled by (1 - w\'c)/(1 - wc)."""
    shares = weights(case)
    name = next((c.name for c in case.criteria if c.id == criterion), None)
    if name is None:
        raise ScoringError(gettext_noop("There is no criterion %(id)s."), id=criterion)
    new, old = exact(weight, name), shares[criterion]
    if not 0 <= new <= 1 or old == 1:
        raise ScoringError(gettext_noop("The weight of %(name)s cannot be moved."), name=name)
    scale = (1 - new) / (1 - old)
    return _weighted(case, {c: new if c == criterion else w * scale for c, w in shares.items()})


def equal_weights(case: Case) -> Result:
    """The same case with every criterion counting the same."""
    share = Fraction(1, max(1, len(case.criteria)))
    return rank(_weighted(case, {c.id: share for c in case.criteria}))


def _weighted(case: Case, shares: dict[Id, Fraction]) -> Case:
    criteria: list[Criterion] = [replace(c, weight=shares[c.id]) for c in case.criteria]
    return replace(case, criteria=tuple(criteria), rescale=False)


def reversals(case: Case, result: Result) -> tuple[Reversal, ...]:
    """For the first-ranked option against each other: the weights that would bring them level.

    w* = (Ra - Rb)/((Ra - Rb) - (v_ac - v_bc)), R over the other criteria with weights rescaled to
    1; only those in [0, 1], by criterion as listed, nearest first. None where a pair is always
    level or never, for a criterion holding all the weight, and for options with blanks when the
    weights of blanks are shared out (their weights are then not the group\'s).
    """
    leader, *others = [one.id for one in result.options if _whole(case, one.missing)] or [None]
    if not result.options or leader != result.options[0].id:
        return ()
    found = []
    for criterion in case.criteria:
        level = (_reversal(result, criterion.id, leader, other) for other in others)
        found += sorted((one for one in level if one), key=lambda one: one.distance)
    return tuple(found)


def _whole(case: Case, missing: Iterable[Id]) -> bool:
    return case.missing != Missing.RENORMALISE or not tuple(missing)


def _reversal(result: Result, criterion: Id, leader: Id, other: Id) -> Reversal | None:
    weight = result.weights[criterion]
    if weight == 1:
        return None
    rest = sum(
        (
            w / (1 - weight) * _difference(result, c, leader, other)
            for c, w in result.weights.items()
            if c != criterion
        ),
        Fraction(0),
    )
    slope = rest - _difference(result, criterion, leader, other)
    if not slope or not 0 <= rest / slope <= 1:
        return None
    return Reversal(criterion, leader, other, weight, rest / slope)


def _difference(result: Result, criterion: Id, one: Id, other: Id) -> Fraction:
    mine, theirs = result.values[one, criterion], result.values[other, criterion]
    return (mine or Fraction(0)) - (theirs or Fraction(0))


def dominance(result: Result) -> tuple[Dominance, ...]:
    """Every pair in which one option beats the other at any weights; blanks prove nothing."""
    ids = [one.id for one in result.options]
    return tuple(
        Dominance(one, other)
        for one in ids
        for other in ids
        if one != other and _dominates(result, one, other)
    )


def _dominates(result: Result, one: Id, other: Id) -> bool:
    pairs = [(result.values[one, c], result.values[other, c]) for c in result.weights]
    known = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    return (
        len(known) == len(pairs)
        and all(mine >= theirs for mine, theirs in known)
        and any(mine > theirs for mine, theirs in known)
    )
