"""Approved and published plans: snapshots, never live rows."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.models import Assessment, Snapshot
from assessments.states import State
from techbank.exceptions import Hidden


def published() -> QuerySet[Snapshot]:
    """The newest snapshot of every published assessment that is not superseded. One query."""
    newest = Snapshot.objects.filter(assessment=OuterRef("assessment")).order_by("-version")
    return (
        Snapshot.objects.filter(
            assessment__state=State.PUBLISHED, assessment__superseded_at__isnull=True
        )
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .select_related("assessment__country")
        .defer("full")
    )


def published_plan(snapshot_id: UUID) -> Snapshot:
    """One of ``published`` by its id; raises ``Hidden`` for any other. One query."""
    snapshot = published().filter(pk=snapshot_id).first()
    if snapshot is None:
        raise Hidden
    return snapshot


def published_version(snapshot_id: UUID) -> Snapshot:
    """The newest version of a published plan, by the id of any of its versions; raises ``Hidden``.
    One query."""
    snapshot = published().filter(assessment__snapshots=snapshot_id).first()
    if snapshot is None:
        raise Hidden
    return snapshot


def latest_snapshot(assessment: Assessment) -> Snapshot | None:
    """The newest snapshot of a dossier, if it was ever approved. One query."""
    return Snapshot.objects.filter(assessment=assessment).order_by("-version").first()
