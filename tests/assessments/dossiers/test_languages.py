"""The language a country writes in: chosen, changed while drafting, said everywhere."""

import pytest
from babel import Locale
from django.test import Client
from django.urls import reverse

from assessments.dossiers.operations.opening import change_language
from assessments.models import Assessment, PlanDocument
from assessments.publication.documents.words import language_name
from assessments.publication.queries.documents import frame_language
from assessments.questions.answers import display
from assessments.questions.definitions import Question, QuestionKind
from assessments.questions.languages import CODES, FIRST, name_of, offered, own_name_of
from assessments.states import State
from techbank import press
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import enter


def test_every_language_has_a_name_and_writes_numbers_and_days() -> None:
    assert len(CODES) == len(set(CODES))
    for code in CODES:
        assert name_of(code) != code
        assert own_name_of(code)
        question = Question(key="a.b", kind=QuestionKind.DATE, label="Day")
        assert display("2026-09-17", question, locale=code)
        number = Question(key="a.c", kind=QuestionKind.NUMBER, label="Number")
        assert display("1234.5", number, locale=code)


def test_the_usual_languages_come_first_and_all_are_named_in_the_readers_language() -> None:
    assert [code for code, _name in offered("fr")][: len(FIRST)] == list(FIRST)
    names = dict(offered("fr"))
    assert names["am"] == "amharique (አማርኛ)"
    assert names["fa-af"].startswith("persan (Afghanistan)")
    assert names["fr"] == "français"


def test_the_languages_of_right_to_left_scripts_run_so_in_print() -> None:
    for code in CODES:
        locale = Locale.parse(code.replace("-hans", "_Hans").replace("-af", "_AF"))
        assert press.direction(code) == locale.text_direction, code


def test_the_coordinator_changes_the_language_while_drafting(draft: Assessment, cast: Cast) -> None:
    changed = change_language(assessment=draft, language="rw", by=cast.amara, at=NOW)
    assert changed.language == "rw"
    entry = Entry.objects.get(verb="assessment.language_changed")
    assert entry.sentence.endswith("is written in Kinyarwanda, not English.")
    assert entry.details == {"from": "en", "to": "rw"}


def test_the_same_language_again_is_no_change(draft: Assessment, cast: Cast) -> None:
    change_language(assessment=draft, language="en", by=cast.amara, at=NOW)
    assert not Entry.objects.filter(verb="assessment.language_changed").exists()


def test_nobody_else_changes_it_and_not_to_any_word(draft: Assessment, cast: Cast) -> None:
    for person in (cast.bakari, cast.chitra, cast.dolma):
        with pytest.raises(Refused):
            change_language(assessment=draft, language="fr", by=person, at=NOW)
    with pytest.raises(Invalid):
        change_language(assessment=draft, language="xx", by=cast.amara, at=NOW)


def test_it_stays_once_the_dossier_is_handed_in(walk: Walk, cast: Cast) -> None:
    submitted = walk(State.SUBMITTED)
    with pytest.raises(WrongState):
        change_language(assessment=submitted, language="fr", by=cast.amara, at=NOW)


def test_the_form_says_what_it_is_now_and_saves_another(draft: Assessment, cast: Cast) -> None:
    browser = enter(Client(), cast.amara)
    address = reverse("language", args=[draft.pk])
    assert '<option value="en" selected>' in browser.get(address).content.decode()
    browser.post(address, {"language": "ar"})
    draft.refresh_from_db()
    assert draft.language == "ar"
    page = browser.get(reverse("assessment", args=[draft.pk])).content.decode()
    assert "Language of the answers: Arabic" in page


def test_the_countrys_own_text_carries_its_language_and_the_portals_does_not(
    draft: Assessment, cast: Cast
) -> None:
    Assessment.objects.filter(pk=draft.pk).update(language="ar")
    browser = enter(Client(), cast.amara)
    section = browser.get(reverse("section", args=[draft.pk, "team"])).content.decode()
    assert '<html lang="en"' in section
    field = section[section.index('name="team.mandate"') :].partition(">")[0]
    assert 'lang="ar"' in field
    assert 'dir="auto"' in field
    check = browser.get(reverse("section_check", args=[draft.pk, "team"])).content.decode()
    assert '<div class="prose" lang="ar" dir="auto">' in check


def test_a_plan_is_framed_in_a_language_that_is_printed(walk: Walk, draft: Assessment) -> None:
    Assessment.objects.filter(pk=draft.pk).update(language="rw")
    draft.refresh_from_db()
    assert frame_language(draft) == draft.country.working_language == "en"
    walk(State.APPROVED)
    assert {item.language for item in PlanDocument.objects.all()} == {"en"}
    assert language_name("rw") == "Kinyarwanda"


@pytest.mark.parametrize("language", ["es", "ru", "zh-hans"])
def test_a_dossier_in_a_language_that_is_not_offered_is_written_read_and_framed_whole(
    walk: Walk, draft: Assessment, cast: Cast, language: str
) -> None:
    Assessment.objects.filter(pk=draft.pk).update(language=language)
    draft.refresh_from_db()
    assert frame_language(draft) == "en"
    page = (
        enter(Client(), cast.amara)
        .get(reverse("section_check", args=[draft.pk, "team"]))
        .content.decode()
    )
    assert f'lang="{language}" dir="auto"' in page
    walk(State.APPROVED)
    assert {item.language for item in PlanDocument.objects.all()} == {"en"}


def test_a_document_in_a_language_that_is_not_offered_any_more_stays(
    walk: Walk, cast: Cast
) -> None:
    dossier = walk(State.APPROVED)
    document = PlanDocument.objects.all()[0]
    PlanDocument.objects.filter(pk=document.pk).update(language="es")

    page = enter(Client(), cast.amara).get(reverse("documents", args=[dossier.pk])).content.decode()

    assert "Spanish" in page
    assert 'value="es"' not in page
