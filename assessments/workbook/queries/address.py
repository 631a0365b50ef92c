"""The address sheet of a workbook: which cell is which answer, with our signature.

The sheet is "very hidden" in the file. Its rows of texts: the workbook's identity, one row for each
column, one row for each line with its base version, and a signature over all of them, so that a
changed sheet is detected.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.signing import BadSignature, Signer

from .sheets import WorkbookPlan

FORMAT = "techbank.workbook"
FORMAT_VERSION = "1"
ADDRESS_SHEET = "_address"
LISTS_SHEET = "_lists"
# Rows of every sheet, counted from 1: machine names (hidden), heading, intro, help, heads.
CODE_ROW, HEADING_ROW, INTRO_ROW, HELP_ROW, HEAD_ROW = 1, 2, 3, 4, 5
FIRST_LINE = 6
# Columns, counted from 0: what the line is called, its address (hidden), then what is asked.
LABEL_COLUMN, ADDRESS_COLUMN, FIRST_COLUMN = 0, 1, 2
_SIGNATURE = "signature"
_PIECE = 30_000
Rows = list[list[str]]


def letter(column: int) -> str:
    """The letters of a column from its number, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address_rows(plan: WorkbookPlan) -> Rows:
    """The rows of the address sheet, the signature last."""
    issued = plan.issued
    rows: Rows = [
        [FORMAT, FORMAT_VERSION],
        ["dossier", str(issued.assessment_id)],
        ["questionnaire", issued.questionnaire],
        ["workbook", str(issued.pk)],
        ["language", issued.language],
    ]
    rows += [["scoring", piece] for piece in _pieces(issued.contents)]
    for sheet in plan.sheets:
        for at, column in enumerate(sheet.columns):
            rows.append(["column", sheet.title, letter(FIRST_COLUMN + at), column.key])
        for number, line in enumerate(sheet.lines, start=FIRST_LINE):
            rows.append(["row", sheet.title, str(number), line.address, str(line.version)])
    return [*rows, [_SIGNATURE, signature(rows)]]


def _pieces(contents: dict[str, Any]) -> list[str]:
    """Options, criteria and method as pieces of JSON: a ranking needs only the file."""
    scores = contents["scores"]
    if not scores:
        return []
    facts = {"title": contents["dossier"]["title"], "country": contents["dossier"]["country"]}
    facts |= {name: scores[name] for name in ("options", "criteria", "method")}
    text = json.dumps(facts, ensure_ascii=True)
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


def signature(rows: Sequence[Sequence[str]]) -> str:
    digest = hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()
    return _signer().sign(digest)


def is_ours(rows: Rows) -> bool:
    """Whether the last row is our signature of all the others."""
    if not rows or rows[-1][:1] != [_SIGNATURE] or len(rows[-1]) != 2:
        return False
    digest = hashlib.sha256(json.dumps(rows[:-1]).encode()).hexdigest()
    try:
        return bool(_signer().unsign(rows[-1][1]) == digest)
    except BadSignature:
        return False


def _signer() -> Signer:
    return Signer(salt="assessments.workbook")
