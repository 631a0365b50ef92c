"""Everything the arithmetic says of a case, as plain data for a JSON document.

Totals are unrounded, in the unit of the method, with the exact fraction beside them. Options come
in the order given; `ranking` lists them best first.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessments import scoring
from assessments.scoring import Case, Printed, Result, ScoringError


def report(
    case: Case,
    *,
    printed: Printed | None = None,
    draws: int = scoring.DRAWS,
    seed: int = scoring.SEED,
    cost: str | None = None,
) -> dict[str, Any]:
    """Ranks, sensitivity and robustness, and the comparison with what was `printed`.

    `cost` names the criterion that is the cost, for the frontier. Raises `ScoringError` for a case
    that cannot be ranked, one with a single option among them.
    """
    result = scoring.rank(case)
    if len(case.options) < 2:
        raise ScoringError("There is only one option: there is nothing to rank it against.")
    comparison = None if printed is None else scoring.compare(case, result, printed)
    warnings = [str(warning) for warning in result.warnings]
    if comparison and not comparison.agrees:
        warnings.append("Print and arithmetic differ: see “published”.")
    return {
        "method": scoring.method_of(case),
        "options": [_place(case, result, option) for option in case.option_names],
        "ranking": [case.option_names[option.id] for option in result.options],
        "weights": _by_criterion(case, result.weights),
        "normalised": _normalised(case, result),
        "warnings": warnings,
        "reversal_weights": _reversals(case, result),
        "equal_weights": _equal(case),
        "dominance": _dominance(case, result),
        "robustness": _robustness(case, result, draws=draws, seed=seed),
        "frontier": None if cost is None else _frontier(case, result, cost),
        "published": _published(case, comparison, printed) if comparison and printed else None,
    }


def number(x: Fraction) -> float | str:
    """Nearest floating point number; the fraction as text when there is none."""
    try:
        return float(x)
    except OverflowError:
        return str(x)


def _by_criterion(case: Case, by_id: Mapping[Any, Fraction]) -> dict[str, float | str]:
    return {case.criterion_names[c]: number(x) for c, x in by_id.items()}


def _place(case: Case, result: Result, option: Any) -> dict[str, Any]:
    placed = result.of(option)
    return {
        "name": case.option_names[option],
        "total": number(placed.total),
        "exact": str(placed.total),
        "rank": placed.rank,
        "missing": [case.criterion_names[c] for c in placed.missing],
    }


def _normalised(case: Case, result: Result) -> dict[str, dict[str, float | str | None]]:
    return {
        name: {
            criterion: None if (v := result.values[o, c]) is None else number(v)
            for c, criterion in case.criterion_names.items()
        }
        for o, name in case.option_names.items()
    }


def _reversals(case: Case, result: Result) -> list[dict[str, Any]]:
    return [
        {
            "criterion": case.criterion_names[reversal.criterion],
            "leader": case.option_names[reversal.leader],
            "challenger": case.option_names[reversal.challenger],
            "weight": number(reversal.weight),
            "reversal_weight": number(reversal.reversal_weight),
        }
        for reversal in scoring.reversals(case, result)
    ]


def _equal(case: Case) -> list[dict[str, Any]]:
    equal = scoring.equal_weights(case)
    return [
        {"name": name, "total": number(equal.of(o).total), "rank": equal.of(o).rank}
        for o, name in case.option_names.items()
    ]


def _dominance(case: Case, result: Result) -> list[dict[str, str]]:
    return [
        {"better": case.option_names[pair.better], "worse": case.option_names[pair.worse]}
        for pair in scoring.dominance(result)
    ]


def _robustness(case: Case, result: Result, *, draws: int, seed: int) -> dict[str, Any]:
    facts = {
        key: scoring.acceptability(
            result, missing=case.missing, in_order=in_order, draws=draws, seed=seed
        )
        for key, in_order in (("all_weightings", False), ("stated_order", True))
    }
    return {
        "seed": seed,
        "draws": draws,
        "error_bound": facts["all_weightings"].half_width,
        "error_bound_is": "half width of the 95 % binomial interval, at its widest",
        **{key: _acceptability(case, item) for key, item in facts.items()},
    }


def _acceptability(case: Case, acceptability: scoring.Acceptability) -> dict[str, Any]:
    names = case.option_names
    return {
        "rank_acceptability": {
            names[o]: list(shares) for o, shares in acceptability.shares.items()
        },
        "central_weights": {
            names[o]: weights and {case.criterion_names[c]: w for c, w in weights.items()}
            for o, weights in acceptability.central.items()
        },
        "pairwise_winning": {
            name: {names[b]: acceptability.pairwise[a, b] for b in names if b != a}
            for a, name in names.items()
        },
    }


def _frontier(case: Case, result: Result, cost: str) -> list[dict[str, Any]]:
    column = next((c for c, name in case.criterion_names.items() if name == cost), None)
    if column is None:
        raise ScoringError("There is no criterion “%(name)s”.", name=cost)
    costs = {o: case.scores.get((o, column)) for o in case.option_names}
    known = {o: x for o, x in costs.items() if x is not None}
    points = scoring.frontier(scoring.benefits_without(result, column), known)
    return [
        {
            "name": case.option_names[point.option],
            "cost": number(point.cost),
            "benefit": number(point.benefit),
            "efficient": point.efficient,
            "beaten_by": [case.option_names[o] for o in point.beaten_by],
        }
        for point in points
    ]


def _published(case: Case, comparison: scoring.Comparison, printed: Printed) -> dict[str, Any]:
    return {
        "agrees": comparison.agrees,
        "rows": [_difference(case, row, printed) for row in comparison.rows],
        "rows_within_tolerance": [_difference(case, row, printed) for row in comparison.nearly],
        "columns": [
            {
                "criterion": case.criterion_names[column.criterion],
                "weight": number(column.weight),
                "would_explain": [number(column.low), number(column.high)],
                "completing_weight": column.completing and number(column.completing),
            }
            for column in comparison.columns
        ],
    }


def _difference(case: Case, row: scoring.PrintedDifference, printed: Printed) -> dict[str, Any]:
    return {
        "option": case.option_names[row.option],
        "what": row.what,
        "printed": number(row.printed),
        "computed": number(row.computed),
        "as_it_would_print": number(printed.rounded(row.computed)),
    }
