"""The records of a kind as a list: a row each, the columns that the registry names."""

from dataclasses import dataclass
from typing import Any

from assessments.models import Record
from assessments.questions.definitions import Text

from .registry import RecordForms


@dataclass(frozen=True)
class ListCell:
    value: Any
    number: bool
    head: Text = ""


@dataclass(frozen=True)
class ListedRecord:
    """A record in its list: name, cells."""

    record: Record
    cells: list[ListCell]


@dataclass(frozen=True)
class RecordTable:
    """All records of one kind, with the heads of the columns after the name."""

    kind: RecordForms
    heads: list[ListCell]
    rows: list[ListedRecord]


def record_table(kind: RecordForms, records: Any) -> RecordTable:
    """The table of a queryset of records. One query, one more for lists within."""
    rows = records.select_related(*kind.related) if kind.related else records
    rows = rows.prefetch_related(*kind.many) if kind.many else rows
    return RecordTable(
        kind,
        [ListCell(head, at in kind.numbers) for at, (head, _read) in enumerate(kind.columns)],
        [
            ListedRecord(
                row,
                [
                    ListCell(read(row), at in kind.numbers, head)
                    for at, (head, read) in enumerate(kind.columns)
                ],
            )
            for row in rows
        ],
    )
