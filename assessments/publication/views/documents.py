"""Versions of a plan and their documents: requested, followed, downloaded."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.queries import access
from assessments.models import Assessment, PlanDocument, Snapshot
from assessments.publication.documents import store
from assessments.publication.documents.edition import renderer_of, snapshot_json
from assessments.publication.documents.table_book import MEDIA_TYPE
from assessments.publication.documents.tables import plan_tables
from assessments.publication.forms.documents import DocumentForm
from assessments.publication.operations import asking
from assessments.publication.queries import documents as queries
from assessments.questions.languages import name_of
from assessments.states import DocumentState, Projection, RenderingStep
from partners.views.asking import person
from techbank.exceptions import Hidden, Invalid

STEPS = len(RenderingStep)
_TONES = {
    DocumentState.QUEUED: "todo",
    DocumentState.RENDERING: "doing",
    DocumentState.READY: "done",
    DocumentState.FAILED: "error",
}


@dataclass(frozen=True)
class DocumentRow:
    """A document as the page shows it in one row."""

    document: PlanDocument
    language: str
    projection: str
    label: str
    tone: str
    sentence: str
    url: str

    @property
    def steps(self) -> int:
        return STEPS

    @property
    def steps_done(self) -> int:
        """Steps that are done, in this attempt."""
        if self.document.state == DocumentState.READY:
            return STEPS
        return (
            max(0, self.document.step - 1) if self.document.state == DocumentState.RENDERING else 0
        )

    @property
    def is_signed(self) -> bool:
        """Whether there is a copy signed by the portal."""
        ready = self.document.state == DocumentState.READY
        return ready and store.has_signed_copy(self.document.digest)

    @property
    def waiting(self) -> bool:
        return self.document.state in (DocumentState.QUEUED, DocumentState.RENDERING)


def _sentence(document: PlanDocument) -> str:
    """The state of the document, for the person who waits."""
    if document.state == DocumentState.READY:
        return _("The document is ready.")
    if document.state == DocumentState.FAILED:
        return _("It could not be made.")
    if document.state == DocumentState.RENDERING:
        return _("Step %(step)s of %(steps)s: %(what)s") % {
            "step": document.step,
            "steps": STEPS,
            "what": RenderingStep(document.step or 1).label,
        }
    if document.error:
        return _("It did not work at once. It is tried again by itself.")
    return _("It waits for its turn.")


def _row(document: PlanDocument) -> DocumentRow:
    state = DocumentState(document.state)
    return DocumentRow(
        document=document,
        language=name_of(document.language, get_language() or "en"),
        projection=str(Projection(document.projection).label),
        label=str(state.label),
        tone=_TONES[state],
        sentence=_sentence(document),
        url=reverse("document_file", args=[document.pk]),
    )


def _page(
    request: HttpRequest, assessment: Assessment, form: DocumentForm | None = None
) -> HttpResponse:
    snapshots = _snapshots(assessment)
    rows: dict[UUID, list[DocumentRow]] = defaultdict(list)
    for document in queries.of_assessment(assessment).order_by("language", "projection"):
        rows[document.snapshot_id].append(_row(document))
    every = [row for versions in rows.values() for row in versions]
    context: dict[str, Any] = {
        "assessment": assessment,
        "versions": [{"snapshot": snapshot, "rows": rows[snapshot.pk]} for snapshot in snapshots],
        "form": form or DocumentForm(snapshots=snapshots, language=assessment.language),
        "waiting": any(row.waiting for row in every),
        "may_ask": access.takes_part(assessment, person(request), timezone.now().date()),
        "nav": "assessments",
    }
    return render(request, "assessments/publication/documents.html", context)


def _snapshots(assessment: Assessment) -> Any:
    versions = Snapshot.objects.filter(assessment=assessment)
    return versions.defer("full", "public").order_by("-version")


@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The versions of a dossier and their documents; POST requests another document."""
    now = timezone.now()
    assessment = access.get_visible(request.user, assessment_id, now.date())
    if request.method == "GET":
        return _page(request, assessment)
    asking.require_asker(assessment=assessment, by=person(request), at=now)
    form = DocumentForm(
        request.POST, snapshots=_snapshots(assessment), language=assessment.language
    )
    if not form.is_valid():
        return _page(request, assessment, form)
    # Known already: it need not be looked up again.
    form.cleaned_data["snapshot"].assessment = assessment
    try:
        asked = asking.ask_for_document(by=person(request), at=now, **form.cleaned_data)
    except Invalid as invalid:
        form.add_error(invalid.field or None, invalid.sentence)
        return _page(request, assessment, form)
    messages.success(request, _sentence(asked))
    return redirect("documents", assessment.pk)


