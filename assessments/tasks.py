"""The floor's doors for later work: ids in, one call."""

from datetime import date
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from assessments.evidence.operations import sweep
from assessments.history.operations import revisions
from assessments.prints.operations import asking
from assessments.prints.operations import rendering as print_rendering
from assessments.publication.operations import asking as documents
from assessments.publication.operations import rendering
from assessments.team.operations import reminders


@shared_task(name=documents.KIND)
def render_plan_document(document_id: str, key: str) -> None:
    rendering.render(
        document_id=UUID(document_id),
        key=key,
        clock=timezone.now,
        too_long=SoftTimeLimitExceeded,
    )


@shared_task(name="assessments.reconcile_documents")
def reconcile_documents() -> None:
    documents.reconcile(at=timezone.now())


@shared_task(name="assessments.send_reminders")
def send_reminders() -> None:
    reminders.send_reminders(at=timezone.now())


@shared_task(name="assessments.reconcile_evidence")
def reconcile_evidence() -> None:
    sweep.sweep(at=timezone.now())


@shared_task(name=asking.BLANK_KIND)
def render_blank_form(version: str, language: str, on: str, key: str) -> None:
    print_rendering.render_blank_form(
        version=version, language=language, on=date.fromisoformat(on), key=key
    )


@shared_task(name=asking.DOSSIER_KIND)
def render_dossier_print(
    assessment_id: str, language: str, of_country: bool, on: str, key: str
) -> None:
    print_rendering.render_dossier_print(
        assessment_id=UUID(assessment_id),
        language=language,
        of_country=of_country,
        on=date.fromisoformat(on),
        key=key,
    )


@shared_task(name="assessments.forget_prints")
def forget_prints() -> None:
    asking.forget_prints(at=timezone.now())


@shared_task(name="assessments.forget_sent_writes")
def forget_sent_writes() -> None:
    revisions.forget_sent_writes(at=timezone.now())
