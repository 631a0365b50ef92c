"""Earlier texts: the revisions of an answer or record, and an answer's value at a version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from assessments.models import Answer, Assessment, RecordRevision, Revision


def revisions_of(
    assessment: Assessment, key: str, *, last: datetime | None = None
) -> QuerySet[Revision]:
    """All revisions of an answer, newest first, also the texts set aside. One query.

    ``last`` is the last moment the reader may know of; None for no limit.
    """
    rows = Revision.objects.filter(assessment=assessment, key=key)
    if last is not None:
        rows = rows.filter(written_at__lte=last)
    return rows.select_related("written_by")


def revisions_of_record(
    assessment: Assessment, kind: str, record_id: UUID, *, last: datetime | None = None
) -> QuerySet[RecordRevision]:
    """All revisions of a record, newest first, also its removal. One query."""
    rows = RecordRevision.objects.filter(assessment=assessment, kind=kind, record_id=record_id)
    if last is not None:
        rows = rows.filter(written_at__lte=last)
    return rows.select_related("written_by")


def values_at(assessment: Assessment, versions: Mapping[str, int]) -> dict[str, tuple[Any, bool]]:
    """(value, not known) of each answer at the given version. One query, none when empty.

    Answers without a saved revision of that version are left out.
    """
    if not versions:
        return {}
    wanted = Q()
    for key, version in versions.items():
        wanted |= Q(key=key, version=version)
    rows = Revision.objects.filter(
        wanted, assessment=assessment, outcome=Revision.Outcome.SAVED
    ).order_by("written_at", "pk")
    return {row.key: (row.value, row.not_known) for row in rows}


def value_at(assessment: Assessment, key: str, version: int) -> tuple[Any, bool] | None:
    """(value, not known) of an answer at a version; None when the history has no such text.

    (None, False) for version 0, before the first answer. One query.
    """
    if not version:
        return None, False
    return values_at(assessment, {key: version}).get(key)


def with_last_change(dossiers: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """The dossiers, last changed first, with ``changed_at``: the last text or decision."""

    def newest(model: Any, moment: str) -> Subquery:
        rows = model.objects.filter(assessment=OuterRef("pk")).order_by()
        return Subquery(rows.values("assessment").annotate(at=Max(moment)).values("at"))

    stamps = ("submitted", "taken", "returned", "recommended", "approved", "refused")
    changed = dossiers.annotate(
        changed_at=Greatest(
            "opened_at",
            *(f"{stamp}_at" for stamp in stamps),
            "withdrawn_at",
            "released_at",
            "published_at",
            newest(Answer, "updated_at"),
            newest(RecordRevision, "written_at"),
        )
    )
    return changed.order_by("-changed_at", "pk")
