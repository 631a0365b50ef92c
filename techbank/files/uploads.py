"""Files that people attach: identified by content, refused with a sentence, made harmless.

Kinds: PDF, Word (.docx), Excel (.xlsx), PNG, JPEG, CSV. The name's ending has to match the content.
Pictures are written again; the others are stored unchanged, byte by byte, and are served only as
downloads.
"""

import csv
import hashlib
import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from techbank.exceptions import Invalid

from .content_types import EDGE, NAMES, SENTENCES, sniff
from .office import kind_of_office_file
from .sandbox import NotRead, read

LARGEST: Final = 10 * 1024 * 1024
LONGEST_NAME: Final = 120
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
}
# What a browser's file chooser offers first.
ACCEPTED: Final = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.jfif,.csv"
_KINDS: Final = {**{kind: kind for kind in MEDIA_TYPES}, "jpeg": "jpg", "jfif": "jpg", "jpe": "jpg"}
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_NOT_IN_NAMES: Final = re.compile(r'[:*?"<>|]')
_NOT_IN_TABLES: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
# What a cell calls that begins with a plus or a minus, as telephone numbers, figures below zero
# and lists do, too: a function as programs write it, one that reaches out however it is written, a
# program (`cmd|'/C calc'!A0`), another sheet. "+251 (11) 551", "-5 (estimate)" and
# "- training (two days)" call nothing.
_SIGNED_CALL: Final = re.compile(
    r"\b[A-Z][A-Z0-9.]{0,60}\(|\b(?i:hyperlink|webservice|filterxml|import\w{1,20}|image|call|exec"
    r"|rtd|dde)\s*\(|\w\s*\|\s*'|\w\|\w[^!]{0,200}!|[\w'\]]!\s*\$?[A-Za-z]{1,3}\$?\d"
)
_ANY_CALL: Final = re.compile(r"[|(!]")
# A program with another locale splits at another separator than the file does, or at the separator
# that the file names: each piece that begins like a formula.
_PIECES: Final = re.compile(r'(?:^|[,;\t\r\n])"?([=@+-][^,;\t\r\n]*)')
_NAMES_SEPARATOR: Final = re.compile(r"^\s*\"?sep=", re.IGNORECASE)
_NOT_READ: Final[dict[str, str | Promise]] = {
    "damaged": gettext_lazy("The file is damaged or not what its name says. Save it again."),
    "heavy": gettext_lazy("The file takes too much to read. Send only the pages you cite."),
    "pixels": gettext_lazy(
        "The picture has more than 40 million pixels. Make it smaller and send that."
    ),
    "password": gettext_lazy(
        "The PDF is protected with a password or against copying. Save it without protection and "
        "send that copy."
    ),
    "script": gettext_lazy("The PDF holds a script. Print it to a new PDF and send that."),
    "launch": gettext_lazy("The PDF starts a program. Print it to a new PDF and send that."),
    "media": gettext_lazy("The PDF plays sound or film. Print it to a new PDF and send that."),
    "sends": gettext_lazy(
        "The PDF is a form that sends or fetches figures. Print it to a new PDF and send that."
    ),
    "fetches": gettext_lazy(
        "The PDF leads to other files of your computer. Print it to a new PDF and send that."
    ),
    "files": gettext_lazy(
        "The PDF carries other files inside. Print it to a new PDF, and add those files on their "
        "own."
    ),
}


class SentFile(Protocol):
    """A file from a form: Django's UploadedFile, or anything like it."""

    @property
    def name(self) -> str | None: ...

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A file that passed all checks. ``name`` is safe to show and to name a file; ``digest`` is
    the sha256 of ``content`` in hexadecimal, ``size`` its length in bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_upload(sent: SentFile) -> Upload:
    """The file, if it matches its name and is harmless. Raises ``Invalid`` (field "file").

    Takes milliseconds; pictures and PDFs are read by a child process, at most 20 seconds.
    """
    content = sent.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise _too_large(getattr(sent, "size", None) or len(content))
    if not content:
        raise _invalid(_("The file is empty. Choose it again, or send another copy."))
    name = clean_name(sent.name or "")
    expected = _KINDS.get(os.path.splitext(name)[1].lstrip(".").lower(), "")
    if expected == "csv" and content.startswith(_UTF_16) and sniff(content) == "unknown":
        raise _unknown_letters()
    kind = _kind_of(content)
    if kind != expected:
        raise _name_mismatch(expected, kind)
    return Upload(name, MEDIA_TYPES[kind], _READERS[kind](content))


