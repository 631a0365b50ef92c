"""One sheet of a returned workbook, compared with the issued one."""

import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from assessments.models import IssuedWorkbook
from assessments.workbook.queries.address import (
    ADDRESS_COLUMN,
    CODE_ROW,
    FIRST_LINE,
    LABEL_COLUMN,
    letter,
)
from assessments.workbook.queries.cells import EMPTY, CellContent, CellEntry
from assessments.workbook.queries.shapes import SheetPlan, SheetRow
from assessments.workbook.queries.sheets import new_id
from techbank.exceptions import Invalid
from techbank.files.workbooks import Book, WorkbookCell, WorkbookSheet

_ADDRESS = letter(ADDRESS_COLUMN)
_CODE_CELL = f"{letter(LABEL_COLUMN)}{CODE_ROW}"
_AT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RECORDS = "records/"


def _no(sentence: str) -> Invalid:
    return Invalid(sentence, field="file")


class SheetReader:
    """Finds the sheet, its columns and its lines; collects what differs from the issued workbook.

    ``lines`` and ``problems`` are filled by ``read``, which raises ``Invalid`` for a sheet that
    is not as it was issued.
    """

    def __init__(self, issued: IssuedWorkbook, plan: SheetPlan, book: Book) -> None:
        self.issued, self.plan = issued, plan
        self.sheet = _sheet_of(plan, book)
        self.by_address = {line.address: line for line in plan.lines}
        self.lines: dict[str, dict[str, Any]] = {}
        self.problems: list[dict[str, str]] = []

    def read(self) -> None:
        self._check_merged()
        columns = self._columns()
        rows = self._rows()
        placed = self._placed(rows, columns)
        self._check_moved(placed, rows, columns)
        for row, line in placed.items():
            self._line(row, line, rows[row], columns)
        self._outside(rows, columns)

    def _check_merged(self) -> None:
        if self.sheet.merged:
            raise _no(
                _(
                    "The sheet “%(sheet)s” has merged cells (%(range)s). Split them and send it "
                    "again."
                )
                % {"sheet": self.plan.title, "range": self.sheet.merged[0]}
            )

    def _columns(self) -> dict[str, str]:
        """Column letters by column key; the key moves with the column."""
        columns: dict[str, str] = {}
        for at, cell in self.sheet.cells.items():
            letters, row = _split(at)
            if row == CODE_ROW and cell.kind == "s" and letters not in ("A",):
                if cell.text in columns:
                    raise self._column_is_wrong(cell.text)
                columns[cell.text] = letters
        for column in self.plan.columns:
            if column.key not in columns:
                raise self._column_is_wrong(column.head)
        if columns.get("address") != _ADDRESS:
            raise self._column_is_wrong(_("hidden numbers of the rows"))
        return {column.key: columns[column.key] for column in self.plan.columns}

    def _column_is_wrong(self, name: str) -> Invalid:
        return _no(
            _(
                "In the sheet “%(sheet)s” the column “%(column)s” is missing or there twice. Undo "
                "that, or copy your texts into a new workbook."
            )
            % {"sheet": self.plan.title, "column": name}
        )

    def _rows(self) -> dict[int, dict[str, WorkbookCell]]:
        rows: dict[int, dict[str, WorkbookCell]] = {}
        for at, cell in self.sheet.cells.items():
            letters, row = _split(at)
            if row >= FIRST_LINE:
                rows.setdefault(row, {})[letters] = cell
        return dict(sorted(rows.items()))

    def _placed(
        self, rows: dict[int, dict[str, WorkbookCell]], columns: dict[str, str]
    ) -> dict[int, SheetRow]:
        """Which line stands in which row now; a copy of a row and an unknown one are problems."""
        placed: dict[int, SheetRow] = {}
        first: dict[str, int] = {}
        for row, cells in rows.items():
            address = cells[_ADDRESS].text if _ADDRESS in cells else ""
            line = self.by_address.get(address) if address else self._inserted(cells, columns)
            if line is None:
                if any(letters in cells for letters in columns.values()):
                    self._problem(row, _("This row is not one of the workbook; it was not read."))
                continue
            if line.address in first:
                self._problem(
                    row,
                    _("This row is a copy of row %(row)d. Write it into an empty row instead.")
                    % {"row": first[line.address]},
                )
                continue
            first[line.address] = row
            placed[row] = line
        return placed

    def _inserted(self, cells: dict[str, WorkbookCell], columns: dict[str, str]) -> SheetRow | None:
        """A line for a row that somebody inserted in a sheet of records.

        Its id is computed from its content, so the same row sent again is the same record.
        """
        typed = {key: cells[at] for key, at in columns.items() if at in cells}
        if not typed or not self.plan.code.startswith(_RECORDS):
            return None
        kind = self.plan.code.removeprefix(_RECORDS)
        typed_text = repr(sorted((key, cell.kind, cell.text) for key, cell in typed.items()))
        key = new_id(self.issued.pk, kind, str(uuid5(NAMESPACE_URL, typed_text)))
        pattern = self.plan.lines[-1] if self.plan.lines else None
        if pattern is None or pattern.version:
            return None
        return SheetRow(f"{kind}/{key}", 0, _("Inserted row"), pattern.entries)

    def _check_moved(
        self,
        placed: dict[int, SheetRow],
        rows: dict[int, dict[str, WorkbookCell]],
        columns: dict[str, str],
    ) -> None:
        """Refuses texts sorted without their hidden numbers: they would go to other records."""
        if not self.plan.code.startswith(_RECORDS):
            return
        issued = {_texts(line): line.address for line in self.plan.lines if line.version}
        moved = []
        for row, line in placed.items():
            now = tuple(_content_of(rows[row].get(at)).normal for at in columns.values())
            home = issued.get(now)
            if now == _texts(line):
                continue
            if home not in (None, line.address) and sum(1 for text in now if text) > 1:
                moved.append(row)
        if len(moved) > 1:
            raise _no(
                _(
                    "In the sheet “%(sheet)s” rows %(one)d and %(other)d carry the texts of other "
                    "rows: they were sorted without their hidden numbers. Undo the sorting and "
                    "send it again."
                )
                % {"sheet": self.plan.title, "one": moved[0], "other": moved[1]}
            )

    def _line(
        self, row: int, line: SheetRow, cells: dict[str, WorkbookCell], columns: dict[str, str]
    ) -> None:
        changed = {}
        for key, letters in columns.items():
            entry, cell = line.entries.get(key), cells.get(letters)
            at = f"{letters}{row}"
            if entry is None or not entry.open:
                self._fixed(at, entry, cell)
            elif cell is not None and cell.kind in ("f", "e"):
                self._refused(at, cell)
            elif not _content_of(cell).says(entry.cell_content):
                text = _content_of(cell)
                changed[key] = [text.kind, text.text, f"{self.plan.title}!{at}"]
        if changed:
            self.lines[line.address] = {
                "sheet": self.plan.title,
                "row": row,
                "label": line.label,
                "code": self.plan.code,
                "cells": changed,
            }

    def _refused(self, at: str, cell: WorkbookCell) -> None:
        if cell.kind == "f":
            sentence = _("%(cell)s holds a formula; type the value.") % {"cell": at}
        else:
            sentence = _("%(cell)s holds an error (%(error)s); type the value.") % {
                "cell": at,
                "error": cell.text,
            }
        self.problems.append({"where": f"{self.plan.title}!{at}", "sentence": sentence, "text": ""})

    def _fixed(self, at: str, entry: CellEntry | None, cell: WorkbookCell | None) -> None:
        if cell is None or not cell.text or (entry and _content_of(cell).says(entry.cell_content)):
            return
        self.problems.append(
            {
                "where": f"{self.plan.title}!{at}",
                "sentence": _("%(cell)s is a fixed cell; what stands in it was not read.")
                % {"cell": at},
                "text": cell.text,
            }
        )

    def _problem(self, row: int, sentence: str) -> None:
        texts = [
            cell.text
            for at, cell in self._rows_once().get(row, {}).items()
            if at not in (_ADDRESS, letter(LABEL_COLUMN)) and cell.text
        ]
        self.problems.append(
            {
                "where": f"{self.plan.title}!{row}",
                "sentence": sentence,
                "text": "\n".join(texts),
            }
        )

    def _rows_once(self) -> dict[int, dict[str, WorkbookCell]]:
        if not hasattr(self, "_kept_rows"):
            self._kept_rows = self._rows()
        return self._kept_rows

    def _outside(self, rows: dict[int, dict[str, WorkbookCell]], columns: dict[str, str]) -> None:
        """Words written beside the table, or over its names and explanations: told, not taken.

        What we wrote ourselves is known by its words, as rows and columns may have moved.
        """
        known = {_ADDRESS, *columns.values()}
        ours = {text.strip() for line in self.plan.lines for text in (line.label, line.help)}
        ours.discard("")
        for row, cells in rows.items():
            for at, cell in cells.items():
                if at in known or cell.text.strip() in ours:
                    continue
                if cell.text or cell.kind == "f":
                    self.problems.append(
                        {
                            "where": f"{self.plan.title}!{at}{row}",
                            "sentence": _("%(cell)s lies outside the table; it was not read.")
                            % {"cell": f"{at}{row}"},
                            "text": cell.text,
                        }
                    )


