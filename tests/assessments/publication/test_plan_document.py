"""The plan document: what a minister reads, what a machine checks."""

import json
import subprocess
import sys
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest

from assessments.publication.documents.context import sections, sectors
from assessments.publication.documents.dossier import Dossier
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.documents.summary import grouped
from techbank.charts import qr_code
from techbank.press import page_count
from tests.factories.snapshots import sample_snapshot

from .plan_structure import elements

DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"


@cache
def printed(language: str = "en", projection: str = "full") -> bytes:
    return plan_pdf(sample_snapshot(projection), digest=DIGEST, language=language)


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def emptied() -> dict[str, Any]:
    snapshot = sample_snapshot()
    for key in ("sections", "sectors", "needs", "options", "barriers", "measures", "actions"):
        snapshot[key] = []
    snapshot["sources"] = []
    snapshot["endorsement"] = None
    snapshot["prioritisation"] = {"kind": "reasoned", "reason": "", "results": []}
    snapshot["totals"] = {"by_currency": [], "usd": None, "at_least": False, "unknown_lines": 0}
    return snapshot


@pytest.mark.parametrize("language", ["ar"])
def test_the_same_snapshot_gives_the_same_bytes(language: str) -> None:
    again = plan_pdf(sample_snapshot(), digest=DIGEST, language=language)
    assert again == printed(language)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from assessments.publication.documents.plan import plan_pdf\n"
        "from tests.factories.snapshots import sample_snapshot\n"
        f"content = plan_pdf(sample_snapshot(), digest={DIGEST!r}, language='en')\n"
        "import sys; sys.stdout.buffer.write(content)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == printed()


def test_the_document_is_tagged_and_declares_both_standards() -> None:
    with pikepdf.open(BytesIO(printed("ar"))) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "ar"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert len(pdf.Root.OutputIntents) == 1


def test_every_table_has_one_caption_and_every_figure_an_alternative_text() -> None:
    with pikepdf.open(BytesIO(printed())) as pdf:
        tables = elements(pdf, "/Table")
        assert len(tables) > 20
        for table in tables:
            assert [str(kid.S) for kid in table.K].count("/Caption") == 1
            assert [str(kid.S) for kid in table.K].count("/THead") == 1
        figures = elements(pdf, "/Figure")
        assert len(figures) == 4
        assert all(str(figure.get("/Alt", "")) for figure in figures)


def test_the_bookmarks_are_the_chapters() -> None:
    with pikepdf.open(BytesIO(printed())) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [
        "Contents",
        "1 Summary",
        "2 National context",
        "3 Needs by sector",
        "4 Technology options",
        "5 Priorities",
        "6 Chosen technologies",
        "7 Action plan",
        "8 Costs",
        "9 Funding sought",
        "10 Indicators and risks",
        "11 Inclusion",
        "12 Endorsement and participation",
        "13 Annexes",
    ]


def test_the_snapshot_travels_inside() -> None:
    with pikepdf.open(BytesIO(printed())) as pdf:
        name = "plan-xtl-4f9a1c22d07b.json"
        assert name in pdf.attachments
        assert json.loads(pdf.attachments[name].get_file().read_bytes()) == sample_snapshot()


def test_the_file_is_dated_by_the_approval_and_not_by_a_clock() -> None:
    with pikepdf.open(BytesIO(printed())) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260630140500Z"


def test_a_plan_has_about_twenty_pages_and_their_numbers_are_in_the_contents() -> None:
    assert 15 <= page_count(printed()) <= 26
    contents = pypdf.PdfReader(BytesIO(printed())).pages[1].extract_text()
    assert " 0\n" not in contents
    assert "Annexes" in contents


def test_every_page_says_that_the_country_is_invented() -> None:
    pages = pypdf.PdfReader(BytesIO(printed())).pages
    line = "Invented country – made up for demonstration"
    assert [line in page.extract_text() for page in pages] == [True] * len(pages)


def test_a_sum_with_unknown_amounts_says_at_least() -> None:
    text = text_of(printed())
    assert "at least USD 24.6 million" in text.replace("\u00a0", " ")
    assert "2 cost lines have no known amount." in text
    assert "at least 24,667,500" in text
    assert "not known" in text


def test_a_real_country_with_all_amounts_known_has_neither_line() -> None:
    snapshot = sample_snapshot()
    snapshot["assessment"]["country"]["fictional"] = False
    for action in snapshot["actions"]:
        action["cost"] |= {"at_least": False, "unknown_lines": 0}
        for activity in action["activities"]:
            for line in activity["cost_lines"]:
                line["amount"] = line["amount"] or "10.00"
    snapshot["totals"] |= {"at_least": False, "unknown_lines": 0}
    text = text_of(plan_pdf(snapshot, digest=DIGEST, language="en"))
    assert "at least" not in text
    assert "made up for demonstration" not in text
    assert "Version 1 · digest 4f9a1c22…" in text


