"""Which letters the typefaces of the press can print, known without loading the press.

`python -m techbank.press.coverage` writes `static/fonts/coverage.txt` from the typefaces: one line
a range of code points, in hexadecimal digits. A letter that is not there is printed as �.
"""

import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

COVERAGE: Final = Path(__file__).resolve().parents[2] / "static" / "fonts" / "coverage.txt"
MOST_NAMED: Final = 12
"""Letters that a sentence names one by one."""
# Nothing is seen of these: format characters, control characters, and what picks a variant.
_UNSEEN: Final = frozenset({"Cf", "Cc"})
_SELECTORS: Final = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_GRAPHEME_JOINER: Final = 0x34F


@cache
def _ranges() -> tuple[list[int], list[int]]:
    pairs = [line.split("-") for line in COVERAGE.read_text(encoding="ascii").split()]
    return [int(pair[0], 16) for pair in pairs], [int(pair[-1], 16) for pair in pairs]


def _is_covered(code: int) -> bool:
    firsts, lasts = _ranges()
    at = bisect_right(firsts, code) - 1
    return at >= 0 and code <= lasts[at]


def _is_unseen(letter: str) -> bool:
    code = ord(letter)
    if unicodedata.category(letter) in _UNSEEN or code == _GRAPHEME_JOINER:
        return True
    return any(code in selectors for selectors in _SELECTORS)


def without_glyph(text: str) -> list[str]:
    """The letters of `text` that the press cannot print, each once, in the order of the text."""
    if text.isascii():
        return []
    return [
        letter
        for letter in dict.fromkeys(text)
        if not _is_covered(ord(letter)) and not _is_unseen(letter)
    ]


def unprintable_sentence(text: str) -> str:
    """What the writer of a text is told about its letters; "" when all can be printed.

    A sign of a word processor's own typeface has no meaning elsewhere; it is never replaced without
    the writer, who is told what to type instead.
    """
    letters = without_glyph(text)
    private = [letter for letter in letters if unicodedata.category(letter) == "Co"]
    others = [letter for letter in letters if letter not in private]
    sentences = []
    if others:
        sentences.append(
            ngettext(
                "The plan cannot print this letter; � stands in its place: %(letters)s",
                "The plan cannot print these letters; � stands in their place: %(letters)s",
                len(others),
            )
            % {"letters": named(others)}
        )
    if private:
        sentences.append(
            _(
                "Signs of a word processor’s own typeface are shown on no other machine: "
                "%(letters)s. Type another sign; for a list, a hyphen and a space."
            )
            % {"letters": named(private)}
        )
    return " · ".join(sentences)


def named(letters: list[str]) -> str:
    """Letters with their code points, the first twelve; private ones by their code point only.

    Each stands isolated, so that letter, brackets and code point stay together right to left.
    """
    listed = ", ".join(f"\u2068{_name(letter)}\u2069" for letter in letters[:MOST_NAMED])
    return listed if len(letters) <= MOST_NAMED else f"{listed} …"


def _name(letter: str) -> str:
    code = f"U+{ord(letter):04X}"
    if unicodedata.category(letter) == "Co":
        return code
    # A mark needs a letter to stand on.
    visible = f"\u25cc{letter}" if unicodedata.category(letter).startswith("M") else letter
    return f"{visible} ({code})"
