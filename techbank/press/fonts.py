"""The typefaces of the press: those in static/fonts, whatever the machine has installed.

With its own fontconfig configuration, a document is the same, byte for byte, on every machine, and
the system's fonts need not be read.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont
from weasyprint.text.ffi import ffi, fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from techbank.press.fetching import STATIC

FOLDER: Final = STATIC / "fonts"
# A letter without which the language cannot be printed.
_SAMPLE_LETTERS: Final = {
    "en": "a",
    "fr": "é",
    "es": "ñ",
    "pt": "ã",
    "ru": "ж",
    "ar": "ع",
    "zh": "国",
    "am": "አ",
    "bn": "ব",
    "my": "မ",
    "km": "ខ",
    "lo": "ລ",
    "ne": "न",
    "dz": "ཀ",
}
REPLACEMENT: Final = "\ufffd"

ffi.cdef("FcConfig * FcConfigCreate (void);")


class OwnFonts(FontConfiguration):
    """WeasyPrint's font configuration without the system's fonts and without temporary copies."""

    def __init__(self) -> None:
        self._config = _configuration()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(
            ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        self._folder = None
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
        """Refused: all documents share one configuration."""
        raise FatalURLFetchingError("a document brings no typefaces")


@cache
def _configuration() -> Any:
    """The fontconfig configuration with our files, read once for each process.

    Each document has its own font map, which never frees its configuration: a configuration for
    each document would leak.
    """
    configuration = fontconfig.FcConfigCreate()
    for path in font_files():
        if not fontconfig.FcConfigAppFontAddFile(configuration, str(path).encode()):
            raise FileNotFoundError(f"The press cannot read the font {path.name}")
    return configuration


@cache
def font_files() -> tuple[Path, ...]:
    """The font files in a fixed order."""
    return tuple(sorted([*FOLDER.glob("*.ttf"), *FOLDER.glob("*.otf")]))


@cache
def covered() -> frozenset[int]:
    """The code points that at least one of the typefaces can print."""
    codes: set[int] = {0x09, 0x0A, 0x0D}
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            codes.update(font.getBestCmap())
    return frozenset(codes)


def unprintable(text: str) -> frozenset[str]:
    """The characters of `text` for which the press has no glyph."""
    codes = covered()
    return frozenset(letter for letter in set(text) if ord(letter) not in codes)


def with_glyphs(text: str) -> str:
    """`text` with � in place of what cannot be printed: PDF/A refuses a missing glyph."""
    table = {
        ord(letter): None if unicodedata.category(letter) in {"Cf", "Mn", "Cc"} else REPLACEMENT
        for letter in unprintable(text)
    }
    return text.translate(table) if table else text


def _languages() -> tuple[str, ...]:
    return tuple(
        language for language, letter in _SAMPLE_LETTERS.items() if not unprintable(letter)
    )


LANGUAGES: Final = _languages()
"""Languages whose letters the press can print."""
