"""Value functions: what a performance is worth, on 0 to 100.

The direction of a criterion turns only `Linear` round; steps, points and categories say themselves
which performance is better. Shapes after von Winterfeldt and Edwards, *Decision Analysis and
Behavioral Research* (1986), chapter 7.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from operator import eq, ge, gt, le, lt

from assessments.scoring.numbers import Number, ScoringError, exact, gettext_noop

COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lt,
    "<=": le,
    "==": eq,
    ">=": ge,
    ">": gt,
}


@dataclass(frozen=True)
class Linear:
    """A straight line from `low` (0) to `high` (100); reversed where lower is better."""

    low: Number
    high: Number


@dataclass(frozen=True)
class Steps:
    """(comparison, bound, value) in order; the first that holds gives the value."""

    steps: tuple[tuple[str, Number, Number], ...]


@dataclass(frozen=True)
class Piecewise:
    """Straight lines between (performance, value) points, in any order; ends are the range."""

    points: tuple[tuple[Number, Number], ...]


@dataclass(frozen=True)
class Categories:
    """A value for each word."""

    values: Mapping[str, Number]


ValueFunction = Linear | Steps | Piecewise | Categories


def checked(function: ValueFunction, name: str) -> ValueFunction:
    """The same function in exact numbers; refuses a shape that gives no value 0 to 100.

    `name` is the criterion's, for the refusal.
    """
    match function:
        case Linear(low, high):
            return Linear(*span(low, high, name))
        case Steps(steps):
            return Steps(tuple(_step(step, name) for step in steps))
        case Piecewise(points):
            return _piecewise(points, name)
        case Categories(values):
            return Categories({str(word): _worth(v, name) for word, v in values.items()})


def span(low: Number, high: Number, name: str) -> tuple[Fraction, Fraction]:
    """Both ends exact; refuses a range without a width. `name` is the criterion's."""
    ends = exact(low, f"{name} (low)"), exact(high, f"{name} (high)")
    if ends[0] >= ends[1]:
        raise ScoringError(
            gettext_noop("The range of %(criterion)s must go from a smaller to a larger number."),
            criterion=name,
        )
    return ends


def _step(step: tuple[str, Number, Number], name: str) -> tuple[str, Fraction, Fraction]:
    comparison, bound, value = step
    if comparison not in COMPARISONS:
        raise ScoringError(
            gettext_noop("%(criterion)s: “%(word)s” is not one of: %(words)s."),
            criterion=name,
            word=str(comparison)[:40],
            words=", ".join(COMPARISONS),
        )
    return comparison, exact(bound, f"{name} (step)"), _worth(value, name)


def _piecewise(points: tuple[tuple[Number, Number], ...], name: str) -> Piecewise:
    placed = sorted((exact(x, f"{name} (point)"), _worth(v, name)) for x, v in points)
    if len({x for x, _value in placed}) < max(2, len(placed)):
        raise ScoringError(
            gettext_noop("The points of %(criterion)s must be two or more different ones."),
            criterion=name,
        )
    return Piecewise(tuple(placed))


def _worth(value: Number, name: str) -> Fraction:
    worth = exact(value, f"{name} (value)")
    if not 0 <= worth <= 100:
        raise ScoringError(
            gettext_noop("The values of %(criterion)s must lie between 0 and 100."), criterion=name
        )
    return worth


def value_of(function: ValueFunction, x: Fraction | str) -> Fraction | None:
    """What `x` is worth, 0 to 100; None where the function (made by `checked`) says nothing."""
    if isinstance(function, Categories):
        stated = function.values.get(str(x))
        return None if stated is None else Fraction(stated)
    if isinstance(x, str):
        return None
    match function:
        case Linear(low, high):
            low, high = Fraction(low), Fraction(high)
            return 100 * (x - low) / (high - low) if low <= x <= high else None
        case Steps(steps):
            return next(
                (Fraction(v) for op, b, v in steps if COMPARISONS[op](x, Fraction(b))), None
            )
        case Piecewise(points):
            return _between(points, x)


def _between(points: tuple[tuple[Number, Number], ...], x: Fraction) -> Fraction | None:
    exact_points = [(Fraction(at), Fraction(value)) for at, value in points]
    for (left, start), (right, end) in pairwise(exact_points):
        if left <= x <= right:
            return start + (end - start) * (x - left) / (right - left)
    return None


def as_data(function: ValueFunction) -> dict[str, object]:
    """Plain data, numbers as text; `value_function_of` is the way back."""
    match function:
        case Linear(low, high):
            return {"type": "linear", "range": [str(low), str(high)]}
        case Steps(steps):
            return {"type": "step", "steps": [[op, str(b), str(v)] for op, b, v in steps]}
        case Piecewise(points):
            return {"type": "piecewise_linear", "points": [[str(x), str(v)] for x, v in points]}
        case Categories(values):
            return {"type": "map", "map": {word: str(v) for word, v in values.items()}}


def value_function_of(data: object, name: str) -> ValueFunction:
    """A value function as files write it: `type` linear, step, piecewise_linear or map.

    Refuses any other shape, naming the criterion.
    """
    try:
        return checked(_from_data(data), name)
    except (TypeError, KeyError, AttributeError, IndexError) as error:
        raise _unreadable(name) from error
    except ValueError as error:
        raise error if isinstance(error, ScoringError) else _unreadable(name) from error


def _unreadable(name: str) -> ScoringError:
    return ScoringError(
        gettext_noop(
            "The value function of %(criterion)s cannot be read: it needs a “type” (linear, step, "
            "piecewise_linear or map) and its “range”, “steps”, “points” or “map”."
        ),
        criterion=name,
    )


def _from_data(data: object) -> ValueFunction:
    if not isinstance(data, Mapping):
        raise TypeError("not an object")
    match data["type"]:
        case "linear":
            low, high = data["range"]
            return Linear(low, high)
        case "step":
            return Steps(tuple((op, bound, value) for op, bound, value in data["steps"]))
        case "piecewise_linear":
            return Piecewise(tuple((x, value) for x, value in data["points"]))
        case "map":
            return Categories(dict(data["map"].items()))
    raise KeyError("type")
