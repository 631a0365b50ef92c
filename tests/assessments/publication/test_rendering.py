"""Making a document: its steps are real, one attempt at a time, what takes too long ends."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import PlanDocument, Snapshot
from assessments.publication.documents import store
from assessments.publication.operations import asking, rendering
from assessments.states import DocumentState, RenderingStep, State
from techbank.exceptions import WrongState
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import enter

pytestmark = pytest.mark.django_db


class TooLong(Exception):
    """What the worker raises when the time is up."""


@pytest.fixture
def document(walk: Walk, cast: Cast, settings: Any, tmp_path: Path) -> PlanDocument:
    settings.SECOND_FACTOR = "optional"
    settings.DOCUMENTS_ROOT = tmp_path
    walk(State.APPROVED)
    return PlanDocument.objects.get(projection="public")


def render(document: PlanDocument) -> PlanDocument | None:
    return rendering.render(
        document_id=document.pk,
        key=asking.outbox_key(document),
        clock=lambda: NOW,
        too_long=TooLong,
    )


def state_of(document: PlanDocument) -> tuple[str, int]:
    document.refresh_from_db()
    return document.state, document.step


def test_each_step_of_a_real_rendering_is_written_down_as_it_begins(
    document: PlanDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    to = rendering._Progress.to

    def spy(progress: rendering._Progress, step: RenderingStep) -> None:
        to(progress, step)
        seen.append(state_of(document)[1])

    monkeypatch.setattr(rendering._Progress, "to", spy)
    render(document)

    assert list(dict.fromkeys(seen)) == [2, 3, 4, 5, 6]
    assert state_of(document) == ("ready", RenderingStep.STORING)
    assert Message.objects.get(key=asking.outbox_key(document)).done_at is not None


def test_the_page_shows_the_step_with_a_bar_and_words(document: PlanDocument, cast: Cast) -> None:
    PlanDocument.objects.filter(pk=document.pk).update(state=DocumentState.RENDERING, step=4)
    client = enter(Client(), cast.dolma)

    page = client.get(reverse("documents", args=[document.snapshot.assessment_id])).content.decode()
    payload = client.get(reverse("document_status", args=[document.pk])).json()

    assert "Step 4 of 6: Laying out the pages" in page
    assert '<progress max="6" value="3"' in page
    assert (payload["done"], payload["total"]) == (3, 6)
    assert payload["sentence"] == "Step 4 of 6: Laying out the pages"


def test_the_database_knows_no_step_beyond_the_last(document: PlanDocument) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDocument.objects.filter(pk=document.pk).update(step=7)


def test_who_comes_second_leaves_the_document_to_the_first(
    document: PlanDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("techbank.outbox.claim", _claimed_by_another)

    assert render(document) is None
    assert state_of(document) == ("queued", 0)
    assert Message.objects.get(key=asking.outbox_key(document)).attempts == 0


class _claimed_by_another:
    def __init__(self, key: str) -> None:
        pass

    def __enter__(self) -> bool:
        return False

    def __exit__(self, *error: object) -> None:
        pass


def test_what_takes_too_long_twice_fails_with_the_reason(
    document: PlanDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_args: Any, **_more: Any) -> bytes:
        raise TooLong

    monkeypatch.setattr(rendering, "plan_pdf", hang)
    render(document)
    first = state_of(document)[0]
    render(document)

    assert (first, state_of(document)[0]) == ("queued", "failed")
    assert document.error == "It was not done after 60 seconds and was stopped."


def test_a_message_of_a_document_that_is_ready_renders_nothing(
    document: PlanDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    render(document)
    Message.objects.update(done_at=None)
    monkeypatch.setattr(rendering, "plan_pdf", None)

    assert render(document) is None
    assert Message.objects.get(key=asking.outbox_key(document)).done_at is not None


def ask(document: PlanDocument, cast: Cast) -> PlanDocument:
    return asking.ask_for_document(
        snapshot=document.snapshot,
        language=document.language,
        projection=document.projection,
        by=cast.dolma,
        at=NOW,
    )


def test_a_document_that_is_there_is_answered_from_the_store(
    document: PlanDocument, cast: Cast
) -> None:
    render(document)

    assert ask(document, cast).state == DocumentState.READY
    assert Message.objects.get(key=asking.outbox_key(document)).done_at is not None


@pytest.mark.parametrize("message_is_forgotten", [False, True])
def test_a_document_whose_file_is_gone_is_made_again_when_somebody_asks(
    document: PlanDocument, cast: Cast, message_is_forgotten: bool
) -> None:
    render(document)
    document.refresh_from_db()
    digest = document.digest
    store.path_of(document.stored_as).unlink()
    if message_is_forgotten:
        Message.objects.all().delete()

    assert ask(document, cast).state == DocumentState.QUEUED
    render(document)

    assert (state_of(document)[0], document.digest) == ("ready", digest)
    assert store.path_of(document.stored_as).exists()


@pytest.mark.parametrize("message_is_forgotten", [False, True])
@pytest.mark.parametrize("by_its_button", [True, False])
def test_a_document_that_failed_is_queued_whichever_way_somebody_asks_again(
    document: PlanDocument, cast: Cast, by_its_button: bool, message_is_forgotten: bool
) -> None:
    PlanDocument.objects.filter(pk=document.pk).update(
        state=DocumentState.FAILED, error="The disk is full.", step=5
    )
    if message_is_forgotten:
        Message.objects.all().delete()

    if by_its_button:
        asking.ask_again(document=document, by=cast.dolma, at=NOW)
    else:
        ask(document, cast)

    document.refresh_from_db()
    assert (document.state, document.error, document.step) == ("queued", "", 0)
    assert Message.objects.get(key=asking.outbox_key(document)).dead_at is None
    with pytest.raises(WrongState):
        asking.ask_again(document=document, by=cast.dolma, at=NOW)


def test_the_nightly_comparison_asks_for_nothing_that_is_ready_and_sweeps_what_nobody_names(
    document: PlanDocument, settings: Any
) -> None:
    render(document)
    document.refresh_from_db()
    Message.objects.all().delete()
    path = store.path_of(document.stored_as)
    orphan = store.path_of(f"{'0' * 64}.pdf")
    half = path.parent / ".writing-x"
    for file in (orphan, half):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"%PDF")

    asking.reconcile(at=NOW + timedelta(days=3650))

    waiting = PlanDocument.objects.exclude(state="ready")
    assert set(Message.objects.values_list("key", flat=True)) == {
        asking.outbox_key(item) for item in waiting
    }
    assert (path.exists(), orphan.exists(), half.exists()) == (True, False, False)
    assert Snapshot.objects.count() == 1
