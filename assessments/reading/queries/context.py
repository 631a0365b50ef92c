"""Stakeholders, events, linked plans and indicators as a reviewer reads them."""

from django.utils.translation import gettext as _

from assessments.models import Assessment, Event, Indicator, LinkedPlan, Stakeholder
from assessments.records.queries.facts import figure_of

from .shown import ShownRecord, described, facts_of


def stakeholders(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(item.pk),
            str(item),
            described(item, "stakeholder", assessment.questionnaire),
            item.version,
        )
        for item in Stakeholder.objects.filter(assessment=assessment)
    ]


def events(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(item.pk),
            item.title,
            described(item, "event", assessment.questionnaire, skip=("title",)),
            item.version,
        )
        for item in Event.objects.filter(assessment=assessment)
    ]


def linked_plans(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(item.pk),
            str(item),
            described(item, "linked_plan", assessment.questionnaire, skip=("title", "year")),
            item.version,
        )
        for item in LinkedPlan.objects.filter(assessment=assessment)
    ]


def indicators(assessment: Assessment) -> list[ShownRecord]:
    columns = ("key", "name", "value", "unit", "no_data")
    return [
        ShownRecord(
            str(item.pk),
            str(item),
            facts_of((_("Value"), figure_of(item)))
            + described(item, "indicator", assessment.questionnaire, skip=columns),
            item.version,
        )
        for item in Indicator.objects.filter(assessment=assessment)
    ]
