"""The plan with its numbers and its costs: sums that say "at least" when something is unknown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch

from assessments.models import Action, Activity, Assessment, CostLine
from techbank.money import Money
from techbank.money.rates import RateTable, rate_table


@dataclass(frozen=True)
class Cost:
    """A sum of cost lines: exact by currency, and in dollars at the rates of one day.

    ``usd`` is None when nothing could be converted; ``at_least`` is true when a line has no
    amount, or a currency no rate, so that the sum is a lower bound.
    """

    by_currency: dict[str, Decimal]
    usd: Decimal | None
    at_least: bool
    unknown_lines: int
    lines: int


def cost_of(lines: Iterable[CostLine], rates: RateTable) -> Cost:
    """The sum of the lines. Pure arithmetic on what was loaded."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    unknown = count = 0
    for line in lines:
        count += 1
        if line.amount is None:
            unknown += 1
        else:
            sums[line.currency] += line.amount
    in_usd = {code: rates.in_usd(Money(amount, code)) for code, amount in sums.items()}
    known = [amount for amount in in_usd.values() if amount is not None]
    return Cost(
        by_currency=dict(sorted(sums.items())),
        usd=sum(known, Decimal(0)) if known else None,
        at_least=unknown > 0 or len(known) < len(in_usd),
        unknown_lines=unknown,
        lines=count,
    )


@dataclass(frozen=True)
class CostedActivity:
    number: str
    activity: Activity
    lines: list[CostLine]
    cost: Cost


@dataclass(frozen=True)
class CostedAction:
    number: str
    action: Action
    activities: list[CostedActivity]
    cost: Cost


@dataclass(frozen=True)
class Plan:
    """Actions numbered 1, 2, … and activities 1.1, 1.2, … in the country's order.

    ``rates`` are those of ``day``. ``by_year`` and ``by_category`` map (year or category,
    currency) to a sum; a line without a year stands under None.
    """

    day: date
    rates: RateTable
    actions: list[CostedAction]
    cost: Cost
    by_year: dict[tuple[int | None, str], Decimal] = field(default_factory=dict)
    by_category: dict[tuple[str, str], Decimal] = field(default_factory=dict)


def _actions(assessment: Assessment) -> list[Action]:
    activities = Activity.objects.select_related("predecessor").prefetch_related("cost_lines")
    actions = Action.objects.filter(assessment=assessment).select_related("option", "measure")
    return list(
        actions.prefetch_related(Prefetch("activities", queryset=activities), "funding_sought")
    )


def plan_of(assessment: Assessment, on: date) -> Plan:
    """The plan with costs in dollars at the rates of ``on``. Five queries."""
    rates = rate_table(on)
    costed = []
    every: list[CostLine] = []
    for number, action in enumerate(_actions(assessment), start=1):
        parts = []
        lines_of_action: list[CostLine] = []
        for step, activity in enumerate(action.activities.all(), start=1):
            lines = list(activity.cost_lines.all())
            lines_of_action += lines
            parts.append(CostedActivity(f"{number}.{step}", activity, lines, cost_of(lines, rates)))
        every += lines_of_action
        costed.append(CostedAction(str(number), action, parts, cost_of(lines_of_action, rates)))
    by_year: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    by_category: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in every:
        if line.amount is not None:
            by_year[line.year, line.currency] += line.amount
            by_category[line.category, line.currency] += line.amount
    return Plan(on, rates, costed, cost_of(every, rates), dict(by_year), dict(by_category))


def chain_back_to(start: Activity, goal: UUID) -> list[str]:
    """The circle that ``goal`` would close by waiting for ``start``; [] when there is none.

    Titles in the order of work: ``goal``, what waits for it, and so on to ``start``, and ``goal``
    again. One query for all activities of the dossier.
    """
    rows = Activity.objects.filter(assessment=start.assessment_id)
    by_id = {row.pk: row for row in rows}
    titles: list[str] = []
    seen: set[UUID] = set()
    current: Activity | None = by_id.get(start.pk)
    while current is not None and current.pk not in seen:
        titles.append(current.title)
        if current.pk == goal:
            return [*reversed(titles), titles[-1]] if len(titles) > 1 else titles * 2
        seen.add(current.pk)
        current = by_id.get(current.predecessor_id) if current.predecessor_id else None
    return []
