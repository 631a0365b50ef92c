"""A coordinator takes a workbook out, fills it without network, and brings it back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.databases import leading_to
from tests.journeys import navigation
from tests.journeys.axe import faults_at_every_width
from tests.stack import Stack

COORDINATOR = "coordinator@sheetland.example"


@pytest.fixture(scope="module")
def sheetland(stack: Stack, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock(), leading_to(stack.database):
        return navigation.open_country("XQW", "Sheetland", {COORDINATOR: "Wanda Row"})


def _fill(path: Path, room: str) -> bytes:
    """As in Excel: one need in other words, one more in the next empty row."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = next(
        worksheet for worksheet in book.worksheets if worksheet["A1"].value == "records/need"
    )
    column = {sheet.cell(1, at).value: at for at in range(1, sheet.max_column + 1)}
    sheet.cell(6, column["statement"]).value = f"Said again {room}"
    empty = next(
        at for at in range(6, sheet.max_row) if not sheet.cell(at, column["statement"]).value
    )
    for name, value in (
        ("statement", f"Found {room}"),
        ("challenge", "Nobody had written it down"),
        ("sector", "Sector 1"),
    ):
        sheet.cell(empty, column[name]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_workbook_goes_out_and_comes_back(
    page_for: Callable[..., Page], sheetland: str, tmp_path: Path, scripts: bool
) -> None:
    room = "with scripts" if scripts else "without scripts"
    page = page_for(
        COORDINATOR, java_script_enabled=scripts, accept_downloads=True, bypass_csp=scripts
    )
    page.goto(sheetland)
    page.get_by_role("link", name="Workbook: write in Excel").click()
    page.get_by_role("button", name="Make the workbook").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the workbook (.xlsx)").click()
    path = tmp_path / "workbook.xlsx"
    waiting.value.save_as(path)

    filled: Any = {
        "name": "filled.xlsx",
        "mimeType": "application/zip",
        "buffer": _fill(path, room),
    }
    page.locator("input[type=file]").set_input_files(files=[filled])
    page.get_by_role("button", name="Read the workbook").click()
    expect(page.locator("main h1")).to_have_text("What the workbook would change")
    expect(page.locator("main article")).to_have_count(2)
    if scripts:
        assert faults_at_every_width(page) == {}
    page.get_by_role("button", name="Accept the chosen rows").click()
    expect(page.locator("main h1")).to_have_text("What was done with the workbook")
    page.goto(f"{sheetland}sections/needs/")
    expect(page.locator("main")).to_contain_text(f"Said again {room}")
    expect(page.locator("main")).to_contain_text(f"Found {room}")


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(
    page_for: Callable[..., Page], sheetland: str
) -> None:
    page = page_for(COORDINATOR)
    page.goto(f"{sheetland}workbook/")
    wrong: Any = {"name": "notes.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    page.locator("input[type=file]").set_input_files(files=[wrong])
    page.get_by_role("button", name="Read the workbook").click()
    expect(page.locator(".error-summary")).to_contain_text("its name ends in .xlsx")
