"""The country's pages of a dossier, as each person finds them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.answers.operations import answers
from assessments.dossiers.operations import opening
from assessments.models import (
    Action,
    Activity,
    Answer,
    Assessment,
    CostLine,
    Criterion,
    Cycle,
    Endorsement,
    Indicator,
    Need,
    Prioritisation,
    PublishedTotal,
    Record,
    Revision,
    Score,
    SectionProgress,
    Sector,
    TechnologyOption,
)
from assessments.questions import questionnaire
from assessments.records.forms.registry import RECORD_FORMS
from assessments.records.operations import writing
from assessments.review.operations import path
from assessments.states import State
from partners.models import User
from techbank.audit.models import Entry
from techbank.money.models import ExchangeRate
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import signed_in
from tests.factories.team import entrust

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
KEY = "team.lead_ministry"


@pytest.fixture
def amara(cast: Cast) -> Client:
    return signed_in(cast.amara)


@pytest.fixture
def blank(blank: Assessment, cast: Cast) -> Assessment:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW)
    return blank


def url(name: str, assessment: Assessment, *args: Any) -> str:
    return reverse(name, args=[assessment.pk, *args])


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def fields_of(response: Any, number: int = 0) -> dict[str, Any]:
    """What a browser would send of the page's form with this number (POST forms of main)."""
    page = html.fromstring(response.content)
    form = page.xpath("//main//form[@method='post']")[number]
    sent: dict[str, Any] = {}
    for name, value in form.form_values():
        # A browser drops the line end right after <textarea>; lxml does not.
        sent.setdefault(name, []).append(value.removeprefix("\n"))
    return sent


def title_of(response: Any) -> str:
    return str(html.fromstring(response.content).findtext(".//title"))


def write(assessment: Assessment, by: User, text: str, base: int, key: str = KEY) -> Any:
    written = answers.Written(key, text, False, base, uuid4())
    return answers.save_answers(
        assessment=assessment, section=key.split(".")[0], written=[written], by=by, at=NOW
    )


# --- who sees what ----------------------------------------------------------------------------


def pages_of(assessment: Assessment) -> list[str]:
    need = Need.objects.filter(assessment=assessment)[0]
    return [
        url("assessment", assessment),
        url("section", assessment, "team"),
        url("section_check", assessment, "team"),
        url("record_add", assessment, "need"),
        url("record_edit", assessment, "need", need.pk),
        url("record_remove", assessment, "need", need.pk),
        url("scores", assessment),
        url("ranking", assessment),
        url("endorsement", assessment),
        url("history", assessment, KEY),
    ]


def test_strangers_find_nothing_of_a_draft(draft: Assessment, cast: Cast) -> None:
    for person in (cast.chitra, cast.dolma, cast.ines, cast.mateo, cast.leila):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages_of(draft)} == {404}


def test_the_team_finds_every_page_of_its_draft(draft: Assessment, amara: Client) -> None:
    assert {amara.get(page).status_code for page in pages_of(draft)} == {200}


def test_a_contributor_does_not_record_the_endorsement(draft: Assessment, cast: Cast) -> None:
    client = signed_in(cast.bakari)

    assert client.get(url("endorsement", draft)).status_code == 403
    assert "This needs one of these roles" in text_of(
        client.get(url("section", draft, "endorsement"))
    )


def test_the_list_shows_a_country_its_own_and_officers_what_was_submitted(
    draft: Assessment, cast: Cast, walk: Walk
) -> None:
    address = reverse("assessments")
    assert draft.title in text_of(signed_in(cast.bakari).get(address))
    assert draft.title not in text_of(signed_in(cast.dolma).get(address))
    walk(State.SUBMITTED)
    assert draft.title in text_of(signed_in(cast.leila).get(address))
    assert draft.title not in text_of(signed_in(cast.chitra).get(address))


