"""What a question, a section and a questionnaire are.

The questionnaire is told once, as data. Forms, the review page, the guard that says a section is
complete, the API, the workbook and the plan document read these definitions; answers keep the
version they were given to.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class QuestionKind(StrEnum):
    """How an answer is written; `answers` says what is stored for each."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    INTEGER = "integer"
    YEAR = "year"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"


class Audience(StrEnum):
    """Who sees an answer once the country has released the plan. Each sees what the next sees not.

    PUBLIC: everybody. BANK: the country and the Technology Bank. COUNTRY: the country only.
    """

    PUBLIC = "public"
    BANK = "bank"
    COUNTRY = "country"


@dataclass(frozen=True)
class Choice:
    key: str
    label: Text


@dataclass(frozen=True)
class Condition:
    """Holds when another question of the questionnaire has been answered with `equals`."""

    question: str
    equals: Any

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return bool(answers.get(self.question) == self.equals)


@dataclass(frozen=True)
class Question:
    """One question. `key` is `section.word` and never changes meaning.

    `limit` counts characters; `why` says why it is asked; `required_when` makes an optional
    question required. "Not known" is an answer to any of them and satisfies `required`.
    """

    key: str
    kind: QuestionKind
    label: Text
    help: Text = ""
    why: Text = ""
    seen_by: Audience = Audience.PUBLIC
    required: bool = False
    limit: int | None = None
    unit: Text = ""
    choices: tuple[Choice, ...] = ()
    required_when: Condition | None = None

    @property
    def has_marks(self) -> bool:
        """Whether the announced marks are read in the answer: in the long ones they are."""
        return self.kind is QuestionKind.LONG

    def is_required(self, answers: Mapping[str, Any]) -> bool:
        """`answers`: values by key, of the whole questionnaire."""
        return self.required or bool(self.required_when and self.required_when.holds(answers))


@dataclass(frozen=True)
class Section:
    """A page of the assessment: its questions, and the kinds of records kept on it."""

    key: str
    number: int
    title: Text
    intro: Text
    questions: tuple[Question, ...]
    records: tuple[str, ...] = ()
    required: bool = True

    def question(self, key: str) -> Question:
        """Raises KeyError for a question that is not in this section."""
        match = next((question for question in self.questions if question.key == key), None)
        if match is None:
            raise KeyError(key)
        return match

    def unanswered(
        self, answers: Mapping[str, Any], *, not_known: Collection[str] = ()
    ) -> tuple[Question, ...]:
        """Required questions with neither a value nor a mark "not known".

        `answers`: values by key, of the whole questionnaire (conditions may look elsewhere);
        `not_known`: the keys so marked.
        """
        return tuple(
            question
            for question in self.questions
            if question.is_required(answers)
            and question.key not in not_known
            and answers.get(question.key) in (None, "", [])
        )


@dataclass(frozen=True)
class Questionnaire:
    """A released version: it is never changed afterwards, a change is a new version."""

    version: str
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {
            question.key: question for section in self.sections for question in section.questions
        }

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.key: section for section in self.sections}

    def section(self, key: str) -> Section:
        """Raises KeyError for a section this version does not have."""
        return self._sections[key]

    def question(self, key: str) -> Question:
        """Raises KeyError for a question this version does not have."""
        return self._questions[key]

    def section_of(self, question_key: str) -> Section:
        """The section a question stands in; raises KeyError for an unknown question."""
        wanted = self.question(question_key)
        return next(section for section in self.sections if wanted in section.questions)
