"""The HTML of the press, read as the XML it also is.

What our templates and Markdown write is well-formed but for elements that are never closed, and the
parser written in C is thirty times faster than the one for pages of the web. What it cannot read is
left to the latter. Neither loads anything.
"""

import re
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, fromstring

import cssselect2
from weasyprint import CSS, HTML
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.logger import PROGRESS_LOGGER

_DOCTYPE: Final = "<!DOCTYPE html>"
_NEVER_CLOSED: Final = re.compile(r"<(br|col|hr|img|link|meta)\b([^<>]*?)/?>")


# WeasyPrint's own sheet styles the marks of footnotes and of list items for every element there is,
# a twelfth of the time of a render. We print no footnotes, and only items of lists have marks.
_NOTES: Final = re.compile(r"^::(?:footnote|note)-\S+ \{.*\}$", re.MULTILINE)
_MARKS: Final = re.compile(r"^::marker(?= \{)", re.MULTILINE)
_OWN_SHEET: Final = CSS(
    string=_MARKS.sub("li::marker", _NOTES.sub("", UA)), counter_style=UA_COUNTER_STYLE.copy()
)


class ReadHTML(HTML):
    """As `HTML(string=…, base_url="about:blank")`, faster where the string is also XML."""

    def __init__(self, html: str, *, url_fetcher: Any) -> None:
        root = as_xml(html)
        if root is None:
            super().__init__(string=html, base_url="about:blank", url_fetcher=url_fetcher)
            return
        # As its parent tells it: what follows a render hears it.
        PROGRESS_LOGGER.info("Step 1 - Fetching and parsing HTML - %s", "HTML string")
        self.base_url = "about:blank"
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        sheets: list[CSS] = super()._ua_stylesheets(forms)
        return [_OWN_SHEET, *sheets[1:]]


def as_xml(html: str) -> Element | None:
    """The root of the document; None when it is no XML, or more than elements and texts."""
    text = html.strip().removeprefix(_DOCTYPE)
    # No declaration, no entity, no instruction of XML's own: they are not ours.
    if "<!" in text or "<?" in text:
        return None
    text = _NEVER_CLOSED.sub(r"<\1\2/>", text.replace("&nbsp;", "\u00a0"))
    try:
        return fromstring(text)  # noqa: S314 - without declarations nothing can grow
    except ParseError:
        return None
