"""The printed plan as a machine reads it, in the four languages its layout is proven in."""

import json
import shutil
import subprocess
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from unittest import mock

import openpyxl
import pikepdf
import pytest
from pypdf import PdfReader

from assessments.publication.documents.archived import READERS, NotASnapshot, read_snapshot
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.queries.snapshot import FORMAT, FORMAT_VERSION
from techbank import press
from tests.factories.snapshots import sample_snapshot

from .plan_structure import elements, fonts, pages_of, pieces

LANGUAGES = ("en", "fr", "ar", "zh-hans")
# Every run leaves the four documents here, to be looked at page by page.
ARTEFACTS = Path(__file__).resolve().parents[3] / "var" / "artefacts"
ARCHIVE = Path(__file__).parents[1] / "data" / "snapshots"
HEADINGS = {"/H2", "/H3", "/H4", "/H5", "/Caption"}
NEWEST = ARCHIVE / "format-1-questionnaire-2026-3.json"

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def printed(language: str, file: Path = NEWEST) -> bytes:
    archived = read_snapshot(file.read_bytes())
    return plan_pdf(archived.snapshot, digest=archived.digest, language=language)


def html_of(language: str) -> str:
    archived = read_snapshot(NEWEST.read_bytes())
    with mock.patch.object(press, "render", side_effect=lambda **given: given["html"]):
        return str(plan_pdf(archived.snapshot, digest=archived.digest, language=language))


@in_each_language
def test_every_font_is_embedded_and_no_glyph_is_missing(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        names = fonts(pdf)
        assert len(names) >= 4
        for font in names:
            # The press writes another encoding for a font that is asked for what it has not.
            assert font.Encoding == "/Identity-H", font.BaseFont
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@in_each_language
@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_poppler_finds_the_fonts_embedded_and_no_replacement(language: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(printed(language))
    fonts_told = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True)
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True)
    info = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True)

    rows = fonts_told.stdout.splitlines()[2:]
    assert [row for row in rows if row.split()[-5:-2] != ["yes", "yes", "yes"]] == []
    assert "\ufffd" not in text.stdout
    assert "Tagged:          yes" in info.stdout
    assert fonts_told.stderr + text.stderr + info.stderr == ""


