"""Keeping every text: a revision grows while its author continues writing, or a new one begins.

Autosaves of one author within ten minutes are one revision, unless something refers to the earlier
text: a thread, a text set aside in a conflict, a submission. A revision never loses more than a
fifth of its text, nor more than 40 characters; a change that removes more begins a new one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from assessments.models import Assessment, RecordRevision, Revision, SentWrite, Thread
from partners.models import User

GROWS_FOR = timedelta(minutes=10)
MAY_DROP = 40


def dropped(before: Any, after: Any) -> int:
    """How many characters of ``before`` are not in ``after``: all but the common start and end.

    Values that are not text are compared as JSON.
    """
    old, new = _text(before), _text(after)
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return len(old) - start - end


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _too_much(gone: int, *texts: Any) -> bool:
    """Whether this many lost characters are too many for one revision with these texts."""
    return gone > min(MAY_DROP, max(len(_text(text)) for text in texts) // 5)


@dataclass(frozen=True)
class NewText:
    """A new text of an answer or a record, to be kept in the history.

    ``auto``: saved by the browser while the author was writing.
    """

    assessment: Assessment
    version: int
    value: Any
    by: User
    at: datetime
    auto: bool

    def follows(self, last: Revision | RecordRevision | None) -> bool:
        """Whether it may extend the revision ``last``, as far as that revision shows."""
        if last is None or not self.auto or last.outcome != "saved":
            return False
        handed_in = self.assessment.submitted_at
        return (
            last.version == self.version - 1
            and last.written_by_id == self.by.pk
            and last.written_at <= self.at <= last.opened_at + GROWS_FOR
            and (handed_in is None or last.opened_at > handed_in)
        )


def keep_answer(kept: NewText, *, key: str, not_known: bool, client_uuid: UUID) -> bool:
    """Keep an answer's new text; True when this began a new revision."""
    rows = Revision.objects.filter(assessment=kept.assessment, key=key)
    last = rows.filter(outcome=Revision.Outcome.SAVED).order_by("-version").first()
    if last is not None and kept.follows(last) and not _answer_cited(kept.assessment, key, last):
        gone = last.dropped + dropped(last.value, kept.value)
        fields = {"value": kept.value, "not_known": not_known}
        too_much = _too_much(gone, last.value, kept.value)
        if not too_much and _grow(rows.filter(pk=last.pk), kept, gone, fields):
            return False
    _begin(kept, key, not_known, client_uuid, Revision.Outcome.SAVED)
    return True


def set_answer_aside(
    kept: NewText, *, key: str, not_known: bool, client_uuid: UUID, outcome: Revision.Outcome
) -> None:
    """Keep a text that did not become the answer; ``version`` is the current version."""
    _begin(kept, key, not_known, client_uuid, outcome)


def _begin(
    kept: NewText, key: str, not_known: bool, client_uuid: UUID, outcome: Revision.Outcome
) -> None:
    revision = Revision(
        client_uuid=client_uuid,
        assessment=kept.assessment,
        key=key,
        value=kept.value,
        not_known=not_known,
        version=kept.version,
        first_version=kept.version,
        outcome=outcome,
        opened_at=kept.at,
        written_at=kept.at,
        written_by=kept.by,
    )
    try:
        with transaction.atomic():
            revision.save(force_insert=True)
    except IntegrityError:  # The UUID stands for another text already.
        revision.client_uuid = uuid4()
        revision.save(force_insert=True)


def keep_record(kept: NewText, *, kind: str, record_id: UUID) -> bool:
    """Keep a record's new state, ``value`` its fields; True when this began a new revision."""
    rows = RecordRevision.objects.filter(record_id=record_id)
    last = rows.filter(outcome=RecordRevision.Outcome.SAVED).order_by("-version").first()
    if last is not None and kept.follows(last) and not _record_cited(last):
        pairs = [
            (last.values.get(name), kept.value.get(name)) for name in {*last.values, *kept.value}
        ]
        gone = last.dropped + sum(dropped(*pair) for pair in pairs)
        too_much = gone > MAY_DROP or any(_too_much(dropped(*pair), *pair) for pair in pairs)
        fields = {"values": kept.value}
        if not too_much and _grow(rows.filter(pk=last.pk), kept, gone, fields):
            return False
    set_record_aside(kept, kind=kind, record_id=record_id, outcome=RecordRevision.Outcome.SAVED)
    return True


def set_record_aside(
    kept: NewText, *, kind: str, record_id: UUID, outcome: RecordRevision.Outcome
) -> None:
    """Keep fields of a record as a separate revision, whatever the outcome."""
    RecordRevision.objects.create(
        assessment=kept.assessment,
        kind=kind,
        record_id=record_id,
        version=kept.version,
        first_version=kept.version,
        values=kept.value,
        outcome=outcome,
        opened_at=kept.at,
        written_at=kept.at,
        written_by=kept.by,
    )


def _grow(row: Any, kept: NewText, gone: int, fields: Mapping[str, Any]) -> bool:
    """Extend a revision; False when a constraint of the database forbids it."""
    try:
        with transaction.atomic():
            updated = row.update(version=kept.version, written_at=kept.at, dropped=gone, **fields)
    except IntegrityError:
        return False
    return bool(updated)


def _answer_cited(assessment: Assessment, key: str, last: Revision) -> bool:
    versions = (last.first_version, last.version)
    return (
        Thread.objects.filter(
            assessment=assessment, question=key, answer_version__range=versions
        ).exists()
        or Revision.objects.filter(
            ~Q(outcome=Revision.Outcome.SAVED),
            assessment=assessment,
            key=key,
            version__range=versions,
        ).exists()
    )


def _record_cited(last: RecordRevision) -> bool:
    return RecordRevision.objects.filter(
        ~Q(outcome=RecordRevision.Outcome.SAVED),
        record_id=last.record_id,
        version__range=(last.first_version, last.version),
    ).exists()


# --- What was sent before -------------------------------------------------------------------------
def content_of(*parts: Any) -> str:
    """The SHA-256 of what a browser sent, to recognise the same write."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def sent_before(
    assessment: Assessment, client_uuid: UUID, address: str, content: str
) -> SentWrite | None:
    """The same write, if it was sent before. One query."""
    return SentWrite.objects.filter(
        client_uuid=client_uuid, assessment=assessment, address=address, content=content
    ).first()


def remember(
    *,
    assessment: Assessment,
    client_uuid: UUID,
    address: str,
    content: str,
    outcome: str,
    version: int,
    by: User,
    at: datetime,
) -> None:
    """Store the outcome of a write. A UUID already used for another write is not changed."""
    SentWrite.objects.bulk_create(
        [
            SentWrite(
                client_uuid=client_uuid,
                assessment=assessment,
                address=address,
                content=content,
                outcome=outcome,
                version=version,
                sent_at=at,
                sent_by=by,
            )
        ],
        ignore_conflicts=True,
    )


# A browser that was away longer than that shows what it kept, and the person decides: a write sent
# again then meets the version it is based on, and nothing is overwritten.
_REMEMBERED_FOR = timedelta(days=180)


def forget_sent_writes(*, at: datetime) -> int:
    """Delete writes older than half a year; the texts stay in the history. Returns the number."""
    rows = SentWrite.objects.filter(sent_at__lt=at - _REMEMBERED_FOR)
    return rows.delete()[0]
