"""The forms for a row of the ledger, for a new promise and for an exchange rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.models import LedgerEntry, Promise
from funding.queries.published import earmarking_modalities
from funding.states import BY_HAND, EntryKind, EntryState, PromiseKind
from partners.models import Organisation
from techbank.money.models import ExchangeRate
from techbank.web.form_fields import field_of, length_of

from .fields import AmountField, CurrencyField, LongTextField, TextField, day_field


class NewPromiseForm(forms.Form):
    donor = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.all(),
        label=_("Donor"),
        help_text=_("Choose several when they promise together."),
    )
    split_unknown = forms.BooleanField(
        label=_("It is not known who of them gives which part"), required=False
    )
    title = TextField(label=_("What is promised"), max_length=length_of(Promise, "title"))
    kind_of_promise = forms.ChoiceField(
        label=_("Cash or in kind"), choices=PromiseKind.choices, initial=PromiseKind.CASH
    )
    earmarking = forms.ChoiceField(label=_("Earmarking"), required=False)
    external_reference = TextField(
        label=_("Reference of the donor"),
        required=False,
        max_length=length_of(Promise, "external_reference"),
    )
    confidential = forms.BooleanField(
        label=_("Confidential: show it in totals only"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = field_of(self, "earmarking", forms.ChoiceField)
        field.choices = [("", _("Not stated")), *earmarking_modalities()]


class RowForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of row"), choices=[(kind.value, kind.label) for kind in BY_HAND]
    )
    amount = AmountField(
        help_text=_("Without a minus sign; only a change or an amendment may be below zero.")
    )
    currency = CurrencyField()
    value_on = day_field(
        label=_("Date"),
        required=False,
        help_text=_("Of the letter, the signature or the value date. Not for instalments."),
    )
    due_on = day_field(label=_("Due on"), required=False, help_text=_("Only for instalments."))
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("Only when no day is known."),
        widget=forms.NumberInput(attrs={"class": "width-5"}),
    )
    document_reference = TextField(
        label=_("Document"),
        required=False,
        max_length=length_of(LedgerEntry, "document_reference"),
    )
    reason = LongTextField(label=_("Reason or remark"), required=False)
    confirmed = forms.BooleanField(
        label=_("I have checked it: enter it all the same"), required=False
    )


class LedgerFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *EntryState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *EntryKind.choices]
    )
    donor = TextField(label=_("Donor"), required=False, max_length=120)
    hide_optional = True


class RateForm(forms.Form):
    currency = CurrencyField(initial="EUR")
    valid_from = day_field(label=_("Valid from"))
    per_usd = forms.DecimalField(
        label=_("Units for one United States dollar"),
        max_digits=20,
        decimal_places=8,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "width-10"}),
    )
    source = TextField(
        label=_("Source"),
        max_length=length_of(ExchangeRate, "source"),
        help_text=_("For instance the United Nations operational rates of exchange, with the day."),
    )
    note = LongTextField(label=_("Note"), required=False)
