"""Words that a reader of the code must not stumble over; `tests/house/words.py` counts them."""

import pytest

from tests.house.words import (
    BESIDE,
    FLOORS,
    archaic_documents,
    archaic_names,
    archaic_words,
    bindings,
    repeated_classes,
    template_variables,
)


@pytest.mark.parametrize("name", ["one", "found", "told", "said"])
def test_a_name_says_what_is_held(name: str) -> None:
    assert bindings(*FLOORS, *BESIDE)[name] == 0
    assert template_variables()[name] == 0


def test_a_class_name_stands_for_one_thing() -> None:
    assert repeated_classes() == {}


def test_docstrings_and_comments_use_words_of_today() -> None:
    assert archaic_words(*FLOORS, *BESIDE) == []
    assert archaic_names(*FLOORS, *BESIDE) == []


def test_documents_use_words_of_today() -> None:
    assert archaic_documents() == []
