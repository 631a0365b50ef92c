"""Where attached files lie: under random names, written whole or not at all, served by views only.

A name says nothing of the file, its owner or its kind. A file without a row that names it can be
reached by nobody; the sweep takes it away a day later.
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
    """Where a file of that name lies. Raises ``ValueError`` for anything that is no such name."""
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of a kept file")
    return Path(settings.EVIDENCE_ROOT) / name[:2] / name[2:4] / name


def keep(name: str, content: bytes) -> None:
    """Write a file beside its place, flush it to the disk, rename it. Raises ``OSError``."""
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=target.parent, prefix=_WRITING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(target)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise


def opened(name: str) -> BinaryIO:
    """Raises ``FileNotFoundError`` when it was swept."""
    return path_of(name).open("rb")


def forget(name: str) -> None:
    """Take a file away; it may be gone already."""
    path_of(name).unlink(missing_ok=True)


def forget_others(*, known: Collection[str], before: datetime) -> int:
    """Take away files last written before a moment that no name in ``known`` names, and what a
    crash left half written. Returns how many."""
    gone = 0
    for path in _files():
        if path.name in known or path.stat().st_mtime >= before.timestamp():
            continue
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def _files() -> Iterator[Path]:
    root = Path(settings.EVIDENCE_ROOT)
    return (path for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if path.is_file())
