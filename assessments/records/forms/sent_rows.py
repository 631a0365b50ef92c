"""The rows of a table as they come back from the browser."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from django.http import QueryDict

from assessments.models import Record

from .rows import MOST_ROWS, RecordRow, RecordRows, rows_of

MOST_SENT = 2 * MOST_ROWS
MOST_BLANK = 30


def number(rows: Iterable[RecordRow], start: int) -> list[RecordRow]:
    """Rows with the places the reader counts."""
    return [row.at(place) for place, row in enumerate(rows, start=start)]


def posted(sheet: RecordRows, data: QueryDict) -> tuple[list[RecordRow], list[RecordRow]]:
    """The rows that were sent, in the order of the page: (all, those somebody removed meanwhile).

    Two queries at most, however many rows. What was removed meanwhile comes back as a new row,
    unless nobody had touched it.
    """
    sent = [key for key in data.getlist("row") if _is_uuid(key)][:MOST_SENT]
    records: Mapping[UUID, Record] = rows_of(sheet.kind, sheet.assessment).in_bulk(
        [UUID(key) for key in sent]
    )
    rows, gone = [], []
    for key in dict.fromkeys(sent):
        record = records.get(UUID(key))
        new = data.get(f"{key}-new") == "yes"
        if record is None and not new:
            row = sheet.row(data=_moved_to(data, key, fresh := str(uuid4())), id=fresh)
            if row.as_shown or row.removing:
                continue
            gone.append(row)
        elif record is not None and new:
            # Sent before, and saved then: the writer saw what they made themselves.
            again = data.copy()
            again[f"{key}-version"] = "1"
            row = sheet.row(record, data=again)
        else:
            row = sheet.row(record, data=data, id=key)
        rows.append(row)
    return rows, gone


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _moved_to(data: QueryDict, old: str, new: str) -> QueryDict:
    """What was typed in a row, under another UUID."""
    moved = data.copy()
    for key in [row for row in data if row.startswith(f"{old}-")]:
        moved.setlist(new + key.removeprefix(old), data.getlist(key))
    return moved