def test_the_countrys_own_note_is_read_by_nobody_else(
    draft: Assessment, cast: Cast, walk: Walk
) -> None:
    key = "endorsement.internal_note"
    Answer.objects.filter(assessment=draft, key=key).delete()
    write(draft, cast.amara, "Begin earlier next time.", 0, key)
    walk(State.SUBMITTED)
    officer = signed_in(cast.dolma)

    assert "Begin earlier" not in text_of(officer.get(url("section", draft, "endorsement")))
    assert "Begin earlier" not in text_of(officer.get(url("section_check", draft, "endorsement")))
    assert officer.get(url("history", draft, key)).status_code == 404
    assert "Begin earlier" in text_of(
        signed_in(cast.bakari).get(url("section", draft, "endorsement"))
    )


# --- opening and the task list ----------------------------------------------------------------


def test_the_coordinator_opens_an_assessment_and_lands_on_its_task_list(
    cast: Cast, amara: Client
) -> None:
    sent = fields_of(amara.get(reverse("assessment_open"))) | {"title": "Needs", "cycle": "2026"}
    response = amara.post(reverse("assessment_open"), sent)
    opened = Assessment.objects.get()

    assert response["Location"] == url("assessment", opened)
    assert (opened.country_id, opened.opened_by) == ("XTL", cast.amara)


def test_a_second_open_assessment_is_refused_beside_the_cycle(
    blank: Assessment, amara: Client
) -> None:
    sent = {"country": "XTL", "cycle": blank.cycle_id, "title": "Again", "language": "en"}
    response = amara.post(reverse("assessment_open"), sent)

    assert "already has an assessment" in text_of(response)
    assert fields_of(response)["title"] == ["Again"]
    assert title_of(response).startswith("Error:")


def test_a_contributor_does_not_open_one(cast: Cast) -> None:
    assert signed_in(cast.bakari).get(reverse("assessment_open")).status_code == 403


def test_the_task_list_says_what_is_missing_and_offers_submission_only_then(
    blank: Assessment, amara: Client
) -> None:
    page = html.fromstring(amara.get(url("assessment", blank)).content)

    assert page.xpath("//button[@disabled]/text()") == ["Submit for review"]
    assert page.xpath("//main//details//a/@href")[0] == url("section", blank, "team")
    assert "Not started" in page.text_content()


def test_the_task_list_offers_submission_of_a_complete_dossier(
    draft: Assessment, amara: Client, cast: Cast
) -> None:
    page = html.fromstring(amara.get(url("assessment", draft)).content)
    assert page.xpath("//a[@href=$to]", to=url("act", draft, "submit"))
    other = html.fromstring(signed_in(cast.bakari).get(url("assessment", draft)).content)
    assert not other.xpath("//a[@href=$to]", to=url("act", draft, "submit"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SUBMITTED, "An officer of the Technology Bank takes it for review"),
        (State.IN_REVIEW, "is reviewing it"),
        (State.APPROVED, "It becomes public only when the coordinator releases it"),
        ("released", "The Technology Bank publishes it next"),
        (State.PUBLISHED, "The plan is public"),
    ],
)
def test_the_task_list_says_what_happens_next(
    walk: Walk, amara: Client, state: str, words: str
) -> None:
    assert words in text_of(amara.get(url("assessment", walk(state))))


# --- a section --------------------------------------------------------------------------------


def test_saving_a_section_stores_what_was_changed_and_goes_to_the_check(
    blank: Assessment, amara: Client
) -> None:
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {KEY: "Ministry of Science", "complete": "no"}
    response = amara.post(address, sent)

    assert response["Location"] == url("section_check", blank, "team")
    assert Answer.objects.get(assessment=blank).value == "Ministry of Science"
    assert "Ministry of Science" in text_of(amara.get(response["Location"]))


def test_saving_the_same_page_twice_is_one_revision(blank: Assessment, amara: Client) -> None:
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {KEY: "Ministry of Science"}
    amara.post(address, sent)
    amara.post(address, sent)

    assert Revision.objects.filter(assessment=blank).count() == 1


