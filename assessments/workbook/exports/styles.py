"""The styles of the cells in a workbook: dark text on a light ground, one deep blue."""

from typing import Any

_INK, _BLUE, _WHITE = "#1B1F24", "#174A7C", "#FFFFFF"
_FIXED, _LINE, _QUIET, _HELP = "#EEF1F4", "#B8C0C8", "#5A6570", "#F7F9FB"
SMALL = 9
"""Points of what explains."""
BOLD = 2
"""Letters less that a column holds in bold."""


class Styles:
    """The cell formats of one workbook, created once."""

    def __init__(self, book: Any) -> None:
        def made(**more: Any) -> Any:
            base = {"font_size": 11, "font_color": _INK, "valign": "top", "text_wrap": True}
            return book.add_format({**base, **more})

        cell = {"border": 1, "border_color": _LINE, "locked": False, "bg_color": _WHITE}
        self.title = made(bold=True, font_size=18, font_color=_BLUE, text_wrap=False)
        self.heading = made(bold=True, font_size=14, font_color=_BLUE, text_wrap=False)
        self.intro = made(font_color=_QUIET, text_wrap=False)
        self.plain = made()
        self.number = made(font_color=_QUIET, align="right")
        self.fact = made(bold=True)
        self.head = made(
            bold=True,
            font_color=_WHITE,
            bg_color=_BLUE,
            border=1,
            border_color=_BLUE,
            valign="vcenter",
        )
        self.help = made(font_size=SMALL, font_color=_QUIET, bg_color=_HELP)
        self.label = made(bg_color=_FIXED, border=1, border_color=_LINE)
        self.aside = made(font_size=SMALL, font_color=_QUIET)
        self.fixed = made(bg_color=_FIXED, border=1, border_color=_LINE, font_color=_QUIET)
        # What is typed stays a text, even when it begins like a formula.
        self.text = made(**cell, num_format="@", quote_prefix=True)
        self.figure = made(**cell, num_format="General", align="right", indent=1)
        self.day = made(**cell, num_format="yyyy-mm-dd", align="right", indent=1)
        self.choice = made(**cell, num_format="@")