def test_an_unknown_amount_is_never_printed_as_zero() -> None:
    snapshot = sample_snapshot()
    plan = Dossier(snapshot, digest=DIGEST, language="en")
    assert plan.reader.amount(None) == "not known"
    assert plan.reader.amount("0.00", unknown_lines=1) == "not known"
    assert plan.reader.amount("0.00") == "0"
    assert plan.reader.amount("5.50", unknown_lines=1) == "at\u00a0least 5.50"


def test_names_and_scores_are_in_the_full_edition_only() -> None:
    full, public = text_of(printed()), text_of(printed(projection="public"))
    for private in ("Rosa Example", "Anton Muster", "Scores as given"):
        assert private in full
        assert private not in public
    assert "Public edition" in public


def test_a_public_snapshot_that_carries_names_still_prints_none() -> None:
    snapshot = sample_snapshot() | {"projection": "public"}
    text = text_of(plan_pdf(snapshot, digest=DIGEST, language="en"))
    assert "Rosa Example" not in text
    assert "Scores as given" not in text


def test_needs_stand_under_the_sector_they_name_by_its_id() -> None:
    snapshot = sample_snapshot()
    ids = {row["key"]: f"id-of-{row['key']}" for row in snapshot["sectors"]}
    snapshot["sectors"] = [row | {"id": ids[row["key"]]} for row in snapshot["sectors"]]
    snapshot["needs"] = [row | {"sector": ids[row["sector"]]} for row in snapshot["needs"]]
    chapters = sectors(Dossier(snapshot, digest=DIGEST, language="en"))

    assert len(chapters) == len(ids)
    assert [len(row["needs"]) > 0 for row in chapters] == [True] * len(ids)


def test_what_was_chosen_is_printed_in_the_words_of_the_document() -> None:
    snapshot = sample_snapshot()
    answers: list[dict[str, Any]] = [
        {"key": "priorities.weighting", "kind": "choice", "value": "swing"},
        {"key": "priorities.held_on", "kind": "date", "value": "2026-05-21"},
        {"key": "team.stakeholder_sectors", "kind": "choices", "value": ["civil_society", "youth"]},
        {"key": "sti_system.rd_expenditure", "kind": "number", "value": "0.14"},
    ]
    snapshot["sections"] = [
        {"key": "team", "title": "Team", "answers": [answer | {"label": "?"} for answer in answers]}
    ]
    plan = Dossier(snapshot, digest=DIGEST, language="en")
    rows = [str(answer["text"]) for answer in sections(plan, inclusion=False)[0]["answers"]]
    assert rows == [
        "<p>Swing weighting: from worst to best</p>",
        "<p>21 May 2026</p>",
        "<ul><li>Civil society</li><li>Youth organisations</li></ul>",
        "<p>0.14 %</p>",
    ]


def test_numbers_and_days_are_written_the_readers_way() -> None:
    english = Dossier(sample_snapshot(), digest=DIGEST, language="en").reader
    french = Dossier(sample_snapshot(), digest=DIGEST, language="fr").reader
    arabic = Dossier(sample_snapshot(), digest=DIGEST, language="ar").reader
    assert english.number("1234567.5") == "1,234,567.5"
    assert french.number("1234567.5") == "1\u202f234\u202f567,5"
    assert english.day("2026-06-30") == "30 June 2026"
    assert french.day("2026-06-30") == "30 juin 2026"
    assert arabic.day("2026-06-30") == "30 يونيو 2026"
    chinese = Dossier(sample_snapshot(), digest=DIGEST, language="zh-hans").reader
    assert chinese.period("2026-06-30", None) == "2026年6月30日 – …"


def test_the_country_is_named_in_the_language_of_the_document() -> None:
    assert "Testlande (pays inventé)" in text_of(printed("fr"))
    assert "Testland (invented country)" in text_of(printed("en"))


@pytest.mark.parametrize(
    ("language", "page", "side"),
    [("en", 4, "left"), ("en", 5, "right"), ("ar", 4, "right"), ("ar", 5, "left")],
)
def test_the_folio_stands_outside_on_both_pages_of_a_spread(
    language: str, page: int, side: str
) -> None:
    places: list[float] = []

    def place(text: str, cm: list[float], tm: list[float], _font: Any, _size: float) -> None:
        if "/" in text and cm[5] + tm[5] * cm[3] < 80:
            places.append(cm[4] + tm[4] * cm[0])

    pages = pypdf.PdfReader(BytesIO(printed(language))).pages
    pages[page - 1].extract_text(visitor_text=place)
    assert ["right" if at > 298 else "left" for at in places[-1:]] == [side]


