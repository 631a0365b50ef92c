"""Forms of criteria, barriers, measures and all that a plan is made of."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import plain_decimal
from assessments.models import Record
from assessments.questions.records import (
    ACTION,
    ACTIVITY,
    BARRIER,
    COST_LINE,
    CRITERION,
    FUNDING_SOUGHT,
    MEASURE,
    PUBLISHED_TOTAL,
)
from assessments.questions.records.barriers import MARKS
from assessments.records.operations.kinds import sum_of_marks
from techbank.web.form_fields import hide_optional

from .described import written_from
from .form import RecordForm

_MARKS = tuple(f"mark_{mark}" for mark in MARKS)


@written_from(CRITERION)
class CriterionForm(RecordForm):
    in_row = ("name", "group", "direction", "unit", "weight")

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


@written_from(BARRIER)
class BarrierForm(RecordForm):
    in_row = ("option", "category", "description", "importance", "votes")

    def rows_of(self, name: str) -> QuerySet[Any]:
        rows = super().rows_of(name)
        if name == "option":
            return rows.filter(screened_in=True)
        return rows.exclude(pk=self.record.pk) if self.record is not None else rows

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in set(_MARKS) & set(self.fields):
            hide_optional(self.fields[name])

    def clean(self) -> dict[str, Any]:
        """Where marks are counted the votes are their sum; rows of the table have only the sum."""
        cleaned = super().clean()
        if set(_MARKS) & set(self.errors):
            return cleaned
        counts = {
            name: cleaned.get(name) if name in self.fields else getattr(self.record, name, None)
            for name in _MARKS
        }
        summed = sum_of_marks(counts)
        if summed is None:
            return cleaned
        if not set(_MARKS) & set(self.fields) and cleaned.get("votes") != summed:
            self.add_error(
                "votes", _("The votes are the sum of the marks. Open the barrier to change them.")
            )
        return cleaned | {"votes": summed}


@written_from(MEASURE)
class MeasureForm(RecordForm):
    in_row = ("kind", "description", "barriers")


@written_from(ACTION)
class ActionForm(RecordForm):
    in_row = ("title", "option", "measure", "responsible")

    def rows_of(self, name: str) -> QuerySet[Any]:
        rows = super().rows_of(name)
        if name != "option":
            return rows
        current = getattr(self.record, "option_id", None)
        return rows.filter(chosen=True) | rows.filter(pk=current)


@written_from(ACTIVITY)
class ActivityForm(RecordForm):
    in_row = ("action", "title", "responsible", "starts_on", "ends_on")
    within = "action"

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


@written_from(COST_LINE)
class CostLineForm(RecordForm):
    in_row = ("activity", "category", "year", "amount", "currency", "not_known")
    within = "activity"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hide_optional(self.fields["amount"])

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


@written_from(FUNDING_SOUGHT)
class FundingSoughtForm(RecordForm):
    in_row = ("action", "kind", "description")
    within = "action"


@written_from(PUBLISHED_TOTAL)
class PublishedTotalForm(RecordForm):
    in_row = ("action", "year", "amount", "currency", "source", "page")
