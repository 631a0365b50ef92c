"""The ladder as a drawing, and sums as headline figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from funding.queries.action_funding import ActionFunding
from funding.queries.figures import Coverage
from funding.queries.ladder import Rung
from funding.queries.plans import FundedAction, FundedPlan
from techbank.charts import Stack, stacked_bars
from techbank.templatetags.techbank import percent, whole

MILLION = Decimal(1_000_000)
SMALLEST_IN_MILLIONS = MILLION / 10
ZERO = Decimal(0)


def headline(amount: Decimal | None) -> dict[str, Any]:
    """``value`` and ``unit`` of a sum of dollars: in millions where it is large enough."""
    if amount is None:
        return {"value": _("Not known"), "unit": ""}
    if amount and abs(amount) < SMALLEST_IN_MILLIONS:
        return {"value": whole(amount), "unit": "USD"}
    value = number_format((amount / MILLION).quantize(Decimal("0.1")), decimal_pos=1)
    return {"value": value, "unit": _("million USD")}


def _direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def _firm_words(year: Coverage) -> str:
    if not year.has_rows or not any(_parts(year)):
        return _("not known")
    if year.firm.share is None:
        return whole(year.firm.amount)
    return _("%(share)s firm") % {"share": percent(year.firm.share)}


def _parts(year: Coverage) -> list[Decimal]:
    rungs = [max(year.rung(rung), ZERO) for rung in (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED)]
    need = year.need.amount if year.need else ZERO
    return [*rungs, max(need - sum(rungs, ZERO), ZERO)]


def ladder_by_year(years: Sequence[Coverage]) -> SafeString | str:
    """One bar a year up to its requirement; "" when no year has money or a requirement."""
    stacks = [Stack(str(year.year), _parts(year), _firm_words(year)) for year in years]
    if not any(sum(stack.parts) for stack in stacks):
        return ""
    return stacked_bars(
        stacks,
        keys=[_("Received"), _("Signed, not received"), _("Pledged, not signed"), _("Missing")],
        title=_("Money and requirement by year"),
        description=_(
            "For each year a bar of what was received, signed and pledged, up to the requirement."
            " The table above has the same figures."
        ),
        direction=_direction(),
    )


def money_figures(money: FundedPlan | ActionFunding) -> list[dict[str, Any]]:
    """Cost, firm money and what is missing of a plan or an action, as headline figures."""
    unsure = _("at least: some costs are not known") if money.at_least else ""
    pledged = _("and %(sum)s pledged, not signed") % {"sum": whole(money.pledged, "USD")}
    return [
        {"label": _("Cost"), "note": unsure, **_dollars(money.cost)},
        {"label": _("Received or signed"), "note": pledged, **_dollars(money.firm)},
        {"label": _("Missing"), "note": unsure, "attention": True, **_dollars(money.gap)},
    ]


def _dollars(amount: Decimal | None) -> dict[str, Any]:
    if amount is None:
        return {"value": _("Not known"), "unit": ""}
    return {"value": whole(amount), "unit": "USD"}


def money_by_action(actions: Sequence[FundedAction]) -> SafeString | str:
    """One bar an action up to its cost."""
    stacks = []
    for action in actions:
        money = action.funding
        rungs = [max(sum_, ZERO) for sum_ in (money.received, money.signed, money.pledged)]
        missing = max((money.cost or ZERO) - sum(rungs, ZERO), ZERO)
        label = f"{action.content['number']} {action.content['title']}"
        stacks.append(Stack(label, [*rungs, missing], whole(money.cost)))
    if not any(sum(stack.parts) for stack in stacks):
        return ""
    return stacked_bars(
        stacks,
        keys=[_("Received"), _("Signed, not received"), _("Pledged, not signed"), _("Missing")],
        title=_("Money by action"),
        description=_("For each action a bar of its money, up to its cost, as in the table above."),
        direction=_direction(),
    )
