"""A workbook goes out, is filled and comes back: what it changes, and what it never does."""

from typing import Any

import pytest

from assessments.models import (
    Answer,
    Assessment,
    CostLine,
    Criterion,
    Need,
    Score,
    Sector,
    TechnologyOption,
)
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.records.operations.states import state_of
from assessments.workbook.forms.preview import preview
from tests.assessments.conftest import Cast
from tests.assessments.workbook.filling import Filled, accept, bring_back, issue, reading

pytestmark = pytest.mark.django_db


def everything(assessment: Assessment) -> dict[str, Any]:
    """All that can be written in a dossier, without versions."""
    values: dict[str, Any] = {
        row.key: (row.value, row.not_known) for row in Answer.objects.filter(assessment=assessment)
    }
    for kind in RECORD_TABLES.values():
        for record in kind.model._default_manager.filter(assessment=assessment):
            values[str(record.pk)] = state_of(record)
    for score in Score.objects.filter(assessment=assessment):
        values[f"{score.option_id} {score.criterion_id}"] = score.value
    return values


def test_a_workbook_nobody_wrote_in_changes_nothing(draft: Assessment, cast: Cast) -> None:
    back = bring_back(Filled.of(issue(draft, cast.amara)).bytes, draft, cast.amara)
    assert back.cells == {"lines": {}, "problems": [], "notes": []}
    assert preview(reading(back, cast.amara)).choices == []


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans", "ru", "pt", "es"])
def test_it_goes_out_and_comes_back_in_every_language(
    draft: Assessment, cast: Cast, language: str
) -> None:
    back = bring_back(
        Filled.of(issue(draft, cast.amara, language=language, scorers=2)).bytes, draft, cast.amara
    )
    assert back.cells["lines"] == {}
    assert back.cells["problems"] == []


def test_what_was_typed_is_in_the_dossier_after_accepting(draft: Assessment, cast: Cast) -> None:
    filled = Filled.of(issue(draft, cast.amara))
    need = Need.objects.filter(assessment=draft).first()
    option = TechnologyOption.objects.filter(assessment=draft, screened_in=True).first()
    line = CostLine.objects.filter(assessment=draft).exclude(amount=None).first()
    criterion = Criterion.objects.filter(assessment=draft).first()
    assert need and option  # noqa: PT018
    assert line and criterion  # noqa: PT018
    filled.record("need", need.pk, statement="=cmd|' /C calc'!A0", who_benefits="Women\nand men")
    filled.record("cost_line", line.pk, amount="1 234,56")
    filled.cell("score", f"score/{option.pk}", str(criterion.pk)).value = 77.5
    label = filled.new("need", statement="Newly found", challenge="None before", sector=1)
    sector = Sector.objects.filter(assessment=draft).first()
    sheet = filled.coded("records/need")
    row = filled.row(sheet, str(sheet[f"B{filled_row(filled, label)}"].value))
    sheet.cell(row, filled.column(sheet, "sector")).value = "Sector 1"
    before = everything(draft)
    back = bring_back(quoted(filled, need.pk), draft, cast.amara)
    accept(back, cast.amara)
    after = everything(draft)
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    need.refresh_from_db()
    line.refresh_from_db()
    assert need.statement == "=cmd|' /C calc'!A0"
    assert need.who_benefits == "Women\nand men"
    assert str(line.amount) == "1234.56"
    assert str(changed.pop(f"{option.pk} {criterion.pk}")) == "77.5000"
    changed.pop(str(need.pk))
    changed.pop(str(line.pk))
    (new,) = changed.values()
    assert (new["statement"], new["sector"]) == ("Newly found", str(sector.pk if sector else ""))


def filled_row(filled: Filled, label: str) -> int:
    sheet = filled.coded("records/need")
    return next(at for at in range(1, 200) if sheet[f"A{at}"].value == label)


def quoted(filled: Filled, need: Any) -> bytes:
    """openpyxl writes "=…" as a formula unless the cell says it is text, as Excel does for a
    text cell."""
    cell = filled.cell("records/need", f"need/{need}", "statement")
    cell.data_type = "s"
    return filled.bytes


def test_no_text_of_a_workbook_is_cut(draft: Assessment, cast: Cast) -> None:
    """LibreOffice gives a row without a height one line, whatever stands in it."""
    book = Filled.of(issue(draft, cast.amara)).book
    low = []
    for sheet in (worksheet for worksheet in book.worksheets if worksheet.sheet_state == "visible"):
        for cell in (cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value):
            lines = str(cell.value).count("\n") + 1
            if lines > 1 and (sheet.row_dimensions[cell.row].height or 0) < 12 * lines:
                low.append(f"{sheet.title}!{cell.coordinate}")
    assert low == []