@require_http_methods(["GET", "POST"])
def document_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Request a document again that failed; GET goes to the page with the button."""
    now = timezone.now()
    document = queries.visible_document(request.user, document_id, now.date())
    access.get_visible(request.user, document.snapshot.assessment_id, now.date())
    if request.method == "GET":
        return redirect("documents", document.snapshot.assessment_id)
    asking.ask_again(document=document, by=person(request), at=now)
    messages.success(request, _("Asked for again."))
    return redirect("documents", document.snapshot.assessment_id)


@login_not_required
@require_GET
def document_status(request: HttpRequest, document_id: UUID) -> JsonResponse:
    """How far a document is, for the page that follows it.

    ``bytes`` is the size; ``url`` is empty until it is ready. The error is shown only to people of
    the dossier.
    """
    on = timezone.now().date()
    document = queries.visible_document(request.user, document_id, on)
    of_dossier = access.visible_to(request.user, on).filter(pk=document.snapshot.assessment_id)
    row = _row(document)
    ready = document.state == DocumentState.READY
    return JsonResponse(
        {
            "state": document.state,
            "label": row.label,
            "sentence": row.sentence,
            "done": row.steps_done,
            "total": row.steps,
            "attempts": document.attempts,
            "error": document.error if document.error and of_dossier.exists() else "",
            "pages": document.pages,
            "bytes": document.size,
            "url": row.url if ready else "",
        },
        headers={"Cache-Control": "no-store"},
    )


def _file_name(document: PlanDocument, ending: str = "pdf") -> str:
    """Country, cycle, version, language; the full one says so in its name."""
    snapshot = document.snapshot
    assessment = snapshot.assessment
    parts = [
        assessment.country_id,
        assessment.cycle_id,
        "plan",
        f"v{snapshot.version}",
        document.language,
    ]
    if document.projection == Projection.FULL:
        parts.append("full-restricted")
    return f"{'-'.join(parts)}.{ending}"


def _stored(document: PlanDocument, signed: bool) -> Path:
    return store.signed_path(document.digest) if signed else store.path_of(document.stored_as)


@login_not_required
@require_GET
def document_file(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The PDF itself, for people who may read it; unchanged bytes are answered with 304.

    ``?signed`` requests the copy signed by the portal, where there is one.
    """
    document = queries.visible_document(request.user, document_id, timezone.now().date())
    if document.state != DocumentState.READY:
        raise Hidden
    signed = "signed" in request.GET
    etag = f'"{document.digest}{"-signed" * signed}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        file = _stored(document, signed).open("rb")
    except FileNotFoundError:
        raise Hidden from None
    name = _file_name(document, "signed.pdf" if signed else "pdf")
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response["ETag"] = etag
    # Asked again each time: a published plan is public only while it is published.
    response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_not_required
@require_GET
def document_tables(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The tables of a document as a workbook, for people who may read the document."""
    document = queries.visible_document(request.user, document_id, timezone.now().date())
    snapshot, digest = _frozen(document)
    etag = f'"{digest}-{document.language}-{renderer_of(snapshot)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    content = plan_tables(snapshot, digest=digest, language=document.language)
    return _download(content, _file_name(document, "xlsx"), MEDIA_TYPE, etag)


@login_not_required
@require_GET
def document_snapshot(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """The frozen snapshot a document is made of; its sha256 is the digest on the cover."""
    document = queries.visible_document(request.user, document_id, timezone.now().date())
    snapshot, digest = _frozen(document)
    unchanged = get_conditional_response(request, etag=f'"{digest}"')
    if unchanged is not None:
        return unchanged
    name = _file_name(document, "json")
    return _download(snapshot_json(snapshot), name, "application/json", f'"{digest}"')


def _frozen(document: PlanDocument) -> tuple[dict[str, Any], str]:
    """The projection a document shows, and its digest."""
    snapshot = document.snapshot
    if document.projection == Projection.PUBLIC:
        return snapshot.public, snapshot.public_digest
    return snapshot.full, snapshot.digest


def _download(content: bytes, name: str, media_type: str, etag: str) -> HttpResponse:
    return HttpResponse(
        content,
        headers={
            "Content-Type": media_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "ETag": etag,
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
