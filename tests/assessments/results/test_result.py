"""The result page, the reasoned order beside it, and what a snapshot keeps of both."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.models import Assessment, Criterion, Prioritisation, Score, TechnologyOption
from assessments.priorities.operations import scores
from assessments.priorities.operations.order import Placed, save_order
from assessments.priorities.queries.ranking import ranking
from assessments.publication.documents.plan import plan_pdf
from assessments.states import State
from assessments.workshop.operations import freezing, sessions
from partners.models import User
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories import workshop as rooms
from tests.factories.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
REASON = "Water comes first in a dry country."


def url(name: str, assessment: Assessment, *args: Any) -> str:
    return reverse(name, args=[assessment.pk, *args])


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def options_of(assessment: Assessment) -> list[TechnologyOption]:
    return list(TechnologyOption.objects.filter(assessment=assessment, screened_in=True))


def put_in_order(assessment: Assessment, by: User, **more: Any) -> Prioritisation:
    """The country's options from the last to the first."""
    given: dict[str, Any] = {
        "order": [
            Placed(option.pk, f"Why {option}") for option in reversed(options_of(assessment))
        ],
        "reason": REASON,
        "kind": "reasoned",
        "base_version": ranking(assessment).version,
    }
    return save_order(assessment=assessment, by=by, at=NOW, **(given | more))


# --- the page -----------------------------------------------------------------------------------


def test_the_result_page_answers_its_five_questions(draft: Assessment, cast: Cast) -> None:
    response = signed_in(cast.amara).get(url("ranking", draft))
    text = text_of(response)

    assert "ranks first with" in text
    assert "points ahead of the next" in text
    assert "It keeps the first place unless the weight of" in text
    assert "seed 2021" in text
    assert "no spread is known" in text
    drawings = html.fromstring(response.content).xpath("//main//*[local-name()='svg'][@role='img']")
    assert [drawing.find("{*}title").text for drawing in drawings] == [
        "Points by criterion",
        "Ranks over all possible weights",
    ]
    assert "Reasoned order" not in text


def test_a_reasoned_order_alone_needs_no_scores(draft: Assessment, cast: Cast) -> None:
    Score.objects.filter(assessment=draft).delete()
    put_in_order(draft, cast.amara)
    text = text_of(signed_in(cast.amara).get(url("ranking", draft)))

    last = options_of(draft)[-1]
    assert f"“{last}” comes first, by a reasoned order without scores." in text
    assert REASON in text
    assert f"Why {last}" in text
    assert "No ranking yet" not in text
    assert "Rank by scores" not in text


@pytest.mark.parametrize("kind", ["scored", "reasoned"])
def test_both_orders_stand_side_by_side(draft: Assessment, cast: Cast, kind: str) -> None:
    put_in_order(draft, cast.amara, kind=kind)
    text = text_of(signed_in(cast.amara).get(url("ranking", draft)))

    follows = {"scored": "its scores", "reasoned": "its reasoned order"}[kind]
    assert f"The assessment follows {follows}." in text
    assert "Rank by scores" in text
    assert "The reasoned order puts" in text
    assert "ranks first with" in text


def test_without_scores_and_order_the_page_says_what_to_do(draft: Assessment, cast: Cast) -> None:
    Score.objects.filter(assessment=draft).delete()
    response = signed_in(cast.amara).get(url("ranking", draft))

    assert "No ranking yet" in text_of(response)
    assert url("scores", draft).encode() in response.content
    assert url("order", draft).encode() in response.content


def test_weights_that_do_not_add_up_are_told_in_per_cent(draft: Assessment, cast: Cast) -> None:
    criterion = Criterion.objects.filter(assessment=draft, weight="0.25").get()
    Criterion.objects.filter(pk=criterion.pk).update(weight="0.05")
    assert ranking(draft).problem == "The weights add up to 80.0%. Add 20.0%."


def test_all_missing_scores_are_named_up_to_five(draft: Assessment) -> None:
    for score in Score.objects.filter(assessment=draft)[:1]:
        score.delete()
    assert ranking(draft).problem.startswith("A score is missing: “")
    for score in Score.objects.filter(assessment=draft)[:6]:
        score.delete()
    text = ranking(draft).problem
    assert text.startswith("Scores are missing: “")
    assert text.endswith("”, and 2 more.")
    assert text.count("“") == 5


def test_the_page_asks_the_database_as_often_whatever_the_number_of_options(
    draft: Assessment, cast: Cast
) -> None:
    client, counts = signed_in(cast.amara), []
    for keep in (3, 1):
        for option in options_of(draft)[keep:]:
            TechnologyOption.objects.filter(pk=option.pk).update(
                chosen=False, screened_in=False, screening_reason="Too dear."
            )
        with CaptureQueriesContext(connection) as context:
            assert client.get(url("ranking", draft)).status_code == 200
        counts.append(len(context))
    assert counts[0] == counts[1] <= 16


def test_an_officer_reads_the_result_and_cannot_write_the_order(walk: Walk, cast: Cast) -> None:
    handed_in = walk(State.IN_REVIEW)
    officer = signed_in(cast.dolma)
    assert officer.get(url("ranking", handed_in)).status_code == 200
    assert officer.get(url("order", handed_in)).status_code == 403