@in_each_language
def test_the_document_is_left_to_be_looked_at(language: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    file = ARTEFACTS / f"plan-{language}.pdf"
    file.write_bytes(printed(language))
    assert file.read_bytes()[:5] == b"%PDF-"


@in_each_language
def test_the_language_is_declared_and_the_bookmarks_are_the_chapters(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf, pdf.open_outline() as outline:
        assert str(pdf.Root.Lang) == language
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert len(outline.root) == 14
        assert [item.title.split()[0] for item in outline.root[1:]] == [
            str(number) for number in range(1, 14)
        ]


@in_each_language
def test_a_table_is_one_table_with_one_caption_and_one_head(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        tables = elements(pdf, "/Table")
        assert len(tables) == html_of(language).count("<table")
        for table in tables:
            kinds = [str(kid.S) for kid in table.K]
            assert (kinds.count("/Caption"), kinds.count("/THead")) == (1, 1)


@in_each_language
def test_no_row_of_a_table_is_cut_by_a_page(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        rows = elements(pdf, "/TR")
        assert len(rows) > 100
        assert [row for row in rows if len(pages_of(pdf, row)) > 1] == []


@in_each_language
def test_no_heading_stands_alone_at_the_foot_of_a_page(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        result = pieces(pdf)
    headings = [
        (before, after) for before, after in pairwise(result) if HEADINGS & set(before.path)
    ]
    assert len(headings) > 60
    assert [pair for pair in headings if pair[0].page != pair[1].page] == []


@in_each_language
def test_every_drawing_says_in_words_what_it_shows(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        figures = elements(pdf, "/Figure")
        assert len(figures) == html_of(language).count("<svg")
        assert [figure for figure in figures if not str(figure.get("/Alt", "")).strip()] == []


@in_each_language
def test_the_same_snapshot_gives_the_same_bytes(language: str) -> None:
    archived = read_snapshot(NEWEST.read_bytes())
    again = plan_pdf(archived.snapshot, digest=archived.digest, language=language)
    assert again == printed(language)


@in_each_language
def test_no_page_is_nearly_empty(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        last = len(pdf.pages) - 1
        rows = [piece.page for piece in pieces(pdf)]
        assert [page for page in range(last) if rows.count(page) < 8] == []


def test_the_files_inside_are_the_snapshot_and_its_tables() -> None:
    archived = read_snapshot(NEWEST.read_bytes())
    stem = f"plan-xtl-{archived.digest[:12]}"
    with pikepdf.open(BytesIO(printed("en"))) as pdf:
        assert sorted(pdf.attachments) == [f"{stem}.json", f"{stem}.xlsx"]
        source = pdf.attachments[f"{stem}.json"].get_file().read_bytes()
        tables = pdf.attachments[f"{stem}.xlsx"].get_file().read_bytes()
        kinds = [str(pdf.attachments[name].obj.AFRelationship) for name in sorted(pdf.attachments)]
    assert read_snapshot(source) == archived
    assert kinds == ["/Source", "/Data"]
    assert "Cost lines" in openpyxl.load_workbook(BytesIO(tables)).sheetnames


def test_the_files_inside_a_public_document_hold_nothing_that_is_not_public() -> None:
    snapshot = sample_snapshot("public")
    secret = sample_snapshot("full")
    snapshot["prioritisation"]["scores"] = secret["prioritisation"]["scores"]
    content = plan_pdf(snapshot, digest="0" * 64, language="en")
    with pikepdf.open(BytesIO(content)) as pdf:
        inside = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    tables = next(content for name, content in inside.items() if name.endswith(".xlsx"))
    source = next(content for name, content in inside.items() if name.endswith(".json"))
    assert "Scores" not in openpyxl.load_workbook(BytesIO(tables)).sheetnames
    assert b"Rosa Example" not in source
    assert b"Anton Muster" not in source


@pytest.mark.parametrize("file", sorted(ARCHIVE.glob("*.json")), ids=lambda file: file.stem)
def test_every_snapshot_that_was_ever_kept_is_still_printed(file: Path) -> None:
    with pikepdf.open(BytesIO(printed("en", file))) as pdf:
        assert len(pdf.pages) > 10


def test_a_printed_total_and_our_sum_stand_side_by_side_with_what_keeps_them_apart() -> None:
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(printed("en"))).pages
    )
    assert "1 published total differs from the sum of the cost lines." in text
    for name in (
        "20,900,000 at least 20,960,000",
        "+60,000",
        "230,000 230,000",
        "\u22122,000,000",
        "Cost lines that are not known may make up the difference.",
        "Cannot be compared: the cost lines are in USD, XTS.",
        "printed edition (invented), p. 41",
    ):
        assert name in text, name


def test_a_plan_of_before_has_no_table_of_printed_totals() -> None:
    older = PdfReader(BytesIO(printed("en", ARCHIVE / "format-1-questionnaire-2026-2.json")))
    assert "Published total" not in "".join(page.extract_text() for page in older.pages)


def test_one_snapshot_of_each_format_is_kept_for_good() -> None:
    names = {json.loads(file.read_bytes())["format_version"] for file in ARCHIVE.glob("*.json")}
    assert (names, FORMAT_VERSION in READERS) == (set(READERS), True)
    assert json.loads(NEWEST.read_bytes())["format"] == FORMAT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no JSON", "the file is not JSON"),
        (b"[]", "the file does not say that it is a techbank.plan"),
        (b'{"format": "other"}', "the file does not say that it is a techbank.plan"),
        (
            b'{"format": "techbank.plan", "format_version": 99}',
            "format version 99 is unknown; known are: 1",
        ),
        (
            b'{"format": "techbank.plan", "format_version": 1}',
            "the snapshot has no assessment and no projection",
        ),
    ],
)
def test_what_is_no_snapshot_is_refused_with_its_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(NotASnapshot, match=sentence):
        read_snapshot(content)
