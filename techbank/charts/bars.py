"""Horizontal bars from zero, one for each row, with its label and its figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from techbank.charts.drawing import BLUE, INK, LINE, QUIET, TEXT, Canvas, extent_of, folded

LABEL, ROW, THICK = 220.0, 35.0, 17.0


@dataclass(frozen=True)
class Bar:
    """`value` None is unknown: no bar, only `text` (for instance “not known”)."""

    label: str
    value: Decimal | float | None
    text: str
    emphasis: bool = False


def bars(
    rows: Sequence[Bar],
    *,
    full: Decimal | float | None = None,
    title: str,
    description: str,
    direction: str = "ltr",
) -> SafeString:
    """Bars in the given order, longest to the full width left beside labels and figures.

    `full` is the value of the whole width where the longest is not among these rows.
    """
    canvas = Canvas(direction)
    room = canvas.width - LABEL - max((extent_of(row.text) for row in rows), default=0) - 20
    most = float(full or 0) or longest(rows) or 1.0
    for index, row in enumerate(rows):
        middle = 4 + index * ROW + ROW / 2
        label(canvas, row.label, middle)
        length = 0.0 if row.value is None else max(0.0, float(row.value)) / most * room
        if length:
            fill = BLUE if row.emphasis else "#7f9fc0"
            canvas.rect(LABEL, middle - THICK / 2, length, THICK, fill=fill)
        colour = QUIET if row.value is None else INK
        canvas.text(LABEL + length + 6, middle + 4, row.text, fill=colour)
    height = len(rows) * ROW + 8
    canvas.line(LABEL, 2, LABEL, height - 2, stroke=LINE, stroke_width=1)
    return canvas.svg(height=height, title=title, description=description, kind="bars")


def longest(rows: Sequence[Bar]) -> float:
    """The largest value; 0 when none is known."""
    return max((float(row.value) for row in rows if row.value is not None), default=0.0)


def label(canvas: Canvas, words: str, middle: float, width: float = LABEL - 12) -> None:
    """A row's name on at most two lines, next to its bar."""
    lines = folded(words, width)
    step = TEXT * 1.2
    first = middle + 4 - (len(lines) - 1) * step / 2
    for index, line in enumerate(lines):
        canvas.text(0, first + index * step, line)
