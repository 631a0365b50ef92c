"""Plans that were printed with their totals: our sums give them again, or the difference."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessments.models import Action, Activity, Assessment, CostLine, PublishedTotal
from assessments.plan.queries.costs import Cost, cost_of, plan_of
from assessments.plan.queries.published_totals import TotalAgreement, compared, frozen
from assessments.plan.queries.published_words import in_words
from assessments.records.operations.writing import save_record
from techbank.money.rates import rate_table
from tests.assessments.conftest import NOW, Cast

pytestmark = pytest.mark.django_db
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data/published_plan_costs.json").read_text()
)["cases"]
NAMES = [case["name"] for case in CASES]


@pytest.fixture
def step(draft: Assessment) -> Activity:
    """The only activity left of a plan, without costs yet."""
    action = Action.objects.filter(assessment=draft)[0]
    CostLine.objects.filter(assessment=draft).delete()
    Activity.objects.filter(assessment=draft).update(predecessor=None)
    Activity.objects.filter(assessment=draft).exclude(action=action).delete()
    activity = action.activities.all()[0]
    Activity.objects.filter(assessment=draft).exclude(pk=activity.pk).delete()
    return activity


def enter(assessment: Assessment, cast: Cast, step: Activity, case: dict[str, Any]) -> None:
    for note, amount, year in case["lines"]:
        save_record(
            assessment=assessment,
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
    (costed,) = [action for action in plan.actions if action.activities]
    assert costed.cost.by_currency == plan.cost.by_currency
    assert costed.activities[0].cost.by_currency == plan.cost.by_currency
    assert plan.cost.unknown_lines == 0
    years = {(year, currency): Decimal(amount) * unit for _n, amount, year in case["lines"] if year}
    assert {key: sum_ for key, sum_ in plan.by_year.items() if key[0]} == years
    assert sum(plan.by_year.values()) == plan.cost.by_currency[currency]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_printed_total_stands_beside_the_lines_and_the_difference_is_told(
    draft: Assessment, cast: Cast, step: Activity, case: dict[str, Any]
) -> None:
    PublishedTotal.objects.filter(assessment=draft).delete()
    enter(draft, cast, step, case)
    unit = Decimal(case["unit"])
    printed = {
        "currency": case["currency"],
        "amount": Decimal(case["published"]) * unit,
        "source": case["source"]["cite"],
    }
    for action in (None, step.action):
        save_record(
            assessment=draft,
            kind="published_total",
            record_id=None,
            values=printed | {"action": action},
            base_version=None,
            by=cast.amara,
            at=NOW,
        )
    difference = Decimal(case["difference"]) * unit
    for item in compared(draft, plan_of(draft, NOW.date())):
        assert item.total.amount == printed["amount"]
        assert item.difference == difference
        assert item.standing is (TotalAgreement.DIFFERS if difference else TotalAgreement.AGREES)


def test_half_a_million_francs_are_said_to_the_franc(
    draft: Assessment, cast: Cast, step: Activity
) -> None:
    case = next(case for case in CASES if Decimal(case["difference"]))
    enter(draft, cast, step, case)
    PublishedTotal.objects.filter(assessment=draft).update(
        action=None, year=None, currency="XOF", amount=Decimal(16_910_000_000)
    )
    rows = [in_words(frozen(item)) for item in compared(draft, plan_of(draft, NOW.date()))]
    assert {item.computed for item in rows} == {"XOF\u00a016,910,500,000.00"}
    assert {item.difference for item in rows} == {"XOF\u00a0\u200e+500,000.00"}


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
