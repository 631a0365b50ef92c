"""Offered is what is translated whole; what was written in another language stays."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings

from techbank.configuration.languages import complete

LOCALE = Path(settings.LOCALE_PATHS[0])
NAMED = [(code, code.upper()) for code in ("en", "fr", "pt", "es", "zh-hans")]


def compiled(folder: Path, name: str, *, sentences: int, untranslated: int = 0) -> None:
    catalogue = Catalog(locale="fr")
    for number in range(sentences):
        translation = "" if number < untranslated else f"phrase {number}"
        catalogue.add(f"sentence {number}", translation)
    target = folder / name / "LC_MESSAGES"
    target.mkdir(parents=True)
    content = BytesIO()
    write_mo(content, catalogue)
    (target / "django.mo").write_bytes(content.getvalue())


def test_a_language_is_offered_once_its_last_sentence_is_translated(tmp_path: Path) -> None:
    compiled(tmp_path, "fr", sentences=3)
    compiled(tmp_path, "pt", sentences=3, untranslated=1)
    compiled(tmp_path, "zh_Hans", sentences=3)

    assert [code for code, _name in complete(NAMED, tmp_path)] == ["en", "fr", "zh-hans"]


def test_without_catalogues_the_language_of_the_code_is_offered(tmp_path: Path) -> None:
    assert complete(NAMED, tmp_path) == [("en", "EN")]


def test_a_file_that_is_no_catalogue_offers_nothing(tmp_path: Path) -> None:
    target = tmp_path / "fr" / "LC_MESSAGES"
    target.mkdir(parents=True)
    for content in (b"", b"no catalogue at all"):
        (target / "django.mo").write_bytes(content)
        assert [code for code, _name in complete(NAMED, tmp_path)] == ["en"]


@pytest.mark.parametrize("folder", sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))
def test_what_is_offered_has_no_untranslated_and_no_fuzzy_sentence(folder: str) -> None:
    with (LOCALE / folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    texts = [
        form
        for entry in entries
        for form in (entry.string if isinstance(entry.string, list | tuple) else [entry.string])
    ]
    whole = all(texts) and not any(entry.fuzzy for entry in entries)
    code = folder.lower().replace("_", "-")

    if code in dict(settings.LANGUAGES):
        assert whole


def test_english_french_portuguese_and_arabic_are_offered_now() -> None:
    assert [code for code, _name in settings.LANGUAGES] == ["en", "fr", "pt", "ar"]
    assert settings.DOCUMENT_LANGUAGES == settings.LANGUAGES
