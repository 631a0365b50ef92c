"""Tables as an .xlsx file: one sheet a table, text as text, same bytes for the same tables."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from assessments.publication.documents.formatting import decimal_or_none
from techbank.files.exact_texts import write_texts_as_they_are
from techbank.files.row_heights import GrowingRows
from techbank.text import direction, first_units, units

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LETTERS: Final = 32_000
"""UTF-16 units of a cell: the format allows 32,767."""

_BLUE, _WHITE, _QUIET, _LINE = "#133F78", "#FFFFFF", "#474D57", "#D6D9DE"
_NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_TITLE: Final = 31
_POINTS, _BOLD = 10, 2
"""Size of all texts, and letters less that a column holds in bold."""

Cell = str | int | Decimal | None
SHORT, MEDIUM, LONG = 12, 24, 46
"""Widths of columns."""


@dataclass(frozen=True)
class DocumentTable:
    """``columns`` are (heading, width in characters). A cell of None is empty: not provided."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]


def table_book(
    tables: Sequence[DocumentTable], *, title: str, language: str, created_at: datetime, author: str
) -> bytes:
    """The tables as a workbook. Nothing in it is a formula or a link."""
    write_texts_as_they_are()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    created = created_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": title, "author": author, "created": created})
    styles = _styles(book)
    names = _names(tables)
    for table, name in zip(tables, names, strict=True):
        sheet = book.add_worksheet(name, worksheet_class=GrowingRows)
        if direction(language) == "rtl":
            sheet.right_to_left()
        _write(sheet, table, styles)
    book.close()
    return out.getvalue()


def _names(tables: Sequence[DocumentTable]) -> list[str]:
    """Titles as the format requires them: short, without special characters, all different."""
    names: list[str] = []
    for number, table in enumerate(tables, start=1):
        name = table.title.translate(_NOT_IN_TITLES).strip("' ")[:_LONGEST_TITLE]
        taken = name.casefold() in {other.casefold() for other in names}
        names.append(f"{name[: _LONGEST_TITLE - 3]} {number}" if taken else name)
    return names


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_size": _POINTS, "valign": "top", "bottom": 1, "bottom_color": _LINE}
    head = {"bold": True, "font_color": _WHITE, "bg_color": _BLUE, "text_wrap": True}
    return {
        "head": book.add_format({**base, **head}),
        # What was typed stays a text, even when it begins like a formula.
        "text": book.add_format(
            {**base, "text_wrap": True, "num_format": "@", "quote_prefix": True}
        ),
        "whole": book.add_format({**base, "num_format": "0"}),
        "figure": book.add_format({**base, "num_format": "#,##0.00######"}),
        "empty": book.add_format({**base, "font_color": _QUIET}),
    }


def _write(sheet: Any, table: DocumentTable, styles: dict[str, Any]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    widths = [width for _heading, width in table.columns]
    sheet.print_legibly(sum(widths))
    for column, (heading, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, styles["head"])
    sheet.fit_row(0, [(heading, width - _BOLD) for heading, width in table.columns])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for at, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _put(sheet, at, column, cell, styles)
        texts = zip(row, widths, strict=True)
        sheet.fit_row(
            at, [(cell, width, _POINTS) for cell, width in texts if isinstance(cell, str)]
        )
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _put(sheet: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, styles["empty"])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, float(cell), styles["figure"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, styles["whole"])
    else:
        sheet.write_string(row, column, _fitting(str(cell)), styles["text"])


def _fitting(text: str) -> str:
    """A text as a cell can hold it; what is cut is said at its end."""
    if units(text) <= MOST_LETTERS:
        return text
    end = _("… (cut here: a cell holds no more; the document has the whole text)")
    return first_units(text, MOST_LETTERS - units(end)) + end


def amount(value: object) -> Cell:
    """A figure as a number; unknown as text."""
    number = decimal_or_none(value)
    return _("not known") if number is None else number


def text(value: object) -> str:
    return "" if value is None else str(value)
