"""The form of a person's own account."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.models import User
from techbank.web.form_fields import field_of, hide_optional, length_of

from .fields import Text


class AccountForm(forms.Form):
    """Name, language, time zone, and whether reminders come by e-mail."""

    full_name = Text(label=_("Full name"), max_length=length_of(User, "full_name"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Moments are shown in this zone. Official days are always those of UTC."),
    )
    wants_reminders = forms.BooleanField(
        label=_("Remind me by e-mail of sections that are due"),
        help_text=_("Seven days and one day before, and once when a day has passed."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        field_of(self, "time_zone", forms.ChoiceField).choices = zones
        hide_optional(self.fields["wants_reminders"])

    @staticmethod
    def initial_for(person: User) -> dict[str, Any]:
        """What the form starts with."""
        names = ("full_name", "language", "time_zone", "wants_reminders")
        return {name: getattr(person, name) for name in names}
