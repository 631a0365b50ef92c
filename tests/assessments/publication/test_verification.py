"""The public page that tells a document of ours from one that is not."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import PlanDocument, Snapshot
from assessments.publication.documents.edition import snapshot_json
from assessments.states import DocumentState, Projection, State
from tests.assessments.conftest import Cast, Walk
from tests.factories.progress import new_version, snapshot_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
PAGE = "/verify/"


def a_pdf(attached: bytes | None = None, *, words: str = "ours", called: str = "") -> bytes:
    """A small PDF, with a snapshot inside and an identifier of its own when told so."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = words
        if attached is not None:
            pdf.attachments["plan-xtl.json"] = attached
        if called:
            pdf.trailer.ID = pikepdf.Array([pikepdf.String(called), pikepdf.String(called)])
        pdf.save(out, static_id=not called)
    return out.getvalue()


def kept(content: bytes, projection: str = Projection.PUBLIC) -> PlanDocument:
    """The document of the only snapshot, ready, with these bytes."""
    document = PlanDocument.objects.get(projection=projection)
    PlanDocument.objects.filter(pk=document.pk).update(
        state=DocumentState.READY,
        digest=hashlib.sha256(content).hexdigest(),
        pages=3,
        size=len(content),
        stored_as=f"{hashlib.sha256(content).hexdigest()}.pdf",
    )
    document.refresh_from_db()
    return document


def answer_to(content: bytes, name: str = "plan.pdf") -> str:
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = Client().post(PAGE, sent)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_is_open_to_everybody() -> None:
    assert "The file you hold" in Client().get(PAGE).content.decode()


def test_our_bytes_are_told_with_version_and_day(walk: Walk) -> None:
    walk(State.PUBLISHED)
    content = a_pdf()
    kept(content)

    response = answer_to(content)

    assert "This is version 1, approved on " in response
    assert "The file is, byte by byte, the document that was made here." in response


def test_a_file_that_was_made_again_leaves_the_earlier_one_ours(walk: Walk) -> None:
    """Its file was lost and a later renderer made it with other bytes."""
    walk(State.PUBLISHED)
    first, second = a_pdf(words="first"), a_pdf(words="second")
    kept(first)
    document = kept(second)
    assert document.earlier_digests == [hashlib.sha256(first).hexdigest()]

    for content in (first, second):
        assert "byte by byte, the document that was made here." in answer_to(content)

    with pytest.raises(IntegrityError, match="given out is kept"), transaction.atomic():
        PlanDocument.objects.filter(pk=document.pk).update(earlier_digests=[])


def test_an_older_version_is_ours_and_told_to_be_older(walk: Walk) -> None:
    published = walk(State.PUBLISHED)
    content = a_pdf()
    digest = kept(content).snapshot.public_digest
    new_version(published)

    response = answer_to(content)
    page = Client().get(reverse("verify", args=[digest])).content.decode()

    assert "This is version 1, approved on " in response
    for words in (response, page):
        assert "It is no longer the newest version." in words
        assert reverse("plan", args=[snapshot_of(published).pk]) in words


def test_a_changed_copy_is_told_apart(walk: Walk) -> None:
    walk(State.PUBLISHED)
    public = snapshot_json(Snapshot.objects.get().public)
    kept(a_pdf(public))

    response = answer_to(a_pdf(public, words="somebody else wrote this"))

    assert "The file carries our digest but its bytes are not ours." in response
    assert "It names version 1, approved on " in response
    assert "This is version" not in response


def test_a_document_of_ours_with_other_figures_inside_is_known_by_what_it_is_called(
    walk: Walk,
) -> None:
    walk(State.PUBLISHED)
    snapshot = Snapshot.objects.get()
    other = snapshot_json({**snapshot.public, "totals": {}})

    response = answer_to(a_pdf(other, called=snapshot.public_digest))

    assert "The file carries our digest but its bytes are not ours." in response


