"""The form of a source: where a fact comes from, who sees that, and the file that shows it."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import LongText, PlainText
from assessments.models.evidence import LONGEST_ADDRESS, LONGEST_PAGE, LONGEST_SOURCE
from assessments.questions.definitions import Audience, Text
from techbank.exceptions import Invalid
from techbank.files.uploads import ACCEPTED, Upload, check_upload
from techbank.web.form_fields import field_of

AUDIENCES: dict[Audience, Text] = {
    Audience.BANK: gettext_lazy("The country and the Technology Bank"),
    Audience.COUNTRY: gettext_lazy("The country only"),
    Audience.PUBLIC: gettext_lazy(
        "Everybody: the source may be published with the plan (never the file)"
    ),
}
_WIDEST_FIRST = list(Audience)
_WEB = URLValidator(
    schemes=["http", "https"],
    message=gettext_lazy("Enter a web address, such as https://example.org/report."),
)


class Attached(forms.FileField):
    """A file that passed ``check_upload``; None when none was chosen."""

    def __init__(self, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPTED})
        super().__init__(required=False, allow_empty_file=True, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        if not data:
            return None
        try:
            return check_upload(data)
        except Invalid as invalid:
            raise ValidationError(invalid.sentence) from None


class EvidenceForm(DossierForm):
    """A source. ``widest`` is who may at most see it; ``fields_of_record`` are (name, label) of
    the record it is about; ``with_file``: whether a file can be attached."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    field = forms.ChoiceField(label=gettext_lazy("What of it"), required=False)
    source = LongText(
        rows=2,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy(
            "Who published it, its title and year, so that somebody else finds it."
        ),
        max_length=LONGEST_SOURCE,
    )
    page = PlainText(
        label=gettext_lazy("Page"),
        help_text=gettext_lazy("Or table, paragraph, cell: where in the source it says so."),
        required=False,
        max_length=LONGEST_PAGE,
        widget=forms.TextInput(attrs={"class": "width-20"}),
    )
    url = PlainText(
        label=gettext_lazy("Web address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    file = Attached(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, Word (.docx), Excel (.xlsx), PNG, JPEG or CSV, at most 10 MB. From pictures the "
            "place and time they were taken are removed."
        ),
    )
    seen_by = forms.ChoiceField(
        label=gettext_lazy("Who sees the source"), widget=forms.RadioSelect, initial=Audience.BANK
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        widest: Audience,
        fields_of_record: Iterable[tuple[str, Text]] = (),
        with_file: bool = True,
        initial: dict[str, Any] | None = None,
    ) -> None:
        first = {"id": uuid4(), "seen_by": max(widest, Audience.BANK, key=_WIDEST_FIRST.index)}
        super().__init__(data, files, initial=first | (initial or {}))
        allowed = _WIDEST_FIRST[_WIDEST_FIRST.index(widest) :]
        self._choose("seen_by", [(k, v) for k, v in AUDIENCES.items() if k in allowed])
        offered = list(fields_of_record)
        if offered:
            self._choose("field", [("", _("The whole record")), *offered])
        else:
            del self.fields["field"]
        if not with_file:
            del self.fields["file"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field_of(self, name, forms.ChoiceField).choices = choices

    def clean_url(self) -> str:
        """A web address; ``www.…`` is read as one."""
        url = str(self.cleaned_data["url"]).strip()
        if url and "://" not in url:
            url = f"https://{url}"
        if url:
            _WEB(url)
        return url

    def clean(self) -> dict[str, Any]:
        """Browsers do not keep a chosen file: when something else is wrong, it is said."""
        super().clean()
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error("file", choose_again())
        return self.cleaned_data

    @property
    def upload(self) -> Upload | None:
        return self.cleaned_data.get("file")

    @property
    def as_source(self) -> dict[str, str]:
        """What the operation stores of the source."""
        return {name: self.cleaned_data[name] for name in ("source", "page", "url", "seen_by")}


def choose_again() -> str:
    """For a file that was fine, but not stored because of something else."""
    return _("The file was not stored yet. Choose it again.")
