"""Saving answers: versioned, safe to send twice, and no text is lost in a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import lock_for_writing, title_of, writer_role
from assessments.history.operations import revisions
from assessments.models import Answer, Assessment, Revision, SectionProgress, SentWrite
from assessments.questions import questionnaire
from assessments.reading.queries import progress
from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid
from techbank.text import CURRENT


@dataclass(frozen=True)
class Written:
    """A written text. ``base_version`` is the version the writer saw, 0 for none."""

    key: str
    value: Any
    not_known: bool
    base_version: int
    client_uuid: UUID


@dataclass(frozen=True)
class Conflict:
    """Two people wrote the same answer; both texts are kept, ``mine`` and ``theirs``."""

    key: str
    mine: Any
    mine_not_known: bool
    theirs: Any
    theirs_not_known: bool
    theirs_by: User
    theirs_at: datetime
    version: int


@dataclass
class Saved:
    """The ``answers`` that are now current, by key, and the ``conflicts`` to settle.

    ``versions`` is the version that each text became. When the same write is sent again, the
    current answer may have a later version.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def take(self, key: str, answer: Answer, *, version: int | None = None) -> None:
        self.answers[key] = answer
        self.versions[key] = answer.version if version is None else version


def _same(answer: Answer, written: Written) -> bool:
    return answer.value == written.value and answer.not_known == written.not_known


