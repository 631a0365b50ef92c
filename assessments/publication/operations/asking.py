"""Requesting plan documents.

A document is a row from the moment it is requested; the request to render it is an outbox row of
the same transaction. Nothing queued can be lost, and nothing is rendered twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assessments.dossiers.queries.access import takes_part, visible_to
from assessments.models import Assessment, PlanDocument, Snapshot
from assessments.publication.documents import store
from assessments.publication.queries.documents import frame_language
from assessments.states import DocumentState, Projection
from partners.models import User
from techbank import audit, outbox
from techbank.exceptions import Hidden, Invalid, Refused, WrongState

KIND = "assessments.render_plan_document"
WAITING = (DocumentState.QUEUED, DocumentState.RENDERING)
# A worker stores a file before it says so: what is younger may be named in a moment.
ORPHANS_ARE_KEPT = timedelta(days=1)


def outbox_key(document: PlanDocument) -> str:
    """The key of the only outbox row of a document: two requests cannot render it twice."""
    return f"pdf:{document.snapshot_id}:{document.projection}:{document.language}"


def ask_in_act(
    *, snapshot: Snapshot, language: str, projection: str, by: User, at: datetime
) -> PlanDocument:
    """The document row and its outbox row, inside the transaction of another act.

    A document that is ready is returned as it is, from the store; one that waits behind bulk work
    is moved before it; one that failed or whose file is missing is queued again.
    """
    document, created = PlanDocument.objects.get_or_create(
        snapshot=snapshot,
        language=language,
        projection=projection,
        defaults={"asked_at": at, "asked_by": by},
    )
    if document.state == DocumentState.FAILED or is_lost(document):
        queue_again([document], at=at)
        document.refresh_from_db()
    elif created or document.state in WAITING:
        outbox.ask(kind=KIND, key=outbox_key(document), payload=payload_of(document))
    return document


def payload_of(document: PlanDocument) -> dict[str, str]:
    return {"document_id": str(document.pk)}


def is_lost(document: PlanDocument) -> bool:
    """Ready, but its file is not in the store: a disk that was lost, or an older backup of it."""
    return document.state == DocumentState.READY and not store.holds(document.stored_as)


def queue_again(documents: Sequence[PlanDocument], *, at: datetime, bulk: bool = False) -> None:
    """Queue documents afresh that failed or whose files are gone, within the caller's act."""
    PlanDocument.objects.filter(pk__in=[document.pk for document in documents]).update(
        state=DocumentState.QUEUED,
        error="",
        step=0,
        asked_at=at,
        asked_times=F("asked_times") + 1,
    )
    # Messages of long ago are forgotten: then it is asked as if for the first time.
    forgotten = {
        key: payload_of(document)
        for document in documents
        if not outbox.ask_again(key := outbox_key(document), bulk=bulk, also_done=True)
    }
    if bulk:
        outbox.ask_in_bulk(kind=KIND, payloads=forgotten)
        return
    for key, payload in forgotten.items():
        outbox.ask(kind=KIND, key=key, payload=payload)


def require_asker(*, assessment: Assessment, by: User, at: datetime) -> None:
    """Raises ``Hidden`` for a person who may not read the dossier, ``Refused`` for auditors, who
    change nothing: a requested public document appears on the public page of its plan."""
    if not visible_to(by, at.date()).filter(pk=assessment.pk).exists():
        raise Hidden
    if not takes_part(assessment, by, at.date()):
        raise Refused(_("You may read these documents, not ask for more of them."))


@transaction.atomic
def ask_for_document(
    *, snapshot: Snapshot, language: str, projection: str, by: User, at: datetime
) -> PlanDocument:
    """Request the plan in a language. Everybody who takes part in the dossier may do so.

    Raises ``Hidden`` and ``Refused`` as ``require_asker`` does, ``Invalid`` for a
    language the portal does not print.
    """
    require_asker(assessment=snapshot.assessment, by=by, at=at)
    if language not in dict(settings.DOCUMENT_LANGUAGES) or projection not in Projection.values:
        raise Invalid(_("Choose one of the languages listed."), field="language")
    document = ask_in_act(snapshot=snapshot, language=language, projection=projection, by=by, at=at)
    audit.record(
        verb="document.asked_for",
        sentence=f"{by} asked for the plan of “{snapshot.assessment}” in {language}.",
        by=by,
        subject=snapshot.assessment,
        country=snapshot.assessment.country_id,
        details={"document": str(document.pk), "projection": projection},
    )
    return document


@transaction.atomic
def ask_again(*, document: PlanDocument, by: User, at: datetime) -> PlanDocument:
    """Request a document again that failed. Raises ``WrongState`` for any other."""
    require_asker(assessment=document.snapshot.assessment, by=by, at=at)
    rows = PlanDocument.objects.select_for_update(of=("self",)).filter(state=DocumentState.FAILED)
    failed = rows.filter(pk=document.pk).first()
    if failed is None:
        raise WrongState(_("Only a document that failed can be asked for again."))
    queue_again([failed], at=at)
    audit.record(
        verb="document.asked_again",
        sentence=f"{by} asked again for a document of “{document.snapshot.assessment}”.",
        by=by,
        subject=document.snapshot.assessment,
        country=document.snapshot.assessment.country_id,
        details={"document": str(document.pk)},
    )
    document.refresh_from_db()
    return document


@transaction.atomic
def reconcile(*, at: datetime) -> int:
    """Request documents of approved snapshots that have no row or no outbox row.

    Returns how many new rows were made. Runs nightly; the number should always be zero.
    Files that no document names, and files half written by a worker that died, are deleted.
    """
    asked = 0
    for snapshot in Snapshot.objects.select_related("assessment__country").defer("full", "public"):
        for projection in Projection.values:
            _document, created = PlanDocument.objects.get_or_create(
                snapshot=snapshot,
                language=frame_language(snapshot.assessment),
                projection=projection,
                defaults={"asked_at": at, "asked_by": None},
            )
            asked += created
    waiting = PlanDocument.objects.filter(state__in=WAITING)
    payloads = {outbox_key(document): payload_of(document) for document in waiting}
    outbox.ask_in_bulk(kind=KIND, payloads=payloads)
    named = set(PlanDocument.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    store.forget_orphans(named, before=at - ORPHANS_ARE_KEPT)
    return asked
