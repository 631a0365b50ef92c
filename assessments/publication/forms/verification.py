"""The form to upload a file to be verified."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.publication.documents.archived import LARGEST


class VerifyForm(DossierForm):
    """One file. It is read and not stored."""

    file = forms.FileField(
        label=gettext_lazy("The file you hold"),
        help_text=gettext_lazy(
            "The PDF of a plan, or its snapshot as JSON, at most 20 MB. It is read and not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.json"}),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].error_messages["required"] = _("Choose a file.")
        self.fields["file"].error_messages["empty"] = _("The file is empty. Choose another.")

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("The file is too large. It may have at most 20 MB."))
        return file
