"""Forms of criteria, barriers, measures, actions, activities, cost lines and funding sought."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import (
    Action,
    Activity,
    Barrier,
    CostLine,
    Criterion,
    FundingSought,
    Measure,
    Record,
    TechnologyOption,
)
from assessments.questions import catalogues

from .fields import (
    Currency,
    Day,
    LongText,
    Number,
    NumberInput,
    OneOf,
    PlainText,
    SomeOf,
    WholeNumber,
    Year,
)
from .need_records import LARGEST_SUM
from .record_form import RecordForm

# What the column of a score, or of an end of its range, can hold.
LARGEST_SCORE = Decimal("99999999999999.9999")
_CHOOSE = ("", gettext_lazy("Choose one"))


class CriterionForm(RecordForm):
    model = Criterion
    name = PlainText(label=gettext_lazy("Criterion"), max_length=120)
    group = PlainText(
        label=gettext_lazy("Group"),
        help_text=gettext_lazy("For example “Costs” or “Social benefits”."),
        max_length=80,
        required=False,
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Which values are better?"),
        choices=Criterion.Direction.choices,
        initial=Criterion.Direction.MAX,
        widget=forms.RadioSelect,
    )
    unit = PlainText(
        label=gettext_lazy("Unit of the scores"),
        help_text=gettext_lazy("For example USD a household, jobs, or points from 0 to 100."),
        max_length=60,
        required=False,
    )
    weight = Number(
        label=gettext_lazy("Weight in percent"),
        help_text=gettext_lazy("The weights of all criteria add up to 100."),
        least=0,
        most=100,
        widget=NumberInput({"class": "width-5"}),
    )
    low = Number(
        label=gettext_lazy("Low end"),
        least=-LARGEST_SCORE,
        most=LARGEST_SCORE,
        decimals=4,
        required=False,
    )
    high = Number(
        label=gettext_lazy("High end"),
        least=-LARGEST_SCORE,
        most=LARGEST_SCORE,
        decimals=4,
        required=False,
    )
    groups = (
        ("", "", ("name", "group", "direction", "unit", "weight")),
        (
            gettext_lazy("Range"),
            gettext_lazy(
                "Needed only where scores are measured between a stated low and high end."
            ),
            (("low", "high"),),
        ),
    )

    def of_record(self, record: Record) -> dict[str, Any]:
        initial = super().of_record(record)
        for name, factor in (("weight", 100), ("low", 1), ("high", 1)):
            if initial[name] is not None:
                initial[name] = plain_decimal(initial[name] * factor)
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low >= high:
            self.add_error("high", _("The high end must lie above the low end."))
        if cleaned.get("weight") is not None:
            cleaned["weight"] = cleaned["weight"] / 100
        return cleaned


def plain_decimal(value: Decimal) -> Decimal:
    """Without noughts at the end of its decimals, and without an exponent."""
    return Decimal(f"{value.normalize():f}")


class BarrierForm(RecordForm):
    model = Barrier
    option = OneOf(label=gettext_lazy("Technology it stands in the way of"))
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=[_CHOOSE, *catalogues.pairs(catalogues.BARRIER_CATEGORIES)],
    )
    description = LongText(label=gettext_lazy("Barrier"))
    importance = forms.ChoiceField(
        label=gettext_lazy("Importance"),
        choices=[
            ("", gettext_lazy("Not stated")),
            *catalogues.pairs(catalogues.IMPORTANCE),
        ],
        required=False,
    )
    votes = WholeNumber(
        label=gettext_lazy("Votes"),
        help_text=gettext_lazy("The sum of the marks from 1 to 5 that were given."),
        required=False,
    )
    offers = {"option": TechnologyOption}

    def rows_of(self, name: str) -> QuerySet[Any]:
        return super().rows_of(name).filter(screened_in=True)


class MeasureForm(RecordForm):
    model = Measure
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[_CHOOSE, *catalogues.pairs(catalogues.MEASURE_KINDS)],
    )
    description = LongText(label=gettext_lazy("Measure"))
    barriers = SomeOf(label=gettext_lazy("Barriers it answers"))
    offers = {"barriers": Barrier}


class ActionForm(RecordForm):
    model = Action
    title = PlainText(label=gettext_lazy("Title"), max_length=200)
    option = OneOf(
        label=gettext_lazy("Technology it brings into use"),
        help_text=gettext_lazy("The technologies the country has chosen."),
    )
    measure = OneOf(label=gettext_lazy("Measure it carries out"), required=False)
    description = LongText(label=gettext_lazy("Description"), required=False)
    responsible = PlainText(label=gettext_lazy("Responsible body"), max_length=200, required=False)
    capacity_needs = LongText(label=gettext_lazy("Capacity needs"), required=False, rows=3)
    offers = {"option": TechnologyOption, "measure": Measure}

    def rows_of(self, name: str) -> QuerySet[Any]:
        rows = super().rows_of(name)
        if name != "option":
            return rows
        kept = getattr(self.record, "option_id", None)
        return rows.filter(chosen=True) | rows.filter(pk=kept)


class ActivityForm(RecordForm):
    model = Activity
    action = OneOf(label=gettext_lazy("Action it belongs to"))
    title = PlainText(label=gettext_lazy("Title"), max_length=200)
    responsible = PlainText(label=gettext_lazy("Responsible body"), max_length=200, required=False)
    starts_on = Day(label=gettext_lazy("Start"), required=False)
    ends_on = Day(label=gettext_lazy("End"), required=False)
    predecessor = OneOf(
        label=gettext_lazy("Begins after"),
        help_text=gettext_lazy("The activity that has to be finished first."),
        required=False,
    )
    indicator = PlainText(
        label=gettext_lazy("Indicator"),
        help_text=gettext_lazy("How one sees that it is done."),
        max_length=200,
        required=False,
    )
    baseline = PlainText(label=gettext_lazy("Baseline"), max_length=120, required=False)
    target = PlainText(label=gettext_lazy("Target"), max_length=120, required=False)
    risk = LongText(label=gettext_lazy("Risk"), required=False, rows=3)
    contingency = LongText(label=gettext_lazy("What is done if it happens"), required=False, rows=3)
    offers = {"action": Action, "predecessor": Activity}
    groups = (
        ("", "", ("action", "title", "responsible")),
        (gettext_lazy("When"), "", (("starts_on", "ends_on"), "predecessor")),
        (gettext_lazy("How progress is seen"), "", ("indicator", ("baseline", "target"))),
        (gettext_lazy("What could go wrong"), "", ("risk", "contingency")),
    )

    def rows_of(self, name: str) -> QuerySet[Any]:
        rows = super().rows_of(name)
        if name == "predecessor" and self.record is not None:
            rows = rows.exclude(pk=self.record.pk)
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end lies before the start."))
        return cleaned


class CostLineForm(RecordForm):
    model = CostLine
    activity = OneOf(label=gettext_lazy("Activity it belongs to"))
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=[_CHOOSE, *catalogues.pairs(catalogues.COST_CATEGORIES)],
    )
    year = Year(
        label=gettext_lazy("Year"),
        help_text=gettext_lazy("Leave it empty if it is not known."),
        required=False,
    )
    amount = Number(
        label=gettext_lazy("Amount"),
        least=0,
        most=LARGEST_SUM,
        below=gettext_lazy(
            "A cost cannot be negative. If it is not known, empty it and tick “Amount not known”."
        ),
        required=False,
    )
    currency = Currency(label=gettext_lazy("Currency"))
    not_known = forms.BooleanField(
        label=gettext_lazy("Amount not known"),
        help_text=gettext_lazy("The plan then says “at least” where it adds up."),
        required=False,
    )
    note = PlainText(label=gettext_lazy("Note"), max_length=200, required=False)
    offers = {"activity": Activity}
    groups = (
        ("", "", ("activity", "category", "year")),
        (gettext_lazy("Amount"), "", (("amount", "currency"), "not_known")),
        ("", "", ("note",)),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].hide_optional = True  # type: ignore[attr-defined]

    def of_record(self, record: Record) -> dict[str, Any]:
        initial = super().of_record(record)
        return initial | {"not_known": initial["amount"] is None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "amount" in self.errors:
            return cleaned
        known, not_known = cleaned.get("amount") is not None, cleaned.get("not_known")
        if known and not_known:
            self.add_error(
                "amount", _("There is an amount and “Amount not known” is ticked. Keep one.")
            )
        elif not known and not not_known:
            self.add_error("amount", _("Enter the amount, or tick “Amount not known”."))
        return cleaned


class FundingSoughtForm(RecordForm):
    model = FundingSought
    action = OneOf(label=gettext_lazy("Action it is for"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of funding"),
        choices=[_CHOOSE, *catalogues.pairs(catalogues.FUNDING_KINDS)],
    )
    description = LongText(label=gettext_lazy("What it is to pay for"), required=False, rows=3)
    offers = {"action": Action}
