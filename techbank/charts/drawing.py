"""Shapes, text and mirroring for all charts. Units are CSS pixels of a chart 640 wide."""

from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH: Final = 640
TEXT: Final = 11
LETTER: Final = 0.53
"""Average width of a letter, in parts of the text size."""
FONT: Final = "Noto Sans, Noto Sans Arabic, Noto Sans SC, system-ui, sans-serif"

INK: Final = "#1c2430"
QUIET: Final = "#55606e"
LINE: Final = "#c9d0d8"
BLUE: Final = "#133f78"
# They differ in lightness first and hue second: distinct in grey and for colour-blind people.
SERIES: Final = (
    ("#0b2a54", "#ffffff"),
    ("#b9d0e6", INK),
    ("#3f77ad", "#ffffff"),
    ("#e8d9b5", INK),
    ("#7a5a1e", "#ffffff"),
    ("#8fb0cf", INK),
    ("#5a6472", "#ffffff"),
    ("#d5dae0", INK),
)
NEVER_FIRST: Final = frozenset("。，、；：？！）》」』”’")
"""Punctuation that must not begin a line of Chinese."""
_ISOLATE, _POP = "\u2068", "\u2069"


def number(value: float) -> str:
    """A coordinate with at most two decimals, always the same text for the same value."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def shape(name: str, **attributes: object) -> str:
    """An empty element; `font_size` becomes font-size, `class_` class."""
    return f"<{name}{_written(attributes)}/>"


def _written(attributes: dict[str, object]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="'
        f'{number(value) if isinstance(value, int | float) else escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )


class Canvas:
    """Collects shapes placed from the reading side: x counts from the right in right-to-left."""

    def __init__(self, direction: str = "ltr", width: float = WIDTH) -> None:
        self.width = width
        self.mirrored = direction == "rtl"
        self.pieces: list[str] = []

    def x(self, at: float, extent: float = 0) -> float:
        return self.width - at - extent if self.mirrored else at

    def rect(self, at: float, top: float, extent: float, height: float, **style: object) -> None:
        self.pieces.append(
            shape("rect", x=self.x(at, extent), y=top, width=extent, height=height, **style)
        )

    def line(self, at: float, top: float, to: float, bottom: float, **style: object) -> None:
        self.pieces.append(shape("line", x1=self.x(at), y1=top, x2=self.x(to), y2=bottom, **style))

    def dot(self, at: float, middle: float, radius: float, **style: object) -> None:
        self.pieces.append(shape("circle", cx=self.x(at), cy=middle, r=radius, **style))

    def path(self, points: Sequence[tuple[float, float]], **style: object) -> None:
        steps = " L".join(f"{number(self.x(at))} {number(y)}" for at, y in points)
        self.pieces.append(shape("path", d=f"M{steps}", fill="none", **style))

    def text(
        self,
        at: float,
        baseline: float,
        words: str,
        *,
        side: str = "start",
        fill: str = INK,
        size: float = TEXT,
        weight: str | None = None,
    ) -> None:
        """`side` is the text anchor at `at`; words keep their own direction."""
        if self.mirrored:
            side = {"start": "end", "end": "start"}.get(side, side)
        attributes = _written(
            {
                "x": self.x(at),
                "y": baseline,
                "text_anchor": side,
                "font_size": size,
                "font_weight": weight,
                "fill": fill,
            }
        )
        isolated = f"{_ISOLATE}{words}{_POP}" if self.mirrored else words
        self.pieces.append(f"<text{attributes}>{escape(isolated)}</text>")

    def svg(self, *, height: float, title: str, description: str, kind: str) -> SafeString:
        size = f'viewBox="0 0 {number(self.width)} {number(height)}" width="{number(self.width)}"'
        return mark_safe(  # noqa: S308 - every value went through escape()
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" role="img" {size}'
            f' height="{number(height)}" direction="ltr" font-family="{FONT}">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
            f"{''.join(self.pieces)}</svg>"
        )


def extent_of(words: str, size: float = TEXT) -> float:
    """Roughly how wide the words will be."""
    return len(words) * size * _letter(words)


def _letter(words: str) -> float:
    """As LETTER, for these words: Chinese characters are as wide as they are high."""
    wide = sum(east_asian_width(letter) in "WF" for letter in words)
    return LETTER + (1 - LETTER) * wide / len(words) if wide else LETTER


def folded(words: str, width: float, *, lines: int = 2, size: float = TEXT) -> list[str]:
    """The words in at most `lines` lines of about `width`; what does not fit ends in …"""
    room = max(4, int(width / (size * _letter(words))))
    rows: list[str] = []
    remaining = " ".join(words.replace("\u200b", "").split())
    while remaining and len(rows) < lines:
        if len(remaining) <= room:
            rows.append(remaining)
            return rows
        cut = remaining.rfind(" ", 0, room + 1)
        if cut <= room * 0.4:  # break a word rather than waste the line
            cut = room - 1 if remaining[room] in NEVER_FIRST else room
        rows.append(remaining[:cut])
        remaining = remaining[cut:].lstrip()
    if remaining and rows:
        rows[-1] = rows[-1][: room - 1].rstrip() + "…"
    return rows or [""]
