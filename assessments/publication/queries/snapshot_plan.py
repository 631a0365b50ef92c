"""The actions of a snapshot, their activities, and what they cost."""

from decimal import Decimal
from typing import Any

from assessments.plan.queries.costs import Cost, CostedAction, CostedActivity, Plan
from assessments.publication.queries.snapshot_context import later_fields
from assessments.publication.queries.snapshot_priorities import plain


def money(amount: Decimal | None) -> str | None:
    """Two decimals as a string; unknown stays null."""
    return None if amount is None else f"{amount:.2f}"


def _sums(by_currency: dict[str, Decimal]) -> list[dict[str, Any]]:
    return [{"currency": code, "amount": money(sum_)} for code, sum_ in by_currency.items()]


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "by_currency": _sums(cost.by_currency),
        "usd": money(cost.usd),
        "at_least": cost.at_least,
        "unknown_lines": cost.unknown_lines,
    }


def _activity(costed: CostedActivity, version: str) -> dict[str, Any]:
    activity = costed.activity
    return {
        "id": str(activity.pk),
        "number": costed.number,
        "title": activity.title,
        "responsible": activity.responsible,
        "starts_on": activity.starts_on.isoformat() if activity.starts_on else None,
        "ends_on": activity.ends_on.isoformat() if activity.ends_on else None,
        "predecessor": str(activity.predecessor_id) if activity.predecessor_id else None,
        "indicator": activity.indicator,
        "baseline": activity.baseline,
        "target": activity.target,
        "risk": activity.risk,
        "contingency": activity.contingency,
        "cost_lines": [
            {
                "id": str(line.pk),
                "category": line.category,
                "year": line.year,
                "currency": line.currency,
                "amount": money(line.amount),
                "note": line.note,
            }
            for line in costed.lines
        ],
        **later_fields(activity, "activity", version),
    }


def action_of(costed: CostedAction, version: str) -> dict[str, Any]:
    """An action with its activities, cost lines and costs; ``version`` of the questionnaire."""
    action = costed.action
    return {
        "id": str(action.pk),
        "number": costed.number,
        "title": action.title,
        "option": str(action.option_id),
        "measure": str(action.measure_id) if action.measure_id else None,
        "description": action.description,
        "responsible": action.responsible,
        "capacity_needs": action.capacity_needs,
        "activities": [_activity(activity, version) for activity in costed.activities],
        "cost": _cost(costed.cost),
        "funding_sought": [
            {"kind": sought.kind, "description": sought.description}
            for sought in action.funding_sought.all()
        ],
        **later_fields(action, "action", version),
    }


def totals_of(plan: Plan) -> dict[str, Any]:
    """What the plan costs in all, by year and by category, and the rates it was converted with."""
    used = plan.cost.by_currency
    years = sorted(plan.by_year.items(), key=lambda row: (row[0][0] is None, *map(str, row[0])))
    return _cost(plan.cost) | {
        "by_year": [
            {"year": year, "currency": code, "amount": money(amount)}
            for (year, code), amount in years
        ],
        "by_category": [
            {"category": category, "currency": code, "amount": money(amount)}
            for (category, code), amount in sorted(plan.by_category.items())
        ],
        "rates": [
            {
                "currency": code,
                "per_usd": plain(rate.per_usd),
                "valid_from": rate.valid_from.isoformat(),
                "source": rate.source,
            }
            for code, rate in sorted(plan.rates.rates.items())
            if code in used
        ],
    }
