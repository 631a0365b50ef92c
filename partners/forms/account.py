"""What a person says about herself."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners.models import User

from .fields import Text


class AccountForm(forms.Form):
    """Name, language and time zone."""

    full_name = Text(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Moments are shown in this zone. Official days are always those of UTC."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    @staticmethod
    def known_of(person: User) -> dict[str, str]:
        """What the form starts with."""
        names = ("full_name", "language", "time_zone")
        return {name: getattr(person, name) for name in names}
