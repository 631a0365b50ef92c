"""The floor's doors for later work: ids in, one call."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from assessments.operations import documents, rendering


@shared_task(name=documents.KIND)
def render_plan_document(document_id: str, key: str) -> None:
    rendering.render(document_id=UUID(document_id), key=key, clock=timezone.now)


@shared_task(name="assessments.reconcile_documents")
def reconcile_documents() -> None:
    documents.reconcile(at=timezone.now())
