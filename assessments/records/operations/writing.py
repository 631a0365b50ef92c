"""Writing the repeating things of a dossier: needs, options, actions, cost lines and the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, ProtectedError
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
from assessments.questions.records import RECORD_KINDS, kinds_of
from partners.models import User
from techbank import audit
from techbank.exceptions import Hidden, Invalid, Stale
from techbank.text import CURRENT

from .kinds import StoredKind, explain, kind_of
from .states import check_causes, check_chain, collide, get_record, plain, resolve, state_of


def _next_position(assessment: Assessment, kind: StoredKind) -> int:
    rows = kind.model._default_manager.filter(assessment=assessment)
    taken = rows.aggregate(last=Max("position"), count=Count("pk"))
    if taken["count"] >= kind.most:
        raise Invalid(
            _("There are %(count)d of these already; a dossier holds no more.")
            % {"count": taken["count"]}
        )
    return (taken["last"] or 0) + 1


def _create(
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


def _change(
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


def _read_as_now(record: Record, written: "RecordWrite") -> None:
    """The writer saw how the texts are read now and saved them. No new version.

    A browser that saves one field says nothing of the others.
    """
    if record.dialect < CURRENT and not written.auto:
        type(record)._default_manager.filter(pk=record.pk).update(dialect=CURRENT)


# With another one of these a result is not the scoring session's any more.
_COUNTED = {"weight", "direction", "low", "high"}


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
        record = _create(locked, what, written.record_id, columns, by, at)
        for name, many in lists.items():
            getattr(record, name).set(many)
        _keep(locked, written, record, by, at)
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
        _set_aside(locked, written, record, by, at)
        return record, True
    _change(record, columns, lists, names, by, at)
    _read_as_now(record, written)
    if names:
        _keep(locked, written, record, by, at)
    _remember(locked, written, record, RecordRevision.Outcome.SAVED, by, at)
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


def _remember(
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


def _set_aside(
    assessment: Assessment, written: RecordWrite, record: Record, by: User, at: datetime
) -> None:
    uuid = written.client_uuid
    if uuid is not None and revisions.sent_before(assessment, uuid, *written.sent):
        return
    fields = {name: plain(value) for name, value in written.values.items()}
    new_text = revisions.NewText(assessment, record.version, fields, by, at, written.auto)
    outcome = RecordRevision.Outcome.SET_ASIDE
    revisions.set_record_aside(new_text, kind=written.kind, record_id=record.pk, outcome=outcome)
    _remember(assessment, written, record, outcome, by, at)
    _record(assessment, written.kind, record, "set_aside", by, at)


def _keep(
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
