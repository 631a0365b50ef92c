"""A result as a page shows it: what won, by how much, how sure, what would change it.

The same for a dossier's ranking and for a scoring session that is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.dossiers.views.number_words import decimal_words
from assessments.models import Criterion, Prioritisation
from assessments.priorities.queries import reasons
from assessments.priorities.queries import words as result_words
from assessments.priorities.queries.ranking import warning
from assessments.priorities.queries.robustness import (
    Costs,
    Robustness,
    beaten,
    facts_of_result,
    robustness,
)
from techbank.charts import MOST_RANKS, RankBar, Stack, merged, rank_bars, stacked_bars
from techbank.templatetags.techbank import whole


@dataclass(frozen=True)
class ScoreCell:
    points: str
    value: str


@dataclass(frozen=True)
class RankedRow:
    """One option's place: total and contributions as the reader writes them."""

    rank: int
    id: str
    name: str
    total: str
    cells: list[ScoreCell]


@dataclass(frozen=True)
class AcceptedRow:
    """How often one option holds each rank; ``ordered`` how often it is first in stated order."""

    name: str
    shares: list[str]
    ordered: str


@dataclass(frozen=True)
class TurnRow:
    criterion: str
    now: str
    then: str
    challenger: str


@dataclass(frozen=True)
class FrontierRow:
    """``efficient``: none is as cheap and as good, and better in one of the two."""

    name: str
    cost: str
    points: str
    efficient: bool


def _tenth(number: Fraction) -> str:
    return decimal_words(scoring.as_decimal(number, 1))


def _direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def finding(
    case: scoring.Case,
    result: scoring.Result,
    reversals: tuple[scoring.Reversal, ...],
    *,
    costs: Costs | None = None,
    stale: Sequence[Criterion] = (),
) -> dict[str, Any]:
    """The context of ``assessments/results/finding.html``."""
    firm = robustness(case, result, costs)
    facts = facts_of_result(case, result, reversals, firm, tuple(item.name for item in stale))
    return {
        "because": reasons.reasons_of(facts),
        "figures": _figures(facts),
        "rows": _rows(case, result),
        "weights": [
            (name, result_words.percent_words(result.shares[c]))
            for c, name in case.criterion_names.items()
        ],
        "chart": _chart(case, result),
        "turns": [_turn(item) for item in reasons.nearest(facts.turns or ())],
        "turns_tried": facts.turns is not None and len(facts.leaders) == 1,
        "warnings": _warnings(result),
        "method": _method(case),
        **(_firm(case, result, firm) if firm else {}),
    }


def _figures(facts: reasons.ResultFacts) -> list[tuple[str, str]]:
    """The three figures that matter: how many points, how far ahead, how often first."""
    if len(facts.places) < 2:
        return []
    best, second = facts.places[0], facts.places[1]
    often = dict(facts.every or ()).get(best.name)
    figures = [
        (result_words.points_words(best.total), _("points of 100 for the first place")),
        (result_words.margin_words(best.total - second.total), _("points ahead of the next")),
    ]
    if often is not None:
        figures.append((result_words.share_words(often), _("of all possible weights put it first")))
    return figures


def _rows(case: scoring.Case, result: scoring.Result) -> list[RankedRow]:
    rows = []
    for option in result.options:
        brought = [option.contributions.get(c) for c in case.criterion_names]
        cells = [
            ScoreCell(_tenth(c.points), _tenth(c.value)) if c else ScoreCell("", "")
            for c in brought
        ]
        name = case.option_names[option.id]
        rows.append(RankedRow(option.rank, str(option.id), name, _tenth(option.total), cells))
    return rows


def _chart(case: scoring.Case, result: scoring.Result) -> SafeString:
    stacks = [
        Stack(
            f"{option.rank}. {case.option_names[option.id]}",
            [
                float(option.contributions[c].points) if c in option.contributions else 0.0
                for c in case.criterion_names
            ],
            _tenth(option.total),
        )
        for option in result.options
    ]
    return stacked_bars(
        stacks,
        keys=[
            f"{name} ({result_words.percent_words(result.shares[c])})"
            for c, name in case.criterion_names.items()
        ],
        full=100,
        title=_("Points by criterion"),
        description=_(
            "One bar an option, best first; its parts are the points each criterion brings."
        ),
        direction=_direction(),
    )


