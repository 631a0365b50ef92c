"""The kinds of records: their tables, their sections, the database's refusals in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext_lazy

from assessments.models import (
    Action,
    Activity,
    Assessment,
    Barrier,
    CostLine,
    Criterion,
    Event,
    FundingSought,
    Indicator,
    LinkedPlan,
    Measure,
    Need,
    PublishedTotal,
    Record,
    Sector,
    Stakeholder,
    TechnologyOption,
)
from assessments.questions import catalogues
from assessments.questions.record_definitions import RecordKind
from assessments.questions.records import RECORD_KINDS
from assessments.questions.records.barriers import MARKS
from techbank.exceptions import Hidden, Invalid

Columns = dict[str, Any]


def _nothing_to_add(_assessment: Assessment, _columns: Columns) -> None:
    """Most kinds are stored as they were written."""


def _name_of_sector(assessment: Assessment, columns: Columns) -> None:
    """A sector of the catalogue is called by its name in the dossier's own language."""
    if columns.get("key") and not columns.get("name"):
        with translation.override(assessment.language):
            columns["name"] = str(catalogues.label_of(catalogues.SECTORS, columns["key"]))


def _name_of_indicator(assessment: Assessment, columns: Columns) -> None:
    """An indicator of the catalogue is called by its name in the dossier's own language."""
    if columns.get("key") not in (None, "", "own") and not columns.get("name"):
        with translation.override(assessment.language):
            columns["name"] = str(catalogues.label_of(catalogues.INDICATORS, columns["key"]))


def sum_of_marks(columns: Mapping[str, Any]) -> int | None:
    """The votes that the persons counted under mark_1 to mark_5 add up to; None for no count."""
    counts = {mark: columns.get(f"mark_{mark}") for mark in MARKS}
    if all(count is None for count in counts.values()):
        return None
    return sum(mark * (count or 0) for mark, count in counts.items())


def _votes_of_marks(_assessment: Assessment, columns: Columns) -> None:
    """Of a whole barrier; the database sums again when one count changes by itself."""
    summed = sum_of_marks(columns)
    if summed is not None and "votes" in columns:
        columns["votes"] = summed


@dataclass(frozen=True)
class StoredKind:
    """How a kind of record is stored: its table, and what is added when saving.

    What the questionnaire says of the kind stands in its ``definition`` alone. ``undone`` names
    what a field takes back when it changes by itself, field by field.
    """

    definition: RecordKind
    model: type[Record]
    complete: Callable[[Assessment, Columns], None] = _nothing_to_add
    undone: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def section(self) -> str:
        return self.definition.section

    @property
    def most(self) -> int:
        """How many a dossier holds: pages, ranking and document stay quick up to there."""
        return self.definition.most


RECORD_TABLES: dict[str, StoredKind] = {
    # A person's consent to be named does not pass to the person named next.
    "stakeholder": StoredKind(
        RECORD_KINDS["stakeholder"], Stakeholder, undone={"name": {"consent": False}}
    ),
    "event": StoredKind(RECORD_KINDS["event"], Event),
    "linked_plan": StoredKind(RECORD_KINDS["linked_plan"], LinkedPlan),
    "indicator": StoredKind(RECORD_KINDS["indicator"], Indicator, _name_of_indicator),
    "sector": StoredKind(RECORD_KINDS["sector"], Sector, _name_of_sector),
    "need": StoredKind(RECORD_KINDS["need"], Need),
    "option": StoredKind(RECORD_KINDS["option"], TechnologyOption),
    "criterion": StoredKind(RECORD_KINDS["criterion"], Criterion),
    "barrier": StoredKind(RECORD_KINDS["barrier"], Barrier, _votes_of_marks),
    "measure": StoredKind(RECORD_KINDS["measure"], Measure),
    "action": StoredKind(RECORD_KINDS["action"], Action),
    "activity": StoredKind(RECORD_KINDS["activity"], Activity),
    "cost_line": StoredKind(RECORD_KINDS["cost_line"], CostLine),
    "funding_sought": StoredKind(RECORD_KINDS["funding_sought"], FundingSought),
    "published_total": StoredKind(RECORD_KINDS["published_total"], PublishedTotal),
}


def kind_of(name: str) -> StoredKind:
    """The kind by its name; raises ``Hidden`` for an unknown one."""
    if name not in RECORD_TABLES:
        raise Hidden
    return RECORD_TABLES[name]


# Which constraint speaks of which field.
_FIELD_OF = {
    "cost_is_not_negative": "amount",
    "option_costs_are_not_negative": "capital_cost",
    "activity_ends_after_it_starts": "ends_on",
    "a_sector_is_chosen_once": "key",
    "chosen_means_screened_in": "chosen",
    "weight_is_a_share_of_one": "weight",
    "criterion_range_has_a_width": "high",
    "stakeholder_has_a_name": "organisation",
    "consent_is_given_by_a_person": "consent",
    "link_of_a_plan_is_an_address": "link",
    "no_data_has_no_value": "value",
    "own_indicator_is_named": "name",
    "one_figure_an_indicator_and_year": "key",
    "match_needs_an_entry": "catalogue_entry",
    "barrier_causes_have_no_circle": "caused_by",
    "published_total_is_not_negative": "amount",
    "published_total_has_a_source": "source",
    "one_published_total_a_place": "page",
}
_SENTENCE_OF = {
    "cost_is_not_negative": gettext_lazy(
        "A cost cannot be negative. Leave the amount empty if it is not known."
    ),
    "option_costs_are_not_negative": gettext_lazy("A cost cannot be negative."),
    "activity_ends_after_it_starts": gettext_lazy("The end lies before the start."),
    "a_sector_is_chosen_once": gettext_lazy("This sector is in the list already."),
    "chosen_means_screened_in": gettext_lazy("An option that was screened out cannot be chosen."),
    "weight_is_a_share_of_one": gettext_lazy("A weight lies between 0 % and 100 %."),
    "criterion_range_has_a_width": gettext_lazy("The high end must lie above the low end."),
    "stakeholder_has_a_name": gettext_lazy("Name the organisation, or the person."),
    "consent_is_given_by_a_person": gettext_lazy("Only a person can agree. Name the person first."),
    "link_of_a_plan_is_an_address": gettext_lazy(
        "Enter an address that begins with https:// or http://, without spaces."
    ),
    "no_data_has_no_value": gettext_lazy(
        "There is a figure and “No data is published” is ticked. Keep one."
    ),
    "own_indicator_is_named": gettext_lazy("Name the indicator."),
    "one_figure_an_indicator_and_year": gettext_lazy(
        "There is a figure of this indicator for that year and edition already."
    ),
    "match_needs_an_entry": gettext_lazy("Choose the entry that it is, or “Not stated”."),
    "barrier_causes_have_no_circle": gettext_lazy(
        "These barriers would cause each other in a circle."
    ),
    "published_total_is_not_negative": gettext_lazy("This number cannot be negative."),
    "published_total_has_a_source": gettext_lazy("Fill this in."),
    "one_published_total_a_place": gettext_lazy(
        "The total of this publication and page is in the list already."
    ),
}


def explain(error: IntegrityError) -> Invalid:
    """The database's refusal as a sentence; an unknown one is raised again."""
    for name, of_field in _FIELD_OF.items():
        if name in str(error):
            return Invalid(str(_SENTENCE_OF[name]), field=of_field)
    raise error
