"""Letters that the press cannot print are known to every page, and named to people."""

from pathlib import Path

import pytest
from django.utils import translation
from fontTools.ttLib import TTFont

from assessments.questions.languages import CODES, own_name_of
from techbank.press.coverage import coverage_lines
from techbank.press.fonts import font_files
from techbank.text.glyphs import COVERAGE, unprintable_sentence, without_glyph


def test_the_pages_know_what_the_typefaces_have() -> None:
    written = COVERAGE.read_text(encoding="ascii")
    assert written == coverage_lines(), "run python -m techbank.press.coverage"


@pytest.mark.parametrize("code", CODES)
def test_every_language_that_is_offered_can_be_printed(code: str) -> None:
    assert without_glyph(own_name_of(code)) == []


@pytest.mark.parametrize(
    "text", ["안녕", "日本語の漢字は平仮名", "臺灣", "🙂", "\uf0b7 item", "𠮷"]
)
def test_what_cannot_be_printed_is_named(text: str) -> None:
    letters = without_glyph(text)
    assert letters
    assert all(f"U+{ord(letter):04X}" in unprintable_sentence(text) for letter in letters)


@pytest.mark.parametrize(
    "text", ["• ≥ → – ½ ☐", "རྫོང་ཁ", "ⴰⵣⵓⵍ ߒߞߏ 𞤀𞤣𞤤𞤢𞤥 ไทย", "a\u200bb\u2066c\ufe0f\u00ad", "e\u0301"]
)
def test_nothing_is_said_of_what_is_printed_or_never_seen(text: str) -> None:
    assert unprintable_sentence(text) == ""


def test_a_bullet_of_a_word_processor_is_told_apart() -> None:
    assert "hyphen" in unprintable_sentence("\uf0b7 item")
    assert "�" in unprintable_sentence("漢")
    with translation.override("fr"):
        assert "trait d’union" in unprintable_sentence("\uf0b7")


@pytest.mark.parametrize("path", font_files(), ids=lambda path: path.stem)
def test_every_typeface_has_a_blank(path: Path) -> None:
    """A blank after a sign is set in the sign's typeface: without one the file names no glyph."""
    with TTFont(path, lazy=True) as font:
        assert {0x20, 0xA0} <= set(font.getBestCmap())
