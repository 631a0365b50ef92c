"""Shapes of what reviewers, approvers and coordinators send; nothing here saves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.models import Snapshot
from assessments.questions import questionnaire
from assessments.states import Projection
from techbank.text import clean_input

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


class ReturnForm(ReasonForm):
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
        field = self.fields["sections"]
        field.choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.number}. {one.title}") for one in questionnaire(version).sections
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
        field = self.fields["question"]
        asked = questionnaire(version).section(section).questions
        field.choices = [  # type: ignore[attr-defined]
            ("", _("The whole section")),
            *((one.key, one.label) for one in asked),
        ]


class DocumentForm(forms.Form):
    """Which document is asked for: version, language, and for whom."""

    snapshot = forms.ModelChoiceField(
        label=_("Version"), queryset=Snapshot.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.DOCUMENT_LANGUAGES,
        help_text=_("The frame is translated; the country's own text keeps its language."),
    )
    projection = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            (Projection.FULL, _("The country and the Technology Bank (full)")),
            (Projection.PUBLIC, _("Everybody (public)")),
        ],
    )

    def __init__(self, data: Any = None, *, snapshots: Any, language: str) -> None:
        super().__init__(data, initial={"language": language, "snapshot": snapshots.first()})
        field = self.fields["snapshot"]
        field.queryset = snapshots  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: _("Version %d") % one.version  # type: ignore[attr-defined]


class ExternalFilter(forms.Form):
    """What to show of the assessments made elsewhere."""

    hide_optional = True
    round = forms.TypedChoiceField(
        label=_("Round"),
        required=False,
        choices=[("", _("Both rounds")), ("1", _("First round")), ("2", _("Second round"))],
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    differing = forms.BooleanField(label=_("Only where sources disagree"), required=False)

    def __init__(self, data: Any = None, *, regions: Iterable[str]) -> None:
        super().__init__(data)
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", _("All regions")),
            *((name, name) for name in regions),
        ]
