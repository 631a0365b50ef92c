"""The signed copy of a plan document: a file beside it, handed out and known again."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.models import PlanDocument
from assessments.publication.documents import store
from assessments.publication.operations import rendering, signing
from assessments.publication.operations.asking import outbox_key
from assessments.states import Projection, State
from tests.assessments.conftest import Walk
from tests.factories.cast import NOON
from tests.factories.keys import PASSPHRASE, throwaway_key

from .test_verification import a_pdf, answer_to, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> None:
    throwaway_key(tmp_path / "key.p12", begins=NOON - timedelta(days=30))
    settings.SIGNING_KEY_FILE = str(tmp_path / "key.p12")
    settings.SIGNING_KEY_PASSPHRASE = PASSPHRASE


@pytest.fixture
def document(walk: Walk) -> PlanDocument:
    walk(State.PUBLISHED)
    content = a_pdf()
    store.put(content)
    return kept(content)


def signed_copy(document: PlanDocument) -> bytes:
    assert signing.keep_signed_copy(digest=document.digest, at=NOON)
    return store.signed_path(document.digest).read_bytes()


def test_without_a_key_no_copy_is_made(document: PlanDocument) -> None:
    assert signing.keep_signed_copy(digest=document.digest, at=NOON) is False
    with pytest.raises(CommandError, match="No key is configured"):
        call_command("sign_documents")


def test_the_copy_is_a_file_of_its_own_and_made_once(key: None, document: PlanDocument) -> None:
    before = store.path_of(document.stored_as).read_bytes()
    copy = signed_copy(document)
    assert signing.keep_signed_copy(digest=document.digest, at=NOON) is False
    assert store.path_of(document.stored_as).read_bytes() == before
    assert copy.startswith(before)


def test_the_worker_signs_what_it_makes(
    key: None, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(State.APPROVED)
    document = PlanDocument.objects.get(projection=Projection.PUBLIC)
    monkeypatch.setattr(rendering, "plan_pdf", lambda *_snapshot, **_options: a_pdf())
    made = rendering.render(document_id=document.pk, key=outbox_key(document), clock=lambda: NOON)
    assert made is not None
    assert store.signed_path(made.digest).read_bytes().startswith(a_pdf())


def test_the_copy_is_handed_out_beside_the_document(key: None, document: PlanDocument) -> None:
    url = reverse("document_file", args=[document.pk])
    assert Client().get(f"{url}?signed").status_code == 404
    copy = signed_copy(document)
    answer: Any = Client().get(f"{url}?signed")
    assert b"".join(answer.streaming_content) == copy
    assert "plan-v1-en.signed.pdf" in answer["Content-Disposition"]
    unsigned: Any = Client().get(url, headers={"If-None-Match": answer["ETag"]})
    assert b"".join(unsigned.streaming_content) == copy[: document.size]


def test_the_page_of_the_plan_offers_the_copy_where_there_is_one(
    key: None, document: PlanDocument
) -> None:
    url = reverse("document_file", args=[document.pk])
    page = reverse("plan", args=[document.snapshot_id])
    before = Client().get(page).content.decode()
    assert f'href="{url}"' in before
    assert f'href="{url}?signed"' not in before
    signed_copy(document)
    assert f'href="{url}?signed"' in Client().get(page).content.decode()


def test_the_copy_is_told_as_the_version_it_signs(key: None, document: PlanDocument) -> None:
    response = answer_to(signed_copy(document))
    assert "This is version 1, approved on " in response
    assert "The file is, byte by byte, the signed copy" in response


def test_something_added_by_somebody_else_is_not_our_copy(
    key: None, document: PlanDocument
) -> None:
    copy = signed_copy(document)
    for other in (copy + b"\n% more", store.path_of(document.stored_as).read_bytes() + b"% more"):
        assert "This is version" not in answer_to(other)


def test_a_copy_of_an_unpublished_plan_is_unknown(key: None, walk: Walk) -> None:
    walk(State.APPROVED)
    content = a_pdf()
    store.put(content)
    copy = signed_copy(kept(content))
    assert "This is not a document of ours." in answer_to(copy)


def test_a_bad_key_leaves_the_document_as_it_is(
    settings: Any, document: PlanDocument, tmp_path: Path
) -> None:
    settings.SIGNING_KEY_FILE = str(tmp_path / "nothing.p12")
    signing.try_to_sign(digest=document.digest, at=NOON)
    assert not store.signed_path(document.digest).exists()
    with pytest.raises(CommandError, match="The key cannot be used"):
        call_command("sign_documents")


def test_documents_made_before_there_was_a_key_are_signed_by_a_command(
    key: None, document: PlanDocument
) -> None:
    assert document.projection == Projection.PUBLIC
    o = StringIO()
    call_command("sign_documents", stdout=o)
    assert o.getvalue() == "1 signed\n"
    assert store.signed_path(document.digest).exists()
