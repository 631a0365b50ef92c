"""What everybody sees of the progress of a published plan, and what stays with the country."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import ProgressReport, Snapshot
from assessments.progress.operations import Progress, report_progress
from assessments.progress.queries import public_standings
from assessments.publication.queries.plans import published_version
from tests.funding.ground import AT, Cast, action_ids

SECRET = ("Quarrel with the port", "The road is closed", "4321")


def _activities(plan: Snapshot) -> list[dict[str, Any]]:
    return [activity for action in plan.public["actions"] for activity in action["activities"]]


def _report(plan: Snapshot, people: Cast, number: str, **more: Any) -> ProgressReport:
    facts: dict[str, Any] = {
        "until_on": date(2026, 8, 1),
        "status": "in_progress",
        "started_on": date(2026, 5, 1),
        "reached": "7",
        "measured_on": date(2026, 7, 1),
        "spent": {"USD": Decimal(4321)},
        "happened": SECRET[0],
        "obstacles": SECRET[1],
    }
    activity = next(activity for activity in _activities(plan) if activity["number"] == number)
    return report_progress(
        assessment=plan.assessment,
        report_id=uuid4(),
        activity_id=UUID(activity["id"]),
        progress=Progress(**(facts | more)),
        by=people.nora,
        at=AT,
    )


def test_everybody_sees_status_dates_and_what_was_reached_and_nothing_else(
    cast: Cast, plan: Snapshot
) -> None:
    _report(plan, cast, "2.2")

    action = Client().get(reverse("plan_action", args=[plan.pk, action_ids(plan)[1]]))
    whole = Client().get(reverse("plan", args=[plan.pk]))
    response = Client().get(reverse("api-plan-progress", args=[plan.pk]))

    page = action.content.decode()
    for words in ("In progress", "1 May 2026", "<strong><bdi>7</bdi></strong>", "35% of the way"):
        assert words in page
    assert "Progress against plan" in whole.content.decode()
    for answer in (action, whole, response):
        assert [words for words in SECRET if words in answer.content.decode()] == []


def test_open_data_tells_of_every_activity_and_null_where_nothing_was_reported(
    cast: Cast, plan: Snapshot
) -> None:
    _report(plan, cast, "2.2")

    rows = Client().get(reverse("api-plan-progress", args=[plan.pk])).json()

    by_number = {row["number"]: row for row in rows}
    assert [row["id"] for row in rows] == [activity["id"] for activity in _activities(plan)]
    assert {name: by_number["2.2"][name] for name in ("status", "reached", "share", "version")} == {
        "status": "in_progress",
        "reached": "7",
        "share": "0.3500",
        "version": 1,
    }
    unknown = by_number["2.1"]
    assert [unknown[name] for name in ("status", "reported_up_to", "reached", "share")] == [
        None
    ] * 4


def test_pages_of_a_plan_without_reports_are_as_they_were(plan: Snapshot) -> None:
    whole = Client().get(reverse("plan", args=[plan.pk])).content.decode()
    action = Client().get(reverse("plan_action", args=[plan.pk, action_ids(plan)[1]]))

    assert "Progress against plan" not in whole
    assert "No report yet" not in action.content.decode()
    assert "Mini-grids in service: 0 → 20" in action.content.decode()


def test_nothing_of_a_plan_that_is_not_published_is_told(cast: Cast, plan: Snapshot) -> None:
    _report(plan, cast, "2.2")
    type(plan.assessment).objects.filter(pk=plan.assessment_id).update(
        state="approved", published_at=None, published_by=None
    )

    for name, args in (
        ("plan", [plan.pk]),
        ("plan_action", [plan.pk, action_ids(plan)[1]]),
        ("api-plan-progress", [plan.pk]),
    ):
        assert Client().get(reverse(name, args=args)).status_code == 404


@pytest.mark.parametrize("reports", [1, 3])
def test_the_public_pages_cost_the_same_with_one_and_three_reports(
    cast: Cast, plan: Snapshot, reports: int, django_assert_num_queries: Any
) -> None:
    for day in range(1, reports + 1):
        _report(plan, cast, "2.2", until_on=date(2026, 8, day))
    addresses = {
        reverse("plan", args=[plan.pk]): 4,
        reverse("plan_action", args=[plan.pk, action_ids(plan)[1]]): 3,
    }

    for address, queries in addresses.items():
        with django_assert_num_queries(queries, info=address):
            assert Client().get(address).status_code == 200
    # The API's limits on how often one asks are kept in the database, too.
    with django_assert_num_queries(2):
        public_standings(published_version(plan.pk), AT.date())
