"""The structure of a sheet in a workbook: columns, lines and cells."""

from dataclasses import dataclass

from .cells import CellEntry


@dataclass(frozen=True)
class Column:
    """``key`` is the stable name of the column; ``head`` and ``help`` are shown to the reader."""

    key: str
    head: str
    help: str = ""
    width: int = 14


@dataclass(frozen=True)
class SheetRow:
    """A row: its address, its base version (0: not stored yet) and its cells by column key."""

    address: str
    version: int
    label: str
    entries: dict[str, CellEntry]
    help: str = ""


@dataclass(frozen=True)
class SheetPlan:
    """A sheet: ``code`` is its stable name; ``section`` decides who may write in it."""

    code: str
    title: str
    heading: str
    intro: str
    section: str
    label_head: str
    columns: tuple[Column, ...]
    lines: tuple[SheetRow, ...]
    help_head: str = ""
