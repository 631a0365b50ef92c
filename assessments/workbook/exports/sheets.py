"""Writing one sheet of a workbook: heads, lines, drop-down lists and protection."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.workbook.queries.address import (
    ADDRESS_COLUMN,
    CODE_ROW,
    FIRST_COLUMN,
    FIRST_LINE,
    HEAD_ROW,
    HEADING_ROW,
    HELP_ROW,
    INTRO_ROW,
    LABEL_COLUMN,
)
from assessments.workbook.queries.cells import CellContent, CellEntry
from assessments.workbook.queries.shapes import SheetPlan, SheetRow
from techbank.files.row_heights import GrowingRows

from .styles import BOLD, SMALL, Styles

_LABEL_WIDTHS = {"answers": 52, "records": 18}
_HELP_WIDTH = 60
_SPARE = 10
_FIRST_DAY = date(1900, 3, 1)
_ALLOWED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}


class SheetWriter:
    """Writes one sheet; ``lists`` has the cell range of each drop-down list by name."""

    def __init__(
        self, made: GrowingRows, sheet: SheetPlan, styles: Styles, lists: dict[str, str]
    ) -> None:
        self.made, self.sheet, self.styles, self.lists = made, sheet, styles, lists
        self.help_column = FIRST_COLUMN + len(sheet.columns)
        self.kind = sheet.code.partition("/")[0]
        self.label_width = _LABEL_WIDTHS.get(self.kind, 36)

    def write(self) -> None:
        self._columns()
        self._heads()
        for row, line in enumerate(self.sheet.lines, start=FIRST_LINE - 1):
            self.made.write_string(row, LABEL_COLUMN, line.label, self.styles.label)
            self.made.write_string(row, ADDRESS_COLUMN, line.address)
            for at, column in enumerate(self.sheet.columns, start=FIRST_COLUMN):
                self._cell(row, at, line.entries.get(column.key))
            if self.sheet.help_head:
                self.made.write_string(row, self.help_column, line.help, self.styles.aside)
            self._fit(row, line)
        self._choices()
        self.made.freeze_panes(HEAD_ROW, FIRST_COLUMN)
        self.made.repeat_rows(HEAD_ROW - 1)
        self.made.repeat_columns(LABEL_COLUMN)
        self._print()
        self.made.protect("", _ALLOWED)

    def _columns(self) -> None:
        self.made.set_column(LABEL_COLUMN, LABEL_COLUMN, self.label_width)
        self.made.set_column(ADDRESS_COLUMN, ADDRESS_COLUMN, 8, None, {"hidden": True})
        for at, column in enumerate(self.sheet.columns, start=FIRST_COLUMN):
            self.made.set_column(at, at, column.width)
        if self.sheet.help_head:
            self.made.set_column(self.help_column, self.help_column, _HELP_WIDTH)

    def _print(self) -> None:
        """Print area: all filled rows, and a few of the empty rows for new records."""
        widths = [self.label_width, *(column.width for column in self.sheet.columns)]
        helped = _HELP_WIDTH if self.sheet.help_head else 0
        self.made.print_legibly(sum(widths) + helped)
        if self.kind == "records":
            lines = self.sheet.lines
            begun = [row for row, line in enumerate(lines, FIRST_LINE) if line.version]
            last = min(max(begun, default=FIRST_LINE) + _SPARE, FIRST_LINE + len(lines) - 1)
            self.made.print_area(0, 0, last - 1, self.help_column - 1)

    def _fit(self, row: int, line: SheetRow) -> None:
        text = (
            (line.entries[column.key].cell_content.text, column.width)
            for column in self.sheet.columns
            if column.key in line.entries
        )
        helped = [(line.help, _HELP_WIDTH, SMALL)] if self.sheet.help_head else []
        self.made.fit_row(row, [(line.label, self.label_width), *text, *helped])

    def _heads(self) -> None:
        made, sheet = self.made, self.sheet
        made.set_row(CODE_ROW - 1, None, None, {"hidden": True})
        made.write_string(CODE_ROW - 1, LABEL_COLUMN, sheet.code)
        made.write_string(CODE_ROW - 1, ADDRESS_COLUMN, "address")
        made.set_row(HEADING_ROW - 1, 24)
        made.write_string(HEADING_ROW - 1, LABEL_COLUMN, sheet.heading, self.styles.heading)
        made.write_string(INTRO_ROW - 1, LABEL_COLUMN, sheet.intro, self.styles.intro)
        made.write_string(HEAD_ROW - 1, LABEL_COLUMN, sheet.label_head, self.styles.head)
        for at, column in enumerate(sheet.columns, start=FIRST_COLUMN):
            made.write_string(CODE_ROW - 1, at, column.key)
            made.write_string(HELP_ROW - 1, at, column.help, self.styles.help)
            made.write_string(HEAD_ROW - 1, at, column.head, self.styles.head)
        if sheet.help_head:
            made.write_string(HEAD_ROW - 1, self.help_column, sheet.help_head, self.styles.head)
        made.fit_row(
            HELP_ROW - 1,
            [(sheet_column.help, sheet_column.width, SMALL) for sheet_column in sheet.columns],
        )
        heads = [(sheet_column.head, sheet_column.width - BOLD) for sheet_column in sheet.columns]
        made.fit_row(HEAD_ROW - 1, [(sheet.label_head, self.label_width - BOLD), *heads])

    def _cell(self, row: int, at: int, entry: CellEntry | None) -> None:
        if entry is None:
            self.made.write_blank(row, at, None, self.styles.fixed)
        elif not entry.open:
            self.made.write_string(row, at, entry.cell_content.text, self.styles.fixed)
        else:
            write_value(self.made, row, at, entry.cell_content, self._style(entry))

    def _style(self, entry: CellEntry) -> Any:
        if entry.is_figure:
            return self.styles.figure
        if entry.kind == "date":
            return self.styles.day
        return self.styles.choice if entry.labels else self.styles.text

    def _choices(self) -> None:
        """Drop-down lists: neighbouring cells of a column with the same list share one rule."""
        for at, column in enumerate(self.sheet.columns, start=FIRST_COLUMN):
            name, start = "", 0
            last = FIRST_LINE - 1 + len(self.sheet.lines)
            for row, line in enumerate(self.sheet.lines, start=FIRST_LINE - 1):
                offered = _offered(line.entries.get(column.key))
                if offered != name:
                    self._rule(name, start, row - 1, at)
                    name, start = offered, row
            self._rule(name, start, last - 1, at)

    def _rule(self, name: str, first: int, last: int, column: int) -> None:
        if not name:
            return
        self.made.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": self.lists[name],
                "error_title": _("Not in the list")[:32],
                "error_message": _("Choose one of the answers in the list, or empty the cell.")[
                    :255
                ],
            },
        )


def _offered(entry: CellEntry | None) -> str:
    if entry is None or entry.labels is None or not entry.open or entry.kind == "many":
        return ""
    return entry.labels.name if entry.labels.pairs else ""


def write_value(made: GrowingRows, row: int, at: int, cell: CellContent, style: Any) -> None:
    """A number as a number when it stays exact, a date as a date, everything else as text.

    So is a day before March 1900: spreadsheets know none before that year, and count a 29 February
    1900 that never was.
    """
    if not cell.text:
        made.write_blank(row, at, None, style)
    elif cell.kind == "n" and Decimal(repr(float(cell.text))) == Decimal(cell.text):
        made.write_number(row, at, float(cell.text), style)
    elif cell.kind == "d" and date.fromisoformat(cell.text) >= _FIRST_DAY:
        made.write_datetime(row, at, date.fromisoformat(cell.text), style)
    else:
        made.write_string(row, at, cell.text, style)