def test_what_was_typed_stays_when_something_cannot_be_read(
    blank: Assessment, amara: Client
) -> None:
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {KEY: "Ministry <A>", "team.women": "forty"}
    response = amara.post(address, sent)
    again = fields_of(response)

    assert title_of(response).startswith("Error:")
    assert (again[KEY], again["team.women"]) == (["Ministry <A>"], ["forty"])
    assert b'href="#id_team.women"' in response.content
    assert not Answer.objects.exists()


def test_an_incomplete_section_is_saved_but_not_marked_complete(
    blank: Assessment, amara: Client
) -> None:
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {KEY: "Ministry", "complete": "yes"}
    response = amara.post(address, sent)

    assert response["Location"] == f"{address}?complete=yes"
    assert "Saved, but not complete yet" in text_of(amara.get(response["Location"]))
    assert Answer.objects.get().value == "Ministry"
    assert not SectionProgress.objects.filter(complete=True).exists()


def test_a_section_that_lost_an_answer_is_no_longer_complete(
    draft: Assessment, amara: Client
) -> None:
    address = url("section", draft, "team")
    amara.post(address, fields_of(amara.get(address)) | {KEY: "", "complete": "yes"})

    assert not SectionProgress.objects.get(assessment=draft, key="team").complete


def test_a_complete_section_is_marked_so(draft: Assessment, amara: Client) -> None:
    SectionProgress.objects.filter(assessment=draft, key="team").update(complete=False)
    address = url("section", draft, "team")
    response = amara.post(address, fields_of(amara.get(address)) | {"complete": "yes"})

    assert response["Location"] == url("section_check", draft, "team")
    assert SectionProgress.objects.get(assessment=draft, key="team").complete


def test_a_locked_section_is_shown_without_inputs_and_with_the_reason(
    walk: Walk, amara: Client
) -> None:
    submitted = walk(State.SUBMITTED)
    address = url("section", submitted, "team")
    response = amara.get(address)

    assert not html.fromstring(response.content).xpath("//main//textarea | //main//input")
    assert "The assessment cannot be changed while it is “Submitted”" in text_of(response)
    assert amara.post(address, {KEY: "x"}).status_code == 403


def test_after_a_return_only_the_sections_handed_back_are_open(
    walk: Walk, cast: Cast, amara: Client
) -> None:
    reviewed = walk(State.IN_REVIEW)
    path.return_sections(
        assessment=reviewed, sections=["team"], reason="Names, please.", by=cast.dolma, at=NOW
    )
    address = url("section", reviewed, "team")

    assert "To be changed" in text_of(amara.get(url("assessment", reviewed)))
    assert amara.post(address, fields_of(amara.get(address)) | {KEY: "New"}).status_code == 302
    other = url("section", reviewed, "sti_system")
    assert "did not hand back this section" in text_of(amara.get(other))
    assert amara.post(other, {}).status_code == 403


def test_a_section_there_is_not_is_not_found(draft: Assessment, amara: Client) -> None:
    assert amara.get(url("section", draft, "weather")).status_code == 404


# --- conflicts --------------------------------------------------------------------------------


@pytest.fixture
def conflict(blank: Assessment, amara: Client, cast: Cast) -> Any:
    """Amara opened the page at version 1, Bakari wrote version 2, Amara sends the older page."""
    write(blank, cast.amara, "Ministry", 0)
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {KEY: "Mine", "team.mandate": "A decision"}
    write(blank, cast.bakari, "Theirs", 1)
    return amara.post(address, sent)


def test_a_conflict_shows_both_texts_and_saves_the_rest(
    conflict: Any, blank: Assessment, cast: Cast
) -> None:
    text = text_of(conflict)

    assert conflict.status_code == 409
    assert all(word in text for word in ("Mine", "Theirs", cast.bakari.full_name))
    assert fields_of(conflict)[f"{KEY}-combined"] == ["Theirs / Mine"]
    assert Answer.objects.get(assessment=blank, key="team.mandate").value == "A decision"
    assert Answer.objects.get(assessment=blank, key=KEY).value == "Theirs"


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "Mine"), ("theirs", "Theirs"), ("both", "Theirs and mine")]
)
def test_a_conflict_is_settled_by_choice_and_no_text_is_lost(
    conflict: Any, blank: Assessment, amara: Client, choice: str, stands: str
) -> None:
    sent = fields_of(conflict) | {f"{KEY}-choice": choice, f"{KEY}-combined": "Theirs and mine"}
    response = amara.post(url("section", blank, "team"), sent)

    assert response.status_code == 302
    assert Answer.objects.get(assessment=blank, key=KEY).value == stands
    names = set(Revision.objects.filter(assessment=blank, key=KEY).values_list("value", flat=True))
    assert {"Mine", "Theirs"} <= names