# --- writing an order ---------------------------------------------------------------------------


def fields(response: Any) -> dict[str, Any]:
    form = html.fromstring(response.content).xpath("//main//form[@method='post']")[0]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n"))
    return sent


def test_an_order_is_written_without_scripts(draft: Assessment, cast: Cast) -> None:
    client, (first, second, *_others) = signed_in(cast.amara), options_of(draft)
    sent = fields(client.get(url("order", draft))) | {
        f"order-{first.pk}.place": "2",
        f"order-{second.pk}.place": "1",
        f"order-{second.pk}.reason": "Quickest.",
        "order-reason": REASON,
        "order-kind": "reasoned",
    }
    assert client.post(url("order", draft), sent).status_code == 302
    stored = Prioritisation.objects.get(assessment=draft)
    assert stored.order == [
        {"option": str(second.pk), "reason": "Quickest."},
        {"option": str(first.pk), "reason": ""},
    ]
    assert (stored.kind, stored.reason) == ("reasoned", REASON)
    assert Entry.objects.filter(verb="order.saved").count() == 1


def test_moving_keeps_what_was_typed_and_saves_nothing(draft: Assessment, cast: Cast) -> None:
    client, (first, second, *_others) = signed_in(cast.amara), options_of(draft)
    sent = fields(client.get(url("order", draft))) | {
        "order-reason": "Half a sent",
        f"order-{first.pk}.place": "1",
        f"order-{second.pk}.place": "2",
        "move": f"{second.pk}:up",
    }
    response = client.post(url("order", draft), sent)
    again = fields(response)
    assert response.status_code == 200
    assert again["order-option"][:2] == [str(second.pk), str(first.pk)]
    assert (again[f"order-{second.pk}.place"], again[f"order-{first.pk}.place"]) == (["1"], ["2"])
    assert again["order-reason"] == ["Half a sent"]
    assert "not saved yet" in text_of(response)
    assert Prioritisation.objects.get(assessment=draft).order == []


def test_two_options_cannot_have_one_place(draft: Assessment, cast: Cast) -> None:
    client, (first, second, *_others) = signed_in(cast.amara), options_of(draft)
    sent = fields(client.get(url("order", draft))) | {
        f"order-{first.pk}.place": "1",
        f"order-{second.pk}.place": "1",
        "order-reason": REASON,
    }
    refused = client.post(url("order", draft), sent)
    assert f"“{first}” has this place already." in text_of(refused)
    assert Prioritisation.objects.get(assessment=draft).order == []


def test_of_two_who_write_an_order_the_second_sees_both(draft: Assessment, cast: Cast) -> None:
    client, (first, *_others) = signed_in(cast.amara), options_of(draft)
    opened = fields(client.get(url("order", draft)))
    put_in_order(draft, cast.amara, reason="Theirs.")
    sent = opened | {f"order-{first.pk}.place": "1", "order-reason": "Mine."}
    refused = client.post(url("order", draft), sent)
    assert "Somebody saved another order in the meantime" in text_of(refused)
    assert f"Why {first}" in text_of(refused)
    assert Prioritisation.objects.get(assessment=draft).reason == "Theirs."
    assert client.post(url("order", draft), fields(refused)).status_code == 302
    assert Prioritisation.objects.get(assessment=draft).reason == "Mine."


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_order_needs_its_reason(draft: Assessment, cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid, match="needs its reason"):
        put_in_order(draft, cast.amara, reason=reason)


def test_an_order_is_of_this_dossiers_options_once_each(draft: Assessment, cast: Cast) -> None:
    item = options_of(draft)[0].pk
    for order, why in (
        ([], "at least one"),
        ([Placed(item), Placed(item)], "two places"),
        ([Placed(uuid4())], "removed in the meantime"),
    ):
        with pytest.raises(Invalid, match=why):
            put_in_order(draft, cast.amara, order=order)


def test_a_closed_dossier_takes_no_order(walk: Walk, cast: Cast) -> None:
    with pytest.raises(Refused):
        put_in_order(walk(State.SUBMITTED), cast.amara)


def test_the_reason_of_an_order_cannot_be_taken_away(draft: Assessment, cast: Cast) -> None:
    put_in_order(draft, cast.amara, kind="scored")
    with pytest.raises(Invalid, match="needs its reason"):
        scores.set_method(
            assessment=draft,
            kind="scored",
            normalisation="min_max",
            missing="refuse",
            reason="",
            by=cast.amara,
            at=NOW,
        )


@pytest.mark.parametrize(
    "change", ["reason = ''", "\"order\" = '{}'", '"order" = \'"first"\''], ids=str
)
def test_the_database_keeps_an_order_a_list_with_its_reason(
    draft: Assessment, cast: Cast, change: str
) -> None:
    put_in_order(draft, cast.amara)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE assessments_prioritisation SET {change} WHERE assessment_id = %s",
            [draft.pk],
        )


