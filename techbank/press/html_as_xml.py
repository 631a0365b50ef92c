"""Reads the HTML of the press as XML where it is well-formed.

Our templates and Markdown write well-formed HTML except for elements that are never closed, and
the XML parser, written in C, is thirty times faster than the HTML parser. What it cannot read is
left to the HTML parser. Neither loads anything.
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


# WeasyPrint's own sheet styles footnote and list markers for every element, a twelfth of the time
# of a render. We print no footnotes, and only list items have markers.
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
        # The parent class logs this line; `stages.following` waits for it.
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
    # Our HTML has no XML declarations, entities or processing instructions.
    if "<!" in text or "<?" in text:
        return None
    text = _NEVER_CLOSED.sub(r"<\1\2/>", text.replace("&nbsp;", "\u00a0"))
    try:
        return fromstring(text)  # noqa: S314 - without declarations nothing can grow
    except ParseError:
        return None
