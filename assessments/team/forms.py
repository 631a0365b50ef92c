"""Inviting colleagues, assigning sections, handing a section back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import DossierDayField, LongText, PlainText
from assessments.questions.definitions import Section
from partners.models import User
from techbank.web.form_fields import field_of, length_of


class InviteForm(DossierForm):
    """A colleague who is to work on the country's assessments."""

    full_name = PlainText(label=_("Full name"), max_length=length_of(User, "full_name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes to this address. It is also the name to sign in with."),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter and the screens"), choices=settings.LANGUAGES
    )
    until_on = DossierDayField(
        label=_("Last day of access"),
        required=False,
        help_text=_("Leave empty while no end is known."),
    )


class AssignForm(DossierForm):
    """Sections for one person of the team, with a day and a note."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    sections = forms.MultipleChoiceField(label=_("Sections"), widget=forms.CheckboxSelectMultiple)
    due_on = DossierDayField(
        label=_("Due on"),
        required=False,
        help_text=_("Reminders go out seven days and one day before, and when the day has passed."),
    )
    note = LongText(
        label=_("Note"),
        required=False,
        rows=4,
        help_text=_("What is expected. It goes into the letter and stands on the section’s page."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        people: Iterable[User],
        sections: Iterable[Section],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        names = [("", ""), *((person.pk, str(person)) for person in people)]
        titles = [(section.key, f"{section.number}. {section.title}") for section in sections]
        field_of(self, "person", forms.ChoiceField).choices = names
        field_of(self, "sections", forms.ChoiceField).choices = titles


class SendBackForm(DossierForm):
    """What is still to be done."""

    note = LongText(
        label=_("What is still to be done"), rows=4, help_text=_("It goes out by e-mail.")
    )
