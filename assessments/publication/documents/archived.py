"""Snapshots as files, of every format that was ever written, read without the database.

A format stays in ``READERS`` for ever: its reader converts an older snapshot to the shape that
documents are laid out from today. The digest is always that of the file as it was frozen.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from techbank.audit.chain import digest_of

FORMAT: Final = "techbank.plan"
LARGEST: Final = 20 * 1024 * 1024
# What every format had; what came later may be missing.
_NEEDED: Final = ("assessment", "projection")

Snapshot = dict[str, Any]


class NotASnapshot(Exception):
    """The bytes are not a snapshot of ours. The text says what is wrong, for people."""


@dataclass(frozen=True)
class Archived:
    """``snapshot`` as documents read it; ``digest`` of what was in the file."""

    snapshot: Snapshot
    digest: str


def _first_format(snapshot: Snapshot) -> Snapshot:
    """Version 1 is what documents are laid out from; lists added since may be missing."""
    return snapshot


READERS: Final[Mapping[int, Callable[[Snapshot], Snapshot]]] = {1: _first_format}


def read_snapshot(content: bytes) -> Archived:
    """The snapshot in a JSON file, written with or without spaces. Raises ``NotASnapshot``."""
    if len(content) > LARGEST:
        raise NotASnapshot("the file is larger than any snapshot")
    try:
        snapshot = json.loads(content)
        digest = digest_of(snapshot)
    except (ValueError, RecursionError) as error:
        raise NotASnapshot("the file is not JSON") from error
    if not isinstance(snapshot, dict) or snapshot.get("format") != FORMAT:
        raise NotASnapshot(f"the file does not say that it is a {FORMAT}")
    version = snapshot.get("format_version")
    read = READERS.get(version) if isinstance(version, int) else None
    if read is None:
        known = ", ".join(map(str, sorted(READERS)))
        raise NotASnapshot(f"format version {version!r} is unknown; known are: {known}")
    missing = [key for key in _NEEDED if key not in snapshot]
    if missing:
        raise NotASnapshot(f"the snapshot has no {' and no '.join(missing)}")
    return Archived(read(snapshot), digest)
