"""Sources and attached files of a dossier: which there are, who reads them, what is frozen."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from assessments.models import (
    Activity,
    Assessment,
    CostLine,
    Evidence,
    FundingSought,
    Record,
    Snapshot,
)
from assessments.questions.definitions import Audience
from assessments.states import State
from techbank.exceptions import Hidden

Address = str
# What hangs on an action, and the way from there to it.
_OF_AN_ACTION: dict[str, tuple[type[Record], str]] = {
    "activity": (Activity, "action"),
    "cost_line": (CostLine, "activity__action"),
    "funding_sought": (FundingSought, "action"),
}


def live(assessment: Assessment) -> QuerySet[Evidence]:
    """What was added and not removed, first added first. One query."""
    rows = Evidence.objects.filter(assessment=assessment, removed_at__isnull=True)
    return rows.select_related("added_by")


def readable(assessment: Assessment, *, of_country: bool) -> QuerySet[Evidence]:
    """What this reader of the dossier may see: what a country keeps to itself only its people, and
    what it added since a section was returned only once that is submitted again."""
    rows = live(assessment)
    if of_country:
        return rows
    rows = rows.exclude(seen_by=Audience.COUNTRY)
    if assessment.state == State.RETURNED and assessment.submitted_at:
        return rows.filter(added_at__lte=assessment.submitted_at)
    return rows


def get_readable(assessment: Assessment, evidence_id: UUID, *, of_country: bool) -> Evidence:
    """Raises ``Hidden`` for what is removed, kept by the country, or of another dossier."""
    source = readable(assessment, of_country=of_country).filter(pk=evidence_id).first()
    if source is None:
        raise Hidden
    return source


def by_address(rows: Iterable[Evidence]) -> dict[Address, list[Evidence]]:
    """The rows under what they are evidence of, and under a record's id alone."""
    sources: dict[Address, list[Evidence]] = {}
    for row in rows:
        sources.setdefault(row.address, []).append(row)
        if row.record_id:
            sources.setdefault(str(row.record_id), []).append(row)
    return sources


def shown_beside(assessment: Assessment, *, of_country: bool) -> dict[Address, list[Evidence]]:
    """What a reader sees beside the facts: ``by_address``, and under ``within <action>`` what is
    evidence of an action's activities, costs and funding. One query, one more a kind of these."""
    rows = list(readable(assessment, of_country=of_country))
    sources = by_address(rows)
    for kind, (model, way) in _OF_AN_ACTION.items():
        parts: dict[UUID | None, list[Evidence]] = {}
        for row in rows:
            if row.kind == kind:
                parts.setdefault(row.record_id, []).append(row)
        if parts:
            for pk, action in model._default_manager.filter(pk__in=list(parts)).values_list(
                "pk", way
            ):
                sources.setdefault(f"within {action}", []).extend(parts[pk])
    return sources


def _frozen(source: Evidence) -> dict[str, Any]:
    frozen: dict[str, Any] = {
        "id": str(source.pk),
        "source": source.source,
        "page": source.page,
        "url": source.url,
        "seen_by": source.seen_by,
    }
    if source.field:
        frozen["field"] = source.field
    if source.has_file:
        frozen["file"] = {
            "name": source.file_name,
            "media_type": source.media_type,
            "size": source.size,
            "sha256": source.digest,
        }
    return frozen


def _things(contents: Any) -> Iterable[dict[str, Any]]:
    """Every answer and every record of a snapshot, wherever it stands."""
    if isinstance(contents, list):
        for content in contents:
            yield from _things(content)
    elif isinstance(contents, dict):
        if "id" in contents or "key" in contents:
            yield contents
        for value in contents.values():
            yield from _things(value)


def with_evidence(contents: dict[str, Any], rows: Iterable[Evidence]) -> dict[str, Any]:
    """The contents of a snapshot with a list ``evidence`` at each answer and record that has any.

    Changes ``contents`` and returns it. What only the country sees is not frozen. A record that
    the snapshot does not hold has no place for its sources.
    """
    frozen = by_address(row for row in rows if row.seen_by != Audience.COUNTRY)
    if not frozen:
        return contents
    lists = [contents[name] for name in contents if isinstance(contents[name], list)]
    for thing in _things(lists):
        own = frozen.get(str(thing.get("id") or thing.get("key")), ())
        if own and "evidence" not in thing:
            thing["evidence"] = [_frozen(item) for item in own]
    return contents


def make_public(public: dict[str, Any]) -> dict[str, Any]:
    """Takes away, in a public projection: sources not marked for the public, names of files, and
    identifiers. Changes ``public`` and returns it."""
    for thing in list(_things(list(public.values()))):
        if "evidence" not in thing:
            continue
        rows = [
            _public(source) for source in thing["evidence"] if source["seen_by"] == Audience.PUBLIC
        ]
        if rows:
            thing["evidence"] = rows
        else:
            del thing["evidence"]
    return public


def _public(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: row[key] for key in ("source", "page", "url", "field") if key in row}
    if "file" in row:
        # A name may tell a person's; the digest lets who has the file compare.
        values["file"] = {key: row["file"][key] for key in ("media_type", "size", "sha256")}
    return values


def cited(row: Evidence) -> bool:
    """Whether the file has to stay though it was removed: it was in the dossier when that was
    submitted or taken for review, or a snapshot has it. At most two queries."""
    assessment = row.assessment
    looked_at = [assessment.submitted_at, *assessment.rounds.values_list("opened_at", flat=True)]
    if any(moment and row.added_at <= moment <= (row.removed_at or moment) for moment in looked_at):
        return True
    return (
        Snapshot.objects.filter(assessment=assessment)
        .annotate(text=Cast("full", TextField()))
        .filter(text__contains=str(row.pk))
        .exists()
    )


def removed_with_file() -> QuerySet[Evidence]:
    rows = Evidence.objects.filter(~Q(stored_as=""), removed_at__isnull=False)
    return rows.select_related("assessment")