def test_an_option_that_is_screened_out_leaves_the_order(draft: Assessment, cast: Cast) -> None:
    put_in_order(draft, cast.amara)
    gone = options_of(draft)[-1]
    TechnologyOption.objects.filter(pk=gone.pk).update(screened_in=False, screening_reason="No.")
    order = ranking(draft).order
    assert gone.pk not in [item.option.pk for item in order]
    assert [item.place for item in order] == list(range(1, len(order) + 1))


# --- weights that do not fit any more -----------------------------------------------------------


def test_a_range_that_changes_makes_its_weight_stale_until_it_is_given_again(
    draft: Assessment, cast: Cast
) -> None:
    shares = {
        criterion.pk: criterion.weight for criterion in Criterion.objects.filter(assessment=draft)
    }
    scores.save_weights(assessment=draft, weights=shares, by=cast.amara, at=NOW)
    assert ranking(draft).stale == ()
    score = Score.objects.filter(assessment=draft).order_by("value").last()
    assert score is not None
    assert score.value is not None
    Score.objects.filter(pk=score.pk).update(value=score.value * 2)
    result = ranking(draft)
    assert [item.pk for item in result.stale] == [score.criterion_id]
    text = text_of(signed_in(cast.amara).get(url("ranking", draft)))
    assert "changed after its weight was given: weigh the criteria again." in text
    scores.save_weights(assessment=draft, weights=shares, by=cast.amara, at=NOW)
    assert ranking(draft).stale == ()


# --- from a scoring session ---------------------------------------------------------------------


@pytest.fixture
def scored_in_a_room(cast: Cast) -> Assessment:
    """Three options and two criteria, marked by two people who differ in one cell."""
    dossier = rooms.small_dossier(cast.amara, NOW)
    session = rooms.opened(dossier, cast.amara, NOW)
    for last in (2, 9):
        seat = rooms.seat(session, NOW)
        rooms.mark_all(seat, session, [[8, 8], [5, 5], [1, last]], NOW)
    session = sessions.reveal(session=session, by=cast.amara, at=NOW)
    session = freezing.freeze_session(session=session, by=cast.amara, at=NOW)
    freezing.use_result(session=session, by=cast.amara, at=NOW)
    for option in options_of(dossier)[3:]:
        TechnologyOption.objects.filter(pk=option.pk).update(
            screened_in=False, screening_reason="Not in the room."
        )
    return dossier


def test_a_result_from_a_session_says_which_and_where_the_room_disagreed(
    scored_in_a_room: Assessment, cast: Cast
) -> None:
    text = text_of(signed_in(cast.amara).get(url("ranking", scored_in_a_room)))
    assert "Scoring session “Energy in the valleys”" in text
    assert "2 people" in text
    assert "“Wind pumps” on “Jobs”: marks from 2 to 9, 70% of the scale." in text


def test_a_frozen_session_has_its_result_in_one_page(
    scored_in_a_room: Assessment, cast: Cast
) -> None:
    session = ranking(scored_in_a_room).session_id
    address = url("scoring_result", scored_in_a_room, session)
    text = text_of(signed_in(cast.amara).get(address))
    assert "“Micro-hydropower” ranks first with" in text
    assert "marks from 2 to 9" in text
    assert signed_in(cast.dolma).get(address).status_code == 404


def test_a_session_that_is_not_frozen_has_no_result_page(cast: Cast) -> None:
    dossier = rooms.small_dossier(cast.amara, NOW)
    session = rooms.opened(dossier, cast.amara, NOW)
    response = signed_in(cast.amara).get(url("scoring_result", dossier, session.pk))
    assert response.status_code == 404


# --- what is kept -------------------------------------------------------------------------------


def test_a_snapshot_keeps_order_method_and_firmness(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    put_in_order(draft, cast.amara)
    snapshot = walk(State.APPROVED).snapshots.get()
    prioritisation = snapshot.public["prioritisation"]
    last = str(options_of(draft)[-1].pk)

    assert prioritisation["order"][0] == {
        "option": last,
        "place": 1,
        "reason": f"Why {options_of(draft)[-1]}",
    }
    assert prioritisation["results"][0] == {
        "option": last,
        "total": None,
        "rank": 1,
        "contributions": [],
    }
    assert prioritisation["scored_results"][0]["rank"] == 1
    assert prioritisation["firmness"]["method"]["normalisation"] == "min_max"
    assert prioritisation["firmness"]["robustness"]["seed"] == 2021
    assert prioritisation["scores"] == []
    assert plan_pdf(snapshot.full, digest="0" * 64, language="en").startswith(b"%PDF")


def test_the_document_tells_the_same_paragraph_as_the_page(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    page = html.fromstring(signed_in(cast.amara).get(url("ranking", draft)).content)
    text = " ".join(page.xpath("string(//p[@class='because'])").split())
    snapshot = walk(State.APPROVED).snapshots.get()
    content = plan_pdf(snapshot.full, digest="0" * 64, language="en")
    pages = pypdf.PdfReader(BytesIO(content)).pages
    printed = "".join("".join(page.extract_text() for page in pages).split())
    assert "".join(text.split()) in printed.replace("\u00ad", "")
