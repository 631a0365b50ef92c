"""Rows pasted from a spreadsheet: tab-separated lines become rows that are not saved yet."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import SomeOf
from techbank.text import LONGEST_TEXT
from techbank.web.form_fields import choices_of

from .rows import RecordRow, RecordRows

_YES = {"yes", "y", "x", "1", "true", "✓", "✔"}
LONGEST_PASTE = 5 * LONGEST_TEXT


def _lines(text: str) -> list[list[str]]:
    """Cells by line; a quoted cell may hold line ends. Raises ValueError for what is no table."""
    if len(text) > LONGEST_PASTE:
        raise ValueError(_("This is too long. Paste it in parts."))
    try:
        read = list(csv.reader(StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        raise ValueError(_("This could not be read as rows of a spreadsheet.")) from None
    cells = ([cell.strip() for cell in line] for line in read)
    return [line for line in cells if any(line)]


def _plain(text: Any) -> str:
    return " ".join(str(text).split()).casefold()


def _columns(sheet: RecordRows, first: Sequence[str]) -> list[str] | None:
    """The fields the first line names, in its order; None when it is no line of names."""
    names = {_plain(field.label): name for name, field in sheet.heads}
    columns = [names.get(_plain(cell), "") for cell in first]
    return columns if sum(bool(item) for item in columns) * 2 >= len(columns) else None


def _key_of(field: forms.Field, cell: str) -> str:
    """The key of a choice by its words; what is none of them stays, and is refused as typed."""
    choices = choices_of(field)
    by_words = {_plain(label): str(key) for key, label in choices if key != ""}
    return by_words.get(_plain(cell), cell)


def _put(data: QueryDict, key: str, field: forms.Field, cell: str) -> None:
    if isinstance(field, forms.BooleanField):
        if _plain(cell) in _YES | {_plain(_("Yes"))}:
            data[key] = "on"
    elif isinstance(field, SomeOf):
        data.setlist(key, [_key_of(field, part) for part in cell.split(";") if part.strip()])
    elif hasattr(field, "choices"):
        data[key] = _key_of(field, cell)
    elif cell:
        data[key] = cell


def pasted_rows(sheet: RecordRows, text: str, *, most: int) -> tuple[list[RecordRow], str]:
    """(at most ``most`` new rows, what was not taken). Raises ValueError with a sentence.

    The columns are those of the table, unless the first line names them. The rest is given back
    as text, to be pasted again: nothing is lost.
    """
    lines = _lines(text)
    if not lines:
        return [], ""
    named = _columns(sheet, lines[0])
    head = [lines.pop(0)] if named else []
    rows = [_row(sheet, named or list(sheet.names), line) for line in lines[:most]]
    rest = lines[most:]
    return rows, _text([*head, *rest]) if rest else ""


def _row(sheet: RecordRows, columns: Sequence[str], line: Sequence[str]) -> RecordRow:
    id = str(uuid4())
    data = QueryDict(mutable=True)
    _begin(sheet, data, id)
    fields: Mapping[str, forms.Field] = dict(sheet.heads)
    for name, cell in zip(columns, line, strict=False):
        if name:
            _put(data, f"{id}-{name}", fields[name], cell)
    return sheet.row(data=data, id=id)


def _begin(sheet: RecordRows, data: QueryDict, id: str) -> None:
    """What a new row has before anything is written in it, such as the usual currency."""
    for name, head in sheet.heads:
        initial = sheet.pattern.get_initial_for_field(head, name)
        if initial not in (None, "", False):
            data[f"{id}-{name}"] = str(initial)


def _text(lines: Sequence[Sequence[str]]) -> str:
    written = StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(lines)
    return written.getvalue()
