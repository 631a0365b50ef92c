"""In which dialect a text is read: a version that is stored with the text and with a snapshot.

1 is CommonMark for long answers and plain lines for the long fields of records; 2 has the two
announced marks for both. A snapshot that names no dialect was approved under the first.
"""

import html
import re
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import commonmark, marks
from .breaking import break_long_runs
from .normalising import normalised, without_soft_breaks

FIRST: Final = 1
CURRENT: Final = 2

_MARKUP: Final = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^'">])*>""")
_LOOKS: Final = re.compile(r"<(?:pre|code|h\d|blockquote|table)\b")
_START: Final = re.compile(r'<ol start="(\d{1,9})">')
_NUMBERED: Final = re.compile(r'<ol(?: start="(\d+)")?>|<ul>|</[ou]l>|<li>|<hr ?/?>')


def prose(text: str | None, dialect: int = CURRENT) -> SafeString:
    """A long answer as safe HTML."""
    if not text or not text.strip():
        return SafeString("")
    return marks.html(text) if dialect >= CURRENT else commonmark.markdown(text)


def passage(text: str | None, dialect: int = CURRENT) -> SafeString:
    """A long field of a record as safe HTML; a text of a single line has no paragraph around it."""
    if not text or not text.strip():
        return SafeString("")
    if dialect < CURRENT:
        lines = normalised(text).split("\n")
        return mark_safe("<br>".join(map(escape, lines)))  # noqa: S308 - escaped
    blocks = marks.blocks(text)
    if len(blocks) == 1 and len(blocks[0]) == 1 and isinstance(blocks[0][0], str):
        return marks.inline(blocks[0][0].strip())
    return marks.html(text)


def printed(markup: SafeString) -> SafeString:
    """The HTML of a text for the press: a soft break is a letter there, and the first number of a
    list, which only the first dialect has, is said as style."""
    numbered = _START.sub(_counted, markup.replace("<wbr>", "\u200b"))
    return mark_safe(numbered)  # noqa: S308 - was safe before


def _counted(start: re.Match[str]) -> str:
    return f'<ol style="counter-reset: list-item {int(start.group(1)) - 1}">'


def line(text: str | None, dialect: int = CURRENT) -> str:
    """Text for one line or one cell: its blanks run together, long runs may break; not escaped."""
    clean = normalised if dialect >= CURRENT else commonmark.printable
    return break_long_runs(" ".join(clean(text or "").split()))


def plain(text: str | None, dialect: int = CURRENT) -> str:
    """A long answer as it is read, without marks; not escaped."""
    if not text or not text.strip():
        return ""
    return marks.plain(text) if dialect >= CURRENT else commonmark.plain(text)


def reads_differently(text: str | None, *, of_record: bool = False) -> bool:
    """Whether a text of the first dialect is read otherwise in the current one.

    `of_record`: the text is a long field of a record, which had no marks before. Whether a list is
    set with dots or dashes is no other reading; other numbers, lines or signs are, and so are a
    heading, a quotation, a table and program code.
    """
    if not text or not text.strip():
        return False
    now = _words(_visible(marks.html(text)))
    if of_record:
        return _words(normalised(text)) != now
    before = commonmark.markdown(text)
    return bool(_LOOKS.search(before)) or _words(_visible(before)) != now


def _words(lines: str) -> list[str]:
    """What is seen, line by line; blanks and empty lines aside."""
    squeezed = (" ".join(line.split()) for line in without_soft_breaks(lines).split("\n"))
    return [line for line in squeezed if line]


def _visible(markup: str) -> str:
    """The words of our own HTML, with what a browser writes before the items of lists."""
    counters: list[int | None] = []

    def mark(tag: re.Match[str]) -> str:
        name = tag.group()
        if name.startswith("<ol"):
            counters.append(int(tag.group(1) or 1))
        elif name == "<ul>":
            counters.append(None)
        elif name.startswith("</") and counters:
            counters.pop()
        elif name == "<li>":
            return _item_mark(counters)
        return "\n———\n" if name.startswith("<hr") else "\n"

    # A line end of the first dialect is a blank on the page, one of ours is a <br>.
    text = markup.replace("\n", " ").replace('<ul class="typed">', "<ul>")
    text = text.replace("<br>", "\n").replace("<br />", "\n").replace("<wbr>", "")
    text = _NUMBERED.sub(mark, text)
    text = re.sub(r"</(?:p|h\d|tr|blockquote|pre)>", "\n", text)
    return html.unescape(_MARKUP.sub("", text))


def _item_mark(counters: list[int | None]) -> str:
    if not counters or counters[-1] is None:
        return "\n- "
    number = counters[-1]
    counters[-1] = number + 1
    return f"\n{number}. "
