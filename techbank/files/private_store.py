"""The store of attached files: random names, written whole or not at all, served by views only.

A name says nothing about the file, its owner or its kind. A file that no row names cannot be
reached; the sweep deletes it a day later.
"""

import os
import re
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

_WRITING = ".writing-"
_NAME = re.compile("[0-9a-f]{32}")


def new_name() -> str:
    """A name nobody can guess: 32 hexadecimal digits."""
    return uuid4().hex


def path_of(name: str) -> Path:
    """The path of the file with that name. Raises ``ValueError`` for any other kind of name."""
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of a kept file")
    return Path(settings.EVIDENCE_ROOT) / name[:2] / name[2:4] / name


def keep(name: str, content: bytes) -> None:
    """Write a temporary file, flush it to the disk, rename it. Raises ``OSError``."""
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_WRITING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def opened(name: str) -> BinaryIO:
    """The file, open for reading. Raises ``FileNotFoundError`` when it was deleted."""
    return path_of(name).open("rb")


def forget(name: str) -> None:
    """Delete a file, if it still exists."""
    path_of(name).unlink(missing_ok=True)


def forget_others(*, known: Collection[str], before: datetime) -> int:
    """Delete files last written before a moment that are not in ``known``, and incomplete files
    left by a crash. Returns how many."""
    deleted = 0
    for path in _files():
        if path.name in known or path.stat().st_mtime >= before.timestamp():
            continue
        path.unlink(missing_ok=True)
        deleted += 1
    return deleted


def _files() -> Iterator[Path]:
    root = Path(settings.EVIDENCE_ROOT)
    return (path for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if path.is_file())
