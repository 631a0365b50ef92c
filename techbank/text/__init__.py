"""Text that people wrote: normalised, read in its dialect, as safe HTML or plain text.

Nothing a person types may become markup, a request or an endless line. The rooms: `normalising`
(the one normalisation), `dialects` (which reading), `commonmark` (the first dialect), `marks` (the
second), `breaking` (lines that may break).
"""

from typing import Final

from .breaking import LONGEST_RUN, LONGEST_TEXT, break_long_runs, first_units, shortened, units
from .commonmark import markdown, paragraphs, printable
from .dialects import CURRENT, FIRST, line, passage, plain, printed, prose, reads_differently
from .normalising import SURROGATE, clean_input, normalised, without_soft_breaks

__all__ = [
    "CURRENT",
    "FIRST",
    "LONGEST_RUN",
    "LONGEST_TEXT",
    "RIGHT_TO_LEFT",
    "SURROGATE",
    "break_long_runs",
    "clean_input",
    "direction",
    "first_units",
    "line",
    "markdown",
    "normalised",
    "paragraphs",
    "passage",
    "plain",
    "printable",
    "printed",
    "prose",
    "reads_differently",
    "shortened",
    "units",
    "without_soft_breaks",
]

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "ps", "ur", "he"})


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the dir attribute."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