def _sheet_of(plan: SheetPlan, book: Book) -> WorkbookSheet:
    """The sheet under its title, with our code in its corner."""
    sheet = book.sheet(plan.title)
    if sheet is not None and _code(sheet) == plan.code:
        return sheet
    renamed = next((candidate for candidate in book.sheets if _code(candidate) == plan.code), None)
    if renamed is not None:
        raise _no(
            _("The sheet “%(sheet)s” is now called “%(name)s”. Give it its name back.")
            % {"sheet": plan.title, "name": renamed.title}
        )
    raise _no(
        _("The sheet “%(sheet)s” is missing. Upload the workbook with all of its sheets.")
        % {"sheet": plan.title}
    )


def _code(sheet: WorkbookSheet) -> str:
    cell = sheet.cells.get(_CODE_CELL)
    return cell.text if cell else ""


def _split(at: str) -> tuple[str, int]:
    parts = _AT.fullmatch(at)
    return (parts.group(1), int(parts.group(2))) if parts else ("", 0)


def _content_of(cell: WorkbookCell | None) -> CellContent:
    return CellContent(cell.kind, cell.text) if cell is not None and cell.text else EMPTY


def _texts(line: SheetRow) -> tuple[str, ...]:
    return tuple(entry.cell_content.normal for entry in line.entries.values())
