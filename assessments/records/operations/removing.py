"""Taking a record out of the dossier."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.dossiers.queries.access import may_edit
from assessments.history.operations import revisions
from assessments.models import (
    Assessment,
    Criterion,
    Evidence,
    Record,
    RecordRevision,
    Score,
    TechnologyOption,
)
from assessments.priorities.operations.scores import by_hand
from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid

from .kinds import kind_of
from .states import get_record, state_of


def remove_record(
    *, assessment: Assessment, kind: str, record_id: UUID, by: User, at: datetime
) -> None:
    """Take a record out of the dossier; its last state stays in the history.

    Raises ``Invalid`` naming what still refers to it, and ``Refused`` when the section is closed.
    """
    try:
        _remove(assessment=assessment, kind=kind, record_id=record_id, by=by, at=at)
    except ProtectedError as error:
        users = ", ".join(sorted({f"“{item}”" for item in error.protected_objects}))
        raise Invalid(
            _("It cannot be removed while these refer to it: %(users)s.") % {"users": users}
        ) from error


def _check_scores(assessment: Assessment, record: Record, by: User, at: datetime) -> None:
    """With an option its scores go, and they are of another section; with a criterion, too."""
    if isinstance(record, Criterion):
        by_hand(assessment)
    scores = Score.objects.filter(assessment=assessment, option=record.pk, value__isnull=False)
    if not isinstance(record, TechnologyOption) or not scores.exists():
        return
    by_hand(assessment)
    if not may_edit(assessment, by, at.date(), "priorities"):
        raise Invalid(
            _(
                "It has scores, which would go with it, and you cannot change the scores now. "
                "Screen the option out instead, or ask the coordinator."
            )
        )


@transaction.atomic
def _remove(*, assessment: Assessment, kind: str, record_id: UUID, by: User, at: datetime) -> None:
    what = kind_of(kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    record = get_record(assessment=locked, kind=kind, record_id=record_id)
    _check_scores(locked, record, by, at)
    values = state_of(record)
    name = str(record)
    record.delete()
    sources = Evidence.objects.filter(assessment=locked, record_id=record_id, removed_at=None)
    sources.update(removed_at=at, removed_by=by)
    new_text = revisions.NewText(locked, record.version, values, by, at, auto=False)
    outcome = RecordRevision.Outcome.REMOVED
    revisions.set_record_aside(new_text, kind=kind, record_id=record_id, outcome=outcome)
    audit.record(
        verb=f"{kind}.removed",
        sentence=f"{by} removed the {kind.replace('_', ' ')} “{name}” from “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"kind": kind, "record": str(record_id)},
    )
