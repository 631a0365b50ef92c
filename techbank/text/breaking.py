"""Lines that never run out of their column, and texts that are cut with an ellipsis."""

import re
import unicodedata
from typing import Final

LONGEST_TEXT: Final = 50_000
"""Characters of one field."""
LONGEST_RUN: Final = 50
"""Characters without a space before a line may be broken anyway."""

_RUN: Final = re.compile(rf"[^\s\u200b]{{{LONGEST_RUN + 1},}}")
_VIRAMA: Final = 9
_JOINERS: Final = "\u200d\u2060"
_WIDE: Final = "WF"


def break_long_runs(text: str) -> str:
    """`text` with a zero-width space after every 50 characters of a run without spaces.

    Never between a letter and its mark, nor between two joined letters, nor next to a wide letter:
    Chinese text breaks without help, and never before a full stop.
    """
    return _RUN.sub(lambda run: _with_breaks(run.group()), text)


def _with_breaks(run: str) -> str:
    pieces, start = [], 0
    for at in range(1, len(run)):
        if at - start >= LONGEST_RUN and _may_break(run[at - 1], run[at]):
            pieces.append(run[start:at])
            start = at
    return "\u200b".join([*pieces, run[start:]])


def _may_break(before: str, after: str) -> bool:
    return not (
        unicodedata.category(after).startswith("M")
        or unicodedata.combining(before) == _VIRAMA
        or before in _JOINERS
        or after in _JOINERS
        or unicodedata.east_asian_width(before) in _WIDE
        or unicodedata.east_asian_width(after) in _WIDE
    )


def shortened(text: str, limit: int = LONGEST_TEXT) -> str:
    """The first `limit` characters, ending in … when something is left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def units(text: str) -> int:
    """How long a spreadsheet program counts a text: in UTF-16 units, an emoji for two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def first_units(text: str, most: int) -> str:
    """The beginning of `text` of at most `most` UTF-16 units, whole letters only."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
