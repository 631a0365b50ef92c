"""Reading a returned workbook: checks that it is ours, of this dossier and complete.

Every refusal is one sentence and changes nothing. Only cells that differ from the issued workbook
are kept, by their line's address and their column's key. Rows may be sorted: the address moves with
the row.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Assessment, IssuedWorkbook
from assessments.workbook.queries.address import ADDRESS_SHEET, FORMAT, FORMAT_VERSION, is_ours
from assessments.workbook.queries.sheets import WorkbookPlan, plan_of
from techbank.exceptions import Invalid
from techbank.files.archives import UnsafeArchive
from techbank.files.workbooks import Book, read_workbook

from .sheets import SheetReader

# Up to here a table of addresses is read: sheets × rows of the largest workbook there can be.
_MOST_ADDRESSES = 30_000


@dataclass
class Returned:
    """``cells`` is what ``WorkbookReturn.cells`` holds: {"lines": {address: {"sheet", "row",
    "cells": {column: [kind, text, coordinate]}}}, "problems": [{"where", "sentence", "text"}],
    "notes": [sentence]}."""

    issued: IssuedWorkbook
    digest: str
    cells: dict[str, Any] = field(default_factory=dict)


def read_returned(content: bytes, *, name: str, assessment: Assessment) -> Returned:
    """The changed cells of a returned workbook of this dossier.

    Raises ``Invalid`` with the sentence for a file that is unsafe, broken, not ours, of another
    dossier or questionnaire, tampered with, or whose sheets are not as they were issued.
    """
    try:
        book = read_workbook(content, name=name)
    except UnsafeArchive as unsafe:
        raise _no(str(unsafe.sentence)) from None
    issued = _issued(_addresses(book), assessment)
    digest = hashlib.sha256(content).hexdigest()
    return Returned(issued, digest, _cells(book, plan_of(issued)))


def _no(sentence: str) -> Invalid:
    return Invalid(sentence, field="file")


def addresses_of(book: Book) -> list[list[str]]:
    """The rows of the address sheet, the signature last; empty without such a sheet."""
    sheet = book.sheet(ADDRESS_SHEET)
    if sheet is None:
        return []
    rows: dict[int, dict[str, str]] = {}
    for at, cell in sheet.cells.items():
        letters = at.rstrip("0123456789")
        rows.setdefault(int(at[len(letters) :]), {})[letters] = cell.text
    return [[rows[at][row] for row in sorted(rows[at])] for at in sorted(rows)]


def _addresses(book: Book) -> dict[str, str]:
    """The identity rows of the workbook, as {name: value}, after checking our signature."""
    rows = addresses_of(book)
    if not rows or rows[0][:1] != [FORMAT]:
        raise _no(
            _(
                "This workbook was not issued by this portal, or its hidden address sheet was "
                "deleted. Issue a workbook on this page and copy your texts into it."
            )
        )
    if rows[0] != [FORMAT, FORMAT_VERSION]:
        raise _no(_("This workbook has an old form. Issue a new one and copy your texts into it."))
    if len(rows) > _MOST_ADDRESSES or not is_ours(rows):
        raise _no(
            _(
                "The hidden address sheet of this workbook was changed, so the portal cannot tell "
                "which cell is which answer. Issue a new workbook and copy your texts into it."
            )
        )
    return {row[0]: row[1] for row in rows[:5] if len(row) == 2}


def _issued(facts: dict[str, str], assessment: Assessment) -> IssuedWorkbook:
    if facts.get("dossier") != str(assessment.pk):
        raise _no(
            _(
                "This workbook belongs to another dossier. Upload it on the page of the dossier "
                "that its sheet “Instructions” names."
            )
        )
    issued = (
        IssuedWorkbook.objects.select_related("assessment__country", "issued_by")
        .filter(pk=facts.get("workbook", ""), assessment=assessment)
        .first()
    )
    if issued is None:
        raise _no(_("The portal does not know this workbook any more. Issue a new one."))
    if issued.questionnaire != assessment.questionnaire:
        raise _no(
            _(
                "This workbook was issued for questionnaire %(old)s; the dossier now follows "
                "%(new)s. Issue a new workbook and copy your texts into it."
            )
            % {"old": issued.questionnaire, "new": assessment.questionnaire}
        )
    return issued


def _cells(book: Book, plan: WorkbookPlan) -> dict[str, Any]:
    lines: dict[str, Any] = {}
    problems: list[dict[str, str]] = []
    for sheet in plan.sheets:
        reader = SheetReader(plan.issued, sheet, book)
        reader.read()
        lines |= reader.lines
        problems += reader.problems
    ours = {sheet.title for sheet in plan.sheets}
    foreign = [
        worksheet.title
        for worksheet in book.sheets[1:]
        if not worksheet.hidden and worksheet.title not in ours
    ]
    notes = [
        _("The sheet “%(sheet)s” is not part of the workbook; it was not read.")
        % {"sheet": worksheet}
        for worksheet in foreign
    ]
    return {"lines": lines, "problems": problems, "notes": notes}
