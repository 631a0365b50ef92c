"""Importances to weights: one level or two (group × criterion)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from assessments.scoring.cases import (
    Case,
    Criterion,
    Id,
    Number,
    ScoringError,
    as_decimal,
    exact,
    gettext_noop,
)

# Weights may add to 1 give or take this, for sets written with two or three decimals.
WEIGHT_SUM_TOLERANCE = Fraction(5, 1000)
K = TypeVar("K", bound=Hashable)


def two_level(
    criteria: Iterable[Criterion], group_weights: Mapping[str, Number]
) -> tuple[Criterion, ...]:
    """The criteria with weight = share of the group × share within the group; they add to 1."""
    given = tuple(criteria)
    shares = _shares({name: weight_of(w, name) for name, w in group_weights.items()})
    inside: dict[str, dict[Id, Fraction]] = {}
    for c in given:
        if c.group not in shares:
            raise ScoringError(
                gettext_noop(
                    "Criterion %(criterion)s is in a group without a weight: “%(group)s”."
                ),
                criterion=c.name,
                group=c.group,
            )
        inside.setdefault(c.group, {})[c.id] = weight_of(c.weight, c.name)
    for empty in sorted(name for name in shares if name not in inside and shares[name]):
        raise ScoringError(gettext_noop("Group “%(group)s” has no criterion."), group=empty)
    within = {group: _shares(weights) for group, weights in inside.items()}
    return tuple(replace(c, weight=shares[c.group] * within[c.group][c.id]) for c in given)


def weights(case: Case) -> dict[Id, Fraction]:
    """w = r/sum(r) by criterion; refuses a negative weight and a sum that is not 1."""
    raw = {c.id: weight_of(c.weight, c.name) for c in case.criteria}
    total = sum(raw.values(), Fraction(0))
    if not case.rescale and abs(total - 1) > WEIGHT_SUM_TOLERANCE:
        raise ScoringError(
            gettext_noop("The weights add to %(total)s, not to 1. Correct them or rescale them."),
            total=as_decimal(total, 3),
        )
    return _shares(raw)


def weight_of(number: Number, name: str) -> Fraction:
    """One importance, exact; refuses what is not a number or is below zero."""
    weight = exact(number, f"{name} (weight)")
    if weight < 0:
        raise ScoringError(gettext_noop("The weight of %(name)s is below zero."), name=name)
    return weight


def _shares(raw: Mapping[K, Fraction]) -> dict[K, Fraction]:
    total = sum(raw.values(), Fraction(0))
    if total <= 0:
        raise ScoringError(gettext_noop("All weights are zero: at least one must count."))
    return {key: weight / total for key, weight in raw.items()}
