"""The filter of the trail's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Country
from partners.queries.trail import TrailQuery

from .fields import DayField, Text


class TrailFilter(forms.Form):
    """All fields may stay empty. ``query`` builds the query of ``partners.queries.trail``."""

    hide_optional = True
    verb = Text(
        label=_("Act"),
        required=False,
        max_length=80,
        help_text=_("Whole, or the part before a dot: people"),
    )
    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.all(),
        required=False,
        empty_label=_("All countries"),
    )
    person = Text(label=_("Person"), required=False, max_length=200)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)
    below = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def query(self) -> TrailQuery:
        """The filters that were given; a value that cannot be read is left out."""
        if not self.is_bound:
            return TrailQuery()
        self.full_clean()
        filters: dict[str, Any] = {k: v for k, v in self.cleaned_data.items() if v and k != "below"}
        if "country" in filters:
            filters["country"] = filters["country"].pk
        return TrailQuery(**filters)

    def number_below(self) -> int | None:
        """The entry number below which the next page starts; None on the first page."""
        return self.cleaned_data.get("below") if self.is_bound else None
