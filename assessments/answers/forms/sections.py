"""A section of the questionnaire as a form. A draft may be incomplete."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.answers.operations.answers import Written
from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import DayInput, NumberInput, reader_locale, typed_number
from assessments.dossiers.queries.notices import TextNotices
from assessments.questions import answers as cleaning
from assessments.questions.definitions import Audience, Question, QuestionKind, Questionnaire
from assessments.reading.queries.progress import AnsweredQuestion
from assessments.records.queries.notices import answer_notices
from techbank.web.form_fields import hide_optional

SEEN_BY = {
    Audience.PUBLIC: gettext_lazy(
        "Everybody can read the answer once your country has released the plan."
    ),
    Audience.BANK: gettext_lazy(
        "Only your country’s team, officers of the Technology Bank and auditors see the answer. "
        "It is never published."
    ),
    Audience.COUNTRY: gettext_lazy("Only your own country’s team sees the answer."),
}
_FEW_CHOICES = 8


def _choice(question: Question) -> forms.Widget:
    pairs = [(choice.key, choice.label) for choice in question.choices]
    if len(pairs) <= _FEW_CHOICES:
        return forms.RadioSelect(choices=pairs)
    return forms.Select(choices=[("", _("Choose one")), *pairs])


def _choices(question: Question) -> forms.Widget:
    pairs = [(choice.key, choice.label) for choice in question.choices]
    return forms.CheckboxSelectMultiple(choices=pairs)


def _yes_no(_question: Question) -> forms.Widget:
    return forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))])


_WIDGETS: dict[QuestionKind, Callable[[Question], forms.Widget]] = {
    QuestionKind.TEXT: lambda _question: forms.TextInput({"dir": "auto"}),
    QuestionKind.LONG: lambda _question: forms.Textarea({"rows": 8, "dir": "auto"}),
    QuestionKind.NUMBER: lambda _question: NumberInput({"class": "width-10"}),
    QuestionKind.INTEGER: lambda _question: NumberInput(
        {"inputmode": "numeric", "class": "width-10"}
    ),
    QuestionKind.YEAR: lambda _question: forms.TextInput(
        {"inputmode": "numeric", "class": "width-5"}
    ),
    QuestionKind.DATE: lambda _question: DayInput(),
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
}


class AnswerField(forms.Field):
    """The field of one question. ``required`` only changes the label: a draft may be incomplete.

    ``why``, ``seen_by`` and ``notices`` are shown beside the question.
    """

    def __init__(self, question: Question, *, help_text: str) -> None:
        asked = question.required or question.required_when is not None
        super().__init__(
            label=str(question.label),
            help_text=help_text,
            widget=_WIDGETS[question.kind](question),
            required=asked,
        )
        self.question = question
        self.why = question.why
        self.notices = TextNotices()
        self.seen_by = SEEN_BY[question.seen_by]

    def clean(self, value: Any) -> Any:
        try:
            return cleaning.clean(value, self.question, locale=reader_locale())
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """A stored value as the widget shows it; a typed value is left unchanged."""
        kind = self.question.kind
        if kind is QuestionKind.YES_NO and isinstance(value, bool):
            return "yes" if value else "no"
        if kind is QuestionKind.NUMBER and isinstance(value, _Stored):
            return typed_number(value)
        return value


class _Stored(str):
    """A number as stored; the type distinguishes it from a typed one."""


def stored_number(value: str) -> str:
    """A stored number, to be shown with the reader's separators."""
    return _Stored(value)


def _help(question: Question, answered: AnsweredQuestion, questionnaire: Questionnaire) -> str:
    parts = [str(question.help)] if question.help else []
    if question.unit:
        parts.append(_("Unit: %s.") % question.unit)
    condition = question.required_when
    if condition is not None:
        parts.append(
            _("Needed if you answered “%(answer)s” to “%(question)s”.")
            % {
                "answer": cleaning.display(
                    condition.equals, questionnaire.question(condition.question)
                ),
                "question": questionnaire.question(condition.question).label,
            }
        )
    if question.limit:
        parts.append(_limit(question.limit, answered))
    return " ".join(parts)


def _limit(limit: int, answered: AnsweredQuestion) -> str:
    value = answered.answer.value if answered.answer else None
    used = len(value) if isinstance(value, str) else 0
    most = number_format(limit, use_l10n=True, force_grouping=True)
    if not used:
        return _("Up to %s characters.") % most
    left = limit - used
    return ngettext(
        "Up to %(limit)s characters; %(left)s is left.",
        "Up to %(limit)s characters; %(left)s are left.",
        left,
    ) % {"limit": most, "left": number_format(left, use_l10n=True, force_grouping=True)}


