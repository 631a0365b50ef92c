"""The form to request a document."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Snapshot
from assessments.states import Projection
from techbank.web.form_fields import field_of


class SnapshotField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of a dossier's snapshots, by its version."""

    def label_from_instance(self, obj: Snapshot) -> str:
        return gettext("Version %d") % obj.version


class DocumentForm(forms.Form):
    """Which document is requested: version, language, and for whom."""

    snapshot = SnapshotField(label=_("Version"), queryset=Snapshot.objects.none(), empty_label=None)
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
        field = field_of(self, "snapshot", SnapshotField)
        field.queryset = snapshots
