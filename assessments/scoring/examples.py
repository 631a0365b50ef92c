"""Worked examples of single steps of the arithmetic, computed again beside what print says."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from assessments.scoring.cases import Case, Result
from assessments.scoring.numbers import MOST_PLACES, ScoringError, exact
from assessments.scoring.ranking import rank
from assessments.scoring.sensitivity import dominance


class ExampleKind(StrEnum):
    """Which step an example shows; weights may be printed in whole per cent."""

    NORMALISATION = "normalisation"
    WEIGHTS = "weights"
    WHOLE_WEIGHTS = "whole_weights"
    VALUE_FUNCTION = "value_function"
    DOMINANCE = "dominance"


@dataclass(frozen=True)
class Example:
    """A case whose step of that ``kind`` comes to ``expected``.

    Values (a row an option, a column a criterion), weights (shares of 1, or whole per cent), or
    {dominated option: [what dominates it]}; numbers as they are written.
    """

    name: str
    kind: ExampleKind
    case: Case
    expected: Any
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Worked:
    """What our arithmetic gives, and whether it is what is printed."""

    example: Example
    computed: Any
    agrees: bool


def work(example: Example) -> Worked:
    """Numbers agree when ours, rounded to the most decimals of the example, are the printed ones.

    Raises `ScoringError`, which names the example.
    """
    try:
        computed = _computed(example, rank(example.case))
        return Worked(example, computed, _agrees(computed, example.expected))
    except ScoringError as error:
        raise ScoringError("%(name)s: %(why)s", name=example.name, why=str(error)) from error


def _computed(example: Example, result: Result) -> Any:
    columns = list(example.case.criterion_names)
    match example.kind:
        case ExampleKind.DOMINANCE:
            return _dominated(result)
        case ExampleKind.WEIGHTS:
            return [result.shares[column] for column in columns]
        case ExampleKind.WHOLE_WEIGHTS:
            return [_half_up(result.shares[column] * 100, 0) for column in columns]
        case _:
            rows = example.case.option_names
            return [[result.values[row, column] for column in columns] for row in rows]


def _dominated(result: Result) -> dict[str, list[str]]:
    dominated: dict[str, list[str]] = {}
    for pair in dominance(result):
        dominated.setdefault(str(pair.worse), []).append(str(pair.better))
    return dominated


def _half_up(x: Fraction, places: int) -> Fraction:
    """Halves away from zero, as print rounds."""
    scale = 10**places
    whole = int(abs(x) * scale + Fraction(1, 2))
    return Fraction(whole if x >= 0 else -whole, scale)


def _agrees(computed: Any, expected: Any) -> bool:
    if isinstance(expected, dict) or isinstance(computed, dict):
        return bool(computed == expected)
    printed = list(_flat(expected))
    places = min(MOST_PLACES, max(map(_decimals, printed), default=0))
    ours = [_half_up(number, places) for number in _flat(computed)]
    same_shape = _shape(computed) == _shape(expected)
    return same_shape and ours == [exact(number, "expected") for number in printed]


def _decimals(written: object) -> int:
    exact(written, "expected")
    return max(0, -int(Decimal(str(written)).as_tuple().exponent))


def _shape(thing: Any) -> Any:
    return [_shape(item) for item in thing] if isinstance(thing, list) else None


def _flat(thing: Any) -> Iterator[Any]:
    if isinstance(thing, list):
        for item in thing:
            yield from _flat(item)
    else:
        yield thing
