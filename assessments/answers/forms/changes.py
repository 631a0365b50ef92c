"""The filter for the list of changes in a dossier."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import DossierDayField
from assessments.questions.definitions import Section
from partners.models import User
from techbank.web.form_fields import field_of


class ChangesFilter(DossierForm):
    """An empty field does not filter. The day is in the reader's own time zone."""

    hide_optional = True
    section = forms.ChoiceField(label=_("Section"), required=False)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    day = DossierDayField(label=_("Day"), required=False)

    def __init__(
        self, data: Any = None, *, sections: Iterable[Section], people: Iterable[User]
    ) -> None:
        super().__init__(data)
        titles = [(section.key, f"{section.number}. {section.title}") for section in sections]
        names = [(person.pk, str(person)) for person in people]
        field_of(self, "section", forms.ChoiceField).choices = [("", _("All sections")), *titles]
        field_of(self, "person", forms.ChoiceField).choices = [("", _("Everybody")), *names]
