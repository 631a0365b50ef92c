"""Money in the plan: sums by year, category, currency and action; what is unknown stays unknown."""

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import Dossier, Row, Rows
from assessments.publication.documents.drawings import in_pieces, numbered
from assessments.publication.documents.published import published
from assessments.publication.documents.words import word
from techbank.charts import Bar, bars, longest

MOST_CURRENCIES: Final = 3
"""Side by side in a table: of more there are several, so that every amount has its room."""
ROOM, ROOM_BESIDE_ACTIONS, LETTER, GAP = 329.0, 310.0, 4.4, 12.0
"""Points of all columns of amounts, of a letter of an amount, and between two columns."""


def costs(plan: Dossier) -> Row:
    """Context of the chapter on costs."""
    currencies = currencies_of(plan)
    lines = plan.cost_lines()
    return {
        "by_action": _parts(plan, _("Costs by action"), currencies, _by_action, beside=True),
        "by_year": _parts(plan, _("Costs by year and currency"), currencies, _by_year),
        "by_category": _parts(plan, _("Costs by category and currency"), currencies, _by_category),
        "total_usd": _usd(plan, plan.totals),
        "charts": _charts(plan),
        "rates": _rates(plan),
        "unknown": _unknown(plan),
        "published": published(plan),
        "none": not lines,
    }


def _parts(
    plan: Dossier,
    title: str,
    currencies: list[str],
    rows: Callable[[Dossier, list[str]], Rows],
    *,
    beside: bool = False,
) -> list[Row]:
    """The tables into which a table of all currencies is split; with `beside`, the last one has a
    column of sums in dollars."""
    parts = _abreast(currencies, _fitting(plan, beside), beside)
    return [
        {
            "caption": numbered(title, at, len(parts)),
            "currencies": some,
            "rows": rows(plan, some),
            "sums": _sums(plan, plan.cost_lines(), some),
            "last": at == len(parts),
        }
        for at, some in enumerate(parts, start=1)
    ]


def _fitting(plan: Dossier, beside: bool) -> int:
    """How many columns of the longest amount a page is wide."""
    sums = [(row["amount"], row["currency"]) for row in plan.totals.get("by_currency") or []]
    amounts = [plan.reader.amount(amount, places=plan.places[code]) for amount, code in sums]
    if beside and plan.totals.get("usd") is not None:
        amounts.append(plan.reader.amount(plan.totals["usd"], places=plan.places_in_usd))
    longest_told = max(map(len, amounts), default=0)
    room = ROOM_BESIDE_ACTIONS if beside else ROOM
    return max(1, int(room / (longest_told * LETTER + GAP)))


def _abreast(currencies: list[str], fitting: int, beside: bool) -> list[list[str]]:
    most = min(MOST_CURRENCIES, fitting)
    parts = [currencies[start : start + most] for start in range(0, len(currencies), most)] or [[]]
    if beside and len(parts[-1]) >= fitting:
        *rest, last = parts
        return [*rest, last[:-1], last[-1:]] if fitting > 1 else [*parts, []]
    return parts


def _by_action(plan: Dossier, currencies: list[str]) -> Rows:
    return Rows(_action_row(plan, action, currencies) for action in plan.actions)


def _by_year(plan: Dossier, currencies: list[str]) -> Rows:
    by_year = plan.totals.get("by_year")
    return _table(plan, by_year, plan.cost_lines(), "year", currencies, _year_name)


def _by_category(plan: Dossier, currencies: list[str]) -> Rows:
    by_category = plan.totals.get("by_category")
    return _table(plan, by_category, plan.cost_lines(), "category", currencies, word)


def currencies_of(plan: Dossier) -> list[str]:
    """Currencies in the plan, as the totals list them."""
    listed = [row["currency"] for row in plan.totals.get("by_currency") or []]
    return list(dict.fromkeys([*listed, *(row["currency"] for row in plan.cost_lines())]))


def _unknown(plan: Dossier) -> str:
    count = plan.totals.get("unknown_lines") or 0
    return plan.reader.unknown_lines(count) if count else ""


def _year_name(year: object) -> str:
    return _("No year given") if year is None else str(year)


def _table(
    plan: Dossier,
    totals: Iterable[Row] | None,
    lines: list[Row],
    field: str,
    currencies: list[str],
    name: Callable[[Any], str],
) -> Rows:
    """One row a year or category, one cell a currency; a cell without cost lines has a dash."""
    known: dict[tuple[Hashable, str], str | None] = {
        (row[field], row["currency"]): row["amount"] for row in totals or []
    }
    missing = _count_unknown(lines, field)
    keys = list(dict.fromkeys([*(key for key, _ in known), *(key for key, _ in missing)]))
    keys.sort(key=lambda key: (key is None, str(key)))
    return Rows(
        {
            "name": name(key),
            "cells": [
                _cell(plan, code, known.get((key, code)), missing.get((key, code), 0))
                if (key, code) in known or (key, code) in missing
                else {"text": "–", "soft": True}
                for code in currencies
            ],
        }
        for key in keys
    )


