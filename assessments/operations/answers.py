"""Writing answers: versioned, conditional, safe to send twice, nothing lost in a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Revision, SectionProgress
from assessments.queries import progress
from assessments.questions import questionnaire
from partners.models import User
from techbank import audit
from techbank.refusals import Invalid

from .editing import lock_for_writing, title_of, writer_role


@dataclass(frozen=True)
class Written:
    """What somebody wrote: ``base_version`` is the version she saw, 0 for none."""

    key: str
    value: Any
    not_known: bool
    base_version: int
    client_uuid: UUID


@dataclass(frozen=True)
class Conflict:
    """Two people wrote the same answer; both texts are kept, hers and theirs."""

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
    """``answers`` that are now current, by key, and the ``conflicts`` to settle."""

    answers: dict[str, Answer] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def _same(answer: Answer, one: Written) -> bool:
    return answer.value == one.value and answer.not_known == one.not_known


def _first_answer(assessment: Assessment, one: Written, by: User, at: datetime) -> bool:
    try:
        with transaction.atomic():
            Answer.objects.create(
                assessment=assessment,
                key=one.key,
                value=one.value,
                not_known=one.not_known,
                version=1,
                updated_at=at,
                updated_by=by,
            )
    except IntegrityError:
        return False
    return True


def _next_answer(assessment: Assessment, one: Written, by: User, at: datetime) -> bool:
    # The database compares the version, not this process: of two writers exactly one changes it.
    rows = Answer.objects.filter(
        assessment=assessment, key=one.key, version=one.base_version
    ).update(
        value=one.value,
        not_known=one.not_known,
        version=F("version") + 1,
        updated_at=at,
        updated_by=by,
    )
    return rows == 1


def _keep(
    assessment: Assessment, one: Written, by: User, at: datetime, version: int, outcome: str
) -> None:
    """The text in the history, once: a UUID that is taken was sent twice, or sent elsewhere."""
    kept = Revision(
        client_uuid=one.client_uuid,
        assessment=assessment,
        key=one.key,
        value=one.value,
        not_known=one.not_known,
        version=version,
        outcome=outcome,
        written_at=at,
        written_by=by,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        if not _sent_before(assessment, one):
            kept.client_uuid = uuid4()
            kept.save(force_insert=True)


def _save_one(assessment: Assessment, one: Written, by: User, at: datetime, saved: Saved) -> bool:
    """Save one answer or file the conflict; True when something changed."""
    current = Answer.objects.filter(assessment=assessment, key=one.key).first()
    if current is None and one.value is None and not one.not_known:
        return False
    if current is not None and (_same(current, one) or _sent_before(assessment, one)):
        _again(assessment, one, current, saved)
        return False
    write = _first_answer if current is None else _next_answer
    done = write(assessment, one, by, at)
    now = Answer.objects.select_related("updated_by").get(assessment=assessment, key=one.key)
    if done:
        _keep(assessment, one, by, at, now.version, Revision.Outcome.SAVED)
    if done or _same(now, one):
        saved.answers[one.key] = now
        return done
    _keep(assessment, one, by, at, now.version, Revision.Outcome.SET_ASIDE)
    saved.conflicts.append(_conflict(one, now))
    return True


def _again(assessment: Assessment, one: Written, current: Answer, saved: Saved) -> None:
    """Sent once more: what was saved is saved; what was set aside is still to be settled."""
    aside = Revision.objects.filter(
        client_uuid=one.client_uuid, outcome=Revision.Outcome.SET_ASIDE, assessment=assessment
    )
    if aside.exists() and not _same(current, one):
        saved.conflicts.append(_conflict(one, current))
    else:
        saved.answers[one.key] = current


def _conflict(one: Written, now: Answer) -> Conflict:
    return Conflict(
        key=one.key,
        mine=one.value,
        mine_not_known=one.not_known,
        theirs=now.value,
        theirs_not_known=now.not_known,
        theirs_by=now.updated_by,
        theirs_at=now.updated_at,
        version=now.version,
    )


def _sent_before(assessment: Assessment, one: Written) -> bool:
    return Revision.objects.filter(
        client_uuid=one.client_uuid, assessment=assessment, key=one.key
    ).exists()


@transaction.atomic
def save_answers(
    *, assessment: Assessment, section: str, written: Sequence[Written], by: User, at: datetime
) -> Saved:
    """Save what was written in one section, answer by answer.

    An answer whose version moved on is not overwritten: the writer's text is set aside in the
    history and comes back as a ``Conflict``. The same ``client_uuid`` sent again changes nothing.
    Raises ``Refused`` when the section cannot be changed, ``Invalid`` for an unknown question.
    """
    locked = lock_for_writing(assessment=assessment, section=section, by=by, at=at)
    known = {q.key for q in questionnaire(locked.questionnaire).section(section).questions}
    saved = Saved()
    changed = []
    for one in written:
        if one.key not in known:
            raise Invalid(_("This section has no question “%(key)s”.") % {"key": one.key})
        if _save_one(locked, one, by, at, saved):
            changed.append(one.key)
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
                "set_aside": [one.key for one in saved.conflicts],
            },
        )
    return saved


@transaction.atomic
def mark_section(
    *, assessment: Assessment, section: str, complete: bool, by: User, at: datetime
) -> SectionProgress:
    """Say that a section is complete, or that one will come back to it.

    Raises ``Invalid`` naming what is missing; then the section stays as it was.
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
    said = "complete" if complete else "not complete yet"
    audit.record(
        verb="section.completed" if complete else "section.reopened",
        sentence=f"{by} marked section “{title_of(locked, section)}” of “{locked}” as {said}.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"section": section},
    )
    return row
