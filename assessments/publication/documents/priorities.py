"""The priorities, and how certain their order is."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.priorities.queries import reasons
from assessments.priorities.queries import words as result_words
from assessments.publication.documents.dossier import Dossier, Row, Rows
from assessments.publication.documents.drawings import in_pieces
from assessments.publication.documents.formatting import decimal_or_none
from assessments.publication.documents.words import word
from techbank.charts import (
    MOST_RANKS,
    Bar,
    RankBar,
    Stack,
    bars,
    longest,
    rank_bars,
    stacked_bars,
)

CLOSE = Decimal("0.10")
"""A weight that may move by less than ten points before the order changes makes it a close call."""


def priorities(plan: Dossier) -> Row:
    """Context of the chapter on priorities and of the annex with the scores."""
    scored = plan.prioritisation.get("kind") == "scored"
    method: Row = plan.prioritisation.get("method") or {}
    return {
        "scored": scored,
        "ordered": bool(plan.results or plan.prioritisation.get("order")),
        "ordered_only": bool(plan.prioritisation.get("order")) and not scored,
        "reason": plan.prose(plan.prioritisation.get("reason")),
        "has_reason": bool(plan.prioritisation.get("reason")),
        "method": [word(method[key]) for key in ("normalisation", "missing") if method.get(key)],
        "results": Rows(_result(plan, row) for row in plan.results),
        "criteria": Rows(_criterion(plan, row) for row in plan.criteria),
        "charts": _charts(plan) if scored and plan.results else [],
        "because": reasons.reasons_of(_result_facts(plan)),
        "acceptance": _acceptance(plan),
        "small_print": _small_print(plan),
        "order": Rows(_ordered(plan, row) for row in plan.prioritisation.get("order") or []),
        "session": _session(plan),
        "sensitivity": Rows(
            _turning(plan, row) for row in plan.prioritisation.get("sensitivity") or [] if scored
        ),
        "warnings": [plan.words(text) for text in plan.prioritisation.get("warnings") or []],
        "scores": _scores(plan) if plan.is_full else None,
        "score_criteria": [plan.words(row["name"]) for row in plan.criteria],
    }


def _result_facts(plan: Dossier) -> reasons.ResultFacts:
    """The snapshot's result as the paragraph tells it; without places for a reasoned order.

    Blanks are among the snapshot's own warnings.
    """
    if plan.prioritisation.get("kind") != "scored":
        return reasons.ResultFacts(places=())
    stored: Row = plan.prioritisation.get("firmness") or {}
    robust: Row = stored.get("robustness") or {}
    weights = {decimal_or_none(row.get("weight")) for row in plan.criteria}
    stale = plan.prioritisation.get("stale_weights") or []
    beaten = {row["worse"]: row["better"] for row in reversed(stored.get("dominance") or [])}
    leader = plan.results[0]["option"] if plan.results else ""
    behind = [row["worse"] for row in stored.get("dominance") or [] if row["better"] == leader]
    shared = bool(stored.get("blanks")) and stored["method"]["missing"] == "renormalise"
    return reasons.ResultFacts(
        places=[
            reasons.RankPlace(plan.option_name(row["option"]), row["rank"], Fraction(row["total"]))
            for row in plan.results
            if row.get("total") is not None
        ],
        turns=None if shared else _turns(plan),
        equal_leaders=[
            plan.option_name(row["option"])
            for row in stored.get("equal_weights") or []
            if row["rank"] == 1
        ],
        weights_are_equal=len(weights) == 1,
        beaten=[(plan.option_name(worse), plan.option_name(by)) for worse, by in beaten.items()],
        unbeatable=bool(behind) and len(behind) == len(plan.results) - 1,
        every=_first_shares(plan, robust.get("all_weightings")),
        stated_order=_first_shares(plan, robust.get("stated_order")),
        stale=[plan.criterion_by_id[key]["name"] for key in stale if key in plan.criterion_by_id],
    )


def _turns(plan: Dossier) -> list[reasons.Turn]:
    return [
        reasons.Turn(
            plan.criterion_by_id.get(row["criterion"], {}).get("name", ""),
            plan.option_name(row["challenger"]),
            Fraction(row["weight"]),
            Fraction(row["reversal_weight"]),
        )
        for row in plan.prioritisation.get("sensitivity") or []
        if row.get("reversal_weight") is not None
    ]


def _first_shares(plan: Dossier, rows: list[Row] | None) -> list[tuple[str, float]] | None:
    if not rows:
        return None
    return [(plan.option_name(row["option"]), float(row["ranks"][0])) for row in rows]


def _acceptance(plan: Dossier) -> list[Row]:
    """Rank acceptability as charts; none for a snapshot that does not contain it."""
    rows = _robustness(plan).get("all_weightings") or []
    if not rows or plan.prioritisation.get("kind") != "scored":
        return []
    ranked = [
        RankBar(
            plan.option_name(row["option"]),
            [float(rank) for rank in row["ranks"]],
            result_words.share_words(float(row["ranks"][0])),
        )
        for row in rows
    ]
    return in_pieces(
        ranked,
        title=_("Ranks over all possible weights"),
        draw=lambda piece, title: rank_bars(
            piece,
            keys=result_words.rank_keys(len(rows), MOST_RANKS),
            title=title,
            description=_(
                "One bar an option; its parts are the shares of all weightings that give it the "
                "first, the second and each further rank. The figure is the share of the first."
            ),
            direction=plan.direction,
        ),
    )


def _robustness(plan: Dossier) -> Row:
    return (plan.prioritisation.get("firmness") or {}).get("robustness") or {}


def _small_print(plan: Dossier) -> str:
    result = _robustness(plan)
    if not result or plan.prioritisation.get("kind") != "scored":
        return ""
    return result_words.draws_words(result["draws"], result["seed"], float(result["half_width"]))


def _ordered(plan: Dossier, row: Row) -> Row:
    """A place of the reasoned order."""
    return {
        "place": row["place"],
        "name": plan.words(plan.option_name(row["option"])),
        "reason": plan.words_or_blank(row.get("reason")),
    }


def _session(plan: Dossier) -> str:
    """The scoring session the scores come from; empty when there was none."""
    row: Row | None = plan.prioritisation.get("session")
    if not row:
        return ""
    words = ngettext(
        "Scored and weighed by %(people)d person in the session “%(title)s” (digest %(digest)s).",
        "Scored and weighed by %(people)d people in the session “%(title)s” (digest %(digest)s).",
        row["people"],
    )
    return words % {**row, "digest": row["digest"][:12]}


def _result(plan: Dossier, row: Row) -> Row:
    option = plan.option_by_id.get(row["option"], {})
    total = decimal_or_none(row.get("total"))
    return {
        "rank": row["rank"],
        "name": plan.words(option.get("name")),
        "total": "–" if total is None else plan.reader.number(total, 1),
        "chosen": bool(option.get("chosen")),
    }


def _criterion(plan: Dossier, row: Row) -> Row:
    weight = decimal_or_none(row.get("weight"))
    return {
        "name": plan.words(row["name"]),
        "group": plan.words_or_blank(row.get("group")),
        "direction": word(row.get("direction")),
        "unit": plan.words_or_blank(row.get("unit")),
        "weight": "–"
        if weight is None
        else plan.reader.percent(weight, 1 if weight * 100 % 1 else 0),
        "range": _range(plan, row),
    }


def _range(plan: Dossier, row: Row) -> str:
    ends = [decimal_or_none(row.get(end)) for end in ("low", "high")]
    if any(end is None for end in ends):
        return _("from the options")
    return " – ".join(plan.reader.number(end) for end in ends if end is not None)


def _charts(plan: Dossier) -> list[Row]:
    title = _("Ranking of the technology options")
    if not any(row.get("contributions") for row in plan.results):
        rows = [
            Bar(plan.option_name(row["option"]), decimal_or_none(row["total"]), _total(plan, row))
            for row in plan.results
        ]
        return in_pieces(
            rows,
            title=title,
            draw=lambda piece, piece_title: bars(
                piece,
                full=longest(rows),
                title=piece_title,
                description=_("One bar an option."),
                direction=plan.direction,
            ),
        )
    stacks = [
        Stack(plan.option_name(row["option"]), _parts(plan, row), _total(plan, row))
        for row in plan.results
    ]
    return in_pieces(
        stacks,
        title=title,
        draw=lambda piece, piece_title: stacked_bars(
            piece,
            keys=[f"{row['name']} ({_criterion(plan, row)['weight']})" for row in plan.criteria],
            full=100,
            title=piece_title,
            description=_(
                "One bar an option, out of 100 points; the parts are what each criterion "
                "contributes."
            ),
            direction=plan.direction,
        ),
    )


def _total(plan: Dossier, row: Row) -> str:
    total = decimal_or_none(row.get("total"))
    return "–" if total is None else plan.reader.number(total, 1)


def _parts(plan: Dossier, row: Row) -> list[Decimal]:
    points = {
        part["criterion"]: decimal_or_none(part.get("points")) for part in row["contributions"]
    }
    return [points.get(criterion["id"]) or Decimal(0) for criterion in plan.criteria]


def _turning(plan: Dossier, row: Row) -> Row:
    turning = decimal_or_none(row.get("reversal_weight"))
    return {
        "criterion": plan.words(plan.criterion_by_id.get(row["criterion"], {}).get("name")),
        "weight": plan.reader.percent(row["weight"], 1),
        "turning": _("at no weight") if turning is None else plan.reader.percent(turning, 1),
        "challenger": plan.words(plan.option_name(row["challenger"])),
    }


def sureness(plan: Dossier) -> str:
    """One sentence on how far the first place depends on the weights; empty without a test."""
    tested = plan.prioritisation.get("sensitivity") or []
    turns = [
        (abs(Decimal(row["reversal_weight"]) - Decimal(row["weight"])), row)
        for row in tested
        if row.get("reversal_weight") is not None
    ]
    if not tested:
        return ""
    if not turns:
        return _("It stays first whatever the weight of any single criterion.")
    distance, nearest = min(turns, key=lambda turn: turn[0])
    sentence = (
        _(
            "A close call: %(challenger)s leads if the weight of “%(criterion)s” "
            "moves from %(now)s to %(then)s."
        )
        if distance < CLOSE
        else _(
            "Quite sure: %(challenger)s leads only if the weight of “%(criterion)s” "
            "moves from %(now)s to %(then)s."
        )
    )
    return sentence % {
        "challenger": plan.option_name(nearest["challenger"]),
        "criterion": plan.criterion_by_id.get(nearest["criterion"], {}).get("name", ""),
        "now": plan.reader.percent(nearest["weight"], 1),
        "then": plan.reader.percent(nearest["reversal_weight"], 1),
    }


def _scores(plan: Dossier) -> Rows:
    """Raw scores, one row an option; a missing score is marked, never shown as zero."""
    given = {
        (row["option"], row["criterion"]): row.get("value")
        for row in plan.prioritisation.get("scores") or []
    }
    options = list(dict.fromkeys(option for option, _criterion in given))
    return Rows(
        {
            "name": plan.words(plan.option_name(option)),
            "cells": [_score(plan, given.get((option, row["id"]))) for row in plan.criteria],
        }
        for option in options
    )


def _score(plan: Dossier, value: str | None) -> Row:
    score = decimal_or_none(value)
    if score is None:
        return {"text": _("not scored"), "soft": True}
    return {"text": plan.reader.number(score), "soft": False}
