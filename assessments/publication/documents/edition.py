"""What all files made from a snapshot share: renderer, JSON, file name. Loads no press."""

from typing import Final

from assessments.publication.documents.dossier import Row
from techbank.audit.chain import canonical

RENDERER: Final = "plan-7"
"""Raise when the same snapshot gives other bytes than before; it is part of the store's key."""


def snapshot_json(snapshot: Row) -> bytes:
    """The snapshot as the file its digest is computed from: keys in order, no spaces, UTF-8."""
    return canonical(snapshot).encode()


def file_stem(snapshot: Row, digest: str) -> str:
    """The name of files made from a snapshot: its country and the first digits of its digest."""
    return f"plan-{snapshot['assessment']['country']['iso3'].lower()}-{digest[:12]}"