def clean_name(name: str) -> str:
    """The last part of a path, without invisible or misleading characters, at most 120 long."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = _UNSEEN.sub("", unicodedata.normalize("NFC", base))
    base = _NOT_IN_NAMES.sub("_", base).strip(" .")
    stem, ending = os.path.splitext(base)
    ending = ending[:10]
    return stem[: LONGEST_NAME - len(ending)] + ending or "file"


def _kind_of(content: bytes) -> str:
    """A key of ``MEDIA_TYPES``; raises ``Invalid`` for any other kind, whatever its name."""
    kind = sniff(content)
    if kind in SENTENCES:
        raise _invalid(str(SENTENCES[kind]))
    if kind == "office":
        if b"%PDF-" in content[:EDGE]:
            raise _two_kinds_error()
        return kind_of_office_file(content)
    return "csv" if kind == "text" else kind


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, field="file")


def _too_large(size: int) -> Invalid:
    return _invalid(
        _(
            "The file has %(size)s; it may have at most 10 MB. Send only the pages you cite, or a "
            "scan with fewer dots."
        )
        % {"size": filesizeformat(size)}
    )


def _name_mismatch(expected: str, kind: str) -> Invalid:
    if not expected:
        return _invalid(
            _(
                "The name has to end in .pdf, .docx, .xlsx, .png, .jpg or .csv and say what the "
                "file is. This is %(kind)s."
            )
            % {"kind": NAMES[kind]}
        )
    return _invalid(
        _(
            "The name ends like that of another kind of file: it says %(wanted)s, and this is "
            "%(kind)s. Choose the right file, or save it again in the right kind."
        )
        % {"wanted": f".{expected}", "kind": NAMES[kind]}
    )


def _two_kinds_error() -> Invalid:
    return _invalid(
        _("The file is two kinds of file at once. Save it again from the program that made it.")
    )


def _by_child(kind: str, content: bytes) -> bytes:
    try:
        return read(kind, content)
    except NotRead as not_read:
        raise _invalid(str(_NOT_READ.get(not_read.code, _NOT_READ["damaged"]))) from None


def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-EDGE:]:
        raise _invalid(
            _(
                "The PDF does not end where it should: it was cut off, or something was added to "
                "it. Save it again."
            )
        )
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise _two_kinds_error()
    _by_child("PDF", content)
    return content


def _picture(kind: str) -> Callable[[bytes], bytes]:
    def rewritten(content: bytes) -> bytes:
        return _by_child(kind, content)

    return rewritten


def _office(content: bytes) -> bytes:
    """Unchanged: the file was checked when its kind was determined."""
    return content


def _table(content: bytes) -> bytes:
    """A table in UTF-8 or cp1252, without control characters and without formulas that call."""
    text = _decoded(content)
    if _NOT_IN_TABLES.search(text):
        raise _invalid(
            _("The CSV file has characters that are not text. Save it again as “CSV UTF-8”.")
        )
    if _NAMES_SEPARATOR.match(text):
        raise _invalid(_("The CSV file begins with “sep=”. Take that line out and send it again."))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            _check_no_calls(row)
    except csv.Error:
        raise _invalid(_("The CSV file cannot be read as a table. Save it again as CSV.")) from None
    _check_no_calls(piece.group(1) for piece in _PIECES.finditer(text))
    return content


def _check_no_calls(cells: Iterable[str]) -> None:
    """Raises ``Invalid`` for a formula that calls something; "=A1" or "-5" calls nothing."""
    for cell in cells:
        if _calls(cell.lstrip()):
            raise _invalid(
                _("The CSV file has a formula (%(cell)s). Save it with values only.")
                % {"cell": cell[:40]}
            )


def _calls(cell: str) -> bool:
    if cell.startswith(("=", "@")):
        return bool(_ANY_CALL.search(cell))
    return cell.startswith(("+", "-")) and bool(_SIGNED_CALL.search(cell))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise _unknown_letters() from None


def _unknown_letters() -> Invalid:
    return _invalid(_("The letters of the CSV file cannot be read. Save it again as “CSV UTF-8”."))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


_READERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "pdf": _pdf,
    "docx": _office,
    "xlsx": _office,
    "png": _picture("PNG"),
    "jpg": _picture("JPEG"),
    "csv": _table,
}
