"""The forms for a donor's offer, and for an officer's decision on it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from techbank.web.form_fields import field_of

from .fields import AmountField, CurrencyField, LongTextField


class OfferForm(forms.Form):
    """``client_uuid`` is made with the form, so that sending it twice is one offer."""

    client_uuid = forms.UUIDField(widget=forms.HiddenInput)
    donor = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("On behalf of"), empty_label=None
    )
    amount = AmountField()
    currency = CurrencyField()
    message = LongTextField(
        label=_("Message to the Technology Bank"),
        required=False,
        help_text=_("For instance when the money could come, and on which conditions."),
    )

    def __init__(self, *args: Any, donors: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("client_uuid", uuid.uuid4())
        organisations = Organisation.objects.filter(pk__in=donors)
        field = field_of(self, "donor", forms.ModelChoiceField)
        field.queryset = organisations
        if len(donors) == 1:
            field.initial = donors[0]


class OfferReasonForm(forms.Form):
    """Why something is declined, rejected or reversed."""

    reason = LongTextField(label=_("Reason"))


class OptionalReasonForm(forms.Form):
    reason = LongTextField(label=_("Reason"), required=False)


class ConfirmForm(forms.Form):
    """Shown when a row looks like one that exists already."""

    confirmed = forms.BooleanField(
        label=_("I have checked it: enter it all the same"), required=False
    )
