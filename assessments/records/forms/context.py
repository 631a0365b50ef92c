"""Forms of stakeholders, events, linked plans and indicators."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.questions.records import EVENT, INDICATOR, LINKED_PLAN, STAKEHOLDER

from .described import written_from
from .form import RecordForm


@written_from(STAKEHOLDER)
class StakeholderForm(RecordForm):
    in_row = ("organisation", "name", "sector", "role")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        organisation, name = cleaned.get("organisation"), cleaned.get("name")
        if not organisation and not name:
            self.add_error("organisation", _("Name the organisation, or the person."))
        if cleaned.get("consent") and not name:
            self.add_error("consent", _("Only a person can agree. Name the person first."))
        return cleaned


@written_from(EVENT)
class EventForm(RecordForm):
    in_row = ("title", "held_on", "place", "women", "men")


@written_from(LINKED_PLAN)
class LinkedPlanForm(RecordForm):
    in_row = ("kind", "title", "year", "link")


@written_from(INDICATOR)
class IndicatorForm(RecordForm):
    in_row = ("key", "name", "value", "unit", "no_data", "year", "source")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("key") == "own" and not cleaned.get("name"):
            self.add_error("name", _("Name the indicator."))
        figures = (cleaned.get("value"), cleaned.get("rank"))
        if cleaned.get("no_data") and any(figure is not None for figure in figures):
            self.add_error(
                "value", _("There is a figure and “No data is published” is ticked. Keep one.")
            )
        return cleaned
