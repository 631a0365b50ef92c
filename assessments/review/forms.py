"""Shapes of what reviewers, approvers and coordinators send; nothing here saves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.questions import questionnaire
from techbank.text import clean_input
from techbank.web.form_fields import field_of

_LONGEST_REASON = 4000
_LONGEST_REMARK = 8000


class TextArea(forms.CharField):
    """Several lines of text, without marks no database can hold."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def clean(self, value: Any) -> str:
        return clean_input(super().clean(value) or "")


class ReasonForm(forms.Form):
    """Why an act is done; blank for acts that need no reason."""

    reason = TextArea(
        label=_("Reason"),
        max_length=_LONGEST_REASON,
        error_messages={"required": _("Say why: the country and the trail keep your reason.")},
    )

    def __init__(self, data: Any = None, *, needed: bool, label: str = "", hint: str = "") -> None:
        super().__init__(data)
        field = self.fields["reason"]
        field.required = needed
        field.label = label or field.label
        field.help_text = hint


class ReturnSectionsForm(ReasonForm):
    """Which sections go back to the country, and why."""

    field_order = ("sections", "reason")
    sections = forms.MultipleChoiceField(
        label=_("Sections to return"),
        help_text=_("Only these open again. The others stay as they were submitted."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one section to return.")},
    )

    def __init__(self, data: Any = None, *, version: str, marked: Iterable[str], **options: Any):
        super().__init__(data, **options)
        field = field_of(self, "sections", forms.ChoiceField)
        field.choices = [
            (section.key, f"{section.number}. {section.title}")
            for section in questionnaire(version).sections
        ]
        field.initial = list(marked)


class NothingForm(forms.Form):
    """For an act that is only confirmed."""


class RemarkForm(forms.Form):
    """A remark in a thread."""

    text = TextArea(
        label=_("Your remark"),
        max_length=_LONGEST_REMARK,
        error_messages={"required": _("Write the remark first.")},
    )


class ThreadForm(RemarkForm):
    """A new thread on a section, or on one answer of it."""

    field_order = ("question", "text", "must_fix")
    question = forms.ChoiceField(label=_("About"), required=False)
    must_fix = forms.BooleanField(
        label=_("Must be fixed before it can be recommended"), required=False
    )

    def __init__(self, data: Any = None, *, version: str, section: str, **options: Any) -> None:
        super().__init__(data, **options)
        field = field_of(self, "question", forms.ChoiceField)
        asked = questionnaire(version).section(section).questions
        field.choices = [
            ("", _("The whole section")),
            *((item.key, item.label) for item in asked),
        ]
