"""All published plans in all languages: asked for in one act, behind what people wait for."""

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

from .asking import KIND, WAITING, is_lost, make_anew, outbox_key, payload_of


@dataclass(frozen=True)
class RequestedDocuments:
    """The state of every document there should be: counts, which add up to the total.

    ``anew``: their files are gone. ``waiting``: asked for before. ``failed`` ones stay so
    until they are asked for again.
    """

    plans: int
    new: int
    anew: int
    waiting: int
    ready: int
    failed: int

    @property
    def asked(self) -> int:
        return self.new + self.anew


@transaction.atomic
def ask_for_all_published(*, by: User | None, at: datetime) -> RequestedDocuments:
    """Ask for every published plan in every language, unless it is in the store or on its way.

    Safe to repeat. ``by`` is None for the command line. Raises ``Refused`` for who may not
    publish plans. A handful of statements, whatever the number.
    """
    _require(by, at)
    every = list(published.editions())
    new = _create([document for document, is_new in every if is_new], by=by, at=at)
    old = [document for document, is_new in every if not is_new]
    lost = [document for document in old if is_lost(document)]
    make_anew(lost, at=at, bulk=True)
    ready = sum(document.state == DocumentState.READY for document in old) - len(lost)
    asked = RequestedDocuments(
        plans=len({document.snapshot_id for document, _is_new in every}),
        new=len(new),
        anew=len(lost),
        waiting=sum(document.state in WAITING for document in old),
        ready=ready,
        failed=sum(document.state == DocumentState.FAILED for document in old),
    )
    _record(
        "documents.asked_for_all",
        f"asked for all published plans: {asked.asked}",
        asked,
        by=by,
        at=at,
    )
    return asked


@transaction.atomic
def ask_for_failed_again(*, by: User | None, at: datetime) -> int:
    """Ask once more for those that failed. Returns how many. Raises ``Refused`` as above."""
    _require(by, at)
    failed = list(published.failed().select_for_update(of=("self",)))
    make_anew(failed, at=at, bulk=True)
    _record(
        "documents.failed_asked_again", f"asked again for {len(failed)} failed", None, by=by, at=at
    )
    return len(failed)


def _require(by: User | None, at: datetime) -> None:
    if by is not None:
        require(by, Permission.PUBLISH_ASSESSMENT, on=at.date())


def _create(wanted: list[PlanDocument], *, by: User | None, at: datetime) -> list[PlanDocument]:
    """Rows and their messages; one that somebody else asked for since is left out."""
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
