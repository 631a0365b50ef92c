"""Published plans with their money: sums over actions, orders, priorities."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from funding.queries.action_funding import ActionFunding, action_funding
from funding.queries.plans import FundedAction, FundedPlan, in_order, priorities, published_plan
from funding.queries.published import earmarking_modalities, published_gaps
from tests.funding.ground import TODAY, Ledger, action_ids


def _action(
    cost: str | None, signed: str = "0", received: str = "0", pledged: str = "0", **more: Any
) -> FundedAction:
    funding = ActionFunding(
        action_id=uuid4(),
        cost=None if cost is None else Decimal(cost),
        at_least=more.get("at_least", False),
        pledged=Decimal(pledged),
        signed=Decimal(signed),
        received=Decimal(received),
    )
    return FundedAction({}, funding)


def _plan(*actions: FundedAction) -> FundedPlan:
    return FundedPlan(snapshot=None, actions=actions)  # type: ignore[arg-type]


def test_an_action_lacks_its_cost_less_what_is_signed_and_received(
    ledger: Ledger, plan: Any
) -> None:
    first = action_ids(plan)[0]
    pays = {"snapshot": plan, "action_id": first, "action_title": "One"}
    promise = ledger.row("pledge", "1000", promise=ledger.promise(**pays)).promise
    ledger.row("agreement", "600", promise=promise)
    ledger.row("receipt", "250", promise=promise)
    ledger.row("cancellation", "50", promise=promise)
    ledger.row("receipt", "90", promise=promise, currency="NOK")
    ledger.row("receipt", "80")

    funding = action_funding([plan], TODAY)[first]

    assert (funding.received, funding.signed, funding.pledged) == (250, 300, 400)
    assert funding.firm == 550
    assert funding.gap == Decimal("3807500.00") - 550
    assert not funding.at_least
    assert {(str(part.rung), part.amount) for part in funding.listed} == {
        ("received", 250),
        ("signed", 300),
        ("pledged", 400),
    }


def test_the_sums_of_a_plan_are_those_of_its_actions() -> None:
    plan = _plan(
        _action("1000", signed="200", received="100", pledged="50"),
        _action("500", signed="10", received="20", pledged="30"),
    )

    assert (plan.cost, plan.signed, plan.received, plan.pledged) == (1500, 210, 120, 80)
    assert (plan.firm, plan.gap) == (330, 700 + 470)
    assert not plan.at_least


def test_a_surplus_of_one_action_fills_no_gap_of_another() -> None:
    assert _plan(_action("100", received="130"), _action("100", received="40")).gap == 60


def test_a_plan_without_known_costs_has_no_gap_and_says_at_least() -> None:
    unknown = _plan(_action(None), _action(None))
    half = _plan(_action(None), _action("100", received="40"))

    assert (unknown.cost, unknown.gap, unknown.at_least) == (None, None, True)
    assert (half.cost, half.gap, half.at_least) == (100, 60, True)
    assert _plan(_action("100", at_least=True)).at_least


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("number", [0, 1, 2, 3]),
        ("cost", [2, 0, 3, 1]),
        ("gap", [2, 3, 0, 1]),
        ("funded", [0, 1, 3, 2]),
    ],
)
def test_actions_come_largest_first_and_unknown_ones_last(sort: str, order: list[int]) -> None:
    actions = [
        _action("300", received="290"),
        _action(None, signed="40"),
        _action("400"),
        _action("200", signed="30"),
    ]

    assert [actions.index(action) for action in in_order(actions, sort)] == order


def test_the_money_of_a_plan_is_that_of_its_published_version(ledger: Ledger, plan: Any) -> None:
    pays = {"snapshot": plan, "action_id": action_ids(plan)[1], "action_title": "Two"}
    ledger.row("receipt", "77", promise=ledger.promise(**pays))

    money = published_plan(plan.pk, TODAY)

    assert (money.received, money.firm, money.pledged) == (77, 77, 0)
    assert money.at_least
    assert money.invented


def _content(results: list[dict[str, Any]] | None, options: int) -> dict[str, Any]:
    every = [{"id": str(n), "name": f"Option {n}", "chosen": n % 2 == 0} for n in range(options)]
    return {"options": every, "prioritisation": {"results": results}}


def test_priorities_are_in_the_order_of_their_ranks_and_ten_at_most() -> None:
    results = [{"option": str(n), "rank": 12 - n, "total": f"{n}.5"} for n in range(12)]
    results += [{"option": "gone", "rank": 13, "total": "0"}]

    listed = priorities(_content(results, 12))

    assert [item["rank"] for item in listed] == list(range(1, 11))
    assert listed[0] == {
        "option": {"id": "11", "name": "Option 11", "chosen": False},
        "rank": 1,
        "points": Decimal("11.5"),
    }
    assert priorities(_content([{"option": "1", "rank": 1, "total": None}], 2))[0]["points"] is None


@pytest.mark.parametrize("results", [None, []])
def test_a_reasoned_order_without_scores_lists_the_chosen_options(results: Any) -> None:
    listed = priorities(_content(results, 30))

    assert [item["option"]["id"] for item in listed] == [str(n) for n in range(0, 20, 2)]
    assert {(item["rank"], item["points"]) for item in listed} == {(None, None)}


def test_published_statements_have_their_share_and_cite_a_paragraph_or_a_figure() -> None:
    published_gaps.cache_clear()
    statements = {item.key: item for item in published_gaps()}

    assert (statements["share"].share, statements["gap"].share) == (
        Decimal("0.13"),
        Decimal("0.87"),
    )
    assert statements["figure-7"].share is None
    assert statements["share"].citation == "A/76/272, para. 49"
    assert statements["figure-7"].citation == "A/76/272, fig. VII"


def test_earmarking_has_the_codes_a_to_l() -> None:
    earmarking_modalities.cache_clear()
    codes = [code for code, _label in earmarking_modalities()]

    assert codes == list("ABCDEFGHIJKL")
