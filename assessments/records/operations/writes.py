"""What somebody wrote of one record, and how history and trail keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.history.operations import revisions
from assessments.models import Assessment, Record, RecordRevision
from partners.models import User
from techbank import audit

from .kinds import kind_of
from .states import get_record, plain, state_of


@dataclass(frozen=True)
class RecordWrite:
    """What somebody wrote of one record.

    ``base_version`` is the version the writer saw, None to write over any version; ``seen`` the
    fingerprints of the fields as the writer found them; ``new``: the record is to be made.
    ``client_uuid``: a single field that the browser saved by itself.
    """

    kind: str
    record_id: UUID | None
    values: Mapping[str, Any]
    base_version: int | None
    seen: Mapping[str, str]
    new: bool
    client_uuid: UUID | None
    restoring: bool = False

    @property
    def auto(self) -> bool:
        return self.client_uuid is not None

    @property
    def sent(self) -> tuple[str, str]:
        """(address, content) by which the same write is known when it comes again."""
        address = f"{self.record_id}.{','.join(self.values)}"
        return address, revisions.content_of(
            address, [plain(value) for value in self.values.values()]
        )


def remember_write(
    assessment: Assessment,
    written: RecordWrite,
    record: Record,
    outcome: RecordRevision.Outcome,
    by: User,
    at: datetime,
) -> None:
    if written.client_uuid is None:
        return
    address, content = written.sent
    revisions.remember(
        assessment=assessment,
        client_uuid=written.client_uuid,
        address=address,
        content=content,
        outcome=outcome,
        version=record.version,
        by=by,
        at=at,
    )


def set_write_aside(
    assessment: Assessment, written: RecordWrite, record: Record, by: User, at: datetime
) -> None:
    uuid = written.client_uuid
    if uuid is not None and revisions.sent_before(assessment, uuid, *written.sent):
        return
    fields = {name: plain(value) for name, value in written.values.items()}
    new_text = revisions.NewText(assessment, record.version, fields, by, at, written.auto)
    outcome = RecordRevision.Outcome.SET_ASIDE
    revisions.set_record_aside(new_text, kind=written.kind, record_id=record.pk, outcome=outcome)
    remember_write(assessment, written, record, outcome, by, at)
    _record(assessment, written.kind, record, "set_aside", by, at)


def keep_write(
    assessment: Assessment, written: RecordWrite, record: Record, by: User, at: datetime
) -> None:
    new_text = revisions.NewText(assessment, record.version, state_of(record), by, at, written.auto)
    if revisions.keep_record(new_text, kind=written.kind, record_id=record.pk):
        _record(assessment, written.kind, record, "saved", by, at)


def _record(
    assessment: Assessment, kind: str, record: Record, how: str, by: User, at: datetime
) -> None:
    audit.record(
        verb=f"{kind}.{how}",
        sentence=f"{by} saved the {kind.replace('_', ' ')} “{record}” in “{assessment}”.",
        by=by,
        role=writer_role(assessment, by, at),
        subject=assessment,
        country=assessment.country_id,
        details={"kind": kind, "record": str(record.pk), "version": record.version},
    )


@transaction.atomic
def keep_unread_field(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID,
    field: str,
    text: Any,
    client_uuid: UUID,
    by: User,
    at: datetime,
) -> None:
    """Keep in the history what was typed in a field but cannot be stored there."""
    what = kind_of(kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    address = f"{record_id}.{field}"
    content = revisions.content_of(address, text)
    if revisions.sent_before(locked, client_uuid, address, content):
        return
    record = get_record(assessment=locked, kind=kind, record_id=record_id)
    outcome = RecordRevision.Outcome.NOT_READ
    new_text = revisions.NewText(locked, record.version, {field: text}, by, at, auto=True)
    revisions.set_record_aside(new_text, kind=kind, record_id=record_id, outcome=outcome)
    revisions.remember(
        assessment=locked,
        client_uuid=client_uuid,
        address=address,
        content=content,
        outcome=outcome,
        version=record.version,
        by=by,
        at=at,
    )
