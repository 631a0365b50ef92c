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
    what it added since a section came back only once that is handed in again."""
    rows = live(assessment)
    if of_country:
        return rows
    rows = rows.exclude(seen_by=Audience.COUNTRY)
    if assessment.state == State.RETURNED and assessment.submitted_at:
        return rows.filter(added_at__lte=assessment.submitted_at)
    return rows


def get_readable(assessment: Assessment, evidence_id: UUID, *, of_country: bool) -> Evidence:
    """Raises ``Hidden`` for what is removed, kept by the country, or of another dossier."""
    found = readable(assessment, of_country=of_country).filter(pk=evidence_id).first()
    if found is None:
        raise Hidden
    return found


def by_address(rows: Iterable[Evidence]) -> dict[Address, list[Evidence]]:
    """The rows under what they are evidence of, and under a record's id alone."""
    found: dict[Address, list[Evidence]] = {}
    for one in rows:
        found.setdefault(one.address, []).append(one)
        if one.record_id:
            found.setdefault(str(one.record_id), []).append(one)
    return found


def shown_beside(assessment: Assessment, *, of_country: bool) -> dict[Address, list[Evidence]]:
    """What a reader sees beside the facts: ``by_address``, and under ``within <action>`` what is
    evidence of an action's activities, costs and funding. One query, one more a kind of these."""
    rows = list(readable(assessment, of_country=of_country))
    found = by_address(rows)
    for kind, (model, way) in _OF_AN_ACTION.items():
        parts: dict[UUID | None, list[Evidence]] = {}
        for one in rows:
            if one.kind == kind:
                parts.setdefault(one.record_id, []).append(one)
        if parts:
            for pk, action in model._default_manager.filter(pk__in=list(parts)).values_list(
                "pk", way
            ):
                found.setdefault(f"within {action}", []).extend(parts[pk])
    return found


def _frozen(one: Evidence) -> dict[str, Any]:
    frozen: dict[str, Any] = {
        "id": str(one.pk),
        "source": one.source,
        "page": one.page,
        "url": one.url,
        "seen_by": one.seen_by,
    }
    if one.field:
        frozen["field"] = one.field
    if one.has_file:
        frozen["file"] = {
            "name": one.file_name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.digest,
        }
    return frozen


def _things(contents: Any) -> Iterable[dict[str, Any]]:
    """Every answer and every record of a snapshot, wherever it stands."""
    if isinstance(contents, list):
        for one in contents:
            yield from _things(one)
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
    frozen = by_address(one for one in rows if one.seen_by != Audience.COUNTRY)
    if not frozen:
        return contents
    lists = [contents[name] for name in contents if isinstance(contents[name], list)]
    for thing in _things(lists):
        own = frozen.get(str(thing.get("id") or thing.get("key")), ())
        if own and "evidence" not in thing:
            thing["evidence"] = [_frozen(one) for one in own]
    return contents


def make_public(public: dict[str, Any]) -> dict[str, Any]:
    """Takes away, in a public projection: sources not marked for the public, names of files, and
    identifiers. Changes ``public`` and returns it."""
    for thing in list(_things(list(public.values()))):
        if "evidence" not in thing:
            continue
        shown = [_public(one) for one in thing["evidence"] if one["seen_by"] == Audience.PUBLIC]
        if shown:
            thing["evidence"] = shown
        else:
            del thing["evidence"]
    return public


def _public(one: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: one[key] for key in ("source", "page", "url", "field") if key in one}
    if "file" in one:
        # A name may tell a person's; the digest lets who has the file compare.
        shown["file"] = {key: one["file"][key] for key in ("media_type", "size", "sha256")}
    return shown


def cited(row: Evidence) -> bool:
    """Whether the file has to stay though it was removed: it was in the dossier when that was
    submitted or taken for review, or a snapshot has it. At most two queries."""
    assessment = row.assessment
    looked_at = [assessment.submitted_at, *assessment.rounds.values_list("opened_at", flat=True)]
    if any(one and row.added_at <= one <= (row.removed_at or one) for one in looked_at):
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
