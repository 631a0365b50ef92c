"""The form of a progress report on one activity."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import (
    Currency,
    DossierDayField,
    LongText,
    Number,
    PlainText,
    reader_locale,
    typed_number,
)
from assessments.models import ProgressReport
from assessments.models.progress_reports import LONGEST_REACHED
from assessments.progress.operations import Progress, problems_of
from assessments.questions.answers import parse_number
from assessments.states import ActivityStatus
from techbank.web.form_fields import field_of, hide_optional

LARGEST_SUM = Decimal(10) ** 16 - Decimal("0.01")
# What the next report begins with; the rest is written again.
_CARRIED_OVER = ("status", "started_on")


class Reached(PlainText):
    """The indicator's value: text, or a number in the reader's separators, kept with a point."""

    as_number = False

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text or not self.as_number:
            return text
        try:
            number = parse_number(text, reader_locale())
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return f"{number.normalize():f}"


def _spent(label: Any) -> Number:
    return Number(
        label=label,
        required=False,
        least=0,
        most=LARGEST_SUM,
        below=gettext_lazy("This number cannot be negative."),
    )


class ProgressReportForm(DossierForm):
    """A report on an activity; ``currencies`` are those its sums are asked for by name."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), widget=forms.RadioSelect, choices=ActivityStatus.choices
    )
    until_on = DossierDayField(
        label=gettext_lazy("Reported up to"),
        help_text=gettext_lazy("The day on which things stood like this."),
    )
    started_on = DossierDayField(label=gettext_lazy("Actual start"), required=False)
    ended_on = DossierDayField(label=gettext_lazy("Actual end"), required=False)
    reached = Reached(
        label=gettext_lazy("Value reached"), required=False, max_length=LONGEST_REACHED
    )
    measured_on = DossierDayField(label=gettext_lazy("Measured on"), required=False)
    happened = LongText(label=gettext_lazy("What was done"), required=False)
    obstacles = LongText(label=gettext_lazy("What stands in the way"), required=False)
    other_spent = _spent(gettext_lazy("Spent in another currency"))
    other_currency = Currency(label=gettext_lazy("Currency"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        with_indicator: bool,
        as_number: bool,
        currencies: Iterable[str],
        on: date,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"id": uuid4(), "until_on": on} | (initial or {}))
        self.on = on
        self.currencies = list(currencies)
        for currency in self.currencies:
            self.fields[f"spent_{currency}"] = _spent(_("Spent, %s") % currency)
        hide_optional(*self.fields.values())
        if not with_indicator:
            del self.fields["reached"], self.fields["measured_on"]
        elif as_number:
            field_of(self, "reached", Reached).as_number = True

    @property
    def rows_of_money(self) -> list[Any]:
        """The fields for each currency the plan or the last report names."""
        return [self[f"spent_{currency}"] for currency in self.currencies]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        other, currency = cleaned.get("other_spent"), cleaned.get("other_currency")
        if other is not None and not currency and "other_currency" not in self.errors:
            self.add_error("other_currency", _("Say in which currency."))
        if currency in self.currencies:
            self.add_error("other_currency", _("This currency has its own line above."))
        if {"until_on", "status"} <= cleaned.keys():
            for field, sentence in problems_of(self.progress, on=self.on):
                if field not in self.errors:
                    self.say(field, sentence)
        return cleaned

    @property
    def progress(self) -> Progress:
        """What the operation writes, as far as it could be read."""
        cleaned = self.cleaned_data
        spent = {currency: cleaned.get(f"spent_{currency}") for currency in self.currencies}
        if cleaned.get("other_currency"):
            spent[cleaned["other_currency"]] = cleaned.get("other_spent")
        return Progress(
            until_on=cleaned["until_on"],
            status=cleaned["status"],
            started_on=cleaned.get("started_on"),
            ended_on=cleaned.get("ended_on"),
            reached=cleaned.get("reached", ""),
            measured_on=cleaned.get("measured_on"),
            spent={currency: sum_ for currency, sum_ in spent.items() if sum_ is not None},
            happened=cleaned.get("happened", ""),
            obstacles=cleaned.get("obstacles", ""),
        )


def carried_over(report: ProgressReport | None) -> dict[str, Any]:
    """What a new report begins with, of the last one."""
    return {name: getattr(report, name) for name in _CARRIED_OVER} if report else {}


def as_reported(report: ProgressReport, *, as_number: bool) -> dict[str, Any]:
    """Everything of a report, to correct it."""
    names = "status until_on started_on ended_on reached measured_on happened obstacles".split()
    initial = {name: getattr(report, name) for name in names}
    if as_number and report.reached:
        initial["reached"] = typed_number(report.reached)
    for amount in report.spent:
        initial[f"spent_{amount['currency']}"] = Decimal(amount["amount"])
    return initial
