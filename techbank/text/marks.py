"""The second dialect: the marks that the forms announce are marks, every other sign is text.

Two marks: `**bold**` within a line, and a hyphen with a blank at the beginning of a line, which
makes a list; further blanks before the hyphen put the item below the one above it. Every line end
is a line end, blank lines separate paragraphs, numbers of lists are the writer's own text. A list
is set with a dash, so that a minus which begins a line is still read as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .breaking import break_long_runs
from .normalising import normalised

DEEPEST: Final = 10
"""Lists within lists; what is written deeper stands at this depth."""
TAB: Final = "    "
_ITEM: Final = re.compile(r"([ \t]*)-[ \t]+(?=\S)")
_BLANKS: Final = re.compile(r"[ \t]*")
_STARS: Final = re.compile(r"\*+")
# A sum or a power is no bold text: 2**3 + 4**5, (a)**(b).
_LAST_LETTER_WITHOUT_CAPITALS: Final = "\u0590"


@dataclass
class Item:
    """One entry of a list: its lines, and the list below it."""

    lines: list[str]
    below: list["Item"] = field(default_factory=list)


Paragraph = list[str]
Block = Paragraph | list[Item]


@dataclass
class _Parser:
    """Reads line by line; `open` are the items a next line may belong to, outermost first."""

    blocks: list[Block] = field(default_factory=list)
    open: list[tuple[int, Item]] = field(default_factory=list)
    after_blank: bool = True

    def read(self, line: str) -> None:
        if not line.strip():
            self.after_blank = True
            return
        mark = _ITEM.match(line)
        if mark:
            self._item(_width(mark.group(1)), line[mark.end() :])
        elif self.open and _width(_indent(line)) > self.open[0][0]:
            self.open[-1][1].lines.append(line.lstrip())
        else:
            self._line(line)
        self.after_blank = False

    def _item(self, indent: int, text: str) -> None:
        item = Item([text])
        while self.open and (indent <= self.open[-1][0] or len(self.open) >= DEEPEST):
            self.open.pop()
        if self.open:
            self.open[-1][1].below.append(item)
        else:
            self._list().append(item)
        self.open.append((indent, item))

    def _list(self) -> list[Item]:
        last = self.blocks[-1] if self.blocks else None
        if last and isinstance(last[0], Item):
            return last
        items: list[Item] = []
        self.blocks.append(items)
        return items

    def _line(self, line: str) -> None:
        self.open.clear()
        last = self.blocks[-1] if self.blocks else None
        if self.after_blank or last is None or not isinstance(last[0], str):
            self.blocks.append([line])
        else:
            last.append(line)


def _indent(line: str) -> str:
    return _BLANKS.match(line).group()  # type: ignore[union-attr]


def _width(blanks: str) -> int:
    return len(blanks.replace("\t", TAB))


def blocks(text: str) -> list[Block]:
    """Paragraphs (lists of lines) and lists (of `Item`) of a text, in linear time."""
    parser = _Parser()
    for line in normalised(text).split("\n"):
        parser.read(line)
    return parser.blocks


def html(text: str) -> SafeString:
    """The text as HTML: only p, br, ul, li, strong and wbr, without attributes but the class."""
    made = "".join(map(_block, blocks(text)))
    return mark_safe(made)  # noqa: S308 - every word of it is escaped in `_words`


def _block(block: Block) -> str:
    if isinstance(block[0], Item):
        return _list(block)
    return f'<p class="typed">{_lines(block)}</p>'


def _list(items: list[Item]) -> str:
    made = (
        f"<li>{_lines(item.lines)}{_list(item.below) if item.below else ''}</li>" for item in items
    )
    return f'<ul class="typed">{"".join(made)}</ul>'


def _lines(lines: list[str]) -> str:
    return "<br>".join(map(inline, lines))


def inline(line: str) -> SafeString:
    """One line with its bold words as HTML."""
    made = "".join(
        f"<strong>{_words(text)}</strong>" if bold else _words(text) for text, bold in spans(line)
    )
    return mark_safe(made)  # noqa: S308 - escaped in `_words`


def _words(text: str) -> str:
    broken = escape(break_long_runs(text))
    # A soft break of ours is no part of the text: who copies an address copies the address.
    return broken if "\u200b" in text else broken.replace("\u200b", "<wbr>")


def spans(line: str) -> Iterator[tuple[str, bool]]:
    """(text, whether it is bold) of a line, in linear time."""
    start = 0
    for opening, closing in _pairs(line):
        yield from _span(line[start:opening], bold=False)
        yield line[opening + 2 : closing], True
        start = closing + 2
    yield from _span(line[start:], bold=False)


def _span(text: str, *, bold: bool) -> Iterator[tuple[str, bool]]:
    if text:
        yield text, bold


def _pairs(line: str) -> Iterator[tuple[int, int]]:
    """Where bold text begins and ends: the places of the two stars before and after it."""
    opening: int | None = None
    for stars in _STARS.finditer(line):
        if len(stars.group()) != 2:
            continue
        before, after = (
            line[max(stars.start() - 1, 0) : stars.start()],
            line[stars.end() : stars.end() + 1],
        )
        if opening is not None and _closes(before, after):
            yield opening, stars.start()
            opening = None
        elif _opens(before, after):
            opening = stars.start()


def _opens(before: str, after: str) -> bool:
    return _is_letter_or_sign(after) and not _belongs_to_a_sum(before, ")]}")


def _closes(before: str, after: str) -> bool:
    return _is_letter_or_sign(before) and not _belongs_to_a_sum(after, "([{")


def _is_letter_or_sign(character: str) -> bool:
    return bool(character) and not character.isspace()


def _belongs_to_a_sum(character: str, brackets: str) -> bool:
    """A digit, a bracket, or a letter of the scripts that put blanks between words."""
    if not character:
        return False
    latin = character.isalpha() and character < _LAST_LETTER_WITHOUT_CAPITALS
    return latin or character.isdigit() or character in brackets


def plain(text: str) -> str:
    """What is read, without the marks: a line for each line, a dash before each item."""
    lines: list[str] = []
    for block in blocks(text):
        if lines:
            lines.append("")
        if isinstance(block[0], Item):
            lines += _plain_list(block, "")
        else:
            lines += map(_plain_line, block)
    return "\n".join(lines)


def _plain_list(items: list[Item], indent: str) -> Iterator[str]:
    for item in items:
        first, *more = map(_plain_line, item.lines)
        yield f"{indent}– {first}"
        yield from (f"{indent}  {line}" for line in more)
        yield from _plain_list(item.below, indent + "  ")


def _plain_line(line: str) -> str:
    return "".join(text for text, _bold in spans(line))
