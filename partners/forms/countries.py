"""Forms about countries."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation, StatusEvent
from partners.operations.status import StatusDecision
from partners.queries.countries import regions
from techbank.web.form_fields import field_of, length_of

from .fields import DayField, Text

ALL, LDC, ACCESS = "", "ldc", "access"


class CountriesFilter(forms.Form):
    """Which countries, on which day."""

    hide_optional = True

    on = DayField(label=_("On the day"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            (ALL, _("All countries")),
            (LDC, _("Least developed countries")),
            (ACCESS, _("Countries that may use the bank")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("All regions")), *((name, _(name)) for name in regions())]
        field_of(self, "region", forms.ChoiceField).choices = choices

    def day_or(self, today: date) -> date:
        """The day asked for; today when none, or none that can be read, was given."""
        return self.cleaned_data.get("on") or today if self.is_valid() else today

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, "")) if self.is_bound else ""


# The regions of the United Nations geoscheme, so that translators meet them.
REGION_NAMES = (_("Africa"), _("Americas"), _("Asia"), _("Europe"), _("Oceania"))
SUBREGION_NAMES = (
    _("Caribbean"),
    _("Eastern Africa"),
    _("Melanesia"),
    _("Micronesia"),
    _("Middle Africa"),
    _("Northern Africa"),
    _("Polynesia"),
    _("South-eastern Asia"),
    _("Southern Africa"),
    _("Southern Asia"),
    _("Western Africa"),
    _("Western Asia"),
)


class StatusForm(forms.Form):
    """One decision or announcement about a country's status."""

    kind = forms.ChoiceField(
        label=_("What was decided"), choices=StatusEvent.Kind.choices, widget=forms.RadioSelect
    )
    takes_effect_on = DayField(
        label=_("Takes effect on"),
        required=False,
        help_text=_("Leave empty only for a request or a note of a review without a day."),
    )
    decided_by = Text(
        label=_("Decided by"),
        max_length=length_of(StatusEvent, "decided_by"),
        required=False,
        help_text=_("For example: General Assembly."),
    )
    decided_on = DayField(label=_("Decided on"), required=False)
    source_symbol = Text(
        label=_("Reference of the decision"),
        max_length=length_of(StatusEvent, "source_symbol"),
        required=False,
        help_text=_("For example: A/RES/76/8."),
    )
    note = Text(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def decision(self) -> StatusDecision:
        """What was typed, for the operation."""
        return StatusDecision(**self.cleaned_data)


class OrganisationsFilter(forms.Form):
    """Which organisations."""

    hide_optional = True
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *Organisation.Kind.choices],
    )
