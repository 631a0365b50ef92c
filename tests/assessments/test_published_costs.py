"""Plans that were printed with their totals: our sums give them again, or the difference."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessments.models import Action, Activity, Assessment, CostLine
from assessments.operations.records import save_record
from assessments.queries.plan import Cost, cost_of, plan_of
from techbank.money.rates import rate_table

from .conftest import NOW, Cast

pytestmark = pytest.mark.django_db
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data/published_plan_costs.json").read_text()
)["cases"]
NAMES = [case["name"] for case in CASES]


@pytest.fixture
def step(draft: Assessment) -> Activity:
    """The only activity left of a plan, without costs yet."""
    action = Action.objects.filter(assessment=draft)[0]
    CostLine.objects.filter(assessment=draft).delete()
    Activity.objects.filter(assessment=draft).update(predecessor=None)
    Activity.objects.filter(assessment=draft).exclude(action=action).delete()
    kept = action.activities.all()[0]
    Activity.objects.filter(assessment=draft).exclude(pk=kept.pk).delete()
    return kept


def enter(one: Assessment, cast: Cast, step: Activity, case: dict[str, Any]) -> None:
    for note, amount, year in case["lines"]:
        save_record(
            assessment=one,
            kind="cost_line",
            record_id=None,
            values={
                "activity": step,
                "category": "other",
                "year": year,
                "currency": case["currency"],
                "amount": Decimal(amount) * Decimal(case["unit"]),
                "note": note,
            },
            base_version=None,
            by=cast.amara,
            at=NOW,
        )


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_plan_gives_its_published_total_or_exactly_the_known_difference(
    draft: Assessment, cast: Cast, step: Activity, case: dict[str, Any]
) -> None:
    enter(draft, cast, step, case)
    plan = plan_of(draft, NOW.date())
    currency, unit = case["currency"], Decimal(case["unit"])
    published, difference = Decimal(case["published"]), Decimal(case["difference"])
    assert plan.cost.by_currency == {currency: (published + difference) * unit}
    (costed,) = [one for one in plan.actions if one.activities]
    assert costed.cost.by_currency == plan.cost.by_currency
    assert costed.activities[0].cost.by_currency == plan.cost.by_currency
    assert plan.cost.unknown_lines == 0
    years = {(year, currency): Decimal(amount) * unit for _n, amount, year in case["lines"] if year}
    assert {key: sum_ for key, sum_ in plan.by_year.items() if key[0]} == years
    assert sum(plan.by_year.values()) == plan.cost.by_currency[currency]


def test_where_print_is_wrong_the_difference_is_half_a_million_francs() -> None:
    off = {case["name"]: case["difference"] for case in CASES if Decimal(case["difference"])}
    assert off == {"burkina_faso_agricultural_inputs": "0.5"}


def cost_of_case(case: dict[str, Any], *, unknown: int = 0) -> Cost:
    lines = [
        CostLine(currency=case["currency"], amount=Decimal(amount) * Decimal(case["unit"]))
        for _note, amount, _year in case["lines"]
    ]
    for line in lines[:unknown]:
        line.amount = None
    return cost_of(lines, rate_table(NOW.date()))


def test_a_published_plan_with_a_line_unknown_is_at_least_the_rest() -> None:
    case = CASES[0]
    whole, least = cost_of_case(case), cost_of_case(case, unknown=1)
    assert (whole.at_least, least.at_least) == (False, True)
    assert least.by_currency == {"USD": Decimal("4800000.00")}
    assert least.unknown_lines == 1


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_published_total_names_its_source(case: dict[str, Any]) -> None:
    assert case["source"]["cite"]
    assert case["source"]["url"].startswith("https://")
