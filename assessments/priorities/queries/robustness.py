"""How robust a result is: what leads under other weights, what is dominated under all of them.

Computed when somebody asks for it, from ``assessments.scoring`` with a fixed seed, so that the
same result gives the same figures. No query.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments import scoring
from assessments.models import TechnologyOption
from assessments.priorities.queries.reasons import RankPlace, ResultFacts, Turn

Id = Hashable


@dataclass(frozen=True)
class Costs:
    """Capital costs in one ``currency`` by option, and the ids of options without one in it."""

    currency: str
    known: dict[Id, Decimal]
    left_out: tuple[Id, ...]


@dataclass(frozen=True)
class Robustness:
    """``stated_order`` is None when the weights state no order; ``frontier`` is empty when fewer
    than two costs can be compared; ``margin`` is the distance of the first two in points."""

    every: scoring.Acceptability
    stated_order: scoring.Acceptability | None
    equal: scoring.Result
    dominance: tuple[scoring.Dominance, ...]
    frontier: tuple[scoring.FrontierPoint, ...]
    costs: Costs | None
    margin: Fraction | None


def costs_of(options: list[TechnologyOption]) -> Costs | None:
    """Capital costs in the currency that most options are costed in; None when fewer than two."""
    by_currency: dict[str, dict[Id, Decimal]] = {}
    for priced in options:
        if priced.capital_cost is not None and priced.currency:
            by_currency.setdefault(priced.currency, {})[priced.pk] = priced.capital_cost
    if not by_currency:
        return None
    currency, known = max(by_currency.items(), key=lambda row: len(row[1]))
    if len(known) < 2:
        return None
    return Costs(currency, known, tuple(option.pk for option in options if option.pk not in known))


def robustness(
    case: scoring.Case, result: scoring.Result, costs: Costs | None = None
) -> Robustness | None:
    """Of a result with at least two options; None for one alone, which has no rival."""
    if len(result.options) < 2:
        return None
    return Robustness(
        every=scoring.acceptability(result, missing=case.missing),
        stated_order=(
            scoring.acceptability(result, missing=case.missing, in_order=True)
            if len(set(result.shares.values())) > 1
            else None
        ),
        equal=scoring.equal_weights(case),
        dominance=scoring.dominance(result),
        frontier=(
            scoring.frontier({o: result.of(o).total for o in costs.known}, costs.known)
            if costs
            else ()
        ),
        costs=costs,
        margin=result.options[0].total - result.options[1].total,
    )


def facts_of_result(
    case: scoring.Case,
    result: scoring.Result,
    reversals: tuple[scoring.Reversal, ...],
    firm: Robustness | None,
    stale: tuple[str, ...] = (),
) -> ResultFacts:
    """A result as ``because`` tells it."""
    names = case.option_names
    blanks = sum(len(option.missing) for option in result.options)
    shared = blanks and case.missing == scoring.Missing.RENORMALISE
    return ResultFacts(
        places=[
            RankPlace(names[option.id], option.rank, option.total) for option in result.options
        ],
        turns=None if shared else [_turn(case, reversal) for reversal in reversals],
        weighed=sum(1 for share in result.shares.values() if share),
        equal_leaders=_leaders(case, firm.equal) if firm else (),
        weights_are_equal=len(set(result.shares.values())) == 1,
        beaten=beaten(case, firm),
        unbeatable=_unbeatable(result, firm),
        every=_first_shares(case, firm.every) if firm else None,
        stated_order=_first_shares(case, firm.stated_order) if firm else None,
        blanks=blanks,
        missing=str(case.missing),
        stale=stale,
    )


def _turn(case: scoring.Case, reversal: scoring.Reversal) -> Turn:
    return Turn(
        case.criterion_names[reversal.criterion],
        case.option_names[reversal.challenger],
        reversal.weight,
        reversal.reversal_weight,
    )


def _leaders(case: scoring.Case, result: scoring.Result) -> tuple[str, ...]:
    return tuple(case.option_names[option.id] for option in result.options if option.rank == 1)


def beaten(case: scoring.Case, firm: Robustness | None) -> tuple[tuple[str, str], ...]:
    """Each dominated option once, with one that dominates it: (dominated, better)."""
    pairs = {pair.worse: pair.better for pair in reversed(firm.dominance)} if firm else {}
    names = case.option_names
    return tuple((names[worse], names[better]) for worse, better in pairs.items())


def _unbeatable(result: scoring.Result, firm: Robustness | None) -> bool:
    leader = result.options[0].id
    beats = {pair.worse for pair in firm.dominance if pair.better == leader} if firm else set()
    return bool(beats) and len(beats) == len(result.options) - 1


def _first_shares(
    case: scoring.Case, acceptability: scoring.Acceptability | None
) -> tuple[tuple[str, float], ...] | None:
    """(option, how often it is first) in the order of the result."""
    if acceptability is None:
        return None
    return tuple((case.option_names[o], shares[0]) for o, shares in acceptability.shares.items())


def as_data(firm: Robustness, case: scoring.Case, result: scoring.Result) -> dict[str, Any]:
    """What a snapshot keeps: shares with four decimals as text, ids as text."""
    return {
        "method": scoring.method_of(case),
        "robustness": {
            "draws": firm.every.draws,
            "seed": firm.every.seed,
            "half_width": f"{firm.every.half_width:.4f}",
            "all_weightings": _ranks(firm.every),
            "stated_order": _ranks(firm.stated_order) if firm.stated_order else None,
        },
        "equal_weights": [
            {"option": str(option.id), "rank": option.rank} for option in firm.equal.options
        ],
        "dominance": [{"better": str(d.better), "worse": str(d.worse)} for d in firm.dominance],
        "blanks": sum(len(option.missing) for option in result.options),
    }


def _ranks(acceptability: scoring.Acceptability) -> list[dict[str, Any]]:
    return [
        {"option": str(option), "ranks": [f"{share:.4f}" for share in shares]}
        for option, shares in acceptability.shares.items()
    ]
