"""All kinds of records, stated once. A version of the questionnaire has those it names."""

from assessments.questions.record_definitions import RecordField, RecordKind
from assessments.questions.records.barriers import BARRIER, MEASURE
from assessments.questions.records.needs import NEED, SECTOR
from assessments.questions.records.options import OPTION
from assessments.questions.records.plan import (
    ACTION,
    ACTIVITY,
    COST_LINE,
    FUNDING_SOUGHT,
    PUBLISHED_TOTAL,
)
from assessments.questions.records.priorities import CRITERION
from assessments.questions.records.sti_system import INDICATOR, LINKED_PLAN
from assessments.questions.records.team import EVENT, STAKEHOLDER

__all__ = [
    "ACTION",
    "ACTIVITY",
    "ALL",
    "BARRIER",
    "COST_LINE",
    "CRITERION",
    "EVENT",
    "FUNDING_SOUGHT",
    "INDICATOR",
    "LINKED_PLAN",
    "MEASURE",
    "NEED",
    "OPTION",
    "PUBLISHED_TOTAL",
    "RECORD_KINDS",
    "SECTOR",
    "STAKEHOLDER",
    "fields_of",
    "kinds_of",
    "number_of",
]

ALL: tuple[RecordKind, ...] = (
    STAKEHOLDER,
    EVENT,
    LINKED_PLAN,
    INDICATOR,
    SECTOR,
    NEED,
    OPTION,
    CRITERION,
    BARRIER,
    MEASURE,
    ACTION,
    ACTIVITY,
    COST_LINE,
    FUNDING_SOUGHT,
    PUBLISHED_TOTAL,
)
RECORD_KINDS: dict[str, RecordKind] = {kind.key: kind for kind in ALL}


def number_of(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: 2026.10 comes after 2026.2."""
    return tuple(int(part) for part in version.split("."))


def kinds_of(version: str) -> tuple[RecordKind, ...]:
    """The kinds of records that a version of the questionnaire has."""
    return tuple(kind for kind in ALL if number_of(kind.since) <= number_of(version))


def fields_of(kind: RecordKind, version: str) -> tuple[RecordField, ...]:
    """The fields of a kind that a version has: a later one's are not asked of a running dossier."""
    return tuple(field for field in kind.fields if number_of(field.since) <= number_of(version))
