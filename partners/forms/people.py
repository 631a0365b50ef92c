"""Forms about people and their roles."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.models import Country, Membership, Organisation, User
from partners.operations.people import Appointment
from partners.roles import Role
from techbank.web.form_fields import hide_optional, length_of

from .fields import DayField, Text


class PersonForm(forms.Form):
    """Somebody new."""

    full_name = Text(label=_("Full name"), max_length=length_of(User, "full_name"))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes to this address. It is also the name to sign in with."),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter and the screens"), choices=settings.LANGUAGES
    )


class PeopleFilter(forms.Form):
    hide_optional = True
    search = Text(label=_("Name or address"), required=False, max_length=100)


class AppointmentForm(forms.Form):
    """A role, the country or organisation it is held for, and its first and last day."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.all(),
        empty_label=_("None"),
        required=False,
        help_text=_("For national coordinators and contributors only."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.all(),
        empty_label=_("None"),
        required=False,
        help_text=_("For donor and partner representatives only."),
    )
    from_on = DayField(label=_("First day"))
    until_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty while no end is known.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("country", "organisation"):  # which one is needed depends on the role
            hide_optional(self.fields[name])

    def appointment(self) -> Appointment:
        """What was chosen, for the operation."""
        chosen: dict[str, Any] = dict(self.cleaned_data)
        return Appointment(role=Role(chosen.pop("role")), **chosen)


class EndRoleForm(forms.Form):
    """When a role ends."""

    last_day = DayField(label=_("Last day"), help_text=_("The role is still held on this day."))

    @classmethod
    def starting_from(cls, membership: Membership, today: date) -> "EndRoleForm":
        return cls(initial={"last_day": max(membership.from_on, today)})
