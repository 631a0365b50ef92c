"""Rendering the requested documents. Only the worker imports this: it loads the press."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from assessments.models import PlanDocument
from assessments.publication.documents import store
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.operations.signing import try_to_sign
from assessments.states import DocumentState, Projection, RenderingStep
from techbank import outbox, press

log = logging.getLogger("assessments.documents")

_STEP_OF: Final = {
    press.Stage.SETTING: RenderingStep.SETTING,
    press.Stage.LAYING_OUT: RenderingStep.LAYING_OUT,
    press.Stage.WRITING: RenderingStep.WRITING,
}


@dataclass
class _Progress:
    """The step a document is at, stored as the step begins. One statement a step."""

    document_id: UUID
    step: RenderingStep = RenderingStep.READING

    def to(self, step: RenderingStep) -> None:
        if step > self.step:
            self.step = step
            _not_ready(self.document_id).update(step=step)

    def hear(self, stage: press.Stage) -> None:
        self.to(_STEP_OF[stage])


def render(
    *,
    document_id: UUID,
    key: str,
    clock: Callable[[], datetime],
    too_long: type[Exception] = TimeoutError,
) -> PlanDocument | None:
    """Render one document and store it. Safe to call any number of times: it happens once.

    Returns None when there is nothing to do (done already, given up after too many attempts, or
    another worker is rendering it). A failure is written into the row, where people read it, and
    into the outbox, which tries again until its attempts are used up. ``too_long`` is the
    exception that the time limit raises in here.
    """
    with outbox.claim(key) as mine:
        if not mine or not _begin(document_id, key, clock()):
            return None
        try:
            _store(document_id, key, clock)
        except Exception as error:
            log.exception("rendering failed", extra={"document": str(document_id)})
            _mark_failed(document_id, key, error, is_too_long=isinstance(error, too_long))
    return PlanDocument.objects.get(pk=document_id)


def _begin(document_id: UUID, key: str, at: datetime) -> bool:
    """Count the attempt; False when there is nothing to attempt."""
    if not outbox.begin(key):
        _mark_given_up(document_id, key)
        return False
    begun = _not_ready(document_id).update(
        state=DocumentState.RENDERING,
        attempts=F("attempts") + 1,
        started_at=at,
        step=RenderingStep.READING,
        error="",
    )
    if not begun:
        outbox.finish(key)
    return bool(begun)


def _not_ready(document_id: UUID) -> QuerySet[PlanDocument]:
    return PlanDocument.objects.filter(pk=document_id).exclude(state=DocumentState.READY)


def _print(document_id: UUID, progress: _Progress) -> bytes:
    document = PlanDocument.objects.select_related("snapshot").get(pk=document_id)
    snapshot, public = document.snapshot, document.projection == Projection.PUBLIC
    progress.to(RenderingStep.DRAWING)
    with press.following(progress.hear):
        return plan_pdf(
            snapshot.public if public else snapshot.full,
            digest=snapshot.public_digest if public else snapshot.digest,
            language=document.language,
        )


def _store(document_id: UUID, key: str, clock: Callable[[], datetime]) -> None:
    progress = _Progress(document_id)
    content = _print(document_id, progress)
    progress.to(RenderingStep.STORING)
    stored = store.put(content)
    try_to_sign(digest=stored.digest, at=clock())
    with transaction.atomic():
        # A claim is lost with its connection, so two may have rendered it: the bytes are the
        # same, and only the first of them makes it ready.
        _not_ready(document_id).update(
            state=DocumentState.READY,
            digest=stored.digest,
            pages=stored.pages,
            size=stored.size,
            stored_as=stored.name,
            error="",
            ready_at=clock(),
        )
        outbox.finish(key)


def _mark_failed(document_id: UUID, key: str, error: Exception, *, is_too_long: bool) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000]
    # A full disk or a lost connection may pass; what the renderer cannot print it never will.
    may_pass = isinstance(error, OSError | DatabaseError | MemoryError)
    if is_too_long:
        reason = f"It was not done after {settings.TASK_SOFT_SECONDS} seconds and was stopped."
        # A machine may be busy once; a plan that takes too long twice will do so again.
        may_pass = outbox.last_error(key) != reason
    (outbox.fail if may_pass else outbox.give_up)(key, reason)
    _not_ready(document_id).update(state=DocumentState.QUEUED, error=reason)
    _mark_given_up(document_id, key)


def _mark_given_up(document_id: UUID, key: str) -> None:
    reason = outbox.dead_reason(key)
    if reason:
        _not_ready(document_id).update(state=DocumentState.FAILED, error=reason)
