"""Filling workbooks as people do: with a spreadsheet program that knows nothing of ours."""

import io
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessments.dossiers.queries.access import may_edit
from assessments.models import Assessment, IssuedWorkbook, WorkbookReturn
from assessments.questions import questionnaire
from assessments.workbook.exports.workbook import workbook_file
from assessments.workbook.forms.preview import Preview, WorkbookDecision, preview
from assessments.workbook.forms.rows import Reading
from assessments.workbook.imports.workbook import read_returned
from assessments.workbook.operations.accepting import accept_return
from assessments.workbook.operations.issuing import ReturnedFile, issue_workbook, keep_return
from assessments.workbook.queries.address import FIRST_LINE, HEAD_ROW
from partners.models import User
from tests.factories.cast import NOON

ADDRESS = "B"


def all_sections(assessment: Assessment) -> list[str]:
    return [section.key for section in questionnaire(assessment.questionnaire).sections]


def issue(assessment: Assessment, by: User, **more: Any) -> IssuedWorkbook:
    values: dict[str, Any] = {
        "sections": all_sections(assessment),
        "language": "en",
        "scorers": 0,
    } | more
    return issue_workbook(assessment=assessment, by=by, at=NOON, **values)


@dataclass
class Filled:
    """An issued workbook open in a spreadsheet program."""

    book: Workbook

    @classmethod
    def of(cls, issued: IssuedWorkbook) -> "Filled":
        return cls(load_workbook(io.BytesIO(workbook_file(issued))))

    @property
    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def coded(self, code: str) -> Worksheet:
        return next(
            worksheet for worksheet in self.book.worksheets if worksheet["A1"].value == code
        )

    def column(self, sheet: Worksheet, key: str) -> int:
        return next(at for at in range(1, 80) if sheet.cell(1, at).value == key)

    def row(self, sheet: Worksheet, address: str) -> int:
        rows = range(FIRST_LINE, sheet.max_row + 1)
        return next(at for at in rows if sheet[f"{ADDRESS}{at}"].value == address)

    def cell(self, code: str, address: str, key: str) -> Any:
        sheet = self.coded(code)
        return sheet.cell(self.row(sheet, address), self.column(sheet, key))

    def answer(self, key: str, value: Any, column: str = "answer") -> None:
        section = key.split("/")[0].split(".")[0]
        self.cell(f"answers/{section}", f"answer/{key}", column).value = value

    def record(self, kind: str, id: Any, **values: Any) -> None:
        for key, value in values.items():
            self.cell(f"records/{kind}", f"{kind}/{id}", key).value = value

    def empty_row(self, kind: str, nth: int = 0) -> int:
        """The number of an empty row of the sheet of a kind."""
        sheet = self.coded(f"records/{kind}")
        first = self.column(sheet, "address") + 1
        empty = [
            at
            for at in range(FIRST_LINE, sheet.max_row + 1)
            if not any(
                sheet.cell(at, column).value for column in range(first, sheet.max_column + 1)
            )
        ]
        return empty[nth]

    def new(self, kind: str, nth: int = 0, **values: Any) -> str:
        """Write in an empty row; its label."""
        sheet, at = self.coded(f"records/{kind}"), self.empty_row(kind, nth)
        for key, value in values.items():
            sheet.cell(at, self.column(sheet, key)).value = value
        return str(sheet.cell(at, 1).value)


def bring_back(
    content: bytes, assessment: Assessment, by: User, *, name: str = "workbook.xlsx"
) -> WorkbookReturn:
    returned = read_returned(content, name=name, assessment=assessment)
    file = ReturnedFile(name, returned.digest, len(content), returned.cells)
    return keep_return(issued=returned.issued, returned=file, by=by, at=NOON)


def reading(back: WorkbookReturn, by: User) -> Reading:
    assessment = Assessment.objects.select_related("country").get(pk=back.assessment_id)
    verdicts = {key: may_edit(assessment, by, NOON.date(), key) for key in all_sections(assessment)}
    return Reading(back, assessment, verdicts)


def posted(text: Preview, take: Iterable[str], choices: dict[str, str]) -> QueryDict:
    """What the page sends when these rows are ticked."""
    data = QueryDict(mutable=True)
    data.setlist("take", list(take))
    for item in text.choices:
        data[f"seen {item.row.id}"] = item.row.seen
        for change in item.row.conflicts:
            choice = choices.get(f"{item.row.id} {change.key}")
            if choice:
                data[f"choice {item.row.id} {change.key}"] = choice
    return data


def accept(
    back: WorkbookReturn,
    by: User,
    *,
    take: Callable[[Any], bool] = lambda row: row.can_be_taken,
    choices: dict[str, str] | None = None,
) -> WorkbookDecision:
    """Accept the rows that `take` wants, as the page would."""
    read = reading(back, by)
    first = preview(read)
    ids = [choice.row.id for choice in first.choices if take(choice.row)]
    changes = preview(read, posted(first, ids, choices or {}))
    decision = WorkbookDecision(read, changes)
    assert decision.stands, [(error.row.id, error.problem) for error in changes.errors]
    accept_return(back=back, taken=decision.taken, report=decision.report(), by=by, at=NOON)
    back.refresh_from_db()
    return decision


def statuses(text: Preview) -> dict[str, str]:
    return {choice.row.id: choice.row.status for choice in text.choices}


def fresh_uuid() -> str:
    return str(uuid.uuid4())


__all__ = ["HEAD_ROW"]