def test_a_viewer_turns_the_pages_the_way_the_language_reads() -> None:
    for language, way in (("en", None), ("ar", "/R2L")):
        with pikepdf.open(BytesIO(printed(language))) as pdf:
            assert pdf.Root.ViewerPreferences.get("/Direction") == way


def test_a_plan_of_many_actions_is_drawn_in_charts_that_fit_a_page() -> None:
    snapshot = sample_snapshot()
    snapshot["actions"] = [
        action | {"id": f"{action['id']}-{turn}", "number": str(turn)}
        for turn in range(9)
        for action in snapshot["actions"]
    ]
    content = plan_pdf(snapshot, digest=DIGEST, language="en")
    with pikepdf.open(BytesIO(content)) as pdf:
        places = [[float(edge) for edge in element.A.BBox] for element in elements(pdf, "/Figure")]
    assert len(places) == 2 + 3 + 9  # cover and ranking; costs; days
    assert min(bottom for _left, bottom, _right, _top in places) > 60


def test_amounts_of_many_currencies_stand_in_several_tables() -> None:
    snapshot = sample_snapshot()
    for code in ("EUR", "XOF", "BDT"):
        snapshot["totals"]["by_currency"].append({"currency": code, "amount": "123456789012.50"})
    text = text_of(plan_pdf(snapshot, digest=DIGEST, language="en"))
    assert "Costs by action (1 of 2)" in text
    assert "Costs by year and currency (2 of 2)" in text


def test_a_plan_without_content_says_so_and_still_prints() -> None:
    content = plan_pdf(emptied(), digest=DIGEST, language="en")
    text = text_of(content)
    assert page_count(content) <= 8
    assert text.count("Not provided") >= 5
    assert "No costs are recorded." in text
    assert "USD 0" not in text


def test_a_reasoned_order_prints_without_points() -> None:
    snapshot = sample_snapshot()
    results = [
        {"option": row["option"], "total": None, "rank": row["rank"], "contributions": []}
        for row in snapshot["prioritisation"]["results"]
    ]
    snapshot["prioritisation"] = {
        "kind": "reasoned",
        "reason": "The council **weighed** them.",
        "method": {},
        "criteria": [],
        "scores": [],
        "results": results,
        "warnings": [],
        "sensitivity": [],
    }
    text = text_of(plan_pdf(snapshot, digest=DIGEST, language="en"))
    assert "The council weighed them." in text
    assert "The order was reasoned, not scored." in text


def test_very_long_words_stay_on_the_page() -> None:
    snapshot = sample_snapshot()
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    snapshot["assessment"]["title"] = word
    for option in snapshot["options"]:
        option["name"] = word * 2
        option["screening_reason"] = "x" * 2_000
    content = plan_pdf(snapshot, digest=DIGEST, language="en")
    edges: list[float] = []
    for page in pypdf.PdfReader(BytesIO(content)).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, *_: (
                edges.append(cm[4] + tm[4] * cm[0]) if text.strip() else None
            )
        )
    assert max(edges) < 640  # words in drawings are told in pixels of the drawing
    assert page_count(content) < 45


def test_text_of_people_is_words_and_not_markup() -> None:
    snapshot = sample_snapshot()
    snapshot["needs"][0]["statement"] = "<script>alert(1)</script><img src=http://192.0.2.1/x>"
    snapshot["options"][0]["description"] = "![x](http://192.0.2.1/x.png) <b>raw</b>"
    snapshot["assessment"]["title"] = "A <b>bold</b> & title"
    text = text_of(plan_pdf(snapshot, digest=DIGEST, language="en"))
    assert "<script>alert(1)</script>" in text
    assert "A <b>bold</b> & title" in text


def test_the_digest_is_grouped_to_be_read_aloud_and_the_code_holds_the_address() -> None:
    assert grouped(DIGEST)[0] == "4f9a 1c22 d07b e351 8a66 c0e1 9d34 b7f2"
    assert qr_code("http://127.0.0.1:8000/verify/x", title="Check it").count("<path") == 1


def test_a_long_table_of_cost_lines_is_one_table_over_several_pages() -> None:
    snapshot = sample_snapshot()
    line = snapshot["actions"][0]["activities"][0]["cost_lines"][0]
    snapshot["actions"][0]["activities"][0]["cost_lines"] = [line] * 150
    content = plan_pdf(snapshot, digest=DIGEST, language="en")
    with pikepdf.open(BytesIO(content)) as pdf:
        longest = max(elements(pdf, "/Table"), key=lambda table: str(table).count("/TR"))
        assert [str(kid.S) for kid in longest.K].count("/THead") == 1
        captions = len(elements(pdf, "/Caption"))
        assert len(elements(pdf, "/Table")) == captions
