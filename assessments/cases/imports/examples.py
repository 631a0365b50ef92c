"""Worked examples of single steps of the arithmetic: a list of {id, kind, input, expected, …}.

Each is turned into a case in the words of `scoring_case`, so that nothing but the engine computes:
`normalisation` (`directions` of the columns, `method`), `weights` (`method`), `value_function`
(`functions`: the points of straight lines, by column) and `dominance` (`criteria`: name and
direction; `expected` {`dominated`: {option: [what dominates it]}}).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assessments.cases.imports.case import case_in, json_of
from assessments.cases.imports.words import one_of
from assessments.scoring import Example, ExampleKind, ScoringError

_WEIGHTS = {
    "divide_by_sum": ExampleKind.WEIGHTS,
    "divide_by_sum_round_to_whole": ExampleKind.WHOLE_WEIGHTS,
}


def read_examples(path: Path) -> list[Example] | None:
    """The examples in a file; None where it holds no list, and so perhaps a case.

    Raises `ScoringError`, which names the example.
    """
    data = json_of(path) if path.suffix.lower() == ".json" else None
    if not isinstance(data, list):
        return None
    if not data:
        raise ScoringError("The list is empty: there is no example in it.")
    return [_example(row, place) for place, row in enumerate(data, start=1)]


def _example(row: Any, place: int) -> Example:
    if not isinstance(row, Mapping):
        raise ScoringError("Example %(place)s is not an object.", place=place)
    name = str(row.get("id") or place)
    kind = one_of(list(_KINDS), row.get("kind"), f"{name}, kind")
    try:
        return Example(
            name=name,
            kind=_WEIGHTS[_method(row)] if kind == "weights" else ExampleKind(kind),
            case=case_in(_KINDS[kind](row)),
            expected=_expected(row, kind),
            source=str(row.get("source") or ""),
            note=str(row.get("note") or ""),
        )
    except ScoringError as error:
        raise ScoringError("%(name)s: %(why)s", name=name, why=str(error)) from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ScoringError(
            "%(name)s: an example of %(kind)s is not written like this.", name=name, kind=kind
        ) from error


def _expected(row: Mapping[str, Any], kind: str) -> Any:
    return row["expected"]["dominated"] if kind == "dominance" else row["expected"]


def _method(row: Mapping[str, Any]) -> str:
    return one_of(list(_WEIGHTS), row.get("method"), "method")


def _data(criteria: list[dict[str, Any]], scores: Mapping[str, Any], **method: str) -> Any:
    return {
        "criteria": [{"weight": 1, **criterion} for criterion in criteria],
        "alternatives": list(scores),
        "scores": list(scores.values()),
        "method": {"weights": "divide_by_sum", **method},
    }


def _numbered(things: list[Any]) -> dict[str, Any]:
    return {str(place): thing for place, thing in enumerate(things, start=1)}


def _normalisation(row: Mapping[str, Any]) -> Any:
    columns = _numbered(row["directions"]).items()
    criteria = [{"name": name, "direction": direction} for name, direction in columns]
    return _data(criteria, _numbered(row["input"]), normalisation=row["method"])


def _weights(row: Mapping[str, Any]) -> Any:
    columns = _numbered(row["input"]).items()
    criteria = [{"name": name, "weight": weight} for name, weight in columns]
    # Weights are of criteria: what is weighed does not matter.
    return _data(criteria, {"1": [0 for _criterion in criteria]}, normalisation="none")


def _value_function(row: Mapping[str, Any]) -> Any:
    criteria = [
        {"name": name, "value_function": {"type": "piecewise_linear", "points": points}}
        for name, points in row["functions"].items()
    ]
    rows = row.get("alternatives") or list(_numbered(row["input"]))
    scores = dict(zip(rows, row["input"], strict=True))
    return _data(criteria, scores, normalisation="value_functions")


def _dominance(row: Mapping[str, Any]) -> Any:
    criteria = [{"name": name, "direction": direction} for name, direction in row["criteria"]]
    return _data(criteria, row["input"], normalisation="minmax_0_1")


_KINDS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "normalisation": _normalisation,
    "weights": _weights,
    "value_function": _value_function,
    "dominance": _dominance,
}
