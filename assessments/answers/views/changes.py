"""The list of changes in a dossier: who wrote which answer or record, and when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.answers.forms.changes import ChangesFilter
from assessments.answers.queries import changes as asked
from assessments.answers.queries.changes import ChangesQuery, RevisionChange
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.comparison import Piece, by_words
from assessments.models import RecordRevision, Revision
from assessments.questions.definitions import Section, Text
from assessments.questions.records import RECORD_KINDS
from assessments.reading.queries.written import names_of, text_of, title_of
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.team.views.section import kinds_of
from techbank.web.lists import TEXTS_A_PAGE, page_of

from .history import reading
from .history_rows import outcome_of

# A change is shown with this much of the unchanged text around it.
_AROUND = 160


@dataclass(frozen=True)
class ChangeRow:
    """One change as shown. ``what`` is the question or record, ``pieces`` the differences."""

    change: RevisionChange
    section: Section
    what: Text
    kind: Text
    url: str
    label: str
    tone: str
    pieces: list[Piece]


def _shorter(pieces: list[Piece]) -> list[Piece]:
    """Unchanged runs cut to what stands next to a change."""
    pieces_shown = []
    for place, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == "same" and len(text) > 2 * _AROUND:
            head = text[:_AROUND] if place else ""
            tail = text[-_AROUND:] if place + 1 < len(pieces) else ""
            text = f"{head} … {tail}"
        pieces_shown.append(Piece(piece.kind, text))
    return pieces_shown


def _pieces(before: str, after: str) -> list[Piece]:
    return _shorter(by_words(before, after)) if before != after else []


def _answer(page: Page, change: RevisionChange) -> ChangeRow | None:
    revision, before = change.revision, change.before
    assert isinstance(revision, Revision)  # noqa: S101 - for the type checker
    try:
        question = page.questionnaire.question(revision.key)
    except KeyError:
        return None
    read = reading(question)
    return ChangeRow(
        change=change,
        section=page.questionnaire.section_of(revision.key),
        what=question.label,
        kind="",
        url=page.url("history", revision.key),
        **_outcome(revision),
        pieces=_pieces(read(before) if before else "", read(revision)),
    )


def _outcome(revision: Revision | RecordRevision) -> dict[str, str]:
    label, tone = outcome_of(revision)
    return {"label": label, "tone": tone}


def _record(page: Page, change: RevisionChange, names: dict[str, str]) -> ChangeRow | None:
    revision = change.revision
    assert isinstance(revision, RecordRevision)  # noqa: S101 - for the type checker
    if revision.kind not in RECORD_TABLES:
        return None

    def read(row: Any) -> str:
        return text_of(row, names, of_country=page.of_country)

    kind = RECORD_KINDS.get(revision.kind)
    return ChangeRow(
        change=change,
        section=page.section(RECORD_TABLES[revision.kind].section),
        what=title_of(revision) or _title_before(change),
        kind=kind.label if kind else "",
        url=page.url("record_history", revision.kind, revision.record_id),
        **_outcome(revision),
        pieces=_record_pieces(change.before, revision, read),
    )


def _title_before(change: RevisionChange) -> str:
    return title_of(change.before) if isinstance(change.before, RecordRevision) else ""


def _record_pieces(before: Any, revision: RecordRevision, read: Any) -> list[Piece]:
    if revision.outcome == RecordRevision.Outcome.REMOVED:
        return _pieces(read(revision), "")
    return _pieces(_same_fields(before, revision, read), read(revision))


def _same_fields(before: Any, revision: RecordRevision, read: Any) -> str:
    """The earlier text; for a revision that was not saved, only the fields it has."""
    if before is None:
        return ""
    if revision.outcome != RecordRevision.Outcome.SAVED:
        values = {name: value for name, value in before.values.items() if name in revision.values}
        before.values = values
    return str(read(before))


def _day(day: date | None) -> dict[str, datetime]:
    """From midnight to midnight in the reader's time zone; empty for no day."""
    if day is None or day == date.max:
        return {}
    start = timezone.make_aware(datetime.combine(day, time.min))
    return {"since": start, "until": start + timedelta(days=1)}


def _wanted(page: Page, form: ChangesFilter) -> ChangesQuery:
    chosen = form.cleaned_data if form.is_valid() else {}
    sections = page.questionnaire.sections
    if chosen.get("section"):
        sections = (page.section(chosen["section"]),)
    everything = page.of_country and not chosen.get("section")
    keys = [
        question.key for part in sections for question in part.questions if page.may_read(question)
    ]
    kinds = [kind for part in sections for kind in kinds_of(part)]
    return ChangesQuery(
        keys=None if everything else keys,
        kinds=None if everything else kinds,
        person=chosen.get("person"),
        last=page.last_known,
        **_day(chosen.get("day")),
    )


def _rows(page: Page, changes: list[RevisionChange]) -> list[ChangeRow]:
    record_revisions: list[RecordRevision] = []
    for change in changes:
        record_revisions += [
            revision
            for revision in (change.revision, change.before)
            if isinstance(revision, RecordRevision)
        ]
    names = names_of(page.assessment, record_revisions, last=page.last_known)
    rows = [
        _answer(page, item) if item.is_answer else _record(page, item, names) for item in changes
    ]
    return [row for row in rows if row is not None]


@require_GET
def changes(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every change, newest first, with filters for section, person and day."""
    page = open_page(request, assessment_id)
    form = ChangesFilter(
        request.GET,
        sections=page.questionnaire.sections,
        people=asked.writers_of(page.assessment, last=page.last_known),
    )
    listed = asked.listed(page.assessment, _wanted(page, form))
    listing = page_of(request, listed, TEXTS_A_PAGE)
    context = page.context(
        ("", _("Changes")),
        form=form,
        page=listing,
        rows=_rows(page, asked.read(listing)),
        until_submission=not page.of_country,
    )
    return render(request, "assessments/answers/changes.html", context)
