"""The child process that reads one workbook: `python -m techbank.files.workbook_reader`.

Takes the bytes of an .xlsx on standard input and answers with JSON on standard output:
{"sheets": [{"title", "hidden", "merged": [range], "cells": {"A1": [kind, text]}}]} or
{"problem": code}. Kinds: s text, n number, d day or moment, b yes or no, f formula (its text is
left out), e error value. It has no Django, no database and no secrets; memory and time are
limited before the libraries are loaded.
"""

import io
import json
import os
import re
import resource
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from typing import Any

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 20
MOST_SHEETS = 60
MOST_ROWS = 5_000
MOST_CELLS = 200_000
LONGEST = 100_000
# One text can be in every cell of a small file: the output is counted, not the input.
MOST_TEXT = 8_000_000
# How the format writes a character that XML cannot hold, and an underscore that would look so.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]{2,20})[\"']")


class WorkbookTooLarge(Exception):
    """The workbook holds more than a workbook of the portal can."""


def limit() -> None:
    """Limit this process to the memory, time and files that a workbook needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # Plain defusedxml does the parsing; arrays and other parsers are not loaded at all.
    os.environ["OPENPYXL_LXML"] = "False"
    os.environ["OPENPYXL_DEFUSEDXML"] = "True"
    sys.modules["numpy"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")


def value_of(cell: Any) -> list[str] | None:
    """[kind, text] of a cell; None for an empty one. A formula's text is left out."""
    value, kind = cell.value, cell.data_type
    if kind == "f":
        return ["f", ""]
    if value is None or value == "":
        return None
    if kind == "e":
        return ["e", str(value)[:20]]
    if isinstance(value, bool):
        return ["b", "true" if value else "false"]
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return ["d", value.date().isoformat() if whole else value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, int | float):
        return ["n", repr(value)]
    return ["s", str(value)]


def unescaped(text: str) -> str:
    """`text` with _xHHHH_ as the characters they stand for (ECMA-376 Part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), text)


class _PlainText:
    """In place of openpyxl's texts of cells, which keep the escapes of the format."""

    def __init__(self, content: str) -> None:
        self.content = content

    @classmethod
    def from_tree(cls, node: Any) -> "_PlainText":
        from openpyxl.cell.text import Text  # after limit(), as in `read`

        return cls(unescaped(Text.from_tree(node).content))


def shared_strings(source: Any) -> list[str]:
    """The texts that cells share, in place of openpyxl's, which loses a typed "x005F_"."""
    from openpyxl.xml.constants import SHEET_MAIN_NS  # after limit(), as in `read`
    from openpyxl.xml.functions import iterparse

    texts = []
    for _event, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            texts.append(_PlainText.from_tree(node).content)
            node.clear()
    return texts


def read_texts_as_they_are() -> None:
    """Has openpyxl read every text with the functions above."""
    from openpyxl.reader import excel
    from openpyxl.worksheet import _reader

    excel.read_string_table = shared_strings
    _reader.Text = _PlainText


def sheet_of(sheet: Any, budget: list[int]) -> dict[str, Any]:
    """One sheet's filled cells. ``budget`` is how many cells and characters may still come."""
    sheet.reset_dimensions()
    cells: dict[str, list[str]] = {}
    for row in sheet.rows:
        for cell in row:
            value = value_of(cell) if hasattr(cell, "coordinate") else None
            if value is None:
                continue
            budget[0] -= 1
            budget[1] -= len(value[1])
            if cell.row > MOST_ROWS or min(budget) < 0 or len(value[1]) > LONGEST:
                raise WorkbookTooLarge
            cells[cell.coordinate] = value
    return {
        "title": sheet.title,
        "hidden": sheet.sheet_state != "visible",
        "cells": cells,
    }


def merged(content: bytes, part: str) -> list[str]:
    """Ranges of merged cells, which openpyxl's read-only mode does not give."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        ranges = _MERGED.findall(archive.read(part))
    return [cell_range.decode("ascii") for cell_range in ranges[:5]]


def read(content: bytes) -> dict[str, Any]:
    """All sheets. Raises the library's own errors for a file that is no workbook."""
    from openpyxl import load_workbook  # after limit(): loading it is limited, too

    read_texts_as_they_are()
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    if len(book.worksheets) > MOST_SHEETS:
        raise WorkbookTooLarge
    budget = [MOST_CELLS, MOST_TEXT]
    sheets = []
    for sheet in book.worksheets:
        content_of_sheet = sheet_of(sheet, budget)
        content_of_sheet["merged"] = merged(content, sheet._worksheet_path)
        sheets.append(content_of_sheet)
    return {"sheets": sheets}


def main() -> None:
    content = sys.stdin.buffer.read()
    limit()
    try:
        answer = read(content)
    except (WorkbookTooLarge, MemoryError):
        answer = {"problem": "too_much"}
    except Exception:  # any error of the library means that the file is not readable
        answer = {"problem": "unreadable"}
    # ASCII only; lone surrogates are escaped, and the parent decides about them.
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