def test_a_conflict_without_a_choice_asks_again_and_keeps_both(
    conflict: Any, blank: Assessment, amara: Client
) -> None:
    response = amara.post(url("section", blank, "team"), fields_of(conflict))

    assert response.status_code == 409
    assert "Choose which text to keep" in text_of(response)
    assert all(word in text_of(response) for word in ("Mine", "Theirs"))


def test_a_third_text_meanwhile_is_a_conflict_again(
    conflict: Any, blank: Assessment, amara: Client, cast: Cast
) -> None:
    write(blank, cast.bakari, "Third", 2)
    sent = fields_of(conflict) | {f"{KEY}-choice": "mine"}
    response = amara.post(url("section", blank, "team"), sent)

    assert response.status_code == 409
    assert "Third" in text_of(response)


def test_a_colleagues_change_to_another_answer_is_no_conflict(
    blank: Assessment, amara: Client, cast: Cast
) -> None:
    write(blank, cast.amara, "Ministry", 0)
    address = url("section", blank, "team")
    sent = fields_of(amara.get(address)) | {"team.mandate": "A decision"}
    write(blank, cast.bakari, "Theirs", 1)

    assert amara.post(address, sent).status_code == 302
    assert Answer.objects.get(assessment=blank, key=KEY).value == "Theirs"


# --- records ----------------------------------------------------------------------------------


def test_a_record_is_added_changed_and_removed(blank: Assessment, amara: Client) -> None:
    add = url("record_add", blank, "sector")
    response = amara.post(add, {"key": "energy", "reason": "Dark winters"})
    sector = Sector.objects.get()
    assert response["Location"] == f"{url('section', blank, 'sectors')}#records"

    edit = url("record_edit", blank, "sector", sector.pk)
    amara.post(edit, fields_of(amara.get(edit)) | {"reason": "Short days"})
    sector.refresh_from_db()
    assert (sector.reason, sector.version) == ("Short days", 2)

    amara.post(url("record_remove", blank, "sector", sector.pk))
    assert not Sector.objects.exists()


def test_a_record_in_error_keeps_what_was_typed(draft: Assessment, amara: Client) -> None:
    activity = Activity.objects.filter(assessment=draft)[0]
    sent = {
        "activity": str(activity.pk),
        "category": "equipment",
        "year": "1850",
        "amount": "-3",
        "currency": "QQQ",
        "note": "Pumps",
    }
    response = amara.post(url("record_add", draft, "cost_line"), sent)
    again = fields_of(response)

    assert title_of(response).startswith("Error:")
    for name in ("year", "amount", "currency", "note"):
        assert again[name] == [sent[name]]
    for words in ("from 2000 to 2100", "cannot be negative", "not a currency code"):
        assert words in text_of(response)


def test_what_is_refused_by_the_database_is_said_at_its_field(
    blank: Assessment, amara: Client
) -> None:
    add = url("record_add", blank, "sector")
    amara.post(add, {"key": "energy"})
    response = amara.post(add, {"key": "energy"})

    assert response.status_code == 200
    assert b'href="#id_key"' in response.content
    assert "This sector is in the list already" in text_of(response)


