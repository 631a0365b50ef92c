"""A case's method as plain data, to be stored with every result, and the way back.

Numbers are text as exact ratios or decimals, so nothing is lost in a JSON column.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.scoring.cases import Case, CaseCriterion, Cell, Option
from assessments.scoring.numbers import Number, exact
from assessments.scoring.value_functions import as_data, checked, value_function_of

# Raise it when the same data would give other totals.
ARITHMETIC = 1


def method_of(case: Case) -> dict[str, Any]:
    """Everything but options and scores: method, criteria, weights as given, ranges, functions."""
    return {
        "arithmetic": ARITHMETIC,
        "normalisation": str(case.normalisation),
        "weighting": str(case.weighting),
        "rescale": case.rescale,
        "missing": str(case.missing),
        "scale": [_text(end) for end in case.scale] if case.scale else None,
        "full": _text(case.full_value),
        "smallest_first": case.smallest_first,
        "criteria": [_criterion(criterion) for criterion in case.criteria],
    }


def _criterion(criterion: CaseCriterion) -> dict[str, Any]:
    function = criterion.value_function
    return {
        "id": str(criterion.id),
        "name": criterion.name,
        "group": criterion.group,
        "direction": str(criterion.direction),
        "weight": _text(criterion.weight),
        "low": _text(criterion.low),
        "high": _text(criterion.high),
        "reference_max": _text(criterion.reference_max),
        "value_function": as_data(checked(function, criterion.name)) if function else None,
    }


def _text(number: Number | None) -> str | None:
    return None if number is None else str(exact(number, "number"))


def case_of(
    method: Mapping[str, Any],
    options: Sequence[Option | str],
    scores: Mapping[Cell, Number | None],
) -> Case:
    """The case again; ids of criteria are text now, in `scores` too."""
    scale = method["scale"]
    return Case(
        options=options,
        criteria=[_criterion_of(criterion) for criterion in method["criteria"]],
        scores=scores,
        normalisation=method["normalisation"],
        weighting=method["weighting"],
        rescale=method["rescale"],
        missing=method["missing"],
        scale=(scale[0], scale[1]) if scale else None,
        full=method["full"],
    )


def _criterion_of(data: Mapping[str, Any]) -> CaseCriterion:
    function = data["value_function"]
    given = {name: value for name, value in data.items() if name != "value_function"}
    return CaseCriterion(
        **given, value_function=value_function_of(function, data["name"]) if function else None
    )
