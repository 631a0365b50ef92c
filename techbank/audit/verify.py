"""Checking the whole trail, and its head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .chain import GENESIS, Break, ChainLink, breaks
from .models import Entry

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Head:
    """The last row: printed in documents and written to the log, so that a cut-off tail shows."""

    seq: int
    hash: str
    at: datetime | None


def head() -> Head:
    """The newest row of the trail; number 0 and the zero hash when nothing has happened yet."""
    last = Entry.objects.order_by("-seq").values_list("seq", "hash", "at").first()
    return Head(*last) if last else Head(0, GENESIS, None)


def _links() -> Iterator[ChainLink]:
    columns = ("seq", "at", "payload", "previous_hash", "hash")
    rows = Entry.objects.order_by("seq").values_list(*columns)
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        yield ChainLink(*row)


def verify() -> list[Break]:
    """Every break in the trail; one pass over all rows in constant memory."""
    return breaks(_links())