def test_a_record_changed_meanwhile_shows_both_versions_and_then_keeps_mine(
    draft: Assessment, amara: Client, cast: Cast
) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    edit = url("record_edit", draft, "need", need.pk)
    sent = fields_of(amara.get(edit)) | {"statement": "My statement"}
    writing.save_record(
        assessment=draft,
        kind="need",
        record_id=need.pk,
        values={"statement": "Their statement"},
        base_version=need.version,
        by=cast.bakari,
        at=NOW,
    )
    response = amara.post(edit, sent)

    assert response.status_code == 409
    assert "Their statement" in text_of(response)
    assert fields_of(response)["statement"] == ["My statement"]
    assert amara.post(edit, fields_of(response)).status_code == 302
    need.refresh_from_db()
    assert need.statement == "My statement"


def test_what_others_refer_to_is_not_removed(draft: Assessment, amara: Client) -> None:
    need = TechnologyOption.objects.filter(assessment=draft)[0].need
    response = amara.post(url("record_remove", draft, "need", need.pk))

    assert "cannot be removed while these refer to it" in text_of(response)
    assert Need.objects.filter(pk=need.pk).exists()


def test_a_record_that_needs_another_first_says_so(blank: Assessment, amara: Client) -> None:
    response = amara.get(url("record_add", blank, "need"))

    assert "First there must be something under “Sectors”" in text_of(response)
    assert url("record_add", blank, "sector").encode() in response.content


def test_adding_below_an_action_preselects_it(draft: Assessment, amara: Client) -> None:
    action = Action.objects.filter(assessment=draft)[0]
    add = url("record_add", draft, "activity")

    assert fields_of(amara.get(f"{add}?parent={action.pk}"))["action"] == [str(action.pk)]


def test_saving_and_adding_another_comes_back_below_the_same_parent(
    draft: Assessment, amara: Client
) -> None:
    activity = Activity.objects.filter(assessment=draft)[0]
    sent = {"activity": str(activity.pk), "category": "training", "currency": "USD"}
    add = url("record_add", draft, "cost_line")
    response = amara.post(add, sent | {"amount": "5", "then": "another"})

    assert response["Location"] == f"{add}?parent={activity.pk}"


def test_records_of_a_locked_section_are_refused(walk: Walk, amara: Client) -> None:
    submitted = walk(State.SUBMITTED)

    assert amara.get(url("record_add", submitted, "need")).status_code == 403
    assert amara.post(url("record_add", submitted, "sector"), {"key": "energy"}).status_code == 403


def test_a_kind_there_is_not_is_not_found(draft: Assessment, amara: Client) -> None:
    assert amara.get(url("record_add", draft, "weather")).status_code == 404


def test_the_plan_says_at_least_where_an_amount_is_not_known(
    draft: Assessment, amara: Client
) -> None:
    CostLine.objects.filter(assessment=draft).update(amount=None)
    line = CostLine.objects.filter(assessment=draft)[0]
    CostLine.objects.filter(pk=line.pk).update(amount=1234, currency="USD")

    assert (
        "The whole plan: at least USD\u00a01,234.00"
        in html.fromstring(amara.get(url("section", draft, "plan")).content).text_content()
    )


def test_the_plan_names_the_currency_that_is_not_in_its_dollars(
    draft: Assessment, amara: Client
) -> None:
    def told() -> str:
        page = html.fromstring(amara.get(url("section", draft, "plan")).content)
        return " ".join(page.text_content().split())

    assert "at stored rates XTS: no rate" in told()
    ExchangeRate.objects.create(
        currency="XTS", valid_from=NOW.date(), per_usd=12, source="Invented"
    )
    assert "no rate" not in told()


# --- priorities -------------------------------------------------------------------------------


def test_a_score_is_changed_in_the_readers_separators(
    draft: Assessment, cast: Cast, amara: Client
) -> None:
    User.objects.filter(pk=cast.amara.pk).update(language="fr")
    score = Score.objects.filter(assessment=draft, option__screened_in=True)[0]
    name = f"scores-{score.option_id}.{score.criterion_id}"
    sent = fields_of(amara.get(url("scores", draft)), 2) | {name: "7,25"}
    response = amara.post(url("scores", draft), sent)

    score.refresh_from_db()
    assert response["Location"] == url("ranking", draft)
    assert str(score.value) == "7.2500"


