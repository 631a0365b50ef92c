"""What is typed is what is read, with many more texts than the suite tries."""

import pytest
from hypothesis import given, settings

from assessments.models import Assessment
from techbank.text import prose
from tests.assessments.conftest import Cast, cast, draft, people, worked
from tests.assessments.publication import test_text_in_the_plan as printed
from tests.assessments.workbook import test_typed_is_read as typed
from tests.factories.cast import without_second_factor
from tests.typed_texts import lines_in, lines_of, typed_texts

__all__ = ["cast", "draft", "people", "without_second_factor", "worked"]

pytestmark = pytest.mark.soak
# A dossier gives out thirty workbooks a day.
PAGES, SURFACES, DOCUMENTS = 20_000, 25, 60


@settings(typed.one_by_one, max_examples=PAGES)
@given(typed_texts())
def test_html_says_what_was_typed(text: str) -> None:
    typed.TRIED["HTML"] += 1
    assert lines_in(prose(text)) == lines_of(text)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_second_factor")
@settings(typed.one_by_one, max_examples=SURFACES)
@given(texts=typed.some_texts)
def test_every_surface_says_what_was_typed(draft: Assessment, cast: Cast, texts: list[str]) -> None:
    typed.check(typed.Desk(draft, cast.amara), texts)


@settings(printed.one_by_one, max_examples=DOCUMENTS)
@given(printed.some_texts)
def test_the_document_says_what_was_typed(texts: list[str]) -> None:
    printed.compare(texts)


def test_the_numbers_are_printed() -> None:
    print(
        f"HTML: {typed.TRIED['HTML']} texts; form, pages, snapshot, print and workbook: "
        f"{typed.TRIED['texts']}; PDF: {printed.TRIED['PDF']}"
    )
    assert min(typed.TRIED["HTML"], typed.TRIED["texts"], printed.TRIED["PDF"]) > 0
