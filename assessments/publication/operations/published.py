"""All published plans in all languages: requested in one act, queued behind other requests."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import PlanDocument
from assessments.publication.queries import published
from assessments.states import DocumentState, Projection
from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit, outbox

from .asking import KIND, WAITING, is_lost, outbox_key, payload_of, queue_again


@dataclass(frozen=True)
class RequestedDocuments:
    """Counts of all documents there should be; those after ``plans`` add up to the total.

    ``again``: made before, but their files are missing, so they are queued again. ``waiting``:
    requested before. ``failed`` ones stay failed until they are requested again. The names are
    stored in the trail.
    """

    plans: int
    new: int
    again: int
    waiting: int
    ready: int
    failed: int

    @property
    def requested(self) -> int:
        return self.new + self.again


@transaction.atomic
def ask_for_all_published(*, by: User | None, at: datetime) -> RequestedDocuments:
    """Request every published plan in every language, unless it is in the store or queued.

    Safe to repeat. ``by`` is None for the command line. Raises ``Refused`` for a person who may not
    publish plans. The number of statements does not grow with the number of plans.
    """
    _require(by, at)
    every = list(published.editions())
    new = _create([document for document, is_new in every if is_new], by=by, at=at)
    old = [document for document, is_new in every if not is_new]
    lost = [document for document in old if is_lost(document)]
    queue_again(lost, at=at, bulk=True)
    ready = sum(document.state == DocumentState.READY for document in old) - len(lost)
    asked = RequestedDocuments(
        plans=len({document.snapshot_id for document, _is_new in every}),
        new=len(new),
        again=len(lost),
        waiting=sum(document.state in WAITING for document in old),
        ready=ready,
        failed=sum(document.state == DocumentState.FAILED for document in old),
    )
    _record(
        "documents.asked_for_all",
        f"asked for all published plans: {asked.requested}",
        asked,
        by=by,
        at=at,
    )
    return asked


@transaction.atomic
def ask_for_failed_again(*, by: User | None, at: datetime) -> int:
    """Request again those that failed. Returns how many. Raises ``Refused`` as above."""
    _require(by, at)
    failed = list(published.failed().select_for_update(of=("self",)))
    queue_again(failed, at=at, bulk=True)
    _record(
        "documents.failed_asked_again", f"asked again for {len(failed)} failed", None, by=by, at=at
    )
    return len(failed)


def _require(by: User | None, at: datetime) -> None:
    if by is not None:
        require(by, Permission.PUBLISH_ASSESSMENT, on=at.date())


def _create(wanted: list[PlanDocument], *, by: User | None, at: datetime) -> list[PlanDocument]:
    """Rows and their messages; one that another request has made since then is left alone."""
    for document in wanted:
        document.projection, document.asked_at, document.asked_by = Projection.PUBLIC, at, by
    PlanDocument.objects.bulk_create(wanted, ignore_conflicts=True)
    ids = [document.pk for document in wanted]
    created = list(
        PlanDocument.objects.filter(pk__in=ids).only("pk", "snapshot_id", "projection", "language")
    )
    payloads = {outbox_key(document): payload_of(document) for document in created}
    outbox.ask_in_bulk(kind=KIND, payloads=payloads)
    return created


def _record(
    verb: str, what: str, asked: RequestedDocuments | None, *, by: User | None, at: datetime
) -> None:
    who = str(by) if by else "The command line"
    details = vars(asked) if asked else {}
    audit.record(
        verb=verb,
        sentence=f"{who} {what} documents.",
        by=by,
        role=role_used(by, Permission.PUBLISH_ASSESSMENT, on=at.date()) if by else "",
        details=dict(details),
    )
