"""The catalogues: whole, with the placeholders of their sources, and fit to be compiled."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[2] / "locale"
COMPLETE = ("fr", "pt", "ar")
PLURALS = {"fr": 2, "pt": 2, "ar": 6}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[-.0-9]*[a-z]|%%|%[sd]")


def catalogue(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [entry for entry in catalogue(language) if entry.id]


def forms(text: object) -> list[str]:
    return list(text) if isinstance(text, list | tuple) else [str(text)]


@pytest.mark.parametrize("language", COMPLETE)
def test_every_message_is_translated(language: str) -> None:
    result = messages(language)
    missing = [item.id for item in result if not all(forms(item.string))]
    print(f"{language}: {len(result) - len(missing)} of {len(result)} messages")
    assert missing == []


@pytest.mark.parametrize("language", COMPLETE)
def test_a_translation_has_the_placeholders_of_its_source(language: str) -> None:
    wrong = []
    for message in messages(language):
        names = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        for form in forms(message.string):
            # A plural form may say "one" in words; it never names what the source has not.
            text = set(PLACEHOLDER.findall(form))
            if not text <= names or (len(forms(message.id)) == 1 and text != names):
                wrong.append((message.id, form))
    assert wrong == []


@pytest.mark.parametrize("language", COMPLETE)
def test_plurals_have_the_forms_of_their_language(language: str) -> None:
    wrong = [
        message.id
        for message in messages(language)
        if isinstance(message.id, list | tuple) and len(forms(message.string)) != PLURALS[language]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", COMPLETE)
def test_nothing_is_fuzzy_and_everything_compiles(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    assert compiled.tell() > 10_000
