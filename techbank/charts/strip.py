"""A strip of dots: every mark of a cell between the ends of its scale, and their middle."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString

from techbank.charts.drawing import BLUE, INK, LINE, Canvas

WIDTH: Final = 120
HEIGHT: Final = 26
EDGE: Final = 9
DOT: Final = 2.6
STEPS: Final = 50


def strip(
    places: Sequence[float],
    *,
    middle: float,
    title: str,
    description: str,
    direction: str = "ltr",
) -> SafeString:
    """``places`` and ``middle`` from 0 to 1. Equal marks are stacked, they do not cover another."""
    canvas = Canvas(direction, WIDTH)
    room, base = WIDTH - 2 * EDGE, HEIGHT - 6

    def at(share: float) -> float:
        return EDGE + min(1.0, max(0.0, share)) * room

    canvas.line(at(0), base, at(1), base, stroke=LINE, stroke_width=1)
    for end in (0, 1):
        canvas.line(at(end), base - 3, at(end), base + 3, stroke=LINE, stroke_width=1)
    if places:
        canvas.line(at(min(places)), base, at(max(places)), base, stroke=BLUE, stroke_width=3)
        canvas.line(at(middle), base - 5, at(middle), base + 5, stroke=INK, stroke_width=2)
    for step, count in Counter(round(place * STEPS) for place in places).items():
        for level in range(min(count, 5)):
            top = base - 6.5 - level * 2 * DOT
            canvas.dot(at(step / STEPS), max(top, DOT), DOT, fill=BLUE)
    return canvas.svg(height=HEIGHT, title=title, description=description, kind="strip")
