"""All published plans in all languages: asked for at once, behind what people wait for."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.models import PlanDocument
from assessments.publication.documents import store
from assessments.publication.operations import asking as documents
from assessments.publication.operations import published
from assessments.publication.operations.published import RequestedDocuments
from assessments.publication.queries.published import languages, standing
from assessments.states import DocumentState, Projection, State
from techbank.audit.models import Entry
from techbank.exceptions import Refused
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import enter

pytestmark = pytest.mark.django_db
PAGE = "published_documents"
QUERIES_OF_THE_PAGE = 6


@pytest.fixture
def officer(walk: Walk, cast: Cast, settings: Any, tmp_path: Path) -> Client:
    """A browser; one plan is published, in one language so far."""
    settings.SECOND_FACTOR = "optional"
    settings.DOCUMENTS_ROOT = tmp_path
    walk(State.PUBLISHED)
    return enter(Client(), cast.farida)


def in_store(document: PlanDocument) -> PlanDocument:
    name = f"{document.pk.hex * 2}.pdf"
    store.path_of(name).parent.mkdir(exist_ok=True)
    store.path_of(name).write_bytes(b"%PDF")
    ready = {"digest": document.pk.hex * 2, "stored_as": name, "pages": 1, "size": 4}
    PlanDocument.objects.filter(pk=document.pk).update(state=DocumentState.READY, **ready)
    return document


def fail(language: str) -> None:
    rows = PlanDocument.objects.filter(language=language, projection=Projection.PUBLIC)
    rows.update(state=DocumentState.FAILED, error="No room <here>.")
    for row in rows:
        Message.objects.filter(key=documents.outbox_key(row)).update(
            dead_at=NOW, error="No room <here>.", attempts=5
        )


def test_every_language_is_asked_for_in_bulk_and_what_waits_for_a_person_stays_theirs(
    officer: Client,
) -> None:
    officer.post(reverse(PAGE))

    rows = PlanDocument.objects.filter(projection=Projection.PUBLIC)
    assert sorted(rows.values_list("language", flat=True)) == sorted(languages())
    bulk = dict(Message.objects.filter(kind=documents.KIND).values_list("key", "bulk"))
    assert {key.split(":")[-1]: of for key, of in bulk.items() if ":public:" in key} == {
        language: language != "en" for language in languages()
    }


def test_asking_twice_asks_once_and_says_so(officer: Client, cast: Cast) -> None:
    first = published.ask_for_all_published(by=cast.farida, at=NOW)
    second = published.ask_for_all_published(by=cast.farida, at=NOW)

    count = len(languages())
    nothing = {"plans": 1, "again": 0, "ready": 0, "failed": 0}
    assert first == RequestedDocuments(**nothing, new=count - 1, waiting=1)
    assert second == RequestedDocuments(**nothing, new=0, waiting=count)
    entry = Entry.objects.filter(verb="documents.asked_for_all").earliest("seq")
    assert entry.sentence.endswith(f"asked for all published plans: {count - 1} documents.")


def test_what_is_in_the_store_is_not_made_again_unless_its_file_is_gone(
    officer: Client, cast: Cast
) -> None:
    published.ask_for_all_published(by=None, at=NOW)
    public = PlanDocument.objects.filter(projection=Projection.PUBLIC)
    stored, gone, *_others = [in_store(item) for item in public]
    gone.refresh_from_db()
    store.path_of(gone.stored_as).unlink()

    requested = published.ask_for_all_published(by=None, at=NOW)

    assert (requested.new, requested.again, requested.ready) == (0, 1, len(languages()) - 1)
    stored.refresh_from_db()
    gone.refresh_from_db()
    assert (stored.state, gone.state) == ("ready", "queued")


def test_a_full_document_is_not_one_of_them(officer: Client) -> None:
    officer.post(reverse(PAGE))

    assert standing().total == len(languages())
    assert PlanDocument.objects.filter(projection=Projection.FULL).count() == 1


def test_those_that_failed_are_named_with_reasons_and_asked_again_together(
    officer: Client,
) -> None:
    officer.post(reverse(PAGE))
    fail("fr")
    fail("ar")

    page = officer.get(reverse(PAGE)).content.decode()
    answer = officer.post(reverse("published_documents_again"))

    assert page.count("No room &lt;here&gt;.") == 2
    assert answer.status_code == 302
    assert (standing().failed, standing().queued) == (0, len(languages()))
    again = Message.objects.filter(key__endswith=":public:fr").get()
    assert (again.dead_at, again.attempts, again.bulk) == (None, 0, True)


def test_the_page_draws_what_is_true_and_the_status_says_the_same(officer: Client) -> None:
    officer.post(reverse(PAGE))
    in_store(PlanDocument.objects.get(language="fr"))
    fail("ar")
    count = len(languages())

    page = officer.get(reverse(PAGE)).content.decode()
    payload = officer.get(reverse("published_documents_status")).json()

    assert f'<progress max="{count}" value="1"' in page
    assert f"1 of {count} are ready." in page
    assert payload == {
        "state": "rendering",
        "sentence": f"1 of {count} are ready.",
        "done": 1,
        "total": count,
        "counts": {"rendering": 0, "queued": count - 2, "failed": 1, "unasked": 0},
    }


def test_the_page_costs_the_same_whatever_failed(
    officer: Client, django_assert_num_queries: Any
) -> None:
    officer.post(reverse(PAGE))
    officer.get(reverse(PAGE))
    for languages_failed in (("fr",), ("fr", "ar", "pt")):
        for language in languages_failed:
            fail(language)
        with django_assert_num_queries(QUERIES_OF_THE_PAGE):
            officer.get(reverse(PAGE))


def test_only_who_publishes_plans_asks_for_all_of_them(officer: Client, cast: Cast) -> None:
    with pytest.raises(Refused, match="Approving officer"):
        published.ask_for_all_published(by=cast.dolma, at=NOW)
    with pytest.raises(Refused):
        published.ask_for_failed_again(by=cast.amara, at=NOW)
    assert enter(Client(), cast.dolma).get(reverse(PAGE)).status_code == 403


def test_the_command_asks_and_prints_the_counts(officer: Client) -> None:
    o = StringIO()
    call_command("render_plans", stdout=o)
    fail("fr")
    call_command("render_plans", "--failed-again", stdout=o)

    count = len(languages())
    assert o.getvalue().splitlines() == [
        f"1 plans: {count - 1} documents asked for, 0 made again, 0 of those that failed asked "
        f"again, 1 on their way, 0 in the store, 0 failed",
        f"1 plans: 0 documents asked for, 0 made again, 1 of those that failed asked "
        f"again, {count - 1} on their way, 0 in the store, 0 failed",
    ]


def test_the_command_can_wait_and_fails_when_a_document_did(officer: Client) -> None:
    call_command("render_plans", stdout=StringIO())
    for document in PlanDocument.objects.filter(projection=Projection.PUBLIC).exclude(
        language="fr"
    ):
        in_store(document)
    fail("fr")
    text, wrong = StringIO(), StringIO()

    with pytest.raises(CommandError, match="1 documents could not be made"):
        call_command("render_plans", "--wait", stdout=text, stderr=wrong)

    count = len(languages())
    assert text.getvalue().splitlines()[-1] == f"{count - 1} of {count} ready, 0 on their way"
    assert wrong.getvalue() == "XTL fr: No room <here>.\n"
