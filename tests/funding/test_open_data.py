"""The public lists and the API: what they tell, and what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.operations import reference
from funding.queries.plans import published_plans
from tests.funding.ground import TODAY, Cast, Ledger, action_ids, publish


@pytest.mark.parametrize("more", [0, 2])
def test_lists_cost_the_same_with_one_and_three_rows(
    cast: Cast, plan: Any, ledger: Ledger, more: int, django_assert_num_queries: Any
) -> None:
    pays = {"snapshot": plan, "action_id": action_ids(plan)[0], "action_title": "One"}
    ledger.row("pledge", "10", promise=ledger.promise(**pays))
    for index in range(more):
        publish(cast.testland, cast, cycle=f"c{index}")
        ledger.row("receipt", "10", promise=ledger.promise(donors=[cast.borealis], **pays))
    browser = Client()

    with django_assert_num_queries(3):
        published_plans(TODAY)
    for address, queries in (
        (reverse("plans"), 3),
        (reverse("funding"), 4),
        (reverse("contributions"), 2),
    ):
        with django_assert_num_queries(queries, info=address):
            assert browser.get(address).status_code == 200


def test_open_data_tells_the_same_as_the_page(plan: Any) -> None:
    reference.load()
    browser = Client()

    payload = browser.get(reverse("api-coverage"), {"year": 2020}).json()
    actions = browser.get(reverse("api-plan-actions", args=[plan.pk])).json()

    levels = {
        figure["level"]: (figure["amount"], figure["share"], figure["gap"])
        for figure in payload["figures"]
    }
    assert levels["firm"] == ("3000000.00", "0.200000", "12000000.00")
    assert levels["received"] == (None, None, None)
    assert [action["id"] for action in actions] == [str(item) for item in action_ids(plan)]
    assert browser.get(reverse("api-plan", args=[plan.pk])).json()["plan"] == plan.public


@pytest.mark.django_db
def test_open_data_refuses_a_year_that_is_none() -> None:
    assert Client().get(reverse("api-coverage"), {"year": "x"}).status_code == 400
    assert Client().post(reverse("api-coverage")).status_code in {401, 403, 405}
