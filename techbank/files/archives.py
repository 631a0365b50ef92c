"""Zip archives that people upload, measured before any library unpacks one.

Office files (.xlsx, .docx, .odt) are zip archives of XML. Four kilobytes of it can take gigabytes
of a reader's memory, so these checks read the list of parts and then every XML part as a stream, in
constant memory, and refuse the file before anything parses it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_END_64: Final = b"PK\x06\x07"
_END_64_SIZE: Final = 20
_LONGEST_COMMENT: Final = 65_535
# What one entry of the list of parts may take: its fixed fields, its name, a few extras.
_LISTED: Final = 1_024
_CHUNK: Final = 64 * 1024
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_NEVER_IN_XML: Final = (b"<!doctype", b"<!entity")
_XML_ENDINGS: Final = (".xml", ".rels", ".vml", ".rdf")


@dataclass(frozen=True)
class Limits:
    """``packed`` and ``unpacked`` in bytes; ``ratio`` is unpacked over packed, of the whole."""

    packed: int = 10 * 1024 * 1024
    entries: int = 500
    unpacked: int = 50 * 1024 * 1024
    ratio: int = 200


OFFICE: Final = Limits()


class UnsafeArchive(ValueError):
    """The archive is not opened. ``sentence`` is for the person who uploaded it.

    ``code`` is for tests and the trail: not_zip, large, entries, unpacked, ratio, encrypted,
    method, names, doctype, damaged.
    """

    def __init__(self, code: str, sentence: Text) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


def check_archive(content: bytes, limits: Limits = OFFICE) -> list[str]:
    """The names of the parts of an archive within `limits`.

    Every part is unpacked once as a stream, to detect false sizes in the list of parts, and
    damaged parts. XML parts may not hold a document type or an entity. Raises
    UnsafeArchive; reads nothing beyond `limits.unpacked` bytes.
    """
    with open_archive(content, limits) as archive:
        unpacked = 0
        for part in archive.infolist():
            for chunk in _unpacked(archive, part):
                unpacked += len(chunk)
                if unpacked > limits.unpacked:
                    raise _too_large_unpacked()
        return archive.namelist()


def open_archive(content: bytes, limits: Limits = OFFICE) -> zipfile.ZipFile:
    """The archive, when its size, its list of parts and their names are within `limits`.

    Raises UnsafeArchive. Nothing is unpacked.
    """
    if len(content) > limits.packed:
        raise UnsafeArchive(
            "large",
            _("The file is too large. It may have at most 10 MB."),
        )
    _check_list(content, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        raise _damaged() from None
    parts = archive.infolist()
    for check in (_check_sizes, _check_parts):
        check(parts, len(content), limits)
    return archive


def is_xml(name: str) -> bool:
    """Whether a part of this name is read as XML."""
    return name.lower().endswith(_XML_ENDINGS)


def _check_list(content: bytes, limits: Limits) -> None:
    """Checks the length of the list of parts, which the end of the archive gives, before the list
    is read."""
    start = content.rfind(_END, max(0, len(content) - _END_SIZE - _LONGEST_COMMENT))
    if start < 0 or len(content) - start < _END_SIZE:
        raise UnsafeArchive("not_zip", _("This is not a file of the kind asked for."))
    if content[max(0, start - _END_64_SIZE) : start].startswith(_END_64):
        raise _too_many_parts()
    entries, size = struct.unpack_from("<HL", content, start + 10)
    if entries > limits.entries or size > limits.entries * _LISTED:
        raise _too_many_parts()


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(parts) > limits.entries:
        raise _too_many_parts()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked:
        raise _too_large_unpacked()
    if unpacked > limits.ratio * max(packed, 1):
        raise UnsafeArchive(
            "ratio",
            _("The file unpacks to far more than it should. Save it again and send that copy."),
        )


def _check_parts(parts: list[zipfile.ZipInfo], _packed: int, _limits: Limits) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnsafeArchive(
            "encrypted", _("The file is protected with a password. Take the password off.")
        )
    if any(part.compress_type not in _METHODS for part in parts):
        raise UnsafeArchive(
            "method", _("The file is packed in an unusual way. Save it again and send that copy.")
        )
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) != len(names) or any(map(_leads_out, names)):
        raise UnsafeArchive(
            "names", _("The file holds parts with unsafe names. It was not opened.")
        )


def _leads_out(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or name[:1] in ("/", "\\") or ":" in steps[0] or "\x00" in name


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(part) as opened:
            chunks = iter(lambda: opened.read(_CHUNK), b"")
            yield from _without_document_type(chunks) if is_xml(part.filename) else chunks
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise _damaged() from None


def _without_document_type(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks unchanged; UTF-16 is compared without its zero bytes."""
    tail = b""
    for chunk in chunks:
        seen = tail + chunk.replace(b"\x00", b"").lower()
        if any(mark in seen for mark in _NEVER_IN_XML):
            raise UnsafeArchive(
                "doctype",
                _("The file holds a document type definition, which no office file needs."),
            )
        tail = seen[-16:]
        yield chunk


def _too_many_parts() -> UnsafeArchive:
    return UnsafeArchive("entries", _("The file holds too many parts to be opened safely."))


def _too_large_unpacked() -> UnsafeArchive:
    return UnsafeArchive("unpacked", _("The file unpacks to more than 50 MB. It was not opened."))


def _damaged() -> UnsafeArchive:
    return UnsafeArchive("damaged", _("The file is damaged. Save it again and send that copy."))
