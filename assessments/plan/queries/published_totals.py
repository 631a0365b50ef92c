"""Totals that were printed elsewhere, each beside the sum of our own lines. Neither is corrected.

Only lines in the currency of the printed total are added up, exactly: no rate makes two figures
meet, and no tolerance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessments.models import Assessment, CostLine, PublishedTotal

from .costs import Plan


class TotalAgreement(StrEnum):
    """How a published total stands to the sum of the lines.

    OPEN: lines that are not known may still make up what the sum lacks. OTHER_CURRENCY: all lines
    are in other currencies. NO_LINES: there is nothing to compare with yet.
    """

    AGREES = "agrees"
    DIFFERS = "differs"
    OPEN = "open"
    OTHER_CURRENCY = "other_currency"
    NO_LINES = "no_lines"


@dataclass(frozen=True)
class TotalComparison:
    """A published total and what our lines of the same scope and currency add up to.

    ``computed`` is None where no line has an amount: unknown is not zero. ``open_lines`` counts
    lines that may add to it: without an amount, or without a year where the total is one year's.
    ``others`` are the currencies of the lines that are not counted. ``number`` is the action's, ""
    for the whole plan.
    """

    total: PublishedTotal
    number: str
    computed: Decimal | None
    open_lines: int
    others: tuple[str, ...]

    @property
    def at_least(self) -> bool:
        return self.open_lines > 0

    @property
    def difference(self) -> Decimal | None:
        """Our sum less the published total; None where there is no sum."""
        return None if self.computed is None else self.computed - self.total.amount

    @property
    def standing(self) -> TotalAgreement:
        if self.difference is None:
            if self.at_least:
                return TotalAgreement.OPEN
            return TotalAgreement.OTHER_CURRENCY if self.others else TotalAgreement.NO_LINES
        if self.at_least and self.difference <= 0:
            return TotalAgreement.OPEN
        return TotalAgreement.DIFFERS if self.difference else TotalAgreement.AGREES

    @property
    def differs(self) -> bool:
        return self.standing is TotalAgreement.DIFFERS


def compare(total: PublishedTotal, lines: Iterable[CostLine], number: str = "") -> TotalComparison:
    """``lines``: those of the plan or of the total's action, of all years. Pure arithmetic."""
    known: list[Decimal] = []
    open_lines = 0
    others: set[str] = set()
    for line in lines:
        if total.year is not None and line.year not in (None, total.year):
            continue
        undated = total.year is not None and line.year is None
        if line.currency != total.currency:
            others.add(line.currency)
        elif line.amount is None or undated:
            open_lines += 1
        else:
            known.append(line.amount)
    computed = sum(known, Decimal(0)) if known else None
    return TotalComparison(total, number, computed, open_lines, tuple(sorted(others)))


def compared(assessment: Assessment, plan: Plan) -> list[TotalComparison]:
    """Every published total of the dossier beside ``plan``, in the country's order. One query."""
    lines = {
        action.action.pk: [line for part in action.activities for line in part.lines]
        for action in plan.actions
    }
    every = [line for of_action in lines.values() for line in of_action]
    numbers = {action.action.pk: action.number for action in plan.actions}
    return [
        compare(total, lines.get(total.action_id, ()), numbers.get(total.action_id, ""))
        if total.action_id
        else compare(total, every)
        for total in PublishedTotal.objects.filter(assessment=assessment)
    ]


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def frozen(comparison: TotalComparison) -> dict[str, Any]:
    """As a snapshot keeps it: with what our lines added up to on the day of approval."""
    return {
        "id": str(comparison.total.pk),
        "action": str(comparison.total.action_id) if comparison.total.action_id else None,
        "number": comparison.number,
        "year": comparison.total.year,
        "currency": comparison.total.currency,
        "amount": _money(comparison.total.amount),
        "source": comparison.total.source,
        "page": comparison.total.page,
        "note": comparison.total.note,
        "computed": _money(comparison.computed),
        "at_least": comparison.at_least,
        "difference": _money(comparison.difference),
        "other_currencies": list(comparison.others),
        "standing": str(comparison.standing),
    }
