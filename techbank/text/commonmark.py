"""The first dialect: CommonMark with tables, as dossiers were read until release 0.2.

Kept as it was: what was approved under it prints as it was approved. Nothing a person types may
become markup, a request or an endless line. Nothing new is read in it.
"""

import html
import re
from functools import cache
from typing import Final

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .breaking import break_long_runs, shortened
from .normalising import SURROGATE

DEEPEST: Final = 20
MOST_CELLS: Final = 10_000
"""Cells that the tables of one text may have; a text with more is shown without tables."""

_TAGS: Final = frozenset(
    "a blockquote br code em h3 h4 h5 h6 hr li ol p pre strong "
    "table tbody td th thead tr ul".split()
)
_ATTRIBUTES: Final = {"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}}
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+$", re.IGNORECASE)
_MARKUP: Final = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` without characters that no renderer accepts; for text that is already stored."""
    return SURROGATE.sub("\ufffd", _CONTROL.sub("", text.replace("\x00", "")))


def markdown(text: str | None, heading_level: int = 4) -> SafeString:
    """Markdown as HTML without anything that could run, load or style.

    Headings start at `heading_level` and never skip a level, whatever the writer chose.
    """
    if not text:
        return SafeString("")
    source = shortened(printable(text))
    parser = _parser(tables=_cells(source) <= MOST_CELLS)
    tokens = parser.parse(source)
    _set_heading_levels(tokens, heading_level)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    rendered = parser.renderer.render(tokens, parser.options, {})
    safe = nh3.clean(
        rendered,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(_break_between_tags(safe))  # noqa: S308 - cleaned by nh3 just above


def _cells(text: str) -> int:
    """The most cells its tables can have: the parser fills short rows up to the header's length."""
    rows = text.splitlines()
    return len(rows) * max((row.count("|") for row in rows), default=0)


@cache
def _parser(*, tables: bool = True) -> MarkdownIt:
    options = {"html": False, "maxNesting": DEEPEST}
    parser = MarkdownIt("commonmark", options).disable("image")
    if tables:
        parser.enable("table")
    # Only absolute addresses: a relative one would link into the portal under a person's text.
    parser.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    return parser


def _set_heading_levels(tokens: list[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    level: dict[str, int] = {}
    deepest = top - 1
    for token in headings:
        if token.type == "heading_open":
            requested = int(token.tag[1]) + top - 1
            deepest = min(requested, deepest + 1, 6)
            level["now"] = deepest
        token.tag = f"h{level['now']}"


def _break_between_tags(markup: str) -> str:
    pieces = _MARKUP.split(markup)
    return "".join(
        piece if index % 2 else escape(break_long_runs(html.unescape(piece)))
        for index, piece in enumerate(pieces)
    )


def plain(text: str | None) -> str:
    """A Markdown text as plain text, one line for each block; not escaped."""
    if not text:
        return ""
    words = _MARKUP.sub("", markdown(text))
    lines = (line.strip() for line in html.unescape(words).splitlines())
    return "\n".join(line for line in lines if line)


def paragraphs(text: str | None) -> SafeString:
    """Plain text as HTML: escaped; blank lines separate paragraphs, line ends stay."""
    if not text:
        return SafeString("")
    escaped = escape(break_long_runs(shortened(printable(text)))).replace("\r\n", "\n")
    blocks = (block.strip() for block in re.split(r"\n\s*\n", escaped))
    joined = "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks if block)
    return mark_safe(joined)  # noqa: S308 - escaped above
