"""Random texts as people of many scripts type and paste them, and what of them a page says.

What a page says is read without the parser under test: the marks that the forms announce are put
back where the page has bold words and entries of lists, and lines are compared.
"""

import re
from collections import Counter
from unicodedata import category

from hypothesis import strategies as st
from lxml import html

from techbank.text import normalised, without_soft_breaks

_SIGNS = "*_`#>|~\\[](){}<>&!-+=.:;,'\"/@$%^0123456789"
_SCRIPTS = "aZéñßжЩعلىهक्षিবমမြកខ្ລໄཀྱསྐྲአብ中国技ߊߒ𞤀𞤢ⴰⵣกำ"
_BLANKS = "  \t\u00a0\u202f\u2003\u3000\u200b\u00ad"
_CONTROLS = "\x0b\x0c\x01\x1b\x7f\x85\u2028\u2029\r"
_DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202e\u202c\u2066\u2067\u2068\u2069"
_MARKS = "e\u0301o\u0308\u0323ا\u064bकि"
_SYMBOLS = "•–—…≥≤≠×÷→√∑▪■●◆☐✓“”«»’°²½€₣"
_UNMIRRORED = dict(zip(")]}>»≥", "([{<«≤", strict=True))
_PIECES = [
    "**", "**bold**", "- ", "\n- ", "\n  - ", "\n", "\n\n", "1. ", "2026. ", "a) ", "i. ",
    "1,500*12", "2**3 + 4**5", "> 50 %", "[1]: https://x.org", "[a](https://x.org)", "# ", "---",
    "\\\\server\\data", "    ", "\t", "`code`", "_x005F_", "_x000B_", "=1+1", "<b>", "&amp;",
    "|a|b|", "\n|-|-|\n", "~~x~~", "https://example.org/" + "a" * 60, "- -5 °C",
]  # fmt: skip


def typed_texts(*, longest: int = 40) -> st.SearchStrategy[str]:
    """Texts of pieces and letters of every kind, that say something."""
    letters = st.sampled_from(
        _SIGNS + _SCRIPTS + _BLANKS + _CONTROLS + _DIRECTIONS + _MARKS + _SYMBOLS + "\n"
    )
    anything = st.characters(codec="utf-8", exclude_characters="\x00")
    pieces = st.one_of(st.sampled_from(_PIECES), letters, st.text(letters, max_size=12), anything)
    texts = st.lists(pieces, min_size=1, max_size=longest).map("".join)
    return texts.filter(lambda text: bool(lines_of(text)))


def lines_of(text: str) -> list[str]:
    """The lines of what was typed, as a reader is to see them; empty ones aside."""
    lines = normalised(text).split("\n")
    marked = (re.sub(r"^[ \t]*-[ \t]+(?=\S)", "- ", line) for line in lines)
    return _said_lines(without_soft_breaks("\n".join(marked)).split("\n"))


def lines_in(markup: str) -> list[str]:
    """The lines that the HTML of a text shows, with the marks put back."""
    parts: list[str] = []
    _read(html.fragment_fromstring(markup, create_parent="div"), parts)
    return _said_lines(without_soft_breaks("".join(parts)).split("\n"))


def _read(element: html.HtmlElement, parts: list[str]) -> None:
    before, after = {
        "p": ("\n", "\n"),
        "li": ("\n- ", "\n"),
        "br": ("\n", ""),
        "strong": ("**", "**"),
    }.get(element.tag, ("", ""))
    parts.append(before + (element.text or ""))
    for child in element:
        _read(child, parts)
        parts.append(child.tail or "")
    parts.append(after)


def _said_lines(lines: object) -> list[str]:
    stripped = (line.strip() for line in lines)  # type: ignore[attr-defined]
    return [line for line in stripped if line]


def letters_of(text: str) -> Counter[str]:
    """How often each letter stands in a text, as far as an extractor of PDF text can tell.

    Blanks and invisible marks aside; a bracket in a line from right to left comes out mirrored, and
    a mark is part of the glyph of its letter. Stars and dashes are the marks of lists and bold.
    """
    visible = (_UNMIRRORED.get(letter, letter) for letter in text if letter.isprintable())
    return Counter(
        letter
        for letter in visible
        if not letter.isspace() and category(letter)[0] != "M" and letter not in "*-–"
    )
