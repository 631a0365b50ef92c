"""Sources of facts: beside one fact, all of a dossier, and their files as downloads."""

from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.dossiers.queries import sources
from assessments.dossiers.views.pages import Page, open_page
from assessments.evidence.forms import EvidenceForm, choose_again
from assessments.evidence.operations import sources as acts
from assessments.models import Evidence
from assessments.questions.definitions import Section
from partners.views.asking import READ_OR_POST
from techbank.exceptions import Hidden, Invalid, Stale
from techbank.files import private_store

from .facts import (
    FactLocation,
    fields_of,
    may_change,
    place_at,
    places_of,
    require_change,
    widest_of,
)


@dataclass(frozen=True)
class ListedSource:
    """A source in a list: what it is about, and whether this reader may change it."""

    row: Evidence
    place: FactLocation
    field: str
    editable: bool


@dataclass(frozen=True)
class SourceGroup:
    """The sources of one section. ``size`` is the bytes of their files."""

    section: Section
    rows: list[ListedSource]
    files: int
    size: int


@READ_OR_POST
def evidence(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The sources of one fact (``?at=``), with the form that adds one; else all of the dossier."""
    page = open_page(request, assessment_id)
    address = request.GET.get("at", "")
    if not address:
        if request.method == "POST":
            raise Hidden
        return _all(page)
    place = place_at(page, address)
    if request.method == "POST":
        return _add(page, place)
    editable = bool(may_change(page, place))
    return _of_fact(page, place, _form(page, place) if editable else None)


def _form(
    page: Page, place: FactLocation, data: QueryDict | None = None, row: Evidence | None = None
) -> EvidenceForm:
    initial: dict[str, Any] = {}
    if row is not None:
        initial = {name: getattr(row, name) for name in ("source", "page", "url", "seen_by")}
        initial |= {"id": row.pk, "version": row.version}
    return EvidenceForm(
        data,
        page.request.FILES if data is not None else None,
        widest=widest_of(page, place),
        fields_of_record=[] if row is not None else fields_of(page, place),
        with_file=row is None or not row.digest,
        initial=initial,
    )


def _listed(page: Page, rows: list[Evidence]) -> list[ListedSource]:
    places = places_of(page, rows)
    writable: dict[str, bool] = {}
    listed = []
    for row in rows:
        place = places.get(row.address)
        if place is None:
            continue
        key = str(place.came_from)
        if key not in writable:
            writable[key] = bool(may_change(page, place))
        labels = dict(fields_of(page, place)) if row.field else {}
        listed.append(ListedSource(row, place, str(labels.get(row.field, "")), writable[key]))
    return listed


def _readable(page: Page) -> Any:
    return sources.readable(page.assessment, of_country=page.of_country)


def _of_fact(
    page: Page, place: FactLocation, form: EvidenceForm | None, status: int = 200
) -> HttpResponse:
    fact = place.fact
    rows = _readable(page).filter(question=fact.question, kind=fact.kind, record_id=fact.record_id)
    context = page.context(
        (place.url, place.came_from),
        ("", _("Sources")),
        place=place,
        section=place.section,
        rows=_listed(page, list(rows)),
        form=form,
        reason="" if form else may_change(page, place).reason if page.of_country else "",
    )
    return render(page.request, "assessments/evidence/fact.html", context, status=status)


def _add(page: Page, place: FactLocation) -> HttpResponse:
    require_change(page, place)
    form = _form(page, place, page.request.POST)
    if not form.is_valid():
        return _of_fact(page, place, form)
    fact = replace(place.fact, field=form.cleaned_data.get("field", ""))
    try:
        acts.add_evidence(
            assessment=page.assessment,
            evidence_id=form.cleaned_data["id"] or uuid4(),
            fact=fact,
            source=acts.Source(**form.as_source),
            upload=form.upload,
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        _say(form, invalid)
        return _of_fact(page, place, form)
    messages.success(page.request, _("Source added."))
    return redirect(f"{page.url('evidence')}?at={place.address}")


def _say(form: EvidenceForm, invalid: Invalid) -> None:
    upload = form.upload
    form.say(invalid.field, invalid.sentence)
    if upload is not None and invalid.field != "file":
        form.add_error("file", choose_again())


def _all(page: Page) -> HttpResponse:
    listed = _listed(page, list(_readable(page)))
    groups = []
    for section in page.questionnaire.sections:
        rows = [item for item in listed if item.place.section == section]
        sizes = [row.row.size or 0 for row in rows if row.row.has_file]
        if rows:
            groups.append(SourceGroup(section, rows, len(sizes), sum(sizes)))
    context = page.context(
        ("", _("Sources and files")),
        groups=groups,
        files=sum(group.files for group in groups),
        size=sum(group.size for group in groups),
    )
    return render(page.request, "assessments/evidence/all.html", context)


def _mine(page: Page, evidence_id: UUID) -> tuple[Evidence, FactLocation]:
    """A source this reader may change; ``Hidden`` for what they may not read, ``Refused`` else."""
    row = sources.get_readable(page.assessment, evidence_id, of_country=page.of_country)
    place = place_at(page, row.address)
    place = replace(place, fact=acts.fact_of(row))
    require_change(page, place)
    return row, place


@READ_OR_POST
def evidence_change(request: HttpRequest, assessment_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Change what is said of a source, or attach its file where none is attached yet."""
    page = open_page(request, assessment_id)
    row, place = _mine(page, evidence_id)
    if request.method == "POST":
        return _change(page, row, place)
    return _changing(page, row, place, _form(page, place, row=row))


def _changing(
    page: Page,
    row: Evidence,
    place: FactLocation,
    form: EvidenceForm,
    theirs: Evidence | None = None,
) -> HttpResponse:
    context = page.context(
        (f"{page.url('evidence')}?at={place.address}", _("Sources")),
        ("", _("Change the source")),
        place=place,
        row=row,
        form=form,
        theirs=theirs,
    )
    status = 409 if theirs else 200
    return render(page.request, "assessments/evidence/change.html", context, status=status)


def _change(page: Page, row: Evidence, place: FactLocation) -> HttpResponse:
    form = _form(page, place, page.request.POST, row)
    if not form.is_valid():
        return _changing(page, row, place, form)
    try:
        acts.change_source(
            evidence=row,
            source=acts.Source(**form.as_source),
            base_version=form.cleaned_data["version"] or 0,
            upload=form.upload,
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        _say(form, invalid)
        return _changing(page, row, place, form)
    except Stale as stale:
        return _stale(page, place, cast(Evidence, stale.theirs))
    messages.success(page.request, _("Source changed."))
    return redirect(f"{page.url('evidence')}?at={place.address}")


def _stale(page: Page, place: FactLocation, theirs: Evidence) -> HttpResponse:
    """Mine in the fields, theirs above; saving once more keeps mine."""
    data = page.request.POST.copy()
    data["version"] = str(theirs.version)
    return _changing(page, theirs, place, _form(page, place, data, theirs), theirs)


@READ_OR_POST
def evidence_remove(request: HttpRequest, assessment_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Ask whether to remove a source, and remove it."""
    page = open_page(request, assessment_id)
    row, place = _mine(page, evidence_id)
    back = f"{page.url('evidence')}?at={place.address}"
    if request.method == "POST":
        acts.remove_evidence(evidence=row, by=page.user, at=page.now)
        messages.success(request, _("Source removed."))
        return redirect(back)
    context = page.context(
        (back, _("Sources")), ("", _("Remove the source")), row=row, place=place, back_url=back
    )
    return render(request, "assessments/evidence/remove.html", context)


@require_safe
def evidence_file(request: HttpRequest, assessment_id: UUID, evidence_id: UUID) -> HttpResponseBase:
    """The file, for those who may read the source: always a download, never a page."""
    page = open_page(request, assessment_id)
    row = sources.get_readable(page.assessment, evidence_id, of_country=page.of_country)
    if not row.has_file:
        raise Hidden
    try:
        file = private_store.opened(row.stored_as)
    except FileNotFoundError:
        raise Hidden from None
    response = FileResponse(
        file, as_attachment=True, filename=row.file_name, content_type=row.media_type
    )
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
