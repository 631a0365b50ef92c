"""Writing the repeating things of a dossier: needs, options, actions, cost lines and the rest."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import lock_for_writing
from assessments.history.operations import revisions
from assessments.models import (
    Assessment,
    Record,
    RecordRevision,
)
from assessments.questions.records import RECORD_KINDS, kinds_of
from partners.models import User
from techbank.exceptions import Hidden, Invalid, Stale

from .kinds import StoredKind, explain, kind_of
from .states import check_causes, check_chain, collide, get_record, plain, resolve
from .stored_rows import change_row, create_row, read_as_now
from .writes import RecordWrite, keep_write, remember_write, set_write_aside


def save_record(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID | None,
    values: Mapping[str, Any],
    base_version: int | None,
    by: User,
    at: datetime,
    seen: Mapping[str, str] | None = None,
    new: bool = False,
    client_uuid: UUID | None = None,
    restoring: bool = False,
) -> Record:
    """Add a record, or change the fields of one that nobody else changed since ``base_version``.

    ``seen`` are the fingerprints of the fields as the writer found them: what the writer left
    alone stays as others made it. With ``new`` the record is made under ``record_id``; sent twice
    it is made once. ``client_uuid`` names a write that the browser sent by itself; ``restoring``
    brings back a removed record under its id. Raises ``Refused`` when the section
    cannot be changed, ``Invalid`` with the field the sentence
    belongs to, and ``Stale`` when somebody else changed the same field meanwhile: what was sent
    is then kept in the history, and nothing is overwritten.
    """
    written = RecordWrite(
        kind,
        record_id,
        values,
        base_version,
        seen or {},
        new or record_id is None,
        client_uuid,
        restoring,
    )
    save = partial(_save_record, assessment=assessment, written=written, by=by, at=at)
    try:
        saved, stale = save()
    except IntegrityError as error:
        if not _made_meanwhile(written):
            raise explain(error) from error
        saved, stale = save()
    if stale:
        raise Stale(
            _("%(person)s changed this in the meantime. Your text is kept in the history.")
            % {"person": saved.updated_by},
            theirs=saved,
        )
    return saved


def _made_meanwhile(written: RecordWrite) -> bool:
    """Whether the same page, sent twice at the same moment, has made the record by now."""
    if not written.new or written.record_id is None:
        return False
    rows = kind_of(written.kind).model._default_manager.filter(pk=written.record_id)
    return rows.exists()


@transaction.atomic
def _save_record(
    *, assessment: Assessment, written: RecordWrite, by: User, at: datetime
) -> tuple[Record, bool]:
    what = kind_of(written.kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    if RECORD_KINDS[written.kind] not in kinds_of(locked.questionnaire):
        raise Hidden
    columns, lists = resolve(locked, what.model, written.values)
    what.complete(locked, columns)
    check_chain(written.record_id, columns)
    check_causes(written.record_id, columns)
    record = _made_before(locked, what, written) if written.new else _held(locked, what, written)
    if record is None:
        if written.restoring:
            columns["version"] = _next_version(written.record_id)
        record = create_row(locked, what, written.record_id, columns, by, at)
        for name, many in lists.items():
            getattr(record, name).set(many)
        keep_write(locked, written, record, by, at)
        return record, False
    written_values = {name: plain(value) for name, value in columns.items()}
    written_values |= {
        name: sorted(str(related.pk) for related in many) for name, many in lists.items()
    }
    base = 1 if written.new else written.base_version
    names, both = collide(record, written_values, base, written.seen)
    if written.auto:
        undone = {k: v for name in names for k, v in what.undone.get(name, {}).items()}
        columns, names = {**columns, **undone}, names | set(undone)
    if both:
        set_write_aside(locked, written, record, by, at)
        return record, True
    change_row(record, columns, lists, names, by, at)
    read_as_now(record, written)
    if names:
        keep_write(locked, written, record, by, at)
    remember_write(locked, written, record, RecordRevision.Outcome.SAVED, by, at)
    return record, False


def _held(assessment: Assessment, what: StoredKind, written: RecordWrite) -> Record:
    """The record, still until the transaction ends: of two writers one waits for the other."""
    found_by = {"pk": written.record_id, "assessment": assessment}
    rows = what.model._default_manager.filter(**found_by)
    record: Record | None = rows.select_for_update(of=("self",)).first()
    if record is None:
        raise Hidden
    return record


def _made_before(assessment: Assessment, what: StoredKind, written: RecordWrite) -> Record | None:
    """The record that an earlier sending of the same page made; None when this is the first."""
    if written.record_id is None:
        return None
    if not what.model._default_manager.filter(pk=written.record_id).exists():
        if not written.restoring:
            _refuse_removed(assessment, written.record_id)
        return None
    return _held(assessment, what, written)


def _next_version(record_id: UUID | None) -> int:
    """The versions of a record that comes back go on where they ended."""
    rows = RecordRevision.objects.filter(record_id=record_id or UUID(int=0))
    return (rows.aggregate(last=Max("version"))["last"] or 0) + 1


def _refuse_removed(assessment: Assessment, record_id: UUID) -> None:
    removed = RecordRevision.objects.filter(
        assessment=assessment, record_id=record_id, outcome=RecordRevision.Outcome.REMOVED
    )
    if removed.exists():
        raise Invalid(
            _("This was added before and removed in the meantime. Open a new page to add it.")
        )


def write_field(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID,
    field: str,
    value: Any,
    base_version: int,
    client_uuid: UUID,
    by: User,
    at: datetime,
) -> tuple[Record, int]:
    """Save one field of a record by itself while its author writes; (record, version it became).

    The same ``client_uuid`` again changes nothing. Raises as ``save_record`` does.
    """
    written = RecordWrite(kind, record_id, {field: value}, base_version, {}, False, client_uuid)
    before = revisions.sent_before(assessment, client_uuid, *written.sent)
    if before is not None and before.outcome == RecordRevision.Outcome.SAVED:
        record = get_record(assessment=assessment, kind=kind, record_id=record_id)
        return record, before.version
    record = save_record(
        assessment=assessment,
        kind=kind,
        record_id=record_id,
        values=written.values,
        base_version=base_version,
        by=by,
        at=at,
        client_uuid=client_uuid,
    )
    return record, record.version
