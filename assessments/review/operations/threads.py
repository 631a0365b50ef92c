"""Threads and remarks of the review."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import title_of
from assessments.dossiers.queries.access import takes_part, visible_to
from assessments.models import Answer, Assessment, Remark, Thread
from assessments.states import UNDER_REVIEW, State
from partners.access import holding
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Hidden, Invalid, Refused, WrongState


def _require_text(text: str) -> str:
    if not text.strip():
        raise Invalid(_("Write the remark first."), field="text")
    return text.strip()


def _hold(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)


def _require_assigned(assessment: Assessment, by: User, at: datetime) -> None:
    reviewing = holding(by, Permission.REVIEW_ASSESSMENT, at.date())
    if not reviewing or assessment.taken_by_id != by.pk:
        raise Refused(_("Only the officer who took the dossier can do this."))


def _require_open_review(assessment: Assessment) -> None:
    if assessment.state not in UNDER_REVIEW:
        raise WrongState(_("The review is over: its threads stay as they are."))


def _record(verb: str, sentence: str, thread: Thread, by: User, at: datetime) -> None:
    held = [m.role for m in by.memberships_on(at.date())]
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=held[0] if held else "",
        subject=thread.assessment,
        country=thread.assessment.country_id,
        details={
            "thread": str(thread.pk),
            "section": thread.section,
            "question": thread.question,
            "must_fix": thread.must_fix,
        },
    )


@transaction.atomic
def open_thread(
    *,
    assessment: Assessment,
    section: str,
    question: str = "",
    must_fix: bool,
    text: str,
    by: User,
    at: datetime,
) -> Thread:
    """Ask something about a section or an answer; anchored to the answer's version of now.

    Only by the officer who holds the dossier, while it is in review.
    """
    locked = _hold(assessment)
    _require_assigned(locked, by, at)
    if locked.state != State.IN_REVIEW:
        raise WrongState(_("Remarks are opened while the dossier is in review."))
    answer = Answer.objects.filter(assessment=locked, key=question).first() if question else None
    thread = Thread.objects.create(
        assessment=locked,
        section=section,
        question=question,
        answer_version=answer.version if answer else None,
        must_fix=must_fix,
        opened_at=at,
        opened_by=by,
    )
    Remark.objects.create(thread=thread, text=_require_text(text), written_at=at, written_by=by)
    _record(
        "thread.opened", f"{by} opened a thread on “{title_of(locked, section)}”.", thread, by, at
    )
    return thread


@transaction.atomic
def add_remark(*, thread: Thread, text: str, by: User, at: datetime) -> Remark:
    """Answer in a thread: the country's team, and officers who may read the dossier.

    Raises ``Hidden`` for everybody else, ``Refused`` for auditors, who change nothing, and
    ``WrongState`` once the review is over.
    """
    if not visible_to(by, at.date()).filter(pk=thread.assessment_id).exists():
        raise Hidden
    if not takes_part(thread.assessment, by, at.date()):
        raise Refused(_("You may read this thread, not write in it."))
    _require_open_review(_hold(thread.assessment))
    remark = Remark.objects.create(
        thread=thread, text=_require_text(text), written_at=at, written_by=by
    )
    _record(
        "thread.answered",
        f"{by} wrote in a thread on “{title_of(thread.assessment, thread.section)}”.",
        thread,
        by,
        at,
    )
    return remark


@transaction.atomic
def resolve_thread(*, thread: Thread, by: User, at: datetime) -> Thread:
    """Settle a thread. Only the officer who holds the dossier; settling twice changes nothing."""
    locked = _hold(thread.assessment)
    _require_assigned(locked, by, at)
    _require_open_review(locked)
    settled = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=True).update(
        resolved_at=at, resolved_by=by
    )
    thread.refresh_from_db()
    if settled:
        _record(
            "thread.resolved",
            f"{by} resolved a thread on “{title_of(locked, thread.section)}”.",
            thread,
            by,
            at,
        )
    return thread


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User, at: datetime) -> Thread:
    """Take a settlement back. Only the officer who holds the dossier, while it is in review."""
    locked = _hold(thread.assessment)
    _require_assigned(locked, by, at)
    if locked.state != State.IN_REVIEW:
        raise WrongState(_("Threads are reopened while the dossier is in review."))
    opened = Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False).update(
        resolved_at=None, resolved_by=None
    )
    thread.refresh_from_db()
    if opened:
        _record(
            "thread.reopened",
            f"{by} reopened a thread on “{title_of(locked, thread.section)}”.",
            thread,
            by,
            at,
        )
    return thread
