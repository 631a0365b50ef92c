"""The document store: files named by their digest, written completely or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
from django.conf import settings

SIGNED: Final = "signed"
"""The folder of signed copies: each is called by the digest of what stands in front of it."""


@dataclass(frozen=True)
class Stored:
    """``name`` is what ``path_of`` takes; ``digest`` is sha256 in hexadecimal, ``size`` bytes."""

    name: str
    digest: str
    size: int
    pages: int


def path_of(name: str) -> Path:
    """The path of a stored document. Raises ``ValueError`` for what is not a stored name."""
    stem, dot, ending = name.partition(".")
    if dot != "." or ending != "pdf" or len(stem) != 64 or not stem.isalnum():
        raise ValueError("not the name of a stored document")
    return Path(settings.DOCUMENTS_ROOT) / stem[:2] / name


def holds(name: str) -> bool:
    """Whether a file of this name exists; False for what is not a stored name."""
    try:
        return path_of(name).exists()
    except ValueError:
        return False


def put(content: bytes) -> Stored:
    """Store a PDF. The same bytes are the same file; a crash leaves no incomplete file.

    Written to a temporary file, flushed to the disk, then renamed. Raises ``OSError`` when the
    disk refuses.
    """
    digest = hashlib.sha256(content).hexdigest()
    with pikepdf.open(BytesIO(content)) as document:
        pages = len(document.pages)
    target = path_of(f"{digest}.pdf")
    if not target.exists():
        _write(target, content)
    return Stored(name=target.name, digest=digest, size=len(content), pages=pages)


def print_path(folder: str, key: str) -> Path:
    """The path of the print with this key, stored or not. ``key`` is a sha256 in hexadecimal.

    Prints are not documents: their key is computed from their input, and they may be made again.
    """
    if len(key) != 64 or not key.isalnum():
        raise ValueError("not the key of a print")
    return Path(settings.DOCUMENTS_ROOT) / folder / key[:2] / f"{key}.pdf"


def keep_print(folder: str, key: str, content: bytes) -> None:
    """Store a print, completely or not at all. Raises ``OSError`` when the disk refuses."""
    _write(print_path(folder, key), content)


def signed_path(digest: str) -> Path:
    """The path of the signed copy of the document with this digest, stored or not."""
    return print_path(SIGNED, digest)


def has_signed_copy(digest: str) -> bool:
    """Whether the portal signed the document with this digest; False for ""."""
    return bool(digest) and signed_path(digest).exists()


def keep_signed(digest: str, content: bytes) -> None:
    """Store a signed copy beside its document. Raises ``OSError`` when the disk refuses."""
    keep_print(SIGNED, digest, content)


def forget_prints(folder: str, before: datetime) -> int:
    """Delete the prints of a folder that were made before a moment; returns how many."""
    root, count = Path(settings.DOCUMENTS_ROOT) / folder, 0
    for path in root.glob("*/*.pdf"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def forget_orphans(named: Set[str], *, before: datetime) -> int:
    """Delete files from before a moment that are no document of ``named``; how many there were."""
    root, count = Path(settings.DOCUMENTS_ROOT), 0
    half_written = root.glob("**/.writing-*")
    for path in (*root.glob("[0-9a-f][0-9a-f]/*.pdf"), *half_written):
        if path.name not in named and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(target)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