@dataclass(frozen=True)
class QuestionRow:
    """One question on the page: its field, "not known", and the version it is based on."""

    question: Question
    field: forms.BoundField
    not_known: forms.BoundField
    base: forms.BoundField
    seen: forms.BoundField
    version: int


class SectionForm(DossierForm):
    """Fields are named by question key, with ``-not_known``, ``-base`` and ``-seen`` for each.

    ``sent`` is one UUID for each page. The UUID of an answer is computed from it and from the text:
    the same text sent twice is one revision; a different text from a page restored by the browser
    is another revision.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        questionnaire: Questionnaire,
        answers: list[AnsweredQuestion],
        complete: bool | None = None,
        language: str = "",
    ) -> None:
        self.answered = answers
        super().__init__(data)
        for answer in answers:
            self._ask(answer, questionnaire)
            if language and answer.question.kind in (QuestionKind.TEXT, QuestionKind.LONG):
                self.fields[answer.question.key].widget.attrs["lang"] = language
        self.fields["sent"] = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
        self.fields["complete"] = forms.ChoiceField(
            label=_("Have you completed this section?"),
            choices=[("yes", _("Yes")), ("no", _("No, I’ll come back later"))],
            widget=forms.RadioSelect,
            initial={True: "yes", False: "no", None: ""}[complete],
            required=False,
        )
        hide_optional(self.fields["complete"])

    def _ask(self, question: AnsweredQuestion, questionnaire: Questionnaire) -> None:
        key, answer = question.question.key, question.answer
        field = AnswerField(
            question.question, help_text=_help(question.question, question, questionnaire)
        )
        if answer is not None:
            number = question.question.kind is QuestionKind.NUMBER and answer.value is not None
            field.initial = _Stored(answer.value) if number else answer.value
            field.notices = answer_notices(answer, question.question)
        self.fields[key] = field
        self.fields[f"{key}-not_known"] = forms.BooleanField(
            label=_("Not known"), required=False, initial=bool(answer and answer.not_known)
        )
        self.fields[f"{key}-base"] = forms.IntegerField(
            min_value=0, initial=answer.version if answer else 0, widget=forms.HiddenInput
        )
        stored = (answer.value, answer.not_known) if answer else (None, False)
        self.fields[f"{key}-seen"] = forms.CharField(
            required=False, initial=cleaning.fingerprint(*stored), widget=forms.HiddenInput
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for question in self.answered:
            key = question.question.key
            if cleaned.get(f"{key}-not_known") and cleaned.get(key) not in (None, [], ""):
                self.add_error(
                    key, _("There is an answer and “Not known” is ticked. Keep one of them.")
                )
        return cleaned

    @property
    def rows(self) -> Iterator[QuestionRow]:
        """The questions in order, for the template."""
        for question in self.answered:
            key = question.question.key
            yield QuestionRow(
                question.question,
                self[key],
                self[f"{key}-not_known"],
                self[f"{key}-base"],
                self[f"{key}-seen"],
                question.answer.version if question.answer else 0,
            )

    def bases(self) -> dict[str, int]:
        """The version each answer on the page was based on."""
        keys = (answered.question.key for answered in self.answered)
        return {key: self.cleaned_data[f"{key}-base"] for key in keys}

    def moved_on(self) -> dict[str, int]:
        """Base versions of the answers that somebody changed since the page was built."""
        now = {
            answered.question.key: answered.answer.version if answered.answer else 0
            for answered in self.answered
        }
        return {key: base for key, base in self.bases().items() if base != now[key]}

    def written(self, at_base: Mapping[str, tuple[Any, bool]]) -> list[Written]:
        """The answers changed on this page.

        ``at_base`` has the earlier texts of the answers in ``moved_on``. An answer that the writer
        did not change is not sent, even if somebody else changed it since then: the page holds a
        fingerprint of each answer as it was shown.
        """
        stored = {
            question.question.key: (question.answer.value, question.answer.not_known)
            for question in self.answered
            if question.answer is not None
        }
        nothing = (None, False)
        changed = []
        for key, base in self.bases().items():
            typed = (self.cleaned_data[key], self.cleaned_data[f"{key}-not_known"])
            if self.cleaned_data[f"{key}-seen"] == cleaning.fingerprint(*typed):
                continue
            before = at_base.get(key, nothing) if key in self.moved_on() else stored.get(key)
            if typed != (before or nothing):
                changed.append(written(key, *typed, base, self.cleaned_data["sent"]))
        return changed


def written(key: str, value: Any, not_known: bool, base: int, sent: UUID) -> Written:
    """The text for the operation, with a UUID computed from the page and the content."""
    content = json.dumps([key, value, not_known, base], ensure_ascii=False)
    return Written(key, value, not_known, base, uuid5(sent, content))
