"""The glossary and the catalogues say the same word for the same thing."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parents[2]
# Column of the glossary by the folder of the catalogue.
COLUMNS = {"fr": 1, "pt": 2, "ar": 3, "zh_Hans": 4, "es": 5, "ru": 6}


def glossary() -> list[list[str]]:
    """The rows of the glossary's table, English first."""
    text = (PROJECT / "docs" / "writing.md").read_text(encoding="utf-8")
    lines = text.split("## Glossary", 1)[1].splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    return rows[2:]


def test_every_term_of_the_glossary_is_given_in_seven_languages() -> None:
    assert [row[0] for row in glossary() if len(row) != 7 or not all(row)] == []


@pytest.mark.parametrize(
    "language", [code for code in COLUMNS if (PROJECT / "locale" / code).is_dir()]
)
def test_catalogues_translate_the_terms_as_the_glossary_does(language: str) -> None:
    with (PROJECT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    different = []
    for row in glossary():
        message = catalogue.get(row[0])
        if message is not None and message.string and message.string != row[COLUMNS[language]]:
            different.append((row[0], message.string, row[COLUMNS[language]]))
    assert different == []
