"""Texts of cells as they are, in workbooks that XlsxWriter makes.

XlsxWriter takes a text that begins with <r> and ends with </r> for its own markup, and escapes only
every other of two escapes that share an underscore ("_x005F_x000D_"). Here every text is escaped
as the format says (ECMA-376 Part 1, 22.9.2.19), so that the same text comes back.
"""

import re
from typing import Any, Final

from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import _preserve_whitespace

_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """`text` with _xHHHH_ for what XML cannot hold and for underscores that would look so."""
    return _CONTROL.sub(
        lambda control: f"_x{ord(control.group()):04X}_", _LOOKS_ESCAPED.sub("_x005F_", text)
    )


def write_texts_as_they_are() -> None:
    """Has XlsxWriter write every shared text with the function above; it may be called again."""
    SharedStrings._write_si = _write_text


def _write_text(self: Any, text: str) -> None:
    attributes = [("xml:space", "preserve")] if _preserve_whitespace(text) else []
    self._xml_si_element(escaped(text), attributes)
