"""The history of one record, also of a removed one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.answers.operations.restoring import use_record_again
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.answers import revisions_of_record
from assessments.models import RecordRevision
from assessments.reading.queries.written import names_of, text_of, title_of
from assessments.records.operations.kinds import kind_of
from techbank.exceptions import Hidden, Invalid, Stale
from techbank.web.lists import TEXTS_A_PAGE, page_of

from .history import MOST_CHOICES, typed_number
from .history_rows import compare, conflict_sentence, rows_of


def _revisions(page: Page, kind: str, record_id: UUID) -> list[RecordRevision]:
    """Newest first, up to what the reader may know; raises ``Hidden`` when there are none."""
    kind_of(kind)
    rows = revisions_of_record(page.assessment, kind, record_id, last=page.last_known)
    revisions = list(rows[:MOST_CHOICES])
    if not revisions:
        raise Hidden
    return revisions


def _current_version(page: Page, kind: str, record_id: UUID) -> int | None:
    """The current version; None when the record was removed."""
    rows = kind_of(kind).model._default_manager.filter(pk=record_id, assessment=page.assessment)
    version: int | None = rows.values_list("version", flat=True).first()
    return version


@require_GET
def history(request: HttpRequest, assessment_id: UUID, kind: str, record_id: UUID) -> HttpResponse:
    """The revisions of a record, newest first, and a comparison of two of them, word by word."""
    page = open_page(request, assessment_id)
    revisions = _revisions(page, kind, record_id)
    section = page.section(kind_of(kind).section)
    listing = page_of(request, revisions, TEXTS_A_PAGE)
    names = names_of(page.assessment, revisions, last=page.last_known)

    def read(revision: RecordRevision) -> str:
        return text_of(revision, names, of_country=page.of_country)

    whole = (RecordRevision.Outcome.SAVED, RecordRevision.Outcome.REMOVED)
    last = next((earlier for earlier in revisions if earlier.outcome in whole), revisions[0])
    current = _current_version(page, kind, record_id)
    removed = current is None if page.of_country else last.outcome == whole[1]
    may_edit = bool(page.may_edit(section.key))
    there = (
        page.url("record_edit", kind, record_id) if may_edit else page.url("section", section.key)
    )
    context = page.context(
        (page.url("section", section.key), section.title),
        ("", _("History")),
        heading=title_of(last),
        kicker=_("History of an entry"),
        place="" if removed else there,
        removed=removed,
        page=listing,
        rows=rows_of(list(listing), read, current=current if page.of_country else None),
        compared=compare(revisions, read, request.GET),
        again_url=page.url("record_again", kind, record_id) if may_edit else "",
        base_version="" if current is None else current,
    )
    return render(request, "assessments/answers/history.html", context)


@require_POST
def again(request: HttpRequest, assessment_id: UUID, kind: str, record_id: UUID) -> HttpResponse:
    """Save an earlier state as the record's new version, or restore a removed record."""
    page = open_page(request, assessment_id)
    page.require_edit(page.section(kind_of(kind).section).key)
    asked = typed_number(request.POST.get("revision"))
    revision = next(
        (candidate for candidate in _revisions(page, kind, record_id) if candidate.pk == asked),
        None,
    )
    if revision is None:
        raise Hidden
    base = request.POST.get("base_version", "")
    try:
        use_record_again(
            assessment=page.assessment,
            revision=revision,
            base_version=typed_number(base) if base else None,
            by=page.user,
            at=page.now,
        )
    except Invalid as problem:
        messages.error(request, problem.sentence)
    except Stale:
        messages.error(request, conflict_sentence())
    else:
        messages.success(request, _("This text was restored, as a new version."))
    return redirect(page.url("record_history", kind, record_id))