def _first_answer(assessment: Assessment, written: Written, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            Answer.objects.create(
                assessment=assessment,
                key=written.key,
                value=written.value,
                not_known=written.not_known,
                version=1,
                updated_at=at,
                updated_by=by,
            )
    except IntegrityError:
        return False
    return True


def _next_answer(assessment: Assessment, written: Written, by: User, at: datetime) -> bool:
    # The database compares the version, not this process: of two writers exactly one changes it.
    rows = Answer.objects.filter(
        assessment=assessment, key=written.key, version=written.base_version
    ).update(
        value=written.value,
        not_known=written.not_known,
        dialect=CURRENT,
        version=F("version") + 1,
        updated_at=at,
        updated_by=by,
    )
    return rows == 1


def _save_one(
    assessment: Assessment, written: Written, by: User, at: datetime, auto: bool, saved: Saved
) -> bool:
    """Save one answer or file the conflict; True when that is news for the trail."""
    current = Answer.objects.filter(assessment=assessment, key=written.key).first()
    if current is None and written.value is None and not written.not_known:
        return False
    content = revisions.content_of(written.key, written.value, written.not_known)
    before = revisions.sent_before(assessment, written.client_uuid, written.key, content)
    if before is not None and current is not None:
        _again(written, before, current, saved)
        return False
    remember = partial(
        revisions.remember,
        assessment=assessment,
        client_uuid=written.client_uuid,
        address=written.key,
        content=content,
        by=by,
        at=at,
    )
    if current is not None and _same(current, written):
        remember(outcome=Revision.Outcome.SAVED, version=current.version)
        saved.take(written.key, current)
        return False
    write = _first_answer if current is None else _next_answer
    done = write(assessment, written, by, at)
    now = Answer.objects.select_related("updated_by").get(assessment=assessment, key=written.key)
    new_text = revisions.NewText(assessment, now.version, written.value, by, at, auto)
    text: dict[str, Any] = {
        "key": written.key,
        "not_known": written.not_known,
        "client_uuid": written.client_uuid,
    }
    if done or _same(now, written):
        remember(outcome=Revision.Outcome.SAVED, version=now.version)
        saved.take(written.key, now)
        return done and revisions.keep_answer(new_text, **text)
    remember(outcome=Revision.Outcome.SET_ASIDE, version=now.version)
    revisions.set_answer_aside(new_text, **text, outcome=Revision.Outcome.SET_ASIDE)
    saved.conflicts.append(_conflict(written, now))
    return True


def _again(written: Written, before: SentWrite, current: Answer, saved: Saved) -> None:
    """Sent once more: what was saved is saved; what was set aside is still to be settled."""
    aside = before.outcome == Revision.Outcome.SET_ASIDE
    if aside and not _same(current, written):
        saved.conflicts.append(_conflict(written, current))
    else:
        saved.take(written.key, current, version=current.version if aside else before.version)


def _conflict(written: Written, now: Answer) -> Conflict:
    return Conflict(
        key=written.key,
        mine=written.value,
        mine_not_known=written.not_known,
        theirs=now.value,
        theirs_not_known=now.not_known,
        theirs_by=now.updated_by,
        theirs_at=now.updated_at,
        version=now.version,
    )


@transaction.atomic
def save_answers(
    *,
    assessment: Assessment,
    section: str,
    written: Sequence[Written],
    by: User,
    at: datetime,
    auto: bool = False,
) -> Saved:
    """Save the texts written in one section, answer by answer.

    An answer that has a newer version is not overwritten: the writer's text is set aside in the
    history and returned as a ``Conflict``. The same ``client_uuid`` sent again changes nothing.
    ``auto``: saved by the browser while the author was writing; one revision covers ten minutes.
    Raises ``Refused`` when the section cannot be changed, ``Invalid`` for an unknown question.
    """
    locked = lock_for_writing(assessment=assessment, section=section, by=by, at=at)
    known = {q.key for q in questionnaire(locked.questionnaire).section(section).questions}
    saved = Saved()
    changed = []
    for answer in written:
        if answer.key not in known:
            raise Invalid(_("This section has no question “%(key)s”.") % {"key": answer.key})
        if _save_one(locked, answer, by, at, auto, saved):
            changed.append(answer.key)
    if changed:
        audit.record(
            verb="answers.saved",
            sentence=f"{by} wrote in section “{title_of(locked, section)}” of “{locked}”.",
            by=by,
            role=writer_role(locked, by, at),
            subject=locked,
            country=locked.country_id,
            details={
                "section": section,
                "answers": changed,
                "set_aside": [conflict.key for conflict in saved.conflicts],
            },
        )
    return saved


@transaction.atomic
def accept_reading(*, assessment: Assessment, section: str, by: User, at: datetime) -> None:
    """The writer saw how the texts of a section are read now and saved the page.

    No text changes, so there is no new version and no entry in the trail. Raises ``Refused`` when
    the section cannot be changed.
    """
    rows = Answer.objects.filter(assessment=assessment, dialect__lt=CURRENT)
    questions = questionnaire(assessment.questionnaire).section(section).questions
    keys = [question.key for question in questions]
    if rows.filter(key__in=keys).exists():
        lock_for_writing(assessment=assessment, section=section, by=by, at=at)
        rows.filter(key__in=keys).update(dialect=CURRENT)


@transaction.atomic
def keep_unread(
    *, assessment: Assessment, section: str, written: Written, by: User, at: datetime
) -> None:
    """Keep in the history a typed text that cannot be an answer; the answer does not change.

    ``value`` is the text as typed. It is kept once, even if sent again with the same
    ``client_uuid``.
    Raises ``Refused`` when the section cannot be changed.
    """
    locked = lock_for_writing(assessment=assessment, section=section, by=by, at=at)
    content = revisions.content_of(written.key, written.value, written.not_known)
    uuid, key = written.client_uuid, written.key
    if revisions.sent_before(locked, uuid, key, content):
        return
    current = Answer.objects.filter(assessment=locked, key=key).first()
    version = current.version if current else 0
    outcome = Revision.Outcome.NOT_READ
    unread = revisions.NewText(locked, version, written.value, by, at, auto=True)
    revisions.set_answer_aside(unread, key=key, not_known=False, client_uuid=uuid, outcome=outcome)
    revisions.remember(
        assessment=locked,
        client_uuid=uuid,
        address=key,
        content=content,
        outcome=outcome,
        version=version,
        by=by,
        at=at,
    )


@transaction.atomic
def mark_section(
    *, assessment: Assessment, section: str, complete: bool, by: User, at: datetime
) -> SectionProgress:
    """Mark a section as complete or not complete.

    Raises ``Invalid`` with what is missing; then the section does not change.
    """
    locked = lock_for_writing(assessment=assessment, section=section, by=by, at=at)
    missing = progress.missing_in(locked, section) if complete else []
    if missing:
        raise Invalid(" ".join(missing))
    row, _created = SectionProgress.objects.update_or_create(
        assessment=locked,
        key=section,
        defaults={"complete": complete, "updated_at": at, "updated_by": by},
    )
    state = "complete" if complete else "not complete yet"
    audit.record(
        verb="section.completed" if complete else "section.reopened",
        sentence=f"{by} marked section “{title_of(locked, section)}” of “{locked}” as {state}.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"section": section},
    )
    return row
