"""A record as the history kept it, in words a reader understands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from assessments.models import Assessment, RecordRevision
from assessments.questions import catalogues
from assessments.questions.definitions import Audience
from assessments.questions.record_definitions import REFERENCES, FieldKind, RecordField, RecordKind
from assessments.questions.records import RECORD_KINDS
from assessments.records.queries.facts import value_in_words

from .shown import ShownField, name_of

Names = Mapping[str, str]
Values = Mapping[str, Any]


def readable_fields(kind: RecordKind, *, of_country: bool) -> list[RecordField]:
    """The fields this reader may see: what a country keeps to itself is read by nobody else."""
    return [field for field in kind.fields if of_country or field.seen_by is not Audience.COUNTRY]


def _references(rows: Iterable[RecordRevision]) -> set[str]:
    ids: set[str] = set()
    for row in rows:
        kind = RECORD_KINDS.get(row.kind)
        for field in kind.fields if kind else ():
            value = row.values.get(field.key)
            if field.kind in REFERENCES and value:
                ids |= set(value) if isinstance(value, list) else {str(value)}
    return ids


def names_of(
    assessment: Assessment, rows: Iterable[RecordRevision], *, last: datetime | None = None
) -> dict[str, str]:
    """What the records are called that these revisions refer to. One query, none for nothing.

    ``last`` is the last moment the reader may know of; None for no limit.
    """
    wanted = _references(rows)
    if not wanted:
        return {}
    until = Q(written_at__lte=last) if last else Q()
    revisions = RecordRevision.objects.filter(
        until,
        assessment=assessment,
        record_id__in=[record_id for record_id in wanted if _is_uuid(record_id)],
    ).exclude(outcome__in=(RecordRevision.Outcome.SET_ASIDE, RecordRevision.Outcome.NOT_READ))
    return {str(row.record_id): title_of(row) for row in revisions.order_by("version", "pk")}


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def title_of(row: RecordRevision) -> str:
    """What the record was called in that revision."""
    kind = RECORD_KINDS.get(row.kind)
    name = name_of(str(row.values.get(kind.name) or "")) if kind else ""
    if name or kind is None:
        return name
    key = str(row.values.get("key") or "")
    return str(catalogues.label_of(kind.by_key["key"].choices, key)) if key else str(kind.label)


def facts_of(row: RecordRevision, names: Names, *, of_country: bool) -> list[ShownField]:
    """The fields the revision has, each with its label; empty ones are left out."""
    kind = RECORD_KINDS.get(row.kind)
    if kind is None:
        return []
    facts = [
        ShownField(
            str(field.label),
            value_in_words(field, row.values.get(field.key), names),
            field.kind is FieldKind.LONG,
        )
        for field in readable_fields(kind, of_country=of_country)
    ]
    return [fact for fact in facts if fact.value]


def text_of(row: RecordRevision, names: Names, *, of_country: bool) -> str:
    """The revision as lines "label: value", to be compared word by word."""
    facts = facts_of(row, names, of_country=of_country)
    return "\n".join(f"{fact.label}: {fact.value}" for fact in facts)
