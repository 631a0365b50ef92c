"""Rendering the documents that were asked for. Only the worker comes here: it loads the press."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from assessments.documents import store
from assessments.documents.plan import plan_pdf
from assessments.models import PlanDocument
from assessments.states import DocumentState, Projection
from techbank import outbox

log = logging.getLogger("assessments.documents")


def render(*, document_id: UUID, key: str, clock: Callable[[], datetime]) -> PlanDocument | None:
    """Render one document and store it. Safe to call any number of times: it happens once.

    Returns None when there is nothing to do (done already, or given up after too many attempts).
    A failure is written into the row, where people read it, and into the outbox, which tries
    again until its attempts are used up.
    """
    if not outbox.begin(key):
        _mark_given_up(document_id, key)
        return None
    document = PlanDocument.objects.select_related("snapshot").get(pk=document_id)
    _not_ready(document_id).update(
        state=DocumentState.RENDERING, attempts=F("attempts") + 1, started_at=clock(), error=""
    )
    try:
        _store(document, key, clock)
    except Exception as error:
        log.exception("rendering failed", extra={"document": str(document_id)})
        _mark_failed(document_id, key, error)
    return PlanDocument.objects.get(pk=document_id)


def _not_ready(document_id: UUID) -> QuerySet[PlanDocument]:
    return PlanDocument.objects.filter(pk=document_id).exclude(state=DocumentState.READY)


def _store(document: PlanDocument, key: str, clock: Callable[[], datetime]) -> None:
    snapshot = document.snapshot
    public = document.projection == Projection.PUBLIC
    content = plan_pdf(
        snapshot.public if public else snapshot.full,
        digest=snapshot.public_digest if public else snapshot.digest,
        language=document.language,
    )
    stored = store.put(content)
    with transaction.atomic():
        # Two workers may have rendered it (a lease that ran out): the bytes are the same, and
        # only the first of them makes it ready.
        _not_ready(document.pk).update(
            state=DocumentState.READY,
            digest=stored.digest,
            pages=stored.pages,
            size=stored.size,
            stored_as=stored.name,
            error="",
            ready_at=clock(),
        )
        outbox.finish(key)


def _mark_failed(document_id: UUID, key: str, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000]
    # A full disk or a lost connection may pass; what the renderer cannot print it never will.
    may_pass = isinstance(error, OSError | DatabaseError | MemoryError)
    (outbox.fail if may_pass else outbox.give_up)(key, reason)
    _not_ready(document_id).update(state=DocumentState.QUEUED, error=reason)
    _mark_given_up(document_id, key)


def _mark_given_up(document_id: UUID, key: str) -> None:
    reason = outbox.dead_reason(key)
    if reason:
        _not_ready(document_id).update(state=DocumentState.FAILED, error=reason)
