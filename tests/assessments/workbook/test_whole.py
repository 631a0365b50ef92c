"""The whole dossier through a workbook, and whatever people may type into one."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Assessment, IssuedWorkbook, RecordRevision, Revision
from assessments.workbook.exports.workbook import workbook_file
from assessments.workbook.forms.preview import preview
from assessments.workbook.imports import workbook
from assessments.workbook.operations.issuing import ReturnedFile, keep_return
from assessments.workbook.queries.address import FIRST_COLUMN, FIRST_LINE, letter
from assessments.workbook.queries.cells import CellEntry
from assessments.workbook.queries.sheets import plan_of
from partners.models import User
from techbank.files.workbooks import Book, WorkbookCell, WorkbookSheet, read_workbook
from tests.assessments.conftest import NOW, Cast
from tests.assessments.workbook.filling import Filled, accept, bring_back, issue, reading
from tests.assessments.workbook.test_workbook import everything

pytestmark = pytest.mark.django_db

REWRITTEN = {"text", "long", "date"}
FIGURES = {"score", "cost_line"}


def rewritten(entry: CellEntry, address: str, at: int) -> Any:
    """Another value of the same kind, or None to leave the cell."""
    kind = address.partition("/")[0]
    if not entry.open:
        return None
    if entry.kind == "date" and entry.cell_content.text:
        day = date.fromisoformat(entry.cell_content.text)
        return day + timedelta(days=365)
    if entry.kind == "number" and kind in FIGURES and entry.cell_content.text:
        return float(entry.cell_content.text) / 2
    if entry.kind in ("text", "long") and entry.cell_content.text:
        return f"Rewritten {at}: “ü” & <b>\nnext line" if entry.kind == "long" else f"R {at}"
    return None


Typed = dict[tuple[str, str], Any]


def rewrite(filled: Filled, issued: IssuedWorkbook) -> Typed:
    """Another value in every cell that can take one; what was typed where."""
    typed: Typed = {}
    for sheet in plan_of(issued).sheets:
        made = filled.coded(sheet.code)
        for row, line in enumerate(sheet.lines, start=FIRST_LINE):
            for at, column in enumerate(sheet.columns, start=FIRST_COLUMN + 1):
                entry = line.entries.get(column.key) if line.version else None
                value = rewritten(entry, line.address, len(typed)) if entry else None
                if value is not None:
                    made.cell(row, at).value = value
                    typed[line.address, column.key] = value
    return typed


def differing(issued: IssuedWorkbook, again: IssuedWorkbook, typed: Typed) -> list[Any]:
    """Cells of the second workbook that show neither what was typed nor what stood there."""
    now = plan_of(again).lines
    rows = []
    for address, (_sheet, line) in plan_of(issued).lines.items():
        for column, entry in line.entries.items() if line.version else ():
            text = now[address][1].entries[column].cell_content
            if (address, column) in typed:
                value = typed[address, column]
                payload = value.isoformat() if isinstance(value, date) else value
                same = (
                    abs(float(text.text) - payload) <= 0.005
                    if isinstance(payload, float)
                    else text.text == payload
                )
            else:
                # Names of records are part of the labels that refer to them.
                same = text == entry.cell_content or entry.labels is not None
            if not same:
                rows.append((address, column, text.text))
    return rows


def test_the_whole_dossier_is_rewritten_in_a_workbook(draft: Assessment, cast: Cast) -> None:
    issued = issue(draft, cast.amara)
    filled = Filled.of(issued)
    typed = rewrite(filled, issued)
    before = everything(draft)
    assert len(typed) > 300
    back = bring_back(filled.bytes, draft, cast.amara)
    changes = preview(reading(back, cast.amara))
    assert changes.with_status("problem", "conflict", "unchanged", "closed") == []
    accept(back, cast.amara)
    assert differing(issued, issue(draft, cast.amara), typed) == []
    assert set(everything(draft)) == set(before)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif value is not None:
        yield str(value)


def kept(assessment: Assessment, back: Any) -> str:
    """Everything the portal still knows: dossier, history, return and its report."""
    rows = [everything(assessment), back.cells, back.report]
    rows += Revision.objects.filter(assessment=assessment).values_list("value", flat=True)
    rows += RecordRevision.objects.filter(assessment=assessment).values_list("values", flat=True)
    return "\n".join(texts(json.loads(json.dumps(rows, default=str))))


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60).map(
        lambda text: WorkbookCell("s", text)
    ),
    st.sampled_from(["=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2", "Yes", "Not known", ";;"]).map(
        lambda text: WorkbookCell("s", text)
    ),
    st.floats(allow_nan=False, allow_infinity=False).map(
        lambda number: WorkbookCell("n", repr(number))
    ),
    st.integers(-(10**20), 10**20).map(lambda number: WorkbookCell("n", str(number))),
    st.dates().map(lambda day: WorkbookCell("d", day.isoformat())),
    st.sampled_from(
        [
            WorkbookCell("b", "true"),
            WorkbookCell("f", ""),
            WorkbookCell("e", "#REF!"),
            WorkbookCell("s", ""),
        ]
    ),
)
EDITS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 120), st.integers(0, 40), CELLS),
    min_size=1,
    max_size=40,
)


def edited(book: Book, issued: IssuedWorkbook, edits: list[Any]) -> tuple[Book, list[WorkbookCell]]:
    """The book with cells written over, in its tables and beside them, and those that differ now.

    A cell that is given the text it had says nothing new: no trace of it is to be looked for.
    """
    titles = {sheet.title: len(sheet.columns) for sheet in plan_of(issued).sheets}
    sheets = {sheet.title: dict(sheet.cells) for sheet in book.sheets}
    written = {}
    for which, row, column, cell in edits:
        title = list(titles)[which % len(titles)]
        width = titles[title] + 4
        at = f"{letter(FIRST_COLUMN + column % width)}{FIRST_LINE + row}"
        sheets[title][at] = cell
        written[title, at] = cell
    made = [
        WorkbookSheet(sheet.title, sheets[sheet.title], sheet.hidden, sheet.merged)
        for sheet in book.sheets
    ]
    before = {sheet.title: sheet.cells for sheet in book.sheets}
    changed = [cell for (title, at), cell in written.items() if before[title].get(at) != cell]
    return Book(made), changed


class Out(tuple[Assessment, User, IssuedWorkbook, Book]):
    """What a story begins with, named in short where Hypothesis tells one."""

    def __repr__(self) -> str:
        return "a workbook that is out"


@pytest.fixture
def out(draft: Assessment, cast: Cast) -> tuple[Assessment, User, IssuedWorkbook, Book]:
    issued = issue(draft, cast.amara, scorers=2)
    return Out((draft, cast.amara, issued, read_workbook(workbook_file(issued), name="a.xlsx")))


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=EDITS)
def test_nothing_typed_breaks_anything_or_is_lost(
    out: tuple[Assessment, User, IssuedWorkbook, Book], edits: list[Any]
) -> None:
    draft, by, issued, book = out
    changed, typed = edited(book, issued, edits)
    with transaction.atomic():
        cells = workbook._cells(changed, plan_of(issued))
        back = keep_return(
            issued=issued, returned=ReturnedFile("a.xlsx", "0" * 64, 1, cells), by=by, at=NOW
        )
        conflicts = preview(reading(back, by)).with_status("conflict")
        assert conflicts == []
        accept(back, by)
        known = kept(draft, back)
        for cell in typed:
            if cell.kind == "s" and cell.text.strip():
                assert cell.text in known or cell.text.strip() in known
        transaction.set_rollback(True)
