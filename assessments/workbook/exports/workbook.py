"""An issued workbook as an .xlsx file: instructions, a sheet for each section and kind, addresses.

Every text is written as text; the file has no formulas. The same issued workbook always gives the
same sheets.
"""

import io
from collections.abc import Iterable
from datetime import UTC
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import IssuedWorkbook
from assessments.workbook.queries.address import ADDRESS_SHEET, LISTS_SHEET, address_rows, letter
from assessments.workbook.queries.sheets import WorkbookPlan, instructions_title, plan_of
from techbank.files.exact_texts import write_texts_as_they_are
from techbank.files.row_heights import GrowingRows

from .sheets import SheetWriter
from .styles import BOLD, Styles

_RIGHT_TO_LEFT = ("ar",)
_FACT, _SENTENCE = 26, 92
"""Widths of the columns of the instructions."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_name(issued: IssuedWorkbook) -> str:
    """The file name, in ASCII letters."""
    day = f"{issued.issued_at:%Y-%m-%d}"
    country = issued.contents["dossier"]["country"].lower()
    return f"workbook-{country}-{day}-{str(issued.pk)[:8]}.xlsx"


def workbook_file(issued: IssuedWorkbook) -> bytes:
    """The bytes of the .xlsx file, in the language of the workbook."""
    plan = plan_of(issued)
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
    with translation.override(issued.language):
        _properties(book, issued)
        _WorkbookWriter(book, plan).write()
    book.close()
    return out.getvalue()


def _properties(book: Any, issued: IssuedWorkbook) -> None:
    created = issued.issued_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    dossier = issued.contents["dossier"]
    book.set_properties({"title": dossier["title"], "created": created})


class _WorkbookWriter:
    def __init__(self, book: Any, plan: WorkbookPlan) -> None:
        self.book, self.plan, self.issued = book, plan, plan.issued
        self.styles = Styles(book)
        self.rtl = plan.issued.language in _RIGHT_TO_LEFT

    def write(self) -> None:
        self._instructions(self._sheet(instructions_title()))
        lists = {name: self._range(at, listed) for at, (name, listed) in enumerate(self._lists())}
        for sheet in self.plan.sheets:
            SheetWriter(self._sheet(sheet.title), sheet, self.styles, lists).write()
        self._list_sheet()
        self._address_sheet()

    def _sheet(self, title: str) -> GrowingRows:
        made: GrowingRows = self.book.add_worksheet(title, worksheet_class=GrowingRows)
        if self.rtl:
            made.right_to_left()
        made.set_landscape()
        made.set_paper(9)
        made.print_legibly(0)
        made.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        made.set_footer("&L&A&R&P / &N")
        made.hide_gridlines(2)
        return made

    def _lists(self) -> Iterable[tuple[str, Any]]:
        return sorted(self.plan.lists.items())

    def _range(self, column: int, labels: Any) -> str:
        at = letter(column)
        return f"='{LISTS_SHEET}'!${at}$1:${at}${len(labels.pairs)}"

    def _list_sheet(self) -> None:
        made = self.book.add_worksheet(LISTS_SHEET)
        for column, (_name, labels) in enumerate(self._lists()):
            for row, (label, _key) in enumerate(labels.pairs):
                made.write_string(row, column, label)
        made.protect()
        made.very_hidden()

    def _address_sheet(self) -> None:
        made = self.book.add_worksheet(ADDRESS_SHEET)
        for number, row in enumerate(address_rows(self.plan)):
            for column, text in enumerate(row):
                made.write_string(number, column, text)
        made.protect()
        made.very_hidden()

    def _instructions(self, made: GrowingRows) -> None:
        made.set_column(0, 0, _FACT)
        made.set_column(1, 1, _SENTENCE)
        made.set_row(0, 30)
        made.write_string(0, 0, _("Workbook of the technology needs assessment"), self.styles.title)
        row = 2
        for label, text in self._facts():
            made.write_string(row, 0, label, self.styles.fact)
            made.write_string(row, 1, text, self.styles.plain)
            made.fit_row(row, [(label, _FACT - BOLD), (text, _SENTENCE)])
            row += 1
        made.write_string(row + 1, 0, _("How to use it"), self.styles.heading)
        for number, sentence in enumerate(self._sentences(), start=1):
            made.write_string(row + 1 + number, 0, f"{number}", self.styles.number)
            made.write_string(row + 1 + number, 1, sentence, self.styles.plain)
            made.fit_row(row + 1 + number, [(sentence, _SENTENCE)])
        made.protect("", {"select_locked_cells": True})
        made.activate()

    def _facts(self) -> list[tuple[str, str]]:
        issued, dossier = self.issued, self.issued.contents["dossier"]
        moment = date_format(issued.issued_at.astimezone(UTC), "DATETIME_FORMAT")
        return [
            (_("Dossier"), dossier["title"]),
            (_("Country"), self.issued.assessment.country.name),
            (_("Cycle"), dossier["cycle"]),
            (_("Questionnaire"), issued.questionnaire),
            (_("Issued by"), str(issued.issued_by)),
            (_("Issued at"), f"{moment} UTC"),
            (_("Number of this workbook"), str(issued.pk)),
        ]

    def _sentences(self) -> list[str]:
        sentences = [
            _("Write in the white cells. Grey cells are fixed."),
            _("Where a small arrow appears, choose from the list."),
            _(
                "A cell you leave as it is changes nothing. A cell you empty takes the answer out: "
                "you will see it before anything is stored."
            ),
            _("“Not known” is an answer: choose it in its own column and leave the answer empty."),
            _(
                "To add something, write in the next empty row of its sheet. Other sheets can "
                "refer to it by its number at once."
            ),
            _("Removing a row here removes nothing from the dossier. Do that in the portal."),
            _("Write figures, no formulas: a formula is not read. Numbers may have spaces."),
            _("Write days as year-month-day, such as 2026-09-17."),
            _(
                "Do not rename sheets, merge cells or move columns. Rows may be sorted only as "
                "whole rows."
            ),
            _(
                "When you are ready, upload the file on the page “Workbook” of the dossier. You "
                "see every change, and what others changed in the meantime, and accept it row "
                "by row."
            ),
            _(
                "This file holds answers of your country that are not public. Send it only to "
                "people who work on the dossier."
            ),
        ]
        if self.issued.scorers:
            sentences.insert(
                6,
                _(
                    "Each scorer has a sheet of their own. The portal proposes the mean of all "
                    "scorers for each cell of the scores."
                ),
            )
        return sentences
