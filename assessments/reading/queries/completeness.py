"""What the records of a section still lack before it can be called complete."""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import (
    Action,
    Assessment,
    Barrier,
    Criterion,
    Endorsement,
    Event,
    Indicator,
    LinkedPlan,
    Measure,
    Need,
    Prioritisation,
    PublishedTotal,
    Record,
    Sector,
    Stakeholder,
    TechnologyOption,
)
from assessments.priorities.queries.ranking import ranking
from assessments.questions.catalogues import INDICATORS, INDICATORS_ASKED, label_of
from assessments.questions.definitions import Section
from assessments.questions.records import ALL as DESCRIBED


def _need_sectors(assessment: Assessment) -> list[str]:
    if Sector.objects.filter(assessment=assessment).exists():
        return []
    return [_("Choose at least one sector.")]


def _need_needs(assessment: Assessment) -> list[str]:
    if Need.objects.filter(assessment=assessment).exists():
        return []
    return [_("Describe at least one need.")]


def _need_options(assessment: Assessment) -> list[str]:
    counts = TechnologyOption.objects.filter(assessment=assessment).aggregate(
        all=Count("pk"),
        unexplained=Count("pk", filter=Q(screened_in=False, screening_reason="")),
    )
    sentences = [] if counts["all"] else [_("Describe at least one technology option.")]
    if counts["unexplained"]:
        sentences.append(
            ngettext(
                "%(count)d option was screened out without a reason. Say why.",
                "%(count)d options were screened out without a reason. Say why.",
                counts["unexplained"],
            )
            % {"count": counts["unexplained"]}
        )
    return sentences


def _need_priorities(assessment: Assessment) -> list[str]:
    chosen = TechnologyOption.objects.filter(assessment=assessment, chosen=True).exists()
    sentences = [] if chosen else [_("Mark the options the country chooses.")]
    ranked = ranking(assessment)
    if ranked.kind == Prioritisation.Kind.SCORED and ranked.problem:
        sentences.insert(0, ranked.problem)
    if ranked.kind == Prioritisation.Kind.REASONED and not ranked.reason:
        sentences.insert(0, _("Give the reason for the order of the options."))
    if ranked.reasoned and not ranked.order:
        sentences.insert(0, _("Put the options in order."))
    return sentences


def _need_stakeholders(assessment: Assessment) -> list[str]:
    if Stakeholder.objects.filter(assessment=assessment).exists():
        return []
    return [_("Name at least one stakeholder.")]


def _need_events(assessment: Assessment) -> list[str]:
    if Event.objects.filter(assessment=assessment).exists():
        return []
    return [_("Add at least one meeting or consultation.")]


def _need_linked_plans(assessment: Assessment) -> list[str]:
    if LinkedPlan.objects.filter(assessment=assessment).exists():
        return []
    return [_("Add at least one plan or review the assessment builds on.")]


def _need_indicators(assessment: Assessment) -> list[str]:
    """Something is said of each indicator that every country is asked; a score has its edition."""
    rows = list(Indicator.objects.filter(assessment=assessment))
    stated = {row.key for row in rows if row.stated}
    sentences = [
        _("Give a figure for “%(indicator)s”, or say that no data is published.")
        % {"indicator": label_of(INDICATORS, key)}
        for key in INDICATORS_ASKED
        if key not in stated
    ]
    return sentences + [
        _("Give the edition in which “%(indicator)s” was published.") % {"indicator": row}
        for row in rows
        if row.key.startswith("ftri_") and row.value is not None and not row.edition
    ]


def _need_barriers(assessment: Assessment) -> list[str]:
    if Barrier.objects.filter(assessment=assessment).exists():
        return []
    return [_("Describe at least one barrier.")]


def _need_plan(assessment: Assessment) -> list[str]:
    actions = Action.objects.filter(assessment=assessment)
    if not actions.exists():
        return [_("Describe at least one action.")]
    empty = actions.filter(activities__isnull=True).values_list("title", flat=True)
    return [_("The action “%(action)s” has no activity.") % {"action": action} for action in empty]


def _need_endorsement(assessment: Assessment) -> list[str]:
    if Endorsement.objects.filter(assessment=assessment).exists():
        return []
    return [_("Record the national endorsement: the validation workshop.")]


# What each kind of record asks of the section it is kept in.
_NEEDS: dict[str, Callable[[Assessment], list[str]]] = {
    "stakeholder": _need_stakeholders,
    "event": _need_events,
    "linked_plan": _need_linked_plans,
    "indicator": _need_indicators,
    "sector": _need_sectors,
    "need": _need_needs,
    "option": _need_options,
    "criterion": _need_priorities,
    "barrier": _need_barriers,
    "action": _need_plan,
    "endorsement": _need_endorsement,
}


def missing_records(assessment: Assessment, section: Section) -> list[str]:
    """What the records of a section still lack, as sentences; two queries a kind at most."""
    return [
        sentence
        for kind in section.records
        if kind in _NEEDS
        for sentence in _NEEDS[kind](assessment)
    ]


_STARTED: tuple[type[Record], ...] = (
    Stakeholder,
    Event,
    LinkedPlan,
    Indicator,
    Sector,
    Need,
    TechnologyOption,
    Criterion,
    Barrier,
    Measure,
    Action,
    PublishedTotal,
)
_SECTION_OF = {kind.key.replace("_", ""): kind.section for kind in DESCRIBED}
_SECTION_OF["technologyoption"] = "options"


def sections_with_records(assessment: Assessment) -> set[str]:
    """The sections in which there is at least one record, the endorsement too. One query."""
    parts: list[Any] = [
        model._default_manager.filter(assessment=assessment)
        .order_by()
        .values_list(Value(_SECTION_OF[str(model._meta.model_name)], CharField()))[:1]
        for model in _STARTED
    ]
    endorsed = Endorsement.objects.filter(assessment=assessment)
    parts.append(endorsed.values_list(Value("endorsement", CharField()))[:1])
    return {row[0] for row in parts[0].union(*parts[1:], all=True)}
