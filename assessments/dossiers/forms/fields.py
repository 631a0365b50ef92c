"""Fields that read what people type the way they write it, and keep it when it is wrong."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Protocol, cast
from uuid import UUID

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.dossiers.queries.notices import TextNotices
from assessments.questions.answers import parse_number
from techbank.money import is_currency
from techbank.text import LONGEST_TEXT, clean_input


class _ShowsNotices(Protocol):
    notices: TextNotices


def show_notices(field: forms.Field, notices: TextNotices) -> None:
    """Show beside the field what the writer of its text is to know."""
    cast(_ShowsNotices, field).notices = notices


def reader_locale() -> str:
    """The locale whose separators the reader types."""
    return get_language() or "en"


def typed_number(value: Any) -> str:
    """A stored number as the reader would type it: their decimal sign, no grouping."""
    language = reader_locale().split("-")[0]
    return str(
        format_decimal(
            Decimal(str(value)), locale=language, group_separator=False, decimal_quantization=False
        )
    )


class NumberInput(forms.TextInput):
    """A text input for numbers: browsers drop what they cannot read from type=number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return typed_number(value)
        return None if value is None else str(value)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PlainText(forms.CharField):
    """One line of text, without characters no database can hold. It runs the way it is written."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a pasted text would be cut without a word. The limit is said afterwards.
        return {"dir": "auto"}

    def clean(self, value: Any) -> str:
        return clean_input(super().clean(value) or "")


class LongText(PlainText):
    """Several lines of text; ``rows`` is only how tall the box is at first."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class Number(forms.Field):
    """A decimal number in the reader's separators, from ``least`` to ``most``; blank is None."""

    widget = NumberInput

    def __init__(
        self,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        decimals: int = 2,
        below: str | Any = "",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.least, self.most, self.decimals, self.below = least, most, decimals, below

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or not str(value).strip():
            return None
        try:
            number = parse_number(str(value), reader_locale())
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return self._within(number)

    def _within(self, number: Decimal) -> Decimal:
        if self.least is not None and number < self.least:
            least = typed_number(self.least)
            raise ValidationError(str(self.below) or _("Enter %s or more.") % least)
        if self.most is not None and number > self.most:
            raise ValidationError(_("Enter %s or less.") % typed_number(self.most))
        if number != round(number, self.decimals):
            raise ValidationError(
                _("Enter a number with at most %d decimals.") % self.decimals
                if self.decimals
                else _("Enter a whole number.")
            )
        return number

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares numbers, not ways of writing them; what cannot be read has changed."""
        try:
            before = initial if isinstance(initial, Decimal) else self.to_python(initial)
            return before != self.to_python(data)
        except ValidationError:
            return True


class WholeNumber(Number):
    """A whole number, zero or more unless ``least`` says otherwise."""

    def __init__(self, *, least: int = 0, most: int = 2_000_000_000, **options: Any) -> None:
        options.setdefault("widget", NumberInput({"inputmode": "numeric", "class": "width-5"}))
        options.setdefault("below", gettext_lazy("This number cannot be negative."))
        super().__init__(least=least, most=most, decimals=0, **options)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class Year(WholeNumber):
    """A year from 2000 to 2100."""

    def __init__(self, **options: Any) -> None:
        super().__init__(least=2000, most=2100, below="", **options)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError:
            # Words, too: "next year" is told what a year looks like, not what a number does.
            raise ValidationError(_("Enter a year from 2000 to 2100, such as 2028.")) from None


class DossierDayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            widget=DayInput,
            error_messages={
                "invalid": gettext_lazy("Enter a date as year-month-day, such as 2026-09-17."),
                **options.pop("error_messages", {}),
            },
            **options,
        )


class Currency(PlainText):
    """A currency code in capitals; any capitals are read."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"class": "width-5", "autocomplete": "off", "lang": "en"})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any) -> str:
        code = super().clean(value).strip().upper()
        if code and not is_currency(code):
            raise ValidationError(
                _("“%s” is not a currency code. Use the three letters, such as USD.") % code
            )
        return code


def _uuid(value: str) -> UUID:
    return UUID(value)


class OneOf(forms.TypedChoiceField):
    """One of the dossier's own records, by id; ``offer`` fills in which.

    ``blank`` is what the choice of none is called.
    """

    has_something = False

    def __init__(self, *, blank: Any = "", **options: Any) -> None:
        self.blank = blank
        options.setdefault("empty_value", None)
        super().__init__(coerce=_uuid, **options)

    def offer(
        self, rows: Iterable[models.Model], label: Callable[[Any], str] = str, blank: str = ""
    ) -> None:
        listed = [(str(row.pk), label(row)) for row in rows]
        self.has_something = bool(listed)
        empty = blank or self.blank or (_("Choose one") if self.required else _("None"))
        self.choices = [("", empty), *listed]


class SomeOf(forms.TypedMultipleChoiceField):
    """Several of the dossier's own records, by id."""

    widget = forms.CheckboxSelectMultiple
    has_something = False

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=_uuid, **options)

    def offer(self, rows: Iterable[models.Model], label: Callable[[Any], str] = str) -> None:
        listed = [(str(row.pk), label(row)) for row in rows]
        self.has_something = bool(listed)
        self.choices = listed


def plain_decimal(value: Decimal) -> Decimal:
    """Without zeros at the end of its decimals, and without an exponent."""
    return Decimal(f"{value.normalize():f}")