def _turn(turn: reasons.Turn) -> TurnRow:
    now, then = reasons.weight_words(turn)
    words = _("above %(weight)s") if turn.rises else _("below %(weight)s")
    return TurnRow(turn.criterion, now, words % {"weight": then}, turn.challenger)


def _warnings(result: scoring.Result) -> list[str]:
    """What the arithmetic warns of; blanks and a single option are told in the paragraph."""
    return [
        warning(ranking_warning)
        for ranking_warning in result.warnings
        if set(ranking_warning.values) != {"count"} and len(result.options) > 1
    ]


def _method(case: scoring.Case) -> list[tuple[str, str]]:
    """How it was computed, as labels with words."""
    normalisations = dict(Prioritisation.Normalisation.choices)
    normalisation = normalisations.get(
        str(case.normalisation), _("By the curve drawn for each criterion")
    )
    arithmetic = scoring.method_of(case)["arithmetic"]
    return [
        (_("From scores to values"), str(normalisation)),
        (_("Missing scores"), str(Prioritisation.Missing(str(case.missing)).label)),
        (_("Total"), _("Sum of weight × value; ranks from unrounded totals")),
        (_("Arithmetic"), _("Version %(number)s") % {"number": arithmetic}),
    ]


def _firm(case: scoring.Case, result: scoring.Result, firm: Robustness) -> dict[str, Any]:
    names = case.option_names
    return {
        "acceptance": _acceptance(case, firm),
        "accepted": _accepted(case, result, firm),
        "accepted_keys": result_words.rank_keys(len(names), MOST_RANKS),
        "lower_ranks": len(names) > MOST_RANKS,
        "ordered": firm.stated_order is not None,
        "small_print": result_words.draws_words(
            firm.every.draws, firm.every.seed, firm.every.half_width
        ),
        "dominance": [
            _("“%(worse)s” is on no criterion better than “%(better)s”.")
            % {"better": better, "worse": worse}
            for worse, better in beaten(case, firm)
        ],
        "equal": [
            (option.rank, names[option.id], _tenth(option.total)) for option in firm.equal.options
        ],
        "frontier": [_frontier_row(case, firm, point) for point in firm.frontier],
        "frontier_out": result_words.names_words(names[o] for o in firm.costs.left_out)
        if firm.costs
        else "",
    }


def _acceptance(case: scoring.Case, firm: Robustness) -> SafeString:
    rows = [
        RankBar(case.option_names[option], shares, result_words.share_words(shares[0]))
        for option, shares in firm.every.shares.items()
    ]
    return rank_bars(
        rows,
        keys=result_words.rank_keys(len(rows), MOST_RANKS),
        title=_("Ranks over all possible weights"),
        description=_(
            "One bar an option; its parts are the shares of all weightings that give it the first, "
            "the second and each further rank. The figure is the share of the first."
        ),
        direction=_direction(),
    )


def _accepted(case: scoring.Case, result: scoring.Result, firm: Robustness) -> list[AcceptedRow]:
    ordered = firm.stated_order
    return [
        AcceptedRow(
            case.option_names[option.id],
            [result_words.share_words(share) for share in merged(firm.every.shares[option.id])],
            result_words.share_words(ordered.shares[option.id][0]) if ordered else "",
        )
        for option in result.options
    ]


def _frontier_row(
    case: scoring.Case, firm: Robustness, point: scoring.FrontierPoint
) -> FrontierRow:
    names = case.option_names
    currency = firm.costs.currency if firm.costs else ""
    return FrontierRow(
        names[point.option],
        whole(scoring.as_decimal(point.cost, 2), currency),
        _tenth(point.benefit),
        point.efficient,
    )
