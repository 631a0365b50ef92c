"""The prioritisation in a snapshot: the order in force, how it was computed, how robust it is."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.priorities.queries.origin import Origin
from assessments.priorities.queries.ranking import Ranking
from assessments.priorities.queries.robustness import as_data, robustness
from assessments.scoring import as_decimal


def plain(number: Decimal | None) -> str | None:
    """A number without trailing zeros as a string; unknown stays null."""
    return None if number is None else f"{number.normalize():f}"


def share(number: Fraction, places: int = 6) -> str:
    """An exact fraction as a decimal string of at most ``places`` decimals."""
    return f"{as_decimal(number, places).normalize():f}"


def prioritisation_of(ranking: Ranking, origin: Origin | None) -> dict[str, Any]:
    """The order in force is in ``results``: totals, or places without points.

    A result by scores that exists beside a reasoned order is in ``scored_results``.
    """
    scored = _scored_results(ranking)
    return {
        "kind": ranking.kind,
        "reason": ranking.reason,
        "method": {"normalisation": ranking.normalisation, "missing": ranking.missing},
        "criteria": [
            {
                "id": str(criterion.pk),
                "name": criterion.name,
                "group": criterion.group,
                "direction": criterion.direction,
                "unit": criterion.unit,
                "weight": plain(criterion.weight),
                "low": plain(criterion.low),
                "high": plain(criterion.high),
            }
            for criterion in ranking.criteria
        ],
        "scores": [
            {"option": str(option), "criterion": str(criterion), "value": plain(score.value)}
            for (option, criterion), score in sorted(
                ranking.scores.items(), key=lambda cell: (str(cell[0][0]), str(cell[0][1]))
            )
        ],
        "results": _places(ranking) if ranking.reasoned else scored,
        "scored_results": scored if ranking.reasoned else [],
        "order": [
            {"option": str(record.option.pk), "place": record.place, "reason": record.reason}
            for record in ranking.order
        ],
        "warnings": list(ranking.warnings),
        "sensitivity": [
            {
                "criterion": str(reversal.criterion),
                "leader": str(reversal.leader),
                "challenger": str(reversal.challenger),
                "weight": share(reversal.weight),
                "reversal_weight": share(reversal.reversal_weight),
            }
            for reversal in ranking.reversals
        ],
        "stale_weights": [str(stale_criterion.pk) for stale_criterion in ranking.stale],
        "firmness": _firmness(ranking),
        "session": origin.as_data() if origin and ranking.result else None,
    }


def _scored_results(ranking: Ranking) -> list[dict[str, Any]]:
    return [
        {
            "option": str(option.id),
            "total": share(option.total),
            "rank": option.rank,
            "contributions": [
                {"criterion": str(key), "value": share(c.value), "points": share(c.points)}
                for key, c in option.contributions.items()
            ],
        }
        for option in (ranking.result.options if ranking.result else ())
    ]


def _places(ranking: Ranking) -> list[dict[str, Any]]:
    return [
        {"option": str(record.option.pk), "total": None, "rank": record.place, "contributions": []}
        for record in ranking.order
    ]


def _firmness(ranking: Ranking) -> dict[str, Any] | None:
    """How robust the result by scores is; None without a result or with only one option."""
    if ranking.case is None or ranking.result is None:
        return None
    robust = robustness(ranking.case, ranking.result)
    return as_data(robust, ranking.case, ranking.result) if robust else None
