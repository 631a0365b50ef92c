"""The pages of the workbook as a browser asks for them."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, IssuedWorkbook, Need, WorkbookReturn
from assessments.records.operations.writing import save_record
from tests.assessments.conftest import NOW, Cast
from tests.assessments.workbook.filling import Filled, bring_back, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    client.force_login(cast.amara)
    return client


def url(name: str, assessment: Assessment, *args: Any) -> str:
    return reverse(name, args=[assessment.pk, *args])


def upload(content: bytes, name: str = "filled.xlsx") -> dict[str, Any]:
    return {"return-file": SimpleUploadedFile(name, content)}


def test_a_workbook_is_made_downloaded_filled_and_accepted(
    browser: Client, draft: Assessment, cast: Cast
) -> None:
    made = browser.post(
        url("workbook", draft), {"issue-sections": ["needs", "priorities"], "issue-scorers": "2"}
    )
    issued = IssuedWorkbook.objects.get()
    assert made.headers["Location"].endswith(f"?issued={issued.pk}")
    page = browser.get(made.headers["Location"]).content.decode()
    assert url("workbook_download", draft, issued.pk) in page
    file = browser.get(url("workbook_download", draft, issued.pk))
    assert file.headers["Content-Disposition"].startswith('attachment; filename="workbook-xtl-')
    assert "no-store" in file.headers["Cache-Control"]

    filled = Filled.of(issued)
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="<script>alert(1)</script>")
    back = browser.post(url("workbook_return", draft), upload(filled.bytes))
    preview = browser.get(back.headers["Location"])
    html = preview.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    row = preview.context["preview"].choices[0].row
    sent = {"take": [row.id], f"seen {row.id}": row.seen}
    for _time in range(2):
        answer = browser.post(back.headers["Location"], sent)
        assert answer.status_code == 302
    need.refresh_from_db()
    assert need.statement == "<script>alert(1)</script>"
    settled = browser.get(back.headers["Location"]).content.decode()
    assert "Accepted" in settled
    assert "<script>alert" not in settled


def test_a_conflict_is_shown_again_until_somebody_chooses(
    browser: Client, draft: Assessment, cast: Cast
) -> None:
    filled = Filled.of(issue(draft, cast.amara, sections=["needs"]))
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Mine")
    save_record(
        assessment=draft,
        kind="need",
        record_id=need.pk,
        values={"statement": "Theirs"},
        base_version=None,
        by=cast.amara,
        at=NOW,
    )
    back = bring_back(filled.bytes, draft, cast.amara)
    address = url("workbook_preview", draft, back.pk)
    row = browser.get(address).context["preview"].choices[0].row
    sent = {"take": [row.id], f"seen {row.id}": row.seen}
    answer = browser.post(address, sent)
    assert answer.status_code == 409
    assert "Choose which text to keep" in answer.content.decode()
    mine = {f"choice {row.id} statement": "mine"}
    stale = browser.post(address, sent | mine | {f"seen {row.id}": "0"})
    assert stale.status_code == 409
    chosen = browser.post(address, sent | mine)
    assert chosen.status_code == 302
    need.refresh_from_db()
    assert need.statement == "Mine"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"a,b", "its name ends in .xlsx"),
        ("a.xlsx", b"", "The file is empty."),
        ("a.xlsx", b"PK no zip", "not a file of the kind asked for"),
        ("a.xlsm", b"PK", "holds macros"),
    ],
)
def test_a_file_that_is_no_workbook_is_answered_with_a_sentence(
    browser: Client, draft: Assessment, name: str, content: bytes, sentence: str
) -> None:
    answer = browser.post(url("workbook_return", draft), upload(content, name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert 'href="#id_return-file"' in page
    assert WorkbookReturn.objects.count() == 0


def test_no_file_and_no_section_are_said(browser: Client, draft: Assessment) -> None:
    assert "Choose the workbook." in browser.post(url("workbook_return", draft)).content.decode()
    page = browser.post(url("workbook", draft), {"issue-sections": []}).content.decode()
    assert "Choose at least one section." in page
    assert IssuedWorkbook.objects.count() == 0


def test_nothing_is_taken_when_it_is_discarded(
    browser: Client, draft: Assessment, cast: Cast
) -> None:
    filled = Filled.of(issue(draft, cast.amara, sections=["needs"]))
    filled.new("need", statement="Kept only here", challenge="Of the room", sector="Sector 1")
    back = bring_back(filled.bytes, draft, cast.amara)
    address = url("workbook_preview", draft, back.pk)
    assert browser.post(address, {"discard": "yes"}).status_code == 302
    assert "Kept only here" in browser.get(address).content.decode()
    assert not Need.objects.filter(statement="Kept only here").exists()


def test_others_find_nothing(client: Client, draft: Assessment, cast: Cast) -> None:
    issued = issue(draft, cast.amara, sections=["needs"])
    back = bring_back(Filled.of(issued).bytes, draft, cast.amara)
    client.force_login(cast.chitra)
    for address in (
        url("workbook", draft),
        url("workbook_download", draft, issued.pk),
        url("workbook_preview", draft, back.pk),
    ):
        assert client.get(address).status_code == 404
    client.force_login(cast.amara)
    assert client.get(url("workbook_download", draft, uuid4())).status_code == 404
    assert client.get(url("workbook_preview", draft, uuid4())).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_queries_for_more_rows(
    browser: Client,
    draft: Assessment,
    cast: Cast,
    rows: int,
    django_assert_max_num_queries: Any,
) -> None:
    filled = Filled.of(issue(draft, cast.amara, sections=["needs"]))
    for need in Need.objects.filter(assessment=draft)[:rows]:
        filled.record("need", need.pk, statement=f"Another {need.pk}")
    back = bring_back(filled.bytes, draft, cast.amara)
    address = url("workbook_preview", draft, back.pk)
    browser.get(address)
    with django_assert_max_num_queries(50) as seen:
        response = browser.get(address)
    assert len(response.context["preview"].with_status("changed")) == rows
    assert len(seen) == QUERIES


QUERIES = 8
