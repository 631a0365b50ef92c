"""Text of the country in the printed plan: new text as typed, old text as it was approved."""

import hashlib
import shutil
import subprocess
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assessments.publication.documents.archived import read_snapshot
from assessments.publication.documents.dossier import NO_MOMENT
from assessments.publication.documents.edition import RENDERERS, renderer_of
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.documents.table_book import MOST_LETTERS, DocumentTable, table_book
from techbank import press
from techbank.press.fonts import with_glyphs
from techbank.text import CURRENT, FIRST, normalised, printed, prose, units
from tests.factories.snapshots import sample_snapshot
from tests.typed_texts import letters_of, lines_of, typed_texts

from .plan_structure import elements

ARCHIVE = Path(__file__).parents[1] / "data" / "snapshots"
# Digests of what renderer plan-7 gave the press for these snapshots, in English.
GIVEN_OUT = {
    "format-1-questionnaire-2026-1.json": "e37fe071600f50b6",
    "format-1-questionnaire-2026-2.json": "afcdf12897fc1f3c",
    "format-1-questionnaire-2026-3.json": "f43f3234c9aadd69",
}
NUMBERED = "1. Survey.\n\nOne season.\n\n2. Agree.\n\nCost: 12*4*1500 = 72000\n\n4) Hand over"
ADDRESS = "• Train 20 people\n• Buy kits\nTel: 555 12\nMail: office"
TRIED: Counter[str] = Counter()


def snapshot(**action: Any) -> dict[str, Any]:
    """The sample plan, approved under the current dialect, with other texts in its first action."""
    frozen = sample_snapshot() | {"text_dialect": CURRENT}
    frozen["actions"][0].update(action)
    return frozen


def pdf_of(frozen: dict[str, Any]) -> bytes:
    return plan_pdf(frozen, digest="0" * 64, language="en")


@cache
def words_of(description: str, **texts: str) -> str:
    pages = PdfReader(BytesIO(pdf_of(snapshot(description=description, **texts)))).pages
    return "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("name", GIVEN_OUT)
def test_what_was_approved_under_the_first_dialect_prints_byte_for_byte(name: str) -> None:
    archived = read_snapshot((ARCHIVE / name).read_bytes())
    assert renderer_of(archived.snapshot) == "plan-7"
    with mock.patch(
        "assessments.publication.documents.plan.press.render",
        side_effect=lambda **given: given["html"],
    ):
        pages = str(plan_pdf(archived.snapshot, digest=archived.digest, language="en"))
    assert hashlib.sha256(pages.encode()).hexdigest()[:16] == GIVEN_OUT[name]


def test_a_new_snapshot_has_a_renderer_of_its_own() -> None:
    assert renderer_of(snapshot()) == RENDERERS[CURRENT] != RENDERERS[FIRST]


def test_numbers_signs_and_lines_are_the_writers() -> None:
    words = words_of(NUMBERED, capacity_needs=ADDRESS)
    for line in [*NUMBERED.split("\n\n"), *ADDRESS.split("\n")]:
        assert line in words


def test_a_list_of_the_first_dialect_goes_on_where_it_did() -> None:
    in_html = printed(prose("1. Survey\n\nOne season.\n\n2. Agree", FIRST))
    assert '<ol style="counter-reset: list-item 1">' in in_html


@pytest.mark.parametrize("dialect", [FIRST, CURRENT])
def test_a_long_field_is_printed_whole(dialect: int) -> None:
    ends = [f"{number * 7919}." for number in range(1, 1_500)]
    paragraphs = [f"A paragraph ends with {end}" for end in ends]
    frozen = snapshot(capacity_needs="\n\n".join(paragraphs)) | {"text_dialect": dialect}
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(frozen))).pages)
    assert [end for end in ends if end not in words] == []


@pytest.mark.parametrize("dialect", [FIRST, CURRENT])
@pytest.mark.parametrize(
    "text", ["- a\n  - b\n    - c\n    - d", "1. a\n\n2. b\n\n   more", "- a\n\n- b"]
)
def test_a_list_holds_items_and_an_item_label_and_body(dialect: int, text: str) -> None:
    frozen = snapshot(description=text) | {"text_dialect": dialect}
    with pikepdf.open(BytesIO(pdf_of(frozen))) as pdf:
        for kind, allowed in (("/L", {"/L", "/LI"}), ("/LI", {"/Lbl", "/LBody"})):
            for element in elements(pdf, kind):
                assert {str(kid.S) for kid in _kids(element)} <= allowed


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def test_no_sum_is_zero_while_no_amount_is_known() -> None:
    frozen = snapshot()
    for action in frozen["actions"]:
        for activity in action["activities"]:
            for line in activity["cost_lines"]:
                line["amount"] = None
    count = sum(len(part["cost_lines"]) for row in frozen["actions"] for part in row["activities"])
    frozen["totals"] |= {"usd": "0.00", "at_least": True, "unknown_lines": count}
    frozen["totals"] |= {"by_currency": [], "by_year": [], "by_category": []}
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(frozen))).pages)
    assert "USD\u00a00," not in words
    assert "USD 0," not in words


def book_of(table: DocumentTable) -> bytes:
    return table_book([table], title="t", language="en", created_at=NO_MOMENT, author="a")


def test_a_cell_of_the_tables_that_is_cut_says_so() -> None:
    table = DocumentTable("T", [("Text", 20)], [["🙂" * 40_000], ["🙂" * 16_000]])
    book = openpyxl.load_workbook(BytesIO(book_of(table)))
    cut, whole = (str(book["T"].cell(row, 1).value) for row in (2, 3))
    assert "cut here" in cut
    assert units(cut) <= MOST_LETTERS
    assert whole == "🙂" * 16_000


def pages_of_texts(texts: list[str]) -> list[str]:
    """What an extractor reads of each text, which has a page of its own."""
    parts = (f'<div style="break-after: page">{printed(prose(text))}</div>' for text in texts)
    html = f"<html lang=en><title>t</title><body>{''.join(parts)}"
    pdf = press.render(html=html, css=("document.css",), language="en", title="t")
    extracted = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return extracted.stdout.decode().split("\f")


def compare(texts: list[str]) -> None:
    """Compares letter by letter; one without a glyph is expected as �."""
    for text, page in zip(texts, pages_of_texts(texts), strict=False):
        TRIED["PDF"] += 1
        expected = with_glyphs("\n".join(lines_of(text)))
        assert letters_of(normalised(page)) == letters_of(expected), text


some_texts = st.lists(typed_texts(longest=20), min_size=30, max_size=30)
one_by_one = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@settings(one_by_one, max_examples=2)
@given(some_texts)
def test_the_document_says_what_was_typed(texts: list[str]) -> None:
    compare(texts)
    print(f"PDF: {TRIED['PDF']} texts typed and printed")
