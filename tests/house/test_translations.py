"""The catalogues: whole, with the placeholders of their sources, and fit to be compiled."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PROJECT = Path(__file__).resolve().parents[2]
LOCALE = PROJECT / "locale"
FLOORS = ("techbank", "partners", "assessments", "funding")
# Which arguments of the functions of translation are a context, a sentence and its plural.
_PLAIN, _COUNTED = None, (1, 2)
_SENSE, _COUNTED_SENSE = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _PLAIN,
    "gettext_noop": _PLAIN,
    **{f"gettext{lazy}": _PLAIN for lazy in ("", "_lazy")},
    **{f"ngettext{lazy}": _COUNTED for lazy in ("", "_lazy")},
    **{f"pgettext{lazy}": _SENSE for lazy in ("", "_lazy")},
    **{f"npgettext{lazy}": _COUNTED_SENSE for lazy in ("", "_lazy")},
}
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


def key(context: object, text: object) -> tuple[object, object]:
    """A sentence is the same by its context and its singular."""
    return context, text[0] if isinstance(text, list | tuple) else text


def sources() -> Iterator[str]:
    """The code as Python, and each template as Django turns it into Python."""
    for floor in FLOORS:
        for path in sorted((PROJECT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.read_text(encoding="utf-8")
    for path in sorted((PROJECT / "templates").rglob("*.*")):
        yield templatize(path.read_text(encoding="utf-8"), origin=str(path))


@cache
def sentences_of_the_code() -> frozenset[tuple[object, object]]:
    return frozenset(
        key(context, text)
        for source in sources()
        for _line, text, _comments, context in extract(
            "python", BytesIO(source.encode()), keywords=KEYWORDS
        )
    )


@pytest.mark.parametrize("language", COMPLETE)
def test_a_catalogue_has_every_sentence_of_the_code_and_no_other(language: str) -> None:
    there = {key(entry.context, entry.id) for entry in messages(language)}

    assert sentences_of_the_code() - there == set()
    assert there - sentences_of_the_code() == set()


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
