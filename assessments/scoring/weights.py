"""Importances to weights: one level or two, swings, ratios, an order, and whether they are stale.

All give shares that add to 1, as exact fractions.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from assessments.scoring.cases import Case, CaseCriterion, Normalisation, Weighting
from assessments.scoring.numbers import (
    Id,
    Number,
    ScoringError,
    as_decimal,
    exact,
    gettext_noop,
)
from assessments.scoring.value_functions import as_data, checked

# Weights may add to 1 give or take this, for sets written with two or three decimals.
WEIGHT_SUM_TOLERANCE = Fraction(5, 1000)
K = TypeVar("K", bound=Hashable)


def two_level(
    criteria: Iterable[CaseCriterion], group_weights: Mapping[str, Number]
) -> tuple[CaseCriterion, ...]:
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
    within = {group: _shares(weights) for group, weights in inside.items() if shares[group]}
    return tuple(
        replace(c, weight=shares[c.group] * within.get(c.group, {}).get(c.id, Fraction(0)))
        for c in given
    )


def weights(case: Case) -> dict[Id, Fraction]:
    """By criterion, as the case's weighting has it; refuses a negative weight, weights that are all
    zero and, for shares without `rescale`, a sum that is not 1."""
    if case.weighting == Weighting.UNIT:
        return {c.id: Fraction(1) for c in case.criteria}
    raw = {c.id: weight_of(c.weight, c.name) for c in case.criteria}
    total = sum(raw.values(), Fraction(0))
    shares = case.weighting == Weighting.SHARES
    if shares and not case.rescale and abs(total - 1) > WEIGHT_SUM_TOLERANCE:
        raise ScoringError(
            gettext_noop("The weights add to %(total)s, not to 1. Correct them or rescale them."),
            total=as_decimal(total, 3),
        )
    scaled = _shares(raw)
    return scaled if shares else raw


def weight_of(number: object, name: str) -> Fraction:
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


def swing(points: Mapping[K, Number], names: Mapping[K, str] | None = None) -> dict[K, Fraction]:
    """Swing weights: what going from worst to best on each criterion is worth, the largest swing
    100; refuses other sets. After von Winterfeldt and Edwards 1986, section 8.3."""
    given = {key: weight_of(p, _name(key, names)) for key, p in points.items()}
    if not given or max(given.values()) != 100:
        raise ScoringError(gettext_noop("The largest swing must be 100 points."))
    return _shares(given)


def ratio_weights(
    points: Mapping[K, Number], *, least: Number = 10, names: Mapping[K, str] | None = None
) -> dict[K, Fraction]:
    """Ratio weights (SMART): the least important criterion gets `least`, the others what they count
    in proportion; refuses a set without it or with less. After Edwards, IEEE Transactions on
    Systems, Man and Cybernetics 7(5), 1977."""
    given = {key: weight_of(p, _name(key, names)) for key, p in points.items()}
    lowest = exact(least, "least")
    if not given or lowest <= 0 or min(given.values()) != lowest:
        raise ScoringError(
            gettext_noop("The least important criterion must have %(least)s points."), least=least
        )
    return _shares(given)


def order_weights(order: Sequence[K]) -> dict[K, Fraction]:
    """Weights from an order alone, most important first: the centre of all weightings that respect
    it, w(k) = (1/n)·(1/k + … + 1/n). After Barron and Barrett, Management Science 42(11), 1996."""
    count = len(order)
    if not count or len(set(order)) < count:
        raise ScoringError(gettext_noop("The order must name each criterion once."))
    return {
        key: sum((Fraction(1, i) for i in range(place, count + 1)), Fraction(0)) / count
        for place, key in enumerate(order, start=1)
    }


def _name(key: K, names: Mapping[K, str] | None) -> str:
    return names[key] if names and key in names else str(key)


def range_fingerprints(case: Case) -> dict[str, str]:
    """What each criterion's weight was judged for, by criterion id as text: store it with weights.

    A weight says what going from the worst to the best value of a range is worth, so it loses its
    meaning when the range, the direction or the method changes. The range is the one stated, or
    that of the scores where the method reads it off them.
    """
    return {str(c.id): _fingerprint(case, c) for c in case.criteria}


def stale_weights(stored: Mapping[str, str], case: Case) -> tuple[Id, ...]:
    """The criteria whose range is not the one their weight was given for; empty when all fit."""
    now = range_fingerprints(case)
    return tuple(c.id for c in case.criteria if stored.get(str(c.id)) != now[str(c.id)])


_FROM_SCORES = {Normalisation.MIN_MAX, Normalisation.RATIO, Normalisation.SHARE}


def _fingerprint(case: Case, criterion: CaseCriterion) -> str:
    written = [str(case.normalisation), str(criterion.direction)]
    written += [_plain(part) for part in _range(case, criterion)]
    return hashlib.sha256("|".join(written).encode()).hexdigest()[:16]


def _range(case: Case, criterion: CaseCriterion) -> Iterable[object]:
    if case.normalisation in _FROM_SCORES:
        column = [case.scores.get((option, criterion.id)) for option in case.option_names]
        present = [exact(x, criterion.name) for x in column if x is not None]
        return (min(present), max(present)) if present else ()
    if case.normalisation == Normalisation.VALUE_FUNCTIONS and criterion.value_function:
        return (sorted(as_data(checked(criterion.value_function, criterion.name)).items()),)
    if case.normalisation == Normalisation.REFERENCE:
        return (criterion.reference_max,)
    if case.normalisation == Normalisation.FIXED_RANGE:
        return criterion.low, criterion.high
    return case.scale or ()


def _plain(value: object) -> str:
    return str(exact(value, "range")) if isinstance(value, Number) else str(value)