def test_the_frozen_snapshot_itself_is_verified_however_it_is_spaced(walk: Walk) -> None:
    walk(State.PUBLISHED)
    public = Snapshot.objects.get().public

    for content in (snapshot_json(public), json.dumps(public, indent=2).encode()):
        response = answer_to(content, "plan.json")
        assert "This is version 1, approved on " in response
        assert "whole and unchanged" in response


@pytest.mark.parametrize(
    "content",
    [a_pdf(words="foreign"), b"%PDF-1.7 broken", b"\x00\xff" * 50, b"{}", b"[" * 5_000],
    ids=["a pdf", "a broken pdf", "anything", "other json", "deep json"],
)
def test_what_is_not_ours_is_told_so(walk: Walk, content: bytes) -> None:
    walk(State.PUBLISHED)
    assert "This is not a document of ours." in answer_to(content)


def test_a_plan_that_is_not_published_is_as_unknown_as_any_other(walk: Walk) -> None:
    walk(State.APPROVED)
    content = a_pdf()
    kept(content)

    assert "This is not a document of ours." in answer_to(content)
    assert "This is not a document of ours." in answer_to(
        snapshot_json(Snapshot.objects.get().public)
    )


def test_a_changed_snapshot_is_not_ours(walk: Walk) -> None:
    walk(State.PUBLISHED)
    changed = {**Snapshot.objects.get().public, "totals": {}}
    assert "This is not a document of ours." in answer_to(snapshot_json(changed), "plan.json")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("a.pdf", b"x" * (20 * 1024 * 1024 + 1))}, "at most 20 MB"),
    ],
    ids=["none", "empty", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    sent: dict[str, Any], sentence: str
) -> None:
    assert sentence in Client().post(PAGE, sent).content.decode()


def test_nothing_that_is_handed_in_is_kept(walk: Walk, tmp_path: Path, settings: Any) -> None:
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    walk(State.PUBLISHED)
    before = list(tmp_path.rglob("*"))

    answer_to(a_pdf(b"x" * 3 * 1024 * 1024))

    assert list(tmp_path.rglob("*")) == before


# --- tables and snapshot beside the PDF -------------------------------------------------------


def test_the_snapshot_of_a_published_plan_is_fetched_with_the_digest_of_its_cover(
    walk: Walk,
) -> None:
    walk(State.PUBLISHED)
    snapshot = Snapshot.objects.get()
    document = PlanDocument.objects.get(projection=Projection.PUBLIC)

    answer = Client().get(reverse("document_snapshot", args=[document.pk]))

    assert hashlib.sha256(answer.content).hexdigest() == snapshot.public_digest
    assert answer["Content-Disposition"] == 'attachment; filename="XTL-2026-plan-v1-en.json"'


def test_the_tables_are_fetched_and_not_sent_twice(walk: Walk) -> None:
    walk(State.PUBLISHED)
    document = PlanDocument.objects.get(projection=Projection.PUBLIC)
    url = reverse("document_tables", args=[document.pk])

    first = Client().get(url)
    again = Client().get(url, headers={"If-None-Match": first["ETag"]})

    assert first.content[:2] == b"PK"
    assert first["Content-Disposition"] == 'attachment; filename="XTL-2026-plan-v1-en.xlsx"'
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["document_tables", "document_snapshot"])
@pytest.mark.parametrize(
    ("state", "projection", "who", "status"),
    [
        (State.PUBLISHED, Projection.PUBLIC, None, 200),
        (State.PUBLISHED, Projection.FULL, None, 404),
        (State.PUBLISHED, Projection.FULL, "chitra", 404),
        (State.PUBLISHED, Projection.FULL, "amara", 200),
        (State.APPROVED, Projection.PUBLIC, None, 404),
    ],
)
def test_who_gets_which_tables(
    walk: Walk, cast: Cast, name: str, state: str, projection: str, who: str | None, status: int
) -> None:
    walk(state)
    document = PlanDocument.objects.get(projection=projection)
    client = Client()
    if who:
        client.force_login(getattr(cast, who))

    assert client.get(reverse(name, args=[document.pk])).status_code == status
