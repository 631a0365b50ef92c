"""A scoring case from a workbook (.xlsx), in three sheets; turned into what a JSON file would say.

Method     key | value: title, source, normalisation, weights, missing, tolerance, combining
Criteria   a header row, then a line a criterion: name, weight, direction, group, low, high,
           reference_max
Scores     a header row: option, then the name of each criterion; a line an option. With a first
           column “scorer”, a line a scorer and option: the lines of one option are combined by
           `combining` (mean or median; mean when nothing is said)

A workshop workbook that the portal issued is read by its own addresses instead.

Cells are read through the guards of `techbank.files`; formulas are refused, blanks stay blank.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assessments.scoring import Combining, ScoringError, combine
from techbank.files.archives import UnsafeArchive
from techbank.files.workbooks import WorkbookCell, WorkbookSheet, read_workbook

from .workbook_scores import case_of_book, is_workshop_workbook

_METHOD_KEYS = ("normalisation", "weights", "missing", "tolerance")
_COLUMNS = ("name", "weight", "direction", "group", "low", "high", "reference_max")
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
Row = dict[str, str | None]


def workbook_data(path: Path) -> dict[str, Any]:
    """The `criteria`, `alternatives`, `scores` and `method` of a workbook, as JSON would have them.

    Raises `ScoringError` naming sheet and cell, or why the file is not read at all.
    """
    try:
        book = read_workbook(path.read_bytes(), name=path.name)
    except OSError as error:
        template = "%(path)s cannot be read: %(why)s."
        raise ScoringError(template, path=path, why=(error.strerror or "").lower()) from error
    except UnsafeArchive as unsafe:
        raise ScoringError("%(why)s", why=unsafe.sentence) from unsafe
    if is_workshop_workbook(book):
        return case_of_book(book)
    sheets = {sheet.title.strip().lower(): sheet for sheet in book.sheets}
    method = _method(_needed(sheets, "Method"))
    criteria = [_criterion(row) for row in _table(_needed(sheets, "Criteria"), known=_COLUMNS)]
    return {
        "title": method.get("title") or path.stem,
        "source": method.get("source"),
        "method": {key: method[key] for key in _METHOD_KEYS if method.get(key)},
        "criteria": criteria,
        **_scores(_table(_needed(sheets, "Scores")), criteria, method.get("combining") or "mean"),
    }


def _needed(sheets: Mapping[str, WorkbookSheet], title: str) -> WorkbookSheet:
    if title.lower() not in sheets:
        raise ScoringError("The workbook has no sheet “%(title)s”.", title=title)
    return sheets[title.lower()]


def _rows(sheet: WorkbookSheet) -> dict[int, dict[str, str]]:
    """Texts by row number and column letters, in the order of rows and columns."""
    rows: dict[int, dict[str, str]] = {}
    places = [(_PLACE.fullmatch(at), cell) for at, cell in sheet.cells.items()]
    placed = [(int(m[2]), len(m[1]), m[1], cell) for m, cell in places if m]
    for row, _width, column, cell in sorted(placed, key=lambda cell_at: cell_at[:3]):
        text = _text(sheet, f"{column}{row}", cell)
        if text:
            rows.setdefault(row, {})[column] = text
    return rows


def _text(sheet: WorkbookSheet, at: str, cell: WorkbookCell) -> str:
    if cell.kind in ("f", "e"):
        template = "%(sheet)s, %(at)s: a formula or an error; write the value itself."
        raise ScoringError(template, sheet=sheet.title, at=at)
    return cell.text.strip()


def _method(sheet: WorkbookSheet) -> dict[str, str]:
    rows = [list(row.values()) for row in _rows(sheet).values()]
    return {row[0].lower(): row[1] for row in rows if len(row) > 1}


def _table(sheet: WorkbookSheet, known: Sequence[str] = ()) -> list[Row]:
    """A dictionary a line, by the words of the first row; refuses other words than those known."""
    rows = list(_rows(sheet).values())
    if not rows:
        raise ScoringError("The sheet “%(title)s” is empty.", title=sheet.title)
    header = {column: text.lower() if known else text for column, text in rows[0].items()}
    for word in header.values():
        if (known and word not in known) or list(header.values()).count(word) > 1:
            raise ScoringError(
                "%(sheet)s: the column “%(word)s” is not known or is there twice.",
                sheet=sheet.title,
                word=word[:60],
            )
    return [{word: row.get(column) for column, word in header.items()} for row in rows[1:]]


def _criterion(row: Row) -> dict[str, Any]:
    fields: dict[str, Any] = {key: text for key, text in row.items() if text is not None}
    low, high = fields.pop("low", None), fields.pop("high", None)
    if low is not None or high is not None:
        fields["range"] = [low, high]
    return fields


def _scores(rows: list[Row], criteria: Sequence[Mapping[str, Any]], how: str) -> dict[str, Any]:
    """`alternatives` in the order they first come, and `scores` by name."""
    lines = [_line(row) for row in rows]
    options = list(dict.fromkeys(option for _scorer, option, _marks in lines))
    if all(scorer is None for scorer, _option, _marks in lines):
        options = [option for _scorer, option, _marks in lines]
        scores = {option: marks for _scorer, option, marks in lines}
        return {"alternatives": options, "scores": scores}
    if how not in (Combining.MEAN, Combining.MEDIAN):
        raise ScoringError("Method, combining: “%(word)s” is not mean or median.", word=how[:40])
    sheets: dict[Any, dict[Any, Any]] = {}
    for scorer, option, marks in lines:
        sheet = sheets.setdefault(scorer or "", {})
        if any(cell[0] == option for cell in sheet):
            template = "%(scorer)s scores “%(option)s” twice."
            raise ScoringError(template, scorer=scorer or "", option=option)
        sheet.update({(option, criterion): text for criterion, text in marks.items()})
    combined = combine(sheets, how).scores
    names = {criterion for _scorer, _option, marks in lines for criterion in marks}
    known = [criterion.get("name") for criterion in criteria]
    order = [name for name in known if name in names] + sorted(names - {*known})
    return {
        "alternatives": options,
        "scores": {o: {c: combined.get((o, c)) for c in order} for o in options},
    }


def _line(row: Row) -> tuple[str | None, str, Row]:
    named = {word.strip().lower(): word for word in row}
    scorer = row.get(named.get("scorer", ""))
    option = row.get(named.get("option", ""))
    if option is None:
        raise ScoringError("Scores: a line has no name in the column “option”.")
    names = {named.get("scorer"), named.get("option")}
    return scorer, option, {word: text for word, text in row.items() if word not in names}
