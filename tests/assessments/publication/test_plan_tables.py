"""The plan as a workbook and as JSON, and the command that prints an archived snapshot."""

import hashlib
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.publication.documents.edition import snapshot_json
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.documents.tables import plan_tables
from tests.factories.snapshots import sample_snapshot

DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"


def book(snapshot: dict[str, Any] | None = None, language: str = "en") -> Any:
    content = plan_tables(snapshot or sample_snapshot(), digest=DIGEST, language=language)
    return openpyxl.load_workbook(BytesIO(content))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_snapshot_gives_the_same_workbook(language: str) -> None:
    first, second = (
        plan_tables(sample_snapshot(), digest=DIGEST, language=language) for _time in range(2)
    )
    assert first == second


def test_the_workbook_has_a_sheet_for_each_table_that_has_rows() -> None:
    assert book().sheetnames == [
        "About this document",
        "Needs",
        "Technology options",
        "Criteria and weights",
        "Ranking",
        "Scores",
        "Barriers and measures",
        "Costs by action",
        "Activities",
        "Cost lines",
        "Costs by year and currency",
        "Exchange rates used",
        "Funding sought",
    ]


def test_amounts_are_numbers_and_what_is_unknown_says_so() -> None:
    amounts = [row[5] for row in rows(book()["Cost lines"])[1:]]
    known = [
        float(line["amount"])
        for action in sample_snapshot()["actions"]
        for activity in action["activities"]
        for line in activity["cost_lines"]
        if line["amount"]
    ]
    assert [amount for amount in amounts if amount != "not known"] == known
    assert amounts.count("not known") == 2


def test_a_sum_that_leaves_something_out_says_so() -> None:
    snapshot = sample_snapshot()
    # All that is known of it is in a currency without a rate.
    snapshot["actions"][1]["cost"] |= {"usd": None, "at_least": True, "unknown_lines": 0}
    lines = snapshot["actions"][0]["activities"][0]["cost_lines"]
    lines[0] |= {"year": 2041, "currency": "EUR", "amount": None}

    result = book(snapshot)
    by_action = [row[3:] for row in rows(result["Costs by action"])[1:]]
    by_year = {row[:2]: row[2:] for row in rows(result["Costs by year and currency"])[1:]}

    assert by_action[1] == ("not known", "Yes", 0)
    assert {row for _sum, row, missing in by_action if missing} == {"Yes"}
    assert by_year[2041, "EUR"] == ("not known", 1)
    assert sum(missing for _sum, missing in by_year.values()) == 3


def test_published_totals_are_numbers_beside_our_sums() -> None:
    stored = Path(__file__).parents[1] / "data/snapshots/format-1-questionnaire-2026-3.json"
    result = rows(book(json.loads(stored.read_bytes()))["Published totals"])
    figures = [row[:7] for row in result[1:]]
    assert figures == [
        ("The whole plan", None, "USD", 20_900_000, 20_960_000, "Yes", 60_000),
        ("Action 5", None, "USD", 230_000, 230_000, "No", 0),
        ("Action 2", 2028, "XTS", 40_000_000, 38_000_000, "Yes", -2_000_000),
        ("Action 4", None, "EUR", 2_500_000, "–", "No", None),
    ]
    assert [row[9] for row in result[1:]] == ["p. 41", "p. 38", "p. 33", "p. 36"]


def test_what_looks_like_a_formula_stays_a_text() -> None:
    snapshot = sample_snapshot()
    snapshot["needs"][0]["statement"] = '=HYPERLINK("http://192.0.2.1/","x")'
    cell = book(snapshot)["Needs"]["C2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (
        '=HYPERLINK("http://192.0.2.1/","x")',
        "s",
        None,
    )


def test_an_arabic_workbook_runs_from_the_right() -> None:
    sheets = book(language="ar").worksheets
    assert [sheet.sheet_view.rightToLeft for sheet in sheets] == [True] * len(sheets)


def test_the_workbook_is_dated_by_the_approval() -> None:
    assert str(book().properties.created) == "2026-06-30 14:05:00"


def test_a_public_workbook_has_no_single_score() -> None:
    snapshot = sample_snapshot() | {"projection": "public"}
    assert "Scores" not in book(snapshot).sheetnames


# --- the command ------------------------------------------------------------------------------


def archived(tmp_path: Path) -> Path:
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps(sample_snapshot(), indent=2), encoding="utf-8")
    return file


def render(file: Path, output: Path, language: str = "fr") -> str:
    o = StringIO()
    call_command("render_plan", snapshot=file, language=language, output=output, stdout=o)
    return o.getvalue()


def test_an_archived_snapshot_is_printed_without_the_database(tmp_path: Path) -> None:
    output = tmp_path / "plan.pdf"
    digest = hashlib.sha256(snapshot_json(sample_snapshot())).hexdigest()
    document = render(archived(tmp_path), output)
    assert output.read_bytes() == plan_pdf(sample_snapshot(), digest=digest, language="fr")
    assert digest in document


def test_an_archived_snapshot_gives_its_tables_and_its_canonical_form(tmp_path: Path) -> None:
    file = archived(tmp_path)
    digest = hashlib.sha256(snapshot_json(sample_snapshot())).hexdigest()
    render(file, tmp_path / "plan.xlsx")
    render(file, tmp_path / "plan.json")
    tables = plan_tables(sample_snapshot(), digest=digest, language="fr")
    assert (tmp_path / "plan.xlsx").read_bytes() == tables
    assert (tmp_path / "plan.json").read_bytes() == snapshot_json(sample_snapshot())


@pytest.mark.parametrize("output", ["plan.doc", "no/such/folder/plan.json"])
def test_what_cannot_be_written_is_refused(tmp_path: Path, output: str) -> None:
    with pytest.raises(CommandError):
        render(archived(tmp_path), tmp_path / output)


def test_a_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="does not say that it is"):
        render(other, tmp_path / "plan.pdf")
