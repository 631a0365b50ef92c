"""Activities that would wait for each other: refused by every way of writing, with the chain."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from assessments.models import Action, Activity, Assessment
from assessments.records.forms.plan import ActivityForm
from assessments.records.forms.rows import row_fields
from assessments.records.operations.writing import save_record
from assessments.workbook.forms.preview import preview
from assessments.workbook.operations.accepting import NotTaken
from techbank.exceptions import Invalid
from tests.assessments.conftest import NOW, Cast
from tests.assessments.workbook.filling import Filled, accept, bring_back, issue, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
SAID = "These activities would wait for each other in a circle: %s."


@pytest.fixture
def chain(draft: Assessment, cast: Cast) -> list[Activity]:
    """Dig, then Pour, then Build, then Paint: each waits for the one before it."""
    action = Action.objects.filter(assessment=draft)[0]
    activitys: list[Activity] = []
    for title in ("Dig", "Pour", "Build", "Paint"):
        before = activitys[-1] if activitys else None
        values = {"action": action, "title": title, "predecessor": before}
        activitys.append(put(draft, cast, None, **values))
    return activitys


def put(assessment: Assessment, cast: Cast, record: Activity | None, **values: Any) -> Any:
    return save_record(
        assessment=assessment,
        kind="activity",
        record_id=record.pk if record else None,
        values=values,
        base_version=record.version if record else None,
        by=cast.amara,
        at=NOW,
    )


@pytest.fixture
def amara(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.amara)
    return client


@pytest.mark.parametrize(
    ("first", "last", "circle"),
    [
        (0, 0, "Dig → Dig"),
        (0, 1, "Dig → Pour → Dig"),
        (0, 2, "Dig → Pour → Build → Dig"),
        (0, 3, "Dig → Pour → Build → Paint → Dig"),
        (1, 3, "Pour → Build → Paint → Pour"),
    ],
)
def test_the_chain_is_told_in_the_order_of_work_and_closes(
    draft: Assessment,
    cast: Cast,
    chain: list[Activity],
    first: int,
    last: int,
    circle: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        put(draft, cast, chain[first], predecessor=chain[last])
    assert refused.value.field == "predecessor"
    assert refused.value.sentence == SAID % circle
    chain[first].refresh_from_db()
    assert chain[first].predecessor_id == (chain[first - 1].pk if first else None)


def test_waiting_further_along_the_chain_is_no_circle(
    draft: Assessment, cast: Cast, chain: list[Activity]
) -> None:
    put(draft, cast, chain[3], predecessor=chain[0])
    put(draft, cast, chain[0], predecessor=None)
    chain[3].refresh_from_db()
    assert chain[3].predecessor_id == chain[0].pk


def test_the_form_says_the_chain_at_its_field(
    draft: Assessment, amara: Client, chain: list[Activity]
) -> None:
    address = reverse("record_edit", args=[draft.pk, "activity", chain[0].pk])
    form = html.fromstring(amara.get(address).content).xpath("//main//form[@method='post']")[0]
    sent = dict(form.form_values()) | {"predecessor": str(chain[3].pk)}
    answer = amara.post(address, sent)
    page = html.fromstring(answer.content)
    assert answer.status_code == 200
    errors = " ".join(page.xpath("//*[@id='id_predecessor_error']")[0].text_content().split())
    assert SAID % "Dig → Pour → Build → Paint → Dig" in errors


def test_a_field_saved_by_itself_is_refused_with_the_chain_and_kept_as_typed(
    draft: Assessment, amara: Client, chain: list[Activity]
) -> None:
    values = {
        "client_uuid": str(uuid4()),
        "kind": "activity",
        "record": str(chain[0].pk),
        "field": "predecessor",
        "value": str(chain[2].pk),
        "base_version": chain[0].version,
    }
    answer = amara.post(
        reverse("save", args=[draft.pk]), json.dumps(values), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["outcome"]) == (422, "not_read")
    assert answer.json()["sentence"] == SAID % "Dig → Pour → Build → Dig"
    chain[0].refresh_from_db()
    assert chain[0].predecessor_id is None


def test_the_table_of_all_activities_leaves_what_waits_for_what_alone() -> None:
    assert "predecessor" not in row_fields(ActivityForm)


def test_a_workbook_that_closes_a_circle_is_refused_with_the_chain_and_nothing_is_taken(
    draft: Assessment, cast: Cast, chain: list[Activity]
) -> None:
    filled = Filled.of(issue(draft, cast.amara, sections=["plan"]))
    sheet = filled.coded("records/activity")
    last = sheet.cell(filled.row(sheet, f"activity/{chain[3].pk}"), 1).value
    filled.record("activity", chain[0].pk, predecessor=last)
    filled.record("activity", chain[1].pk, title="Pour concrete")
    back = bring_back(filled.bytes, draft, cast.amara)
    assert {choice.row.status for choice in preview(reading(back, cast.amara)).choices} == {
        "changed"
    }
    with pytest.raises(NotTaken) as refused:
        accept(back, cast.amara)
    assert refused.value.sentence.startswith("These activities would wait for each other")
    chain[0].refresh_from_db()
    chain[1].refresh_from_db()
    assert (chain[0].predecessor_id, chain[1].title) == (None, "Pour")
