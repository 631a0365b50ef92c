"""A total that was printed elsewhere stands beside our sum: both shown, neither corrected."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.models import (
    Action,
    Assessment,
    PublishedTotal,
    Record,
    SectionProgress,
    Snapshot,
    TechnologyOption,
)
from assessments.plan.queries.costs import plan_of
from assessments.plan.queries.published_totals import TotalAgreement, compared
from assessments.questions import CURRENT, questionnaire
from assessments.reading.queries import contents
from assessments.records.operations import removing, writing
from assessments.states import State
from assessments.versions.operations import roll_forward
from techbank.exceptions import Hidden, Invalid
from tests.assessments.conftest import NOW, Cast, Walk
from tests.assessments.workbook.filling import Filled, accept, bring_back, issue
from tests.factories.cast import signed_in
from tests.factories.team import entrust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


# The record


def add(assessment: Assessment, by: Any, **values: Any) -> Record:
    text = {"currency": "USD", "amount": Decimal(30), "source": "Printed plan (invented)"}
    return writing.save_record(
        assessment=assessment,
        kind="published_total",
        record_id=None,
        values=text | values,
        base_version=None,
        by=by,
        at=NOW,
    )


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("amount = -0.01", "published_total_is_not_negative"),
        ("source = ''", "published_total_has_a_source"),
        ("action_id = NULL, page = ''", "one_published_total_a_place"),
        ("amount = NULL", "null value"),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(
    draft: Assessment, change: str, constraint: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE assessments_publishedtotal SET {change}")


def test_a_publication_may_print_a_total_twice_but_not_on_one_page(
    draft: Assessment, cast: Cast
) -> None:
    add(draft, cast.amara, page="3")
    add(draft, cast.amara, page="40", amount=Decimal("30.5"))
    with pytest.raises(Invalid) as refused:
        add(draft, cast.amara, page="3", amount=Decimal(31))
    assert refused.value.field == "page"


def test_an_action_with_a_published_total_is_not_removed(draft: Assessment, cast: Cast) -> None:
    total = PublishedTotal.objects.get(assessment=draft, action__isnull=False)
    action = Action.objects.create(
        assessment=draft,
        title="Print",
        option=TechnologyOption.objects.filter(assessment=draft)[0],
        updated_at=NOW,
        updated_by=cast.amara,
    )
    PublishedTotal.objects.filter(pk=total.pk).update(action=action)
    with pytest.raises(Invalid, match="Technology action plan of Testland"):
        removing.remove_record(
            assessment=draft, kind="action", record_id=action.pk, by=cast.amara, at=NOW
        )


def test_the_worked_dossier_has_one_that_agrees_and_one_that_differs(draft: Assessment) -> None:
    differences = compared(draft, plan_of(draft, NOW.date()))
    assert [(item.number, item.standing) for item in differences] == [
        ("", TotalAgreement.DIFFERS),
        ("6", TotalAgreement.AGREES),
    ]
    assert "invented" in differences[0].total.source


def test_a_dossier_of_an_older_questionnaire_has_none(draft: Assessment, cast: Cast) -> None:
    PublishedTotal.objects.filter(assessment=draft).delete()
    Assessment.objects.filter(pk=draft.pk).update(questionnaire="2026.2")
    draft.refresh_from_db()
    with pytest.raises(Hidden):
        add(draft, cast.amara)
    page = signed_in(cast.amara).get(reverse("section", args=[draft.pk, "plan"]))
    assert "Published total" not in text_of(page)


def test_rolling_forward_keeps_every_answer_and_asks_to_look_at_the_plan_again(
    draft: Assessment, cast: Cast
) -> None:
    Assessment.objects.filter(pk=draft.pk).update(questionnaire="2026.2")
    with CaptureQueriesContext(connection) as context:
        later = roll_forward(assessment=draft, by=cast.amara, at=NOW)
    assert len(context) <= 13
    assert {row["outcome"] for row in later.report["questions"]} == {"kept"}
    assert list(later.report["sections"]) == ["plan"]
    assert draft.questionnaire == CURRENT == "2026.3"
    waiting = SectionProgress.objects.filter(assessment=draft, complete=False)
    assert [item.key for item in waiting] == ["plan"]
    add(draft, cast.amara)


def test_a_workbook_takes_it_out_and_brings_it_back(draft: Assessment, cast: Cast) -> None:
    filled = Filled.of(issue(draft, cast.amara))
    whole = PublishedTotal.objects.get(assessment=draft, action=None)
    filled.record("published_total", whole.pk, amount="9 695 000,00", note="Corrected in print")
    filled.new(
        "published_total", action="Action 2", year=2028, amount=180000, currency="USD", source="P"
    )
    accept(bring_back(filled.bytes, draft, cast.amara), cast.amara)
    whole.refresh_from_db()
    assert (str(whole.amount), whole.note) == ("9695000.00", "Corrected in print")
    new = PublishedTotal.objects.get(assessment=draft, source="P")
    assert new.action == Action.objects.filter(assessment=draft)[1]
    assert (new.year, new.amount) == (2028, Decimal(180000))


# Where it is read


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(html.fromstring(response.content).text_content().split())


def test_the_section_shows_both_figures_and_says_that_one_differs(
    draft: Assessment, cast: Cast
) -> None:
    text = text_of(signed_in(cast.amara).get(reverse("section", args=[draft.pk, "plan"])))
    assert "1 published total differs from the sum of the cost lines." in text
    for figure in ("9,650,000.00", "at least USD 9,695,000.00", "+45,000.00", "215,000.00"):
        assert figure in text
    assert "Cost lines in XTS are not counted." in text


def test_it_is_added_with_a_form_and_in_the_table_without_javascript(
    blank: Assessment, cast: Cast
) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW)
    client = signed_in(cast.bakari)
    add_url = reverse("record_add", args=[blank.pk, "published_total"])
    assert "The whole plan" in text_of(client.get(add_url))
    sent = {"amount": "", "currency": "USD", "source": ""}
    assert "Fill this in." in text_of(client.post(add_url, sent))
    sent = {"amount": "16 910 000 000", "currency": "xof", "source": "Plan", "page": "4"}
    assert client.post(add_url, sent).status_code == 302
    total = PublishedTotal.objects.get(assessment=blank)
    assert (total.action, total.year, total.amount, total.currency) == (
        None,
        None,
        16910000000,
        "XOF",
    )
    page = client.get(reverse("record_table", args=[blank.pk, "published_total"]))
    form = html.fromstring(page.content).xpath("//main//form[@method='post']")[0]
    typed: dict[str, list[str]] = {"save": ["all"]}
    for name, value in form.form_values():
        typed.setdefault(name, []).append("5" if name == f"{total.pk}-amount" else value)
    client.post(page.request["PATH_INFO"], typed)
    total.refresh_from_db()
    assert total.amount == 5
    text = text_of(client.get(reverse("section", args=[blank.pk, "plan"])))
    assert "no costs yet" in text


def test_a_difference_is_no_reason_not_to_submit(walk: Walk) -> None:
    assert walk(State.SUBMITTED).state == State.SUBMITTED


def test_officers_read_both_with_six_queries_however_many_there_are(
    draft: Assessment, cast: Cast
) -> None:
    section = questionnaire(draft.questionnaire).section("plan")
    counts = []
    for page in ("1", "2"):
        add(draft, cast.amara, page=page)
        with CaptureQueriesContext(connection) as context:
            kinds = contents.records_of(draft, section, NOW.date())
        counts.append(len(context))
    assert counts == [6, 6]
    record = next(kind for kind in kinds if kind.name == "published_total").records[0]
    facts = {fact.label: fact.value for fact in record.facts}
    assert (record.title, record.status) == ("The whole plan", "Differs")
    assert facts["Published total"] == "USD\u00a09,650,000.00"
    assert facts["Sum of the cost lines"] == "at least USD\u00a09,695,000.00"
    assert facts["Source"].endswith("p. 41")


def test_the_snapshot_freezes_both_for_everybody(walk: Walk) -> None:
    snapshot = Snapshot.objects.get(assessment=walk(State.APPROVED))
    first, second = snapshot.public["published_totals"]
    assert snapshot.full["published_totals"] == [first, second]
    text = ("amount", "computed", "difference", "at_least", "standing", "other_currencies")
    assert tuple(first[key] for key in text) == (
        "9650000.00",
        "9695000.00",
        "45000.00",
        True,
        "differs",
        ["XTS"],
    )
    actions = {action["id"]: action["number"] for action in snapshot.public["actions"]}
    assert (actions[second["action"]], second["standing"]) == ("6", "agrees")