def _count_unknown(lines: Iterable[Row], field: str) -> dict[tuple[Hashable, str], int]:
    missing: dict[tuple[Hashable, str], int] = {}
    for row in lines:
        if row["amount"] is None:
            key = (row.get(field), row["currency"])
            missing[key] = missing.get(key, 0) + 1
    return missing


def _cell(plan: Dossier, code: str, amount: str | None, unknown: int) -> Row:
    text = plan.reader.amount(amount, unknown, places=plan.places[code])
    return {"text": text, "soft": amount is None or not Decimal(amount)}


def _sums(plan: Dossier, lines: list[Row], currencies: list[str]) -> list[str]:
    known = {row["currency"]: row["amount"] for row in plan.totals.get("by_currency") or []}
    missing: dict[str, int] = {}
    for row in lines:
        if row["amount"] is None:
            missing[row["currency"]] = missing.get(row["currency"], 0) + 1
    return [
        plan.reader.amount(known.get(code), missing.get(code, 0), places=plan.places[code])
        for code in currencies
    ]


def _usd(plan: Dossier, cost: Row) -> str:
    if cost.get("usd") is None:
        return _("no rate")
    unknown = cost.get("unknown_lines") or 0
    return plan.reader.amount(cost["usd"], unknown, places=plan.places_in_usd)


def _action_row(plan: Dossier, action: Row, currencies: list[str]) -> Row:
    lines = [row for activity in action.get("activities") or [] for row in activity["cost_lines"]]
    cost: Row = action.get("cost") or {}
    known = {row["currency"] for row in cost.get("by_currency") or []}
    sums = _sums_of(plan, cost, lines, currencies)
    return {
        "number": action["number"],
        "title": plan.words(action["title"]),
        "cells": [
            {"text": text if code in known else "–", "soft": code not in known}
            for code, text in zip(currencies, sums, strict=True)
        ],
        "usd": _usd(plan, cost) if lines else "–",
    }


def _sums_of(plan: Dossier, cost: Row, lines: list[Row], currencies: list[str]) -> list[str]:
    known = {row["currency"]: row["amount"] for row in cost.get("by_currency") or []}
    missing = {
        code: sum(row["currency"] == code and row["amount"] is None for row in lines)
        for code in currencies
    }
    return [
        plan.reader.amount(known.get(code), missing[code], places=plan.places[code])
        for code in currencies
    ]


def sum_words(plan: Dossier, cost: Row, *, places: int | None = None) -> str:
    """A sum in dollars where every currency has a rate; else one sum for each currency.

    `places` are its decimals where they are not those of the plan's amounts.
    """
    at_least, reader = bool(cost.get("at_least")), plan.reader
    if cost.get("usd") is not None:
        in_usd = plan.places_in_usd if places is None else places
        return reader.money(cost["usd"], "USD", at_least=at_least, places=in_usd)
    together = " + ".join(
        reader.money(row["amount"], code, places=plan.places[code] if places is None else places)
        for row in cost.get("by_currency") or []
        for code in [row["currency"]]
        if Decimal(row["amount"]) or not at_least
    )
    if not together:
        return _("not known")
    return plan.reader.floor(together) if at_least else together


def _charts(plan: Dossier) -> list[Row]:
    """Cost of each action in US dollars; empty when no cost is known in dollars."""
    costed = [(action, action.get("cost") or {}) for action in plan.actions]
    if not any(cost.get("usd") for _action, cost in costed):
        return []
    rows = [
        Bar(
            f"{action['number']}  {action['title']}",
            Decimal(cost["usd"]) if cost.get("usd") is not None else None,
            _usd(plan, cost),
        )
        for action, cost in costed
    ]
    return in_pieces(
        rows,
        title=_("Cost of each action in US dollars"),
        draw=lambda piece, title: bars(
            piece,
            full=longest(rows),
            title=title,
            description=_("One bar an action. The same figures are in the table by action."),
            direction=plan.direction,
        ),
    )


def _rates(plan: Dossier) -> Rows:
    """Rates are not rounded; all have as many decimals as the longest one."""
    rates = plan.totals.get("rates") or []
    written = [f"{Decimal(rate['per_usd']).normalize():f}" for rate in rates]
    places = max((len(figure.partition(".")[2]) for figure in written), default=0)
    return Rows(_rate(plan, rate, places) for rate in rates)


def _rate(plan: Dossier, rate: Row, places: int) -> Row:
    return {
        "currency": rate["currency"],
        "per_usd": plan.reader.number(rate["per_usd"], places),
        "day": plan.reader.day(rate.get("valid_from")),
        "source": plan.words(rate.get("source")),
    }
