"""Worksheets whose rows are as high as their text wherever they are opened.

Excel measures a row without a height when it opens a file; LibreOffice gives it one line and cuts
off the rest. So an estimated height is written for every row, but not as a fixed height, so that
the row still grows while a person writes in it.
"""

from collections.abc import Iterable
from math import ceil
from typing import Any, Final
from unicodedata import east_asian_width

from xlsxwriter.worksheet import Worksheet

Shown = tuple[str, float] | tuple[str, float, int]

LINE: Final = 15.0
"""Points of one line of text of 11 points."""
MOST: Final = 409.0
"""Points: the format allows no higher row."""
_SIZE: Final = 11
_ACROSS: Final = 230
"""Letters in one line that can still be read on a printed landscape page."""


class GrowingRows(Worksheet):
    """For ``add_worksheet(…, worksheet_class=GrowingRows)``."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row":
            attributes = [attribute for attribute in attributes if attribute[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def fit_row(
        self, row: int, cells: Iterable[tuple[str, float] | tuple[str, float, int]]
    ) -> None:
        """Sets a row's height to its highest cell: (text, width in letters, size in points)."""
        self.set_row(row, height_of(cells))

    def print_legibly(self, width: float) -> None:
        """Prints side by side as many pages as columns of ``width`` letters in all need."""
        self.fit_to_pages(max(1, ceil(width / _ACROSS)), 0)


def height_of(cells: Iterable[Shown]) -> float:
    """Points of a row that shows all of its cells: (text, width in letters, size in points or 11).

    The estimate is that a line holds as many letters as the column is wide, an ideograph counting
    for two; words wrap a little earlier in some typefaces and later in most.
    """
    return min(MOST, max((_points(*cell) for cell in cells), default=LINE))


def _points(text: str, width: float, size: int = _SIZE) -> float:
    letters = max(1.0, width * _SIZE / size)
    lines = sum(max(1, ceil(_broad(line) / letters)) for line in text.split("\n"))
    return max(LINE, lines * LINE * size / _SIZE)


def _broad(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
