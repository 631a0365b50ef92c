"""Fields that several forms of this package share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from techbank.money import CURRENCIES
from techbank.text import clean_input

COMMON = ("USD", "EUR", "NOK", "SEK", "CHF", "GBP", "JPY", "CNY", "TRY")


def currency_choices() -> list[tuple[str, str]]:
    """Every active currency, those donors use most on top."""
    rest = sorted(code for code in CURRENCIES if code not in COMMON)
    return [(code, f"{code}: {CURRENCIES[code]}") for code in (*COMMON, *rest)]


class CurrencyField(forms.ChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"label": _("Currency"), "initial": "USD", "choices": currency_choices, **options}
        )


class AmountField(forms.DecimalField):
    """Reads the separators of the reader's language."""

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "label": _("Amount"),
            "max_digits": 18,
            "decimal_places": 2,
            "localize": True,
            "widget": forms.TextInput(attrs={"inputmode": "decimal", "class": "width-10"}),
        }
        super().__init__(**{**defaults, **options})


class TextField(forms.CharField):
    """Text that may be stored: no NUL, no lone surrogates."""

    def clean(self, value: Any) -> Any:
        try:
            return clean_input(super().clean(value))
        except UnicodeEncodeError as error:
            raise ValidationError(str(error)) from error


class LongTextField(TextField):
    def __init__(self, **options: Any) -> None:
        defaults = {"widget": forms.Textarea(attrs={"rows": 4}), "max_length": 5000}
        super().__init__(**{**defaults, **options})


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )
