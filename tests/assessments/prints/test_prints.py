"""For paper: the whole dossier on one page, the blank questionnaire, and both as PDF."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from assessments.answers.operations.answers import Written, save_answers
from assessments.dossiers.operations import limits
from assessments.models import Assessment
from assessments.prints.documents.blank import blank_pdf
from assessments.prints.operations import asking
from assessments.questions import CURRENT, questionnaire
from assessments.questions.definitions import Audience
from assessments.records.operations import writing
from assessments.tasks import forget_prints, render_blank_form, render_dossier_print
from partners.models import User
from techbank.audit.models import Entry
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
TASKS = {asking.BLANK_KIND: render_blank_form, asking.DOSSIER_KIND: render_dossier_print}


@pytest.fixture
def amara(cast: Cast) -> Client:
    return signed_in(cast.amara)


def work() -> int:
    """What the relay and the worker do; how many messages there were."""
    waiting = list(Message.objects.filter(done_at__isnull=True, kind__in=TASKS))
    for item in waiting:
        TASKS[item.kind](**item.payload, key=item.key)
    return len(waiting)


def page_of(assessment: Assessment) -> str:
    return reverse("dossier_print", args=[assessment.pk])


def pdf_of(assessment: Assessment) -> str:
    return reverse("dossier_print_pdf", args=[assessment.pk])


def write(assessment: Assessment, key: str, value: Any, by: User, base: int = 0) -> None:
    written = Written(key, value, False, base, uuid4())
    save_answers(assessment=assessment, section=key.split(".")[0], written=[written], by=by, at=NOW)


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def letters(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# --- The dossier ----------------------------------------------------------------------------------
def test_the_page_shows_every_section_and_says_what_is_not_provided(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    write(blank, "team.lead_ministry", "Ministry of Planning", cast.amara)
    writing.save_record(
        assessment=blank,
        kind="sector",
        record_id=None,
        values={"key": "energy", "reason": "Nights are <dark>."},
        base_version=None,
        by=cast.amara,
        at=NOW,
    )

    answer = amara.get(page_of(blank))

    text = text_of(answer)
    titles = [f"{section.number}. {section.title}" for section in questionnaire(CURRENT).sections]
    assert [title for title in titles if title not in text] == []
    assert "Ministry of Planning" in text
    assert "Nights are <dark>." in text
    assert "Not provided" in text


def test_the_page_costs_the_same_queries_for_one_record_and_for_many(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    counts = []
    keys = ("energy", "water", "youth", "trade")
    for wanted in (keys[:1], keys[1:]):
        for key in wanted:
            writing.save_record(
                assessment=blank,
                kind="sector",
                record_id=None,
                values={"key": key},
                base_version=None,
                by=cast.amara,
                at=NOW,
            )
        with CaptureQueriesContext(connection) as queries:
            amara.get(page_of(blank))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_pdf_is_asked_for_made_once_and_fetched(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    before = amara.get(page_of(blank))
    for _time in range(2):
        amara.post(pdf_of(blank))
    waiting = amara.get(pdf_of(blank) + "?state=1").json()

    done = work()
    answer = amara.get(pdf_of(blank))

    assert "Make the PDF" in text_of(before)
    assert (waiting["state"], done) == ("queued", 1)
    assert answer.headers["Content-Type"] == "application/pdf"
    content = letters(answer)
    with pikepdf.open(BytesIO(content)) as document:
        assert document.Root.Lang == "en"
        assert len(document.pages) > 5
    assert Entry.objects.filter(verb="assessment.printed").count() == 2
    assert amara.get(pdf_of(blank) + "?state=1").json()["state"] == "ready"


def test_prints_of_a_day_are_limited_and_the_page_says_so(
    amara: Client, blank: Assessment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PRINTS_A_DAY", 1)
    amara.post(pdf_of(blank))
    again = amara.post(pdf_of(blank), follow=True)
    write(blank, "team.lead_ministry", "Ministry of Planning", cast.amara)
    another = amara.post(pdf_of(blank), follow=True)
    assert "come back tomorrow" not in text_of(again)
    assert "come back tomorrow" in text_of(another)
    assert work() == 1


def test_a_dossier_that_was_written_in_has_to_be_printed_again(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    amara.post(pdf_of(blank))
    work()
    write(blank, "team.lead_ministry", "Ministry of Planning", cast.amara)

    answer = amara.get(pdf_of(blank), follow=True)

    assert answer.redirect_chain == [(f"{page_of(blank)}#pdf", 302)]
    assert "The assessment was changed since." in text_of(answer)


def test_what_a_country_keeps_to_itself_is_on_no_paper_of_others(
    blank: Assessment, cast: Cast
) -> None:
    rows = [item for item in questionnaire(CURRENT) if item.seen_by is Audience.COUNTRY]
    for of_country in (True, False):
        _print, facts = asking.dossier_print(
            blank, on=NOW.date(), language="en", of_country=of_country
        )
        labels = {row["label"] for part in facts["sections"] for row in part["answers"]}
        assert {str(item.label) in labels for item in rows} == {of_country}


def test_strangers_get_neither_the_page_nor_the_pdf(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    amara.post(pdf_of(blank))
    work()
    clients = [signed_in(person) for person in (cast.chitra, cast.dolma, cast.ines, cast.nobody)]

    codes = {
        ask.status_code
        for client in clients
        for ask in (
            client.get(page_of(blank)),
            client.get(pdf_of(blank)),
            client.get(pdf_of(blank) + "?state=1"),
            client.post(pdf_of(blank)),
        )
    }

    assert codes == {404}


def test_prints_of_dossiers_are_gone_after_a_week_and_blank_forms_stay(
    amara: Client, blank: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara.post(pdf_of(blank))
    amara.post(reverse("blank_form_pdf", args=[CURRENT, "en"]))
    work()
    root = Path(portal.DOCUMENTS_ROOT)
    before = sorted(path.parts[-3] for path in root.rglob("*.pdf"))

    later = timezone.now() + asking.KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr("assessments.tasks.timezone.now", lambda: later)
    forget_prints()

    assert before == ["blank", "prints"]
    assert [path.parts[-3] for path in root.rglob("*.pdf")] == ["blank"]


def test_a_print_that_cannot_be_made_says_so_and_can_be_asked_for_again(
    amara: Client, blank: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_options: Any) -> bytes:
        raise ValueError("No letter for this.")

    monkeypatch.setattr("assessments.prints.operations.rendering.printed_pdf", broken)
    amara.post(pdf_of(blank))
    work()
    text = text_of(amara.get(page_of(blank)))
    monkeypatch.undo()
    portal_root = Path(portal.DOCUMENTS_ROOT)
    amara.post(pdf_of(blank))
    work()

    assert "It could not be made." in text
    assert list(portal_root.rglob("*.pdf")) != []


# --- The blank form -------------------------------------------------------------------------------
def test_the_blank_form_is_made_once_for_everybody(cast: Cast) -> None:
    address = reverse("blank_form_pdf", args=[CURRENT, "fr"])
    people = [signed_in(item) for item in (cast.amara, cast.chitra, cast.ines)]
    missing = people[0].get(address)
    for person in people:
        person.post(address)

    made = work()
    files = [letters(person.get(address)) for person in people]

    assert (missing.status_code, made, len(set(files))) == (302, 1, 1)
    with pikepdf.open(BytesIO(files[0])) as document:
        assert document.Root.Lang == "fr"


def test_the_page_of_the_questionnaire_asks_every_question(
    amara: Client, blank: Assessment
) -> None:
    text = text_of(amara.get(reverse("blank_form", args=[CURRENT])))

    missing = [str(item.label) for item in questionnaire(CURRENT) if str(item.label) not in text]
    assert missing == []


def test_there_is_no_form_of_a_version_or_language_there_is_not(amara: Client) -> None:
    rows = [
        reverse("blank_form", args=["1999.1"]),
        reverse("blank_form_pdf", args=["1999.1", "en"]),
        reverse("blank_form_pdf", args=[CURRENT, "tlh"]),
        reverse("blank_form_pdf", args=[CURRENT, "ja"]),
    ]

    assert {amara.get(item).status_code for item in rows} == {404}
    assert {amara.post(item).status_code for item in rows[1:]} == {404}


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ar"])
def test_the_blank_form_gives_the_same_bytes_and_declares_its_language(language: str) -> None:
    first, second = (
        blank_pdf(version=CURRENT, language=language, identifier="same") for _time in range(2)
    )

    assert first == second
    with pikepdf.open(BytesIO(first)) as document:
        assert document.Root.Lang == language
        assert document.Root.MarkInfo.Marked
        assert len(document.pages) > 20
