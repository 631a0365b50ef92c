"""What a sheet of a workbook is made of: columns, lines, and the cells in which they meet."""

from dataclasses import dataclass

from .cells import CellEntry


@dataclass(frozen=True)
class Column:
    """``key`` is the machine's name of the column, ``head`` and ``help`` the reader's."""

    key: str
    head: str
    help: str = ""
    width: int = 14


@dataclass(frozen=True)
class SheetRow:
    """A row: its address, the version it is based on (0: nothing yet), and its cells."""

    address: str
    version: int
    label: str
    entries: dict[str, CellEntry]
    help: str = ""


@dataclass(frozen=True)
class SheetPlan:
    """A sheet: ``code`` is the machine's name; ``section`` says who may write in it."""

    code: str
    title: str
    heading: str
    intro: str
    section: str
    label_head: str
    columns: tuple[Column, ...]
    lines: tuple[SheetRow, ...]
    help_head: str = ""
