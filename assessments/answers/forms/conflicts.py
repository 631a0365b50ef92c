"""Settling a conflict between two texts of one answer: keep mine, theirs, or both in one text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.answers.operations.answers import Conflict, Written
from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import reader_locale
from assessments.questions import answers
from assessments.questions.definitions import Question, QuestionKind, Section

from .sections import written

MINE, THEIRS, BOTH = "mine", "theirs", "both"
_TEXTS = (QuestionKind.TEXT, QuestionKind.LONG)


def _words(value: Any, not_known: bool, question: Question) -> str:
    if not_known:
        return _("Not known")
    return answers.display(value, question, locale=reader_locale())


@dataclass(frozen=True)
class ConflictRow:
    """One answer with both texts, and the fields to settle the conflict. ``key``: the question."""

    key: str
    label: Any
    kind: QuestionKind
    conflict: Conflict | None
    mine: str
    theirs: str
    choice: forms.BoundField
    combined: forms.BoundField | None
    hidden: list[forms.BoundField]


class _Value(forms.Field):
    """A hidden field: the answer to a question as JSON, checked like a typed answer."""

    widget = forms.HiddenInput

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.question = question

    def clean(self, value: Any) -> Any:
        try:
            raw = json.loads(value or "null")
            raw = raw if isinstance(raw, list | None) else str(raw)
            return answers.clean(raw, self.question, locale="en")
        except (ValueError, RecursionError) as error:
            raise ValidationError(str(error)) from None


class ConflictForm(DossierForm):
    """One choice for each answer in conflict; built from conflicts or from posted data."""

    hide_optional = True

    def __init__(
        self, data: Any = None, *, section: Section, conflicts: Sequence[Conflict] = ()
    ) -> None:
        super().__init__(data)
        self.questions = {question.key: question for question in section.questions}
        self.conflicts = {conflict.key: conflict for conflict in conflicts}
        named = self.conflicts or (data.getlist("settle") if data else [])
        self.keys = [key for key in self.questions if key in named]
        self.fields["sent"] = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
        for key in self.keys:
            self._offer(self.questions[key], self.conflicts.get(key))

    def _offer(self, question: Question, conflict: Conflict | None) -> None:
        key = question.key
        choices = [(MINE, _("Keep mine")), (THEIRS, _("Keep theirs"))]
        if question.kind in _TEXTS:
            choices.append((BOTH, _("Keep both, as edited below")))
            self.fields[f"{key}-combined"] = forms.CharField(
                label=_("Both texts, to edit"),
                widget=forms.Textarea({"rows": 8, "dir": "auto"}),
                initial=_joined(conflict, question.kind) if conflict else "",
                required=False,
            )
        self.fields[f"{key}-choice"] = forms.ChoiceField(
            label=_("Which text do you want to keep?"),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose which text to keep.")},
        )
        for side in (MINE, THEIRS):
            value = getattr(conflict, side) if conflict else None
            self.fields[f"{key}-{side}"] = _Value(question, initial=json.dumps(value))
        self.fields[f"{key}-mine_not_known"] = forms.BooleanField(
            required=False,
            initial=bool(conflict and conflict.mine_not_known),
            widget=forms.HiddenInput,
        )
        self.fields[f"{key}-theirs_not_known"] = forms.BooleanField(
            required=False,
            initial=bool(conflict and conflict.theirs_not_known),
            widget=forms.HiddenInput,
        )
        self.fields[f"{key}-base"] = forms.IntegerField(
            min_value=0,
            initial=conflict.version if conflict else None,
            widget=forms.HiddenInput,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for key in self.keys:
            if cleaned.get(f"{key}-choice") != BOTH:
                continue
            try:
                cleaned[f"{key}-combined"] = answers.clean(
                    cleaned.get(f"{key}-combined"), self.questions[key], locale=reader_locale()
                )
            except ValueError as error:
                self.add_error(f"{key}-combined", str(error))
        return cleaned

    @property
    def rows(self) -> Iterator[ConflictRow]:
        names = ("mine", "theirs", "mine_not_known", "theirs_not_known", "base")
        for key in self.keys:
            question = self.questions[key]
            combined = f"{key}-combined"
            yield ConflictRow(
                key=key,
                label=question.label,
                kind=question.kind,
                conflict=self.conflicts.get(key),
                mine=self._text(key, MINE),
                theirs=self._text(key, THEIRS),
                choice=self[f"{key}-choice"],
                combined=self[combined] if combined in self.fields else None,
                hidden=[self[f"{key}-{name}"] for name in names],
            )

    def _text(self, key: str, side: str) -> str:
        question = self.questions[key]
        conflict = self.conflicts.get(key)
        if conflict is not None:
            return _words(getattr(conflict, side), getattr(conflict, f"{side}_not_known"), question)
        cleaned = getattr(self, "cleaned_data", {})
        not_known = cleaned.get(f"{key}-{side}_not_known", False)
        return _words(cleaned.get(f"{key}-{side}"), not_known, question)

    def written(self) -> list[Written]:
        """The texts that replace current answers; nothing for an answer where theirs was chosen."""
        cleaned, chosen_texts = self.cleaned_data, []
        for key in self.keys:
            choice = cleaned[f"{key}-choice"]
            if choice == THEIRS:
                continue
            mine = choice == MINE
            value = cleaned[f"{key}-mine"] if mine else cleaned[f"{key}-combined"]
            not_known = mine and cleaned[f"{key}-mine_not_known"]
            chosen_texts.append(
                written(key, value, not_known, cleaned[f"{key}-base"] or 0, cleaned["sent"])
            )
        return chosen_texts


def _joined(conflict: Conflict, kind: QuestionKind) -> str:
    between = "\n\n" if kind is QuestionKind.LONG else " / "
    texts = [text for text in (conflict.theirs, conflict.mine) if text]
    return between.join(str(text) for text in texts)
