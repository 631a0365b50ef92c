"""The one normalisation of what people write: applied before it is stored and before it is read.

It drops nothing that a reader sees:

1. Unicode's composed form (NFC), so that one letter has one spelling. The compatibility ideographs
   stay as they are: NFC puts another character in their place, which looks different in names.
2. Line ends (CR LF, CR, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR) become LINE FEED.
3. A control character becomes a blank, never nothing: "one⟨VT⟩two" is two words. The tabulator
   stays. So do the noncharacters U+FFFE and U+FFFF, which no file may hold.
4. Soft breaks (SOFT HYPHEN, ZERO WIDTH SPACE) only say where a line may end. They are kept, and
   `without_soft_breaks` removes them where two texts are compared.
"""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
SOFT_BREAKS: Final = "\u00ad\u200b"
_LINE_END: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_COMPATIBILITY: Final = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_REMOVE_SOFT_BREAKS: Final = dict.fromkeys(map(ord, SOFT_BREAKS))


def normalised(text: str) -> str:
    """`text` after the four steps above; lone surrogates, which are no text, become U+FFFD."""
    lines = SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text))
    return _composed(_CONTROL.sub(" ", lines))


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    pieces = _COMPATIBILITY.split(text)
    return "".join(
        piece if index % 2 else unicodedata.normalize("NFC", piece)
        for index, piece in enumerate(pieces)
    )


def clean_input(text: str) -> str:
    """The normalised text, as every form stores it.

    Raises ValidationError for NUL and lone surrogates: neither is text, and both break what
    stores or prints them.
    """
    if "\x00" in text or SURROGATE.search(text):
        raise ValidationError(
            _(
                "The text has characters that cannot be stored. "
                "Type it again or paste it as plain text."
            ),
            code="unstorable",
        )
    return normalised(text)


def without_soft_breaks(text: str) -> str:
    """`text` without the marks that only say where a line may end; for comparisons."""
    return text.translate(_REMOVE_SOFT_BREAKS)
