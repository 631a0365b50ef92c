"""What comes first, and how sure that is."""

from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.documents.dossier import Dossier, Row, Rows
from assessments.documents.reading import decimal_or_none
from assessments.documents.words import word
from techbank.charts import Bar, Stack, bars, stacked_bars

CLOSE = Decimal("0.10")
"""A weight that may move by less than ten points before the order changes makes it a close call."""


def priorities(plan: Dossier) -> Row:
    """Context of the chapter on priorities and of the annex with the scores."""
    scored = plan.prioritisation.get("kind") == "scored"
    method: Row = plan.prioritisation.get("method") or {}
    return {
        "scored": scored,
        "reason": plan.prose(plan.prioritisation.get("reason")),
        "has_reason": bool(plan.prioritisation.get("reason")),
        "method": [word(method[key]) for key in ("normalisation", "missing") if method.get(key)],
        "results": Rows(_result(plan, row) for row in plan.results),
        "criteria": Rows(_criterion(plan, row) for row in plan.criteria),
        "chart": _chart(plan) if scored and plan.results else "",
        "sureness": sureness(plan),
        "sensitivity": Rows(
            _turning(plan, row) for row in plan.prioritisation.get("sensitivity") or []
        ),
        "warnings": [plan.words(text) for text in plan.prioritisation.get("warnings") or []],
        "scores": _scores(plan) if plan.is_full else None,
        "score_criteria": [plan.words(row["name"]) for row in plan.criteria],
    }


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


def _chart(plan: Dossier) -> str:
    title = _("Ranking of the technology options")
    if not any(row.get("contributions") for row in plan.results):
        rows = [
            Bar(plan.option_name(row["option"]), decimal_or_none(row["total"]), _total(plan, row))
            for row in plan.results
        ]
        return bars(
            rows, title=title, description=_("One bar an option."), direction=plan.direction
        )
    stacks = [
        Stack(plan.option_name(row["option"]), _parts(plan, row), _total(plan, row))
        for row in plan.results
    ]
    return stacked_bars(
        stacks,
        keys=[f"{row['name']} ({_criterion(plan, row)['weight']})" for row in plan.criteria],
        full=100,
        title=title,
        description=_(
            "One bar an option, out of 100 points; the parts are what each criterion contributes."
        ),
        direction=plan.direction,
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
    """Raw scores, one row an option; a missing score is said, never shown as zero."""
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
