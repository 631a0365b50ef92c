"""The scores of a workshop workbook as a case to rank, from the file alone.

For a room without any network: no database is asked, and the workbook may be half filled.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.questions.answers import parse_number
from assessments.scoring import ScoringError
from assessments.workbook.imports.workbook import addresses_of
from assessments.workbook.queries.address import (
    ADDRESS_COLUMN,
    ADDRESS_SHEET,
    CODE_ROW,
    FIRST_LINE,
    letter,
)
from techbank.files.archives import UnsafeArchive
from techbank.files.workbooks import Book, WorkbookCell, WorkbookSheet, read_workbook

_CODE = f"A{CODE_ROW}"
_ADDRESS = letter(ADDRESS_COLUMN)
_NORMALISATION = {
    "min_max": "minmax_0_100",
    "fixed_range": "linear_explicit_range",
    "direct": "none_direct_0_100",
}
Cells = dict[tuple[str, str], Decimal | None]


def case_of_workbook(path: Path) -> dict[str, Any]:
    """The case in a workbook, in the shape of the published scoring tables.

    {"id", "title", "criteria": [{"name", "weight" (percent), "direction", "range"}],
    "alternatives", "scores" (rows of options, null for blank), "method", "note"}. Where single
    scorers filled their sheets, their mean stands in the cells that the score sheet leaves empty.
    Raises ScoringError with a sentence.
    """
    return case_of_book(_book(path))


def is_workshop_workbook(book: Book) -> bool:
    """Whether the portal issued it."""
    return book.sheet(ADDRESS_SHEET) is not None


def case_of_book(book: Book) -> dict[str, Any]:
    """The same of a workbook that was read already."""
    facts = _content(book)
    language = facts["language"]
    sheet = _sheet(book, "score")
    agreed = _scores(sheet, language) if sheet else {}
    scorers = _scorers(book, language)
    cells = agreed | {at: value for at, value in _mean(scorers).items() if agreed.get(at) is None}
    weights = _weights(book, language)
    criteria = [_criterion(criterion, weights) for criterion in facts["criteria"]]
    method = facts["method"]
    return {
        "id": facts["workbook"],
        "title": facts["title"],
        "kind": "weighted_sum",
        "criteria": criteria,
        "alternatives": [option["name"] for option in facts["options"]],
        "scores": [
            [_plain(cells.get((option["id"], criterion["id"]))) for criterion in facts["criteria"]]
            for option in facts["options"]
        ],
        "method": {
            "normalisation": _NORMALISATION[method["normalisation"]],
            "weights": "divide_by_sum",
            "missing": "zero" if method["missing"] == "zero" else None,
        },
        "note": _("Mean of %(count)d scorers where the score sheet is empty.")
        % {"count": len(scorers)}
        if scorers
        else "",
    }


def _book(path: Path) -> Book:
    try:
        return read_workbook(path.read_bytes(), name=path.name)
    except UnsafeArchive as unsafe:
        raise ScoringError("%(path)s: %(why)s", path=path.name, why=unsafe.sentence) from None
    except OSError as error:
        raise ScoringError("%(path)s cannot be read: %(why)s.", path=path, why=error) from error


def _content(book: Book) -> dict[str, Any]:
    """What the address sheet says. Its signature is the portal's business: nothing is stored."""
    rows = addresses_of(book)
    facts = {row[0]: row[1] for row in rows if len(row) == 2 and row[0] != "scoring"}
    try:
        payload = json.loads("".join(row[1] for row in rows if row[:1] == ["scoring"]))
        return {**payload, "workbook": facts["workbook"], "language": facts["language"]}
    except (ValueError, KeyError, IndexError, TypeError):
        raise ScoringError("The workbook holds no scores: issue one with its priorities.") from None


def _sheet(book: Book, code: str) -> WorkbookSheet | None:
    codes = ((sheet, sheet.cells.get(_CODE)) for sheet in book.sheets)
    return next((title for title, cell in codes if cell and cell.text == code), None)


def _scores(sheet: WorkbookSheet, language: str) -> Cells:
    """{(option, criterion): score}; columns by their hidden heads, rows by their addresses."""
    columns, addresses = {}, {}
    for at, cell in sheet.cells.items():
        letters = at.rstrip("0123456789")
        row = int(at[len(letters) :])
        if row == CODE_ROW and letters not in ("A", _ADDRESS):
            columns[letters] = cell.text
        elif letters == _ADDRESS and row >= FIRST_LINE:
            addresses[row] = cell.text.partition("/")[2]
    scores: Cells = {}
    for row, option in addresses.items():
        for letters, criterion in columns.items():
            number = sheet.cells.get(f"{letters}{row}")
            if number is not None:
                scores[option, criterion] = _number(
                    number, f"{sheet.title}!{letters}{row}", language
                )
    return scores


def _number(cell: WorkbookCell, where: str, language: str) -> Decimal | None:
    if not cell.text.strip() and cell.kind != "f":
        return None
    if cell.kind == "n":
        return Decimal(cell.text)
    try:
        if cell.kind != "s":
            raise ValueError
        return parse_number(cell.text, language)
    except ValueError:
        template = "%(where)s: “%(written)s” is not a number that can be used."
        raise ScoringError(template, where=where, written=cell.text or "formula") from None


def _scorers(book: Book, language: str) -> list[Cells]:
    scorers = []
    for sheet in book.sheets:
        code = sheet.cells.get(_CODE)
        if code is not None and code.text.startswith("scorer-"):
            cells = _scores(sheet, language)
            if any(value is not None for value in cells.values()):
                scorers.append(cells)
    return scorers


def _mean(scorers: Sequence[Cells]) -> Cells:
    if not scorers:
        return {}
    sheets: dict[Any, Any] = {str(at): cells for at, cells in enumerate(scorers)}
    combined = scoring.combine(sheets, how="mean").scores
    return {
        (str(at[0]), str(at[1])): None
        if value is None
        else Decimal(value.numerator) / Decimal(value.denominator)
        for at, value in combined.items()
    }


def _weights(book: Book, language: str) -> dict[str, Decimal | None]:
    sheet = _sheet(book, "weights")
    if sheet is None:
        return {}
    return {criterion: value for (criterion, _key), value in _scores(sheet, language).items()}


def _criterion(row: dict[str, Any], weights: dict[str, Decimal | None]) -> dict[str, Any]:
    issued = Decimal(row["weight"]) * 100
    weight = weights.get(row["id"])
    fields = {
        "name": row["name"],
        "weight": _plain(issued if weight is None else weight),
        "direction": row["direction"],
    }
    if row["low"] is not None and row["high"] is not None:
        fields["range"] = [float(row["low"]), float(row["high"])]
    return fields


def _plain(value: Decimal | None) -> int | float | None:
    """A number as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