def test_a_colleagues_score_in_another_cell_is_not_written_over(
    draft: Assessment, amara: Client
) -> None:
    mine, theirs = Score.objects.filter(assessment=draft, option__screened_in=True)[:2]
    sent = fields_of(amara.get(url("scores", draft)), 2)
    Score.objects.filter(pk=theirs.pk).update(value=1)
    amara.post(url("scores", draft), sent | {f"scores-{mine.option_id}.{mine.criterion_id}": "2"})

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.value, theirs.value) == (2, 1)


def test_a_score_that_is_no_number_is_kept_beside_its_error(
    draft: Assessment, amara: Client
) -> None:
    score = Score.objects.filter(assessment=draft, option__screened_in=True)[0]
    name = f"scores-{score.option_id}.{score.criterion_id}"
    sent = fields_of(amara.get(url("scores", draft)), 2) | {name: "good"}
    response = amara.post(url("scores", draft), sent)

    assert fields_of(response, 2)[name] == ["good"]
    assert "Enter a number" in text_of(response)


def weights_of(page: Any) -> dict[str, str]:
    """The percent fields of the scores page: name → what stands in it."""
    result = html.fromstring(page.content).xpath("//input[starts-with(@name, 'weights-')]")
    return {item.get("name"): item.get("value") for item in result}


def test_all_weights_are_saved_together_in_the_readers_separators(
    draft: Assessment, cast: Cast, amara: Client
) -> None:
    User.objects.filter(pk=cast.amara.pk).update(language="fr")
    page = amara.get(url("scores", draft))
    names = list(weights_of(page))
    typed = dict.fromkeys(names, "0") | {names[0]: "33,25", names[1]: "66,75"}
    response = amara.post(url("scores", draft), fields_of(page, 1) | typed)

    assert response["Location"] == url("scores", draft)
    saved = {
        f"weights-{criterion.pk}": str(criterion.weight)
        for criterion in Criterion.objects.filter(assessment=draft)
    }
    assert saved == dict.fromkeys(names, "0.0000") | {names[0]: "0.3325", names[1]: "0.6675"}


def test_weights_whose_sum_is_off_are_refused_and_kept_as_typed(
    draft: Assessment, amara: Client
) -> None:
    before = dict(Criterion.objects.filter(assessment=draft).values_list("pk", "weight"))
    page = amara.get(url("scores", draft))
    names = list(weights_of(page))
    typed = dict.fromkeys(names, "0") | {names[0]: "60", names[1]: "44"}
    refused = amara.post(url("scores", draft), fields_of(page, 1) | typed)

    assert "The weights add up to 104.0%. Take away 4.0%." in text_of(refused)
    assert weights_of(refused) == typed
    assert html.fromstring(refused.content).xpath("string(//tfoot/tr/td[last()])") == "104.00%"
    assert dict(Criterion.objects.filter(assessment=draft).values_list("pk", "weight")) == before


def test_weights_saved_by_a_colleague_meanwhile_are_shown_before_they_are_replaced(
    draft: Assessment, amara: Client
) -> None:
    page = amara.get(url("scores", draft))
    names = list(weights_of(page))
    typed = dict.fromkeys(names, "0") | {names[0]: "100"}
    criterion = Criterion.objects.filter(assessment=draft)[1]
    Criterion.objects.filter(pk=criterion.pk).update(weight="0.0700")
    refused = amara.post(url("scores", draft), fields_of(page, 1) | typed)

    assert "Somebody saved other weights in the meantime" in text_of(refused)
    assert "7.00%" in text_of(refused)
    amara.post(url("scores", draft), fields_of(refused, 1))
    assert Criterion.objects.get(pk=criterion.pk).weight == 0


def test_an_order_without_scores_needs_its_reason(draft: Assessment, amara: Client) -> None:
    sent = fields_of(amara.get(url("scores", draft)), 0) | {"method-kind": "reasoned"}
    refused = amara.post(url("scores", draft), sent | {"method-reason": ""})
    assert "needs its reason" in text_of(refused)

    amara.post(url("scores", draft), sent | {"method-reason": "Water comes first."})
    assert Prioritisation.objects.get(assessment=draft).kind == "reasoned"
    assert "Water comes first." in text_of(amara.get(url("ranking", draft)))


