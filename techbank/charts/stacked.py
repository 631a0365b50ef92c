"""Horizontal bars made of parts; parts carry the letter of their key, so colour is never needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase

from django.utils.safestring import SafeString

from techbank.charts.bars import LABEL, ROW, label
from techbank.charts.drawing import LINE, QUIET, SERIES, TEXT, Canvas, extent_of, folded

THICK = 18.0
KEY_ROW = 17.0


@dataclass(frozen=True)
class Stack:
    """One row; `parts` in the order of the keys, `text` the total as it is to be read."""

    label: str
    parts: Sequence[Decimal | float]
    text: str


@dataclass(frozen=True)
class _Signs:
    """How parts differ: a mark for each, and a fill with the colour of the mark on it."""

    marks: Sequence[str]
    series: Sequence[tuple[str, str]]

    def colours(self, index: int) -> tuple[str, str]:
        return self.series[index % len(self.series)]


def stacked_bars(
    rows: Sequence[Stack],
    *,
    keys: Sequence[str],
    full: Decimal | float | None = None,
    title: str,
    description: str,
    direction: str = "ltr",
    marks: Sequence[str] = (),
    series: Sequence[tuple[str, str]] = SERIES,
) -> SafeString:
    """Stacked bars from zero with a lettered key above; `full` is the value of the whole width.

    `marks` are printed on the parts instead of letters; `series` are fills with the mark's colour.
    """
    canvas = Canvas(direction)
    signs = _Signs(marks or [letter_of(index) for index in range(len(keys))], series)
    top = _draw_keys(canvas, keys, signs)
    room = canvas.width - LABEL - max((extent_of(row.text) for row in rows), default=0) - 16
    most = float(full or 0) or max((_length(row) for row in rows), default=0.0) or 1.0
    height = top + len(rows) * ROW + 6
    for share in (0.25, 0.5, 0.75, 1.0):
        at = LABEL + share * room
        canvas.line(at, top, at, height - 4, stroke=LINE, stroke_width=0.6)
    for index, row in enumerate(rows):
        middle = top + index * ROW + ROW / 2
        label(canvas, row.label, middle)
        end = _draw_parts(canvas, row, middle, room / most, signs)
        canvas.text(end + 6, middle + 4, row.text, weight="bold")
    canvas.line(LABEL, top, LABEL, height - 4, stroke=QUIET, stroke_width=1)
    if full and full > 1:
        height += _draw_scale(canvas, float(full), height, room)
    return canvas.svg(height=height, title=title, description=description, kind="stacked-bars")


def _draw_scale(canvas: Canvas, full: float, top: float, room: float) -> float:
    """Figures under the quarters of the width; returns their height."""
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = LABEL + share * room
        canvas.text(at, top + 7, f"{share * full:g}", side="middle", fill=QUIET, size=TEXT - 2)
    return 10.0


def _length(row: Stack) -> float:
    return sum(max(0.0, float(part)) for part in row.parts)


def _draw_parts(canvas: Canvas, row: Stack, middle: float, scale: float, signs: _Signs) -> float:
    at = LABEL
    for index, part in enumerate(row.parts):
        extent = max(0.0, float(part)) * scale
        if not extent:
            continue
        fill, on_it = signs.colours(index)
        canvas.rect(
            at, middle - THICK / 2, extent, THICK, fill=fill, stroke="#ffffff", stroke_width=0.8
        )
        if extent >= 13:
            mark = signs.marks[index]
            canvas.text(at + extent / 2, middle + 4, mark, side="middle", fill=on_it, size=TEXT - 1)
        at += extent
    return at


def _draw_keys(canvas: Canvas, keys: Sequence[str], signs: _Signs) -> float:
    """The key in two columns; returns where the bars begin."""
    column = canvas.width / 2
    for index, words in enumerate(keys):
        at, baseline = (index % 2) * column, 12 + (index // 2) * KEY_ROW
        fill, on_it = signs.colours(index)
        canvas.rect(at, baseline - 10, 15, 13, fill=fill, stroke=QUIET, stroke_width=0.4)
        canvas.text(
            at + 7.5, baseline, signs.marks[index], side="middle", fill=on_it, size=TEXT - 1.5
        )
        canvas.text(at + 21, baseline, folded(words, column - 30, lines=1)[0])
    return (len(keys) + 1) // 2 * KEY_ROW + 10


def letter_of(index: int) -> str:
    """A, B … Z, then A1, B1 …"""
    turn, at = divmod(index, 26)
    return ascii_uppercase[at] + (str(turn) if turn else "")
