"""The printed plan as an eye reads it: what stands where, in the four languages it is proven in."""

import re
import shutil
import subprocess
from collections import defaultdict
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from django.utils import translation

from assessments.publication.documents.costs import costs
from assessments.publication.documents.dossier import Dossier
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.documents.summary import summary
from tests.factories.snapshots import sample_snapshot

from .crowded import crowded
from .plan_structure import elements
from .test_plan_structure import in_each_language, printed

DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler here")
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)')


@cache
def hard(language: str) -> bytes:
    return plan_pdf(crowded(), digest=DIGEST, language=language)


def told(content: bytes, folder: Path, *options: str) -> str:
    file = folder / "plan.pdf"
    file.write_bytes(content)
    run = subprocess.run(["pdftotext", *options, file, "-"], capture_output=True, check=True)
    return run.stdout.decode()


def dossier(language: str, **changed: Any) -> Dossier:
    return Dossier(sample_snapshot() | changed, digest=DIGEST, language=language)


@needs_poppler
@in_each_language
def test_nothing_reaches_out_of_its_page_or_over_its_neighbour(
    language: str, tmp_path: Path
) -> None:
    pages = told(hard(language), tmp_path, "-bbox").split("<page ")[2:]
    assert len(pages) > 25
    for number, page in enumerate(pages, start=2):
        rows = defaultdict(list)
        for left, top, right, bottom, word in _WORD.findall(page):
            assert float(left) > 55, (number, word)
            assert float(right) < 541, (number, word)
            rows[top, bottom].append((float(left), float(right), word))
        for row in rows.values():
            for item, other in pairwise(sorted(row)):
                assert item[1] - 1 < other[0], (number, item, other)


@in_each_language
def test_the_languages_of_what_people_wrote_are_told(language: str) -> None:
    with pikepdf.open(BytesIO(printed(language))) as pdf:
        named = [str(span.Lang) for span in elements(pdf, "/Span") if "/Lang" in span]
    assert (set(named), len(named) > 300) == (
        (set(), False) if language == "en" else ({"en"}, True)
    )


def test_words_of_the_document_are_not_taken_for_the_countrys() -> None:
    with translation.override("ar"):
        plan = dossier("ar")
        assert plan.coded("services") == "الخدمات"
        assert plan.coded("by hand") == '<span lang="en" dir="ltr">By hand</span>'


def test_the_alternative_of_a_drawing_says_what_it_shows() -> None:
    with pikepdf.open(BytesIO(printed("en"))) as pdf:
        code, *charts = [str(figure.Alt) for figure in elements(pdf, "/Figure")]
    assert code == "QR code of the address where this document can be verified"
    assert charts[0].startswith("Ranking of the technology options. One bar an option, out of")


def test_the_code_on_the_cover_and_the_last_page_lead_to_the_verification() -> None:
    address = f"http://127.0.0.1:8000/verify/{DIGEST}"
    content = plan_pdf(sample_snapshot(), digest=DIGEST, language="en")
    with pikepdf.open(BytesIO(content)) as pdf:
        led = [
            page.index
            for page in pdf.pages
            for link in page.get("/Annots", [])
            if "/A" in link and link.A.get("/URI") == address
        ]
        assert {*led} == {0, len(pdf.pages) - 1}


@needs_poppler
def test_a_page_is_headed_by_the_chapter_it_begins_with(tmp_path: Path) -> None:
    pages = told(printed("en"), tmp_path, "-layout").split("\f")
    ends = next(page for page in pages if "Cost lines of action 5" in page)
    assert "\n8 Costs" in ends  # the next chapter begins on that page
    assert ends.lstrip().startswith("7 Action plan")


def test_the_summary_says_what_is_asked_of_whom_how_much_and_by_when() -> None:
    first, *_others = summary(dossier("en"))["asked"]
    assert (first["number"], first["title"]) == ("1", "Guarantee fund for village energy")
    assert (first["kinds"], first["responsible"]) == ("Grant · Loan", "Ministry of Finance")
    assert (first["span"], first["cost"]) == ("2027–2028", "USD\u00a03,807,500")
    assert summary(dossier("en"))["total"] == "at\u00a0least USD\u00a024,667,500"


def test_amounts_of_a_column_have_the_same_decimals() -> None:
    told_costs = costs(Dossier(crowded(), digest=DIGEST, language="en"))
    for part in told_costs["by_year"]:
        for column in zip(*(row["cells"] for row in part["rows"]), strict=True):
            figures = {cell["text"] for cell in column} - {"–", "not known"}
            assert {figure[-3] for figure in figures} == {"."}
    assert [rate["per_usd"] for rate in told_costs["rates"]] == ["1,234.56789"]


def test_nothing_but_unknown_amounts_is_not_at_least_nothing() -> None:
    reader = dossier("en").reader
    assert reader.money("0.00", "USD", at_least=True) == "not known"
    assert reader.headline("0.00", "USD", at_least=True) == "not known"
    assert reader.money("0.00", "USD") == "USD\u00a00"


def test_what_is_at_least_so_much_is_never_rounded_up() -> None:
    english = dossier("en").reader
    assert english.headline("11355000", "USD", at_least=False) == "USD\u00a011.4\u00a0million"
    assert english.headline("11355000", "USD", at_least=True).endswith("USD\u00a011.3\u00a0million")
    assert english.headline("999.90", "XTS", at_least=False, part=True) == "XTS\u00a0999"


def test_a_plan_without_any_order_is_not_said_to_be_reasoned() -> None:
    content = plan_pdf(sample_snapshot() | {"prioritisation": {}}, digest=DIGEST, language="en")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    assert "The order was reasoned" not in text
    assert "ranks first" not in text


def test_french_is_written_as_the_french_print_it() -> None:
    reader = dossier("fr").reader
    assert reader.percent("0.286", 1) == "28,6\u00a0%"
    assert reader.day("2027-10-01") == "1er octobre 2027"
    assert reader.period("2027-10-01", "2028-01-31") == "1er oct. 2027 – 31 janv. 2028"
    assert reader.colon == "\u00a0: "


def test_a_long_amount_to_remember_may_part_before_its_last_word() -> None:
    english, french = dossier("en").reader, dossier("fr").reader
    assert english.headline("24667500", "USD", at_least=False) == "USD\u00a024.7\u00a0million"
    assert english.headline("724667500000000", "USD", at_least=False).endswith(" trillion")
    assert french.headline("24667500", "USD", at_least=False) == "24,7\u00a0millions USD"


def test_a_percentage_keeps_its_side_among_arabic_words() -> None:
    assert dossier("ar").reader.percent("0.286", 1) == "\u200e28.6%\u200e"


@needs_poppler
def test_targets_with_letters_stay_in_order_among_arabic_words(tmp_path: Path) -> None:
    snapshot = sample_snapshot()
    snapshot["assessment"]["language"] = "ar"
    result = told(plan_pdf(snapshot, digest=DIGEST, language="ar"), tmp_path)
    assert "7.1, 7.b, 13.2" in result.replace("\u202a", "").replace("\u202c", "")
