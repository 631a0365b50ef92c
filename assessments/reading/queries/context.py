"""Stakeholders, events, linked plans and indicators as a reviewer reads them."""

from django.utils.translation import gettext as _

from assessments.models import Assessment, Event, Indicator, LinkedPlan, Stakeholder
from assessments.records.queries.facts import figure_of

from .shown import ShownRecord, described, facts_of


def stakeholders(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            str(one),
            described(one, "stakeholder", assessment.questionnaire),
            one.version,
        )
        for one in Stakeholder.objects.filter(assessment=assessment)
    ]


def events(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            one.title,
            described(one, "event", assessment.questionnaire, skip=("title",)),
            one.version,
        )
        for one in Event.objects.filter(assessment=assessment)
    ]


def linked_plans(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            str(one),
            described(one, "linked_plan", assessment.questionnaire, skip=("title", "year")),
            one.version,
        )
        for one in LinkedPlan.objects.filter(assessment=assessment)
    ]


def indicators(assessment: Assessment) -> list[ShownRecord]:
    told = ("key", "name", "value", "unit", "no_data")
    return [
        ShownRecord(
            str(one.pk),
            str(one),
            facts_of((_("Value"), figure_of(one)))
            + described(one, "indicator", assessment.questionnaire, skip=told),
            one.version,
        )
        for one in Indicator.objects.filter(assessment=assessment)
    ]
