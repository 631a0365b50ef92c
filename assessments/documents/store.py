"""The document store: files named by their digest, written whole or not at all."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from django.conf import settings


@dataclass(frozen=True)
class Stored:
    """``name`` is what ``path_of`` takes; ``digest`` is sha256 in hexadecimal, ``size`` bytes."""

    name: str
    digest: str
    size: int
    pages: int


def path_of(name: str) -> Path:
    """Where a stored document lies. Raises ``ValueError`` for anything that is no stored name."""
    stem, dot, ending = name.partition(".")
    if dot != "." or ending != "pdf" or len(stem) != 64 or not stem.isalnum():
        raise ValueError("not the name of a stored document")
    return Path(settings.DOCUMENTS_ROOT) / stem[:2] / name


def put(content: bytes) -> Stored:
    """Keep a PDF. The same bytes are the same file; a crash leaves no half of one.

    Written beside its place, flushed to the disk, then renamed. Raises ``OSError`` when the disk
    says no.
    """
    digest = hashlib.sha256(content).hexdigest()
    with pikepdf.open(BytesIO(content)) as document:
        pages = len(document.pages)
    target = path_of(f"{digest}.pdf")
    if not target.exists():
        _write(target, content)
    return Stored(name=target.name, digest=digest, size=len(content), pages=pages)


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