def test_the_ranking_shows_totals_contributions_and_what_would_change_them(
    draft: Assessment, amara: Client
) -> None:
    page = html.fromstring(amara.get(url("ranking", draft)).content)
    ranks = [cell.text_content() for cell in page.xpath("(//table[.//strong])[1]/tbody/tr/td[1]")]

    assert ranks == sorted(ranks)
    assert page.xpath("//*[local-name()='svg']")
    assert re.search(r"keeps the first place unless the weight of", page.text_content())


def test_a_ranking_that_cannot_be_computed_says_why_and_where_to_go(
    draft: Assessment, amara: Client
) -> None:
    Score.objects.filter(assessment=draft).delete()
    response = amara.get(url("ranking", draft))

    assert re.search(r"Scores are missing: .*, and \d+ more\.", text_of(response))
    assert url("scores", draft).encode() in response.content


# --- endorsement and history ------------------------------------------------------------------


def test_the_coordinator_records_the_endorsement(blank: Assessment, amara: Client) -> None:
    sent = {
        "held_on": "2026-09-17",
        "place": "Capital",
        "women": "3",
        "men": "2",
        "sector-public": "5",
        "minutes": "All ten sections.",
    }
    response = amara.post(url("endorsement", blank), sent)

    assert response["Location"] == f"{url('section', blank, 'endorsement')}#records"
    assert Endorsement.objects.get().by_sector == {"public": 5}


def test_the_history_has_every_text_newest_first_with_those_set_aside(
    conflict: Any, blank: Assessment, amara: Client
) -> None:
    page = html.fromstring(amara.get(url("history", blank, KEY)).content)
    rows = page.xpath("//ol[@class='timeline']/li")
    aside = [row.text_content() for row in rows if row.get("class") == "attention"]

    assert len(rows) == 3
    assert len(aside) == 1
    assert "Set aside beside version 2" in aside[0]
    assert "Mine" in aside[0]


def test_the_history_of_a_question_there_is_not_is_not_found(
    draft: Assessment, amara: Client
) -> None:
    assert amara.get(url("history", draft, "team.weather")).status_code == 404


# --- cost of a page ---------------------------------------------------------------------------


def _queries(client: Client, address: str) -> int:

    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("section", [section.key for section in questionnaire().sections])
def test_a_section_costs_the_same_queries_with_few_records_and_with_many(
    draft: Assessment, amara: Client, section: str
) -> None:
    address = url("section", draft, section)
    with_few = _queries(amara, address)
    for kind in RECORD_FORMS.values():
        if kind.section == section:
            _double(kind.form.model, draft)

    assert _queries(amara, address) == with_few


def _double(model: type[Record], assessment: Assessment) -> None:
    """As many records again, each like one that is there."""
    for row in model._default_manager.filter(assessment=assessment):
        row.pk, row._state.adding = uuid4(), True
        if isinstance(row, Sector | Indicator):
            row.name = str(row.pk)
        if isinstance(row, PublishedTotal):
            row.page = str(row.pk)
        row.save()


def test_the_list_costs_the_same_queries_with_one_dossier_and_with_three(
    draft: Assessment, amara: Client, cast: Cast
) -> None:
    count = _queries(amara, reverse("assessments"))
    for code in ("a", "b"):
        cycle = Cycle.objects.create(
            code=code, name=code, starts_on="2031-01-01", ends_on="2035-01-01"
        )
        opening.open_assessment(
            country=draft.country, cycle=cycle, title=code, language="en", by=cast.amara, at=NOW
        )

    assert _queries(amara, reverse("assessments")) == count


def test_a_refused_attempt_to_write_stands_in_the_trail(walk: Walk, cast: Cast) -> None:
    submitted = walk(State.SUBMITTED)
    before = Entry.objects.count()
    signed_in(cast.bakari).post(url("section", submitted, "team"), {KEY: "x"})

    assert Entry.objects.count() == before + 1
