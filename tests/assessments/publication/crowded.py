"""A plan that is hard to set: words without end, cost lines of fifteen figures, fifteen years."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

from assessments.publication.documents.archived import read_snapshot

from .test_plan_structure import NEWEST

Row = dict[str, Any]
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CODES = ("XTS", "USD", "EUR")
TITLES = (WORD * 2, "Cold rooms run by the sun in every market of the nine districts", "Buy")


def crowded() -> Row:
    """Ten actions of six activities each; every ninth amount is unknown, every second has cents."""
    copied = deepcopy(read_snapshot(NEWEST.read_bytes()).snapshot)
    copied["assessment"]["title"] = WORD * 3
    for option in copied["options"]:
        option |= {"name": WORD, "capital_cost": "123456789012345.67"}
    first = copied["actions"][0]
    copied["actions"] = [_action(first, at) for at in range(10)]
    copied["totals"] = _totals(copied["actions"])
    return copied


def _action(first: Row, at: int) -> Row:
    activities = [_activity(first["activities"][0], at, turn) for turn in range(6)]
    lines = [line for activity in activities for line in activity["cost_lines"]]
    return {
        **first,
        "id": f"action-{at}",
        "number": str(at + 1),
        "title": TITLES[at % 3],
        "activities": activities,
        "cost": _sum(lines),
    }


def _activity(first: Row, at: int, turn: int) -> Row:
    number = at * 6 + turn
    return {
        **first,
        "id": f"activity-{number}",
        "number": f"{at + 1}.{turn + 1}",
        "title": TITLES[number % 3],
        "starts_on": f"{2026 + number // 4}-02-01",
        "ends_on": None if number % 11 == 0 else f"{2026 + number // 4}-11-30",
        "predecessor": f"activity-{number - 1}" if turn else None,
        "cost_lines": [_line(first, number + step) for step in range(7 if at == 0 else 1)],
    }


def _line(first: Row, number: int) -> Row:
    cents = "25" if number % 2 == 0 else "00"
    amount = None if number % 9 == 8 else f"{123456789012345 - number}.{cents}"
    values = {"currency": CODES[number % 3], "amount": amount, "year": 2026 + number // 4}
    return {**first["cost_lines"][0], **values}


def _sum(lines: list[Row]) -> Row:
    sums: dict[str, Decimal] = {}
    for line in lines:
        known = Decimal(line["amount"] or 0)
        sums[line["currency"]] = sums.get(line["currency"], Decimal(0)) + known
    return {
        "by_currency": [{"currency": code, "amount": str(item)} for code, item in sums.items()],
        "usd": str(sum(sums.values())),
        "at_least": any(line["amount"] is None for line in lines),
        "unknown_lines": sum(line["amount"] is None for line in lines),
    }


def _totals(actions: list[Row]) -> Row:
    lines = [
        line
        for action in actions
        for activity in action["activities"]
        for line in activity["cost_lines"]
    ]
    known = [line for line in lines if line["amount"]]
    by_year: dict[tuple[int, str], Decimal] = {}
    for line in known:
        key = (line["year"], line["currency"])
        by_year[key] = by_year.get(key, Decimal(0)) + Decimal(line["amount"])
    rows = [
        {"year": year, "currency": code, "amount": str(item)}
        for (year, code), item in by_year.items()
    ]
    rate = {
        "currency": "XTS",
        "per_usd": "1234.56789",
        "valid_from": "2026-06-01",
        "source": "Bank",
    }
    return {**_sum(lines), "by_year": rows, "by_category": [], "rates": [rate]}
