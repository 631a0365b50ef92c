"""What the portal writes, it reads: a figure copied from a page means the same when typed."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation

from assessments.dossiers.forms.fields import reader_locale
from assessments.questions.answers import display, parse_number
from assessments.questions.definitions import Question, QuestionKind
from techbank.templatetags.techbank import whole

QUESTION = Question(key="plan.sum", kind=QuestionKind.NUMBER, label="Sum")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["1234", "9695000", "-1250", "0"])
def test_a_sum_on_a_page_is_read_back_as_the_same_sum(language: str, number: str) -> None:
    with translation.override(language):
        assert parse_number(whole(Decimal(number)), reader_locale()) == Decimal(number)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["1234.5", "9695000.50", "0.123", "12"])
def test_an_answer_on_a_page_is_read_back_as_the_same_answer(language: str, number: str) -> None:
    with translation.override(language):
        words = display(number, QUESTION, locale=reader_locale())
        assert parse_number(words, reader_locale()) == Decimal(number)
