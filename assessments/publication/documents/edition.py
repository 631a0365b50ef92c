"""What all files made from a snapshot share: renderer, JSON, file name. Loads no press."""

from typing import Any, Final

from techbank.audit.chain import canonical
from techbank.text import CURRENT, FIRST

Row = dict[str, Any]

RENDERERS: Final = {FIRST: "plan-7", CURRENT: "plan-8"}
"""The renderer of each dialect of texts. What was approved under the first stays `plan-7`, byte for
byte. Raise one when the same snapshot gives other bytes than before; it is part of the store's key.
"""


def dialect_of(snapshot: Row) -> int:
    """The dialect in which the texts of a snapshot were approved: the first if it names none."""
    return int(snapshot.get("text_dialect", FIRST))


def renderer_of(snapshot: Row) -> str:
    """The renderer that prints a snapshot."""
    return RENDERERS[dialect_of(snapshot)]


def snapshot_json(snapshot: Row) -> bytes:
    """The snapshot as the file its digest is computed from: keys in order, no spaces, UTF-8."""
    return canonical(snapshot).encode()


def file_stem(snapshot: Row, digest: str) -> str:
    """The name of files made from a snapshot: its country and the first digits of its digest."""
    return f"plan-{snapshot['assessment']['country']['iso3'].lower()}-{digest[:12]}"
