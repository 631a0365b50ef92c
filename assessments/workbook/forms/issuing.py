"""The forms to issue a workbook and to upload a filled one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import WholeNumber
from assessments.questions.definitions import Section
from assessments.workbook.queries.scoring import MOST_SCORERS, PRIORITIES
from techbank.files.archives import OFFICE
from techbank.web.form_fields import field_of


class IssueForm(DossierForm):
    """The sections, and the number of score sheets for single scorers."""

    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"), widget=forms.CheckboxSelectMultiple
    )
    scorers = WholeNumber(
        label=gettext_lazy("Score sheets for single scorers"),
        help_text=gettext_lazy(
            "For a workshop without network: how many people score, each on a sheet of their own."
        ),
        most=MOST_SCORERS,
        required=False,
    )

    def __init__(self, data: Any = None, *, sections: Sequence[Section]) -> None:
        super().__init__(
            data, prefix="issue", initial={"sections": [section.key for section in sections]}
        )
        field_of(self, "sections", forms.ChoiceField).choices = [
            (section.key, f"{section.number}. {section.title}") for section in sections
        ]
        self.fields["sections"].error_messages["required"] = _("Choose at least one section.")
        if PRIORITIES not in [section.key for section in sections]:
            del self.fields["scorers"]

    @property
    def scorers_asked(self) -> int:
        return self.cleaned_data.get("scorers") or 0


class WorkbookUploadForm(DossierForm):
    """The file, with a size limit. It is read but never stored."""

    file = forms.FileField(
        label=gettext_lazy("The workbook you filled in"),
        help_text=gettext_lazy("An Excel workbook (.xlsx) that was issued here, at most 10 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("Choose the workbook.")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="return")
        self.fields["file"].error_messages["required"] = _("Choose the workbook.")

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > OFFICE.packed:
            raise ValidationError(_("The file is too large. It may have at most 10 MB."))
        return file
