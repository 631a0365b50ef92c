"""The row of a record: made, changed, marked as read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from assessments.models import Assessment, Criterion, Record
from assessments.priorities.operations.scores import by_hand
from partners.models import User
from techbank.exceptions import Invalid
from techbank.text import CURRENT

from .kinds import StoredKind
from .writes import RecordWrite

# With another one of these a result is not the scoring session's any more.
_COUNTED = {"weight", "direction", "low", "high"}


def _next_position(assessment: Assessment, kind: StoredKind) -> int:
    rows = kind.model._default_manager.filter(assessment=assessment)
    taken = rows.aggregate(last=Max("position"), count=Count("pk"))
    if taken["count"] >= kind.most:
        raise Invalid(
            _("There are %(count)d of these already; a dossier holds no more.")
            % {"count": taken["count"]}
        )
    return (taken["last"] or 0) + 1


def create_row(
    assessment: Assessment,
    kind: StoredKind,
    record_id: UUID | None,
    columns: dict[str, Any],
    by: User,
    at: datetime,
) -> Record:
    chosen = {"id": record_id} if record_id else {}
    if kind.model is Criterion:
        by_hand(assessment)
    return kind.model._default_manager.create(
        assessment=assessment,
        position=_next_position(assessment, kind),
        updated_at=at,
        updated_by=by,
        **chosen,
        **columns,
    )


def change_row(
    record: Record,
    columns: Mapping[str, Any],
    lists: Mapping[str, list[Any]],
    names: set[str],
    by: User,
    at: datetime,
) -> None:
    if not names:
        return
    version = record.version + 1
    type(record)._default_manager.filter(pk=record.pk).update(
        version=version,
        field_versions=record.field_versions | dict.fromkeys(sorted(names), version),
        updated_at=at,
        updated_by=by,
        **{name: value for name, value in columns.items() if name in names},
    )
    for name in names & set(lists):
        getattr(record, name).set(lists[name])
    if isinstance(record, Criterion) and names & _COUNTED:
        by_hand(record.assessment)
    record.refresh_from_db()


def read_as_now(record: Record, written: RecordWrite) -> None:
    """The writer saw how the texts are read now and saved them. No new version.

    A browser that saves one field says nothing of the others.
    """
    if record.dialect < CURRENT and not written.auto:
        type(record)._default_manager.filter(pk=record.pk).update(dialect=CURRENT)
