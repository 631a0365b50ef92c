"""The reference files of ``partners/data``, as rows."""

import csv
from datetime import date
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one file, in its order."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> date | None:
    """An ISO date; None for an empty cell."""
    return date.fromisoformat(text) if text else None


def cited(row: Row) -> Row:
    """The columns that say where a row comes from."""
    names = ("source_title", "source_symbol", "paragraph", "source_note")
    return {name: row[name] for name in names if row.get(name)}
