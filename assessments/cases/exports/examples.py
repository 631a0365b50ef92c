"""Worked examples, each beside what our arithmetic gives, as plain data for a JSON document."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.cases.exports.report import number
from assessments.scoring import Example, Worked, work


def examples_report(examples: Sequence[Example]) -> dict[str, Any]:
    """Every example and whether all of them agree. Raises `ScoringError`, naming the example."""
    worked = [work(example) for example in examples]
    return {
        "examples": [_as_json(result) for result in worked],
        "agrees": all(result.agrees for result in worked),
    }


def _as_json(worked: Worked) -> dict[str, Any]:
    example = worked.example
    return {
        "id": example.name,
        "kind": str(example.kind),
        "source": example.source,
        "note": example.note,
        "computed": _plain(worked.computed),
        "expected": _plain(example.expected),
        "agrees": worked.agrees,
    }


def _plain(thing: Any) -> Any:
    if isinstance(thing, Fraction | Decimal):
        return number(Fraction(thing))
    if isinstance(thing, list):
        return [_plain(item) for item in thing]
    if isinstance(thing, dict):
        return {str(key): _plain(item) for key, item in thing.items()}
    return thing
