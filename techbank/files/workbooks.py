"""Workbooks (.xlsx) that people upload: checked from outside, then read in a child process.

Nothing here evaluates, follows or stores anything: a formula is reported by its cell and left
out. What is not allowed is refused with a sentence before a library reads the file.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .archives import OFFICE, Limits, UnsafeArchive, check_archive, open_archive
from .workbook_reader import MOST_SECONDS

_ROOT: Final = Path(__file__).resolve().parents[2]
# Each may take 512 MB and a thread of the web process while it is read: two at a time.
_SLOTS: Final = BoundedSemaphore(2)
_WAIT_SECONDS: Final = 10
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS: Final = re.compile(
    r"(?i)vbaproject|vbadata|/macrosheets/|/dialogsheets/|/activex/|/ctrlprops/|customui"
)
_LINKS: Final = re.compile(r"(?i)/externallinks/|/embeddings/|/connections\.xml|/querytables/")
_MACRO_TYPES: Final = (b"macroenabled", b"ms-office.vbaproject", b"ms-excel.intlmacrosheet")


class UnreadableWorkbook(UnsafeArchive):
    """The workbook is not read. More codes: empty, extension, old, macros, links, not_workbook,
    too_much, slow, busy, unreadable."""


@dataclass(frozen=True)
class WorkbookCell:
    """``kind`` is one of s n d b f e (see the reader); ``text`` plain, numbers as 1234.5."""

    kind: str
    text: str


@dataclass(frozen=True)
class WorkbookSheet:
    """``cells`` by coordinate, the filled ones only; ``merged`` are ranges such as B2:C2."""

    title: str
    cells: dict[str, WorkbookCell]
    hidden: bool = False
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    sheets: list[WorkbookSheet] = field(default_factory=list)

    def sheet(self, title: str) -> WorkbookSheet | None:
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


def check_workbook(content: bytes, *, name: str, limits: Limits = OFFICE) -> None:
    """Raises UnsafeArchive with a sentence for anything that is no plain, harmless .xlsx.

    Costs one pass over the unpacked bytes, in constant memory.
    """
    _check_name(name)
    if not content:
        raise UnreadableWorkbook("empty", _("The file is empty."))
    if content.startswith(_OLE):
        raise _old_or_encrypted(content)
    parts = check_archive(content, limits)
    inside = "\n".join(f"/{part}" for part in parts)
    if "[Content_Types].xml" not in parts or "/xl/workbook.xml" not in inside:
        raise UnreadableWorkbook(
            "not_workbook", _("This is not an Excel workbook (.xlsx), whatever its name says.")
        )
    if _MACROS.search(inside) or _declares_macros(content, limits):
        raise UnreadableWorkbook(
            "macros",
            _("The workbook holds macros. Save it as an Excel workbook without macros (.xlsx)."),
        )
    if _LINKS.search(inside):
        raise UnreadableWorkbook(
            "links",
            _("The workbook refers to other files or data sources. Take the links out."),
        )


def read_workbook(content: bytes, *, name: str, limits: Limits = OFFICE) -> Book:
    """Every filled cell of every sheet; of a formula only its cell.

    Raises UnsafeArchive (UnreadableWorkbook among them) with a sentence. Reading happens in a
    child process with 512 MB and 20 s.
    """
    check_workbook(content, name=name, limits=limits)
    answer = _in_a_child(content)
    if answer.get("problem") == "too_much":
        raise UnreadableWorkbook(
            "too_much",
            _("The workbook holds more rows or cells than one of ours can. It was not read."),
        )
    if "sheets" not in answer:
        raise _unreadable()
    return Book(
        [
            WorkbookSheet(
                title=sheet["title"],
                cells={
                    at: WorkbookCell(cell[0], _text(cell[1])) for at, cell in sheet["cells"].items()
                },
                hidden=sheet["hidden"],
                merged=tuple(sheet["merged"]),
            )
            for sheet in answer["sheets"]
        ]
    )


def _text(text: str) -> str:
    """Without characters that no database stores. XML has none, but a library might return some."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _in_a_child(content: bytes) -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        with _reading_slot():
            done = subprocess.run(
                [sys.executable, "-m", "techbank.files.workbook_reader"],
                input=content,
                capture_output=True,
                # A busy machine takes longer by the clock; the child counts its own seconds.
                timeout=2 * MOST_SECONDS,
                check=False,
                cwd=_ROOT,
                env=environment,
            )
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbook(
            "slow", _("The workbook takes too long to read. It was not read.")
        ) from None
    if done.returncode != 0:
        raise _unreadable()
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise _unreadable() from None
    return answer


@contextmanager
def _reading_slot() -> Iterator[None]:
    if not _SLOTS.acquire(timeout=_WAIT_SECONDS):
        raise UnreadableWorkbook(
            "busy", _("Many workbooks are being read right now. Send yours again in a minute.")
        )
    try:
        yield
    finally:
        _SLOTS.release()


def _check_name(name: str) -> None:
    ending = Path(name).suffix.lower()
    if ending == ".xlsx":
        return
    if ending in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise UnreadableWorkbook(
            "macros",
            _("The workbook holds macros. Save it as an Excel workbook without macros (.xlsx)."),
        )
    raise UnreadableWorkbook(
        "extension", _("Choose the Excel workbook: its name ends in .xlsx. Nothing was read.")
    )


def _old_or_encrypted(content: bytes) -> UnreadableWorkbook:
    if _ENCRYPTED_PACKAGE in content:
        return UnreadableWorkbook(
            "encrypted", _("The file is protected with a password. Take the password off.")
        )
    return UnreadableWorkbook(
        "old", _("This is a workbook of the old kind (.xls). Save it as .xlsx.")
    )


def _declares_macros(content: bytes, limits: Limits) -> bool:
    types = _part(content, "[Content_Types].xml", limits).lower()
    return any(word in types for word in _MACRO_TYPES)


def _part(content: bytes, name: str, limits: Limits) -> bytes:
    with open_archive(content, limits) as archive:
        return archive.read(name)


def _unreadable() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "unreadable", _("The workbook is damaged and cannot be read. Save it again.")
    )
