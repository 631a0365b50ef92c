"""How one cell of a workbook is written, and how it is read when the workbook is returned.

A cell is a kind (s text, n number, d date; "" empty) and plain text. A stored value is the same
after writing and reading. Labels are shown instead of keys and record ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from techbank.text import normalised

LONGEST_CELL = 32_000
"""UTF-16 units of a cell's text. Excel takes 32,767; the rest is room for what it adds."""
BETWEEN = "; "
AFTER_NUMBER = " · "
_FIGURES = ("integer", "year", "number", "share")
_TEXTS = ("text", "long", "currency", "link")
_INVISIBLE = "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"


@dataclass(frozen=True)
class CellContent:
    """The content of a cell."""

    kind: str = ""
    text: str = ""

    @property
    def normal(self) -> str:
        """The text used to compare two cells, whichever program saved them."""
        if self.kind == "n":
            try:
                return format(Decimal(self.text).normalize(), "f")
            except InvalidOperation:
                return self.text
        return plain_lines(self.text)

    def says(self, other: "CellContent") -> bool:
        """Whether it says the same as another: a figure kept as text is still the figure."""
        if self.normal == other.normal:
            return True
        if {self.kind, other.kind} != {"n", "s"}:
            return False
        return CellContent("n", self.normal).normal == CellContent("n", other.normal).normal


EMPTY = CellContent()


def plain_lines(text: str) -> str:
    """The normalised text without space around it, as every form stores it."""
    return normalised(text).strip()


@dataclass(frozen=True)
class Labels:
    """A list to choose from: (label, key) pairs with unique labels."""

    name: str
    pairs: tuple[tuple[str, str], ...]
    by_key: Mapping[str, str] = field(init=False, repr=False, compare=False)
    by_label: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {key: label for label, key in self.pairs})
        keys: dict[str, str] = {}
        for label, key in self.pairs:
            keys.setdefault(_plain(label), key)
            keys.setdefault(_plain(label.split(AFTER_NUMBER)[0]), key)
        object.__setattr__(self, "by_label", keys)

    def key_of(self, label: str) -> str | None:
        """The key of a label; the number of a record is enough, and a key is accepted too."""
        key = self.by_label.get(_plain(label))
        if key is None:
            key = self.by_label.get(_plain(label.split(AFTER_NUMBER)[0]))
        return key if key is not None else (label if label in self.by_key else None)


def _plain(label: str) -> str:
    return " ".join(label.translate(dict.fromkeys(map(ord, _INVISIBLE))).split()).casefold()


def unique(name: str, pairs: Sequence[tuple[str, str]]) -> Labels:
    """A list whose labels were made unique by a number behind the later ones."""
    taken: set[str] = set()
    names = []
    for label, key in pairs:
        unique_name, more = label, 2
        while _plain(unique_name) in taken:
            unique_name, more = f"{label} ({more})", more + 1
        taken.add(_plain(unique_name))
        names.append((unique_name, key))
    return Labels(name, tuple(names))


def yes_no() -> Labels:
    return Labels("yes_no", ((str(_("Yes")), "yes"), (str(_("No")), "no")))


def not_known() -> Labels:
    return Labels("not_known", ((str(_("Not known")), "yes"),))


@dataclass(frozen=True)
class CellEntry:
    """A cell to fill in: its kind (of the field), allowed labels, and current content."""

    kind: str
    cell_content: CellContent = EMPTY
    labels: Labels | None = None
    label: str = ""
    open: bool = True

    @property
    def is_figure(self) -> bool:
        return self.kind in _FIGURES


def cell_content(value: Any, kind: str, labels: Labels | None = None) -> CellContent:
    """A stored value in its cell. Numbers are plain, shares stand in percent."""
    if value in (None, "", []):
        return EMPTY
    if kind in _FIGURES:
        number = Decimal(str(value)) * (100 if kind == "share" else 1)
        return CellContent("n", format(number.normalize(), "f"))
    if kind == "date":
        return CellContent("d", str(value))
    if kind in ("yes_no", "mark"):
        return CellContent("s", str(_("Yes"))) if value else _no(kind)
    if labels is not None:
        keys = value if isinstance(value, list) else [value]
        texts = [labels.by_key.get(str(key), str(key)) for key in keys]
        short = [label.split(AFTER_NUMBER)[0] for label in texts] if kind == "many" else texts
        return CellContent("s", BETWEEN.join(short))
    return CellContent("s", plain_lines(str(value)))


def _no(kind: str) -> CellContent:
    return CellContent("s", str(_("No"))) if kind == "yes_no" else EMPTY


class NotListed(ValueError):
    """The typed text is not one of the listed answers. The message is that text."""


def read(cell: CellContent, entry: CellEntry) -> Any:
    """The value of a cell as forms expect it: text as typed, keys for labels, None when empty.

    A number cell of a number field gives a ``Decimal``, a date cell a ``date``. Raises
    ``NotListed``.
    """
    text = plain_lines(cell.text)
    if not text:
        return None
    if cell.kind == "b":
        text = str(_("Yes")) if text == "true" else str(_("No"))
    if entry.kind == "many":
        return [_key(part, entry) for part in text.replace("\n", ";").split(";") if part.strip()]
    if entry.labels is not None:
        return _key(text, entry)
    if cell.kind == "n" and entry.is_figure:
        return Decimal(cell.text)
    if cell.kind == "d" and entry.kind == "date":
        return date.fromisoformat(text[:10])
    return text if cell.kind != "n" else CellContent("n", text).normal


def _key(text: str, entry: CellEntry) -> str:
    assert entry.labels is not None  # noqa: S101 - for the type checker
    key = entry.labels.key_of(text)
    if key is None:
        raise NotListed(text.strip()[:80])
    return key
