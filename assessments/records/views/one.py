"""Adding, changing and removing the records of a dossier: one door for all kinds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.dossiers.views.pages import Page, open_page
from assessments.models import Action, Record, TechnologyOption
from assessments.questions.definitions import Text
from assessments.records.forms.form import RecordForm
from assessments.records.forms.registry import KIND_OF_MODEL, RecordForms, record_kind
from assessments.records.forms.stale import StaleRecord, stale_record
from assessments.records.operations.removing import remove_record
from assessments.records.operations.states import get_record
from assessments.records.operations.writing import save_record
from techbank.exceptions import Invalid, Stale


@dataclass(frozen=True)
class NeededFirst:
    """A kind of record that has to be there before this one."""

    title: Text
    add: Text
    url: str


def _parent(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("parent", ""))
    except ValueError:
        return None


def _form(
    page: Page, kind: RecordForms, record: Record | None = None, data: Any = None
) -> RecordForm:
    return kind.form(
        data,
        assessment=page.assessment,
        record=record,
        parent=_parent(page.request),
        parent_field=kind.parent,
    )


def _back(page: Page, kind: RecordForms) -> str:
    return f"{page.url('section', kind.section)}#records"


def _unchosen(page: Page, form: RecordForm) -> bool:
    """An action is asked for while there are technologies and none of them is chosen yet."""
    waits = form.model is Action and TechnologyOption in form.needed_first
    return waits and TechnologyOption.objects.filter(assessment=page.assessment).exists()


def _show(
    page: Page,
    kind: RecordForms,
    form: RecordForm,
    *,
    stale: StaleRecord | None = None,
    status: int = 200,
) -> HttpResponse:
    heading = kind.edit if form.record else kind.add
    unchosen = _unchosen(page, form)
    needed = [] if unchosen else [KIND_OF_MODEL[model] for model in form.needed_first]
    context = page.context(
        (page.url("section", kind.section), page.section(kind.section).title),
        ("", heading),
        kind=kind,
        heading=heading,
        form=form,
        record=form.record,
        stale=stale,
        needed=[
            NeededFirst(
                kind_needed.title, kind_needed.add, page.url("record_add", kind_needed.name)
            )
            for kind_needed in needed
        ],
        choose_first=page.url("section", "options") if unchosen else "",
        back_url=_back(page, kind),
    )
    return render(page.request, "assessments/records/form.html", context, status=status)


def _save(page: Page, kind: RecordForms, form: RecordForm) -> HttpResponse:
    if not form.is_valid():
        return _show(page, kind, form)
    try:
        record = save_record(
            assessment=page.assessment,
            kind=kind.name,
            record_id=form.identity,
            new=form.record is None,
            values=form.values,
            base_version=form.base_version,
            seen=form.seen,
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _show(page, kind, form)
    except Stale as stale:
        mine = stale_record(form, stale)
        again = _form(page, kind, form.record, mine.data)
        return _show(page, kind, again, stale=mine, status=409)
    return _saved(page, kind, record)


def _saved(page: Page, kind: RecordForms, record: Record) -> HttpResponse:
    messages.success(page.request, _("Saved: %(record)s") % {"record": record})
    if page.request.POST.get("then") != "another":
        return redirect(_back(page, kind))
    address = page.url("record_add", kind.name)
    parent = getattr(record, f"{kind.parent}_id", None) if kind.parent else None
    return redirect(f"{address}?parent={parent}" if parent else address)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, assessment_id: UUID, kind: str) -> HttpResponse:
    """Add a record; ``?parent=`` names what it hangs on."""
    page, what = open_page(request, assessment_id), record_kind(kind)
    page.require_edit(what.section)
    if request.method == "POST":
        return _save(page, what, _form(page, what, None, request.POST))
    return _show(page, what, _form(page, what))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, assessment_id: UUID, kind: str, record_id: UUID) -> HttpResponse:
    """Change a record; where somebody changed it meanwhile, both versions are shown."""
    page, what = open_page(request, assessment_id), record_kind(kind)
    page.require_edit(what.section)
    record = get_record(assessment=page.assessment, kind=kind, record_id=record_id)
    if request.method == "POST":
        return _save(page, what, _form(page, what, record, request.POST))
    return _show(page, what, _form(page, what, record))


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, assessment_id: UUID, kind: str, record_id: UUID) -> HttpResponse:
    """Ask whether to remove a record, and remove it."""
    page, what = open_page(request, assessment_id), record_kind(kind)
    page.require_edit(what.section)
    record = get_record(assessment=page.assessment, kind=kind, record_id=record_id)
    problem = ""
    if request.method == "POST":
        try:
            remove_record(
                assessment=page.assessment,
                kind=kind,
                record_id=record_id,
                by=page.user,
                at=page.now,
            )
        except Invalid as invalid:
            problem = invalid.sentence
        else:
            messages.success(request, _("Removed: %(record)s") % {"record": record})
            return redirect(_back(page, what))
    context = page.context(
        (page.url("section", what.section), page.section(what.section).title),
        ("", what.remove),
        kind=what,
        record=record,
        problem=problem,
        back_url=_back(page, what),
    )
    return render(request, "assessments/records/remove.html", context)
