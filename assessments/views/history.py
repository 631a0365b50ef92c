"""Everything that was ever written as one answer."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.forms.fields import reader_locale
from assessments.models import Revision
from assessments.queries.comparison import Piece, by_words
from assessments.queries.history import revisions_of
from assessments.questions import answers as cleaning
from assessments.questions.definitions import Question
from techbank.refusals import Hidden

from .pages import Page, open_page

_PAGE = 20


@dataclass(frozen=True)
class RevisionRow:
    """One text, and how it differs from the one saved before it; no pieces for the first."""

    revision: Revision
    text: str
    set_aside: bool
    pieces: list[Piece]


def _question(page: Page, key: str) -> Question:
    try:
        question = page.questionnaire.question(key)
    except KeyError:
        raise Hidden from None
    if not page.may_read(question):
        raise Hidden
    return question


def _text(revision: Revision, question: Question) -> str:
    if revision.not_known:
        return _("Not known")
    return cleaning.display(revision.value, question, locale=reader_locale())


def _rows(revisions: list[Revision], question: Question) -> list[RevisionRow]:
    """Newest first; each is compared with the next older one that was saved."""
    rows = []
    for at, one in enumerate(revisions):
        saved = (older for older in revisions[at + 1 :] if older.outcome == Revision.Outcome.SAVED)
        before, text = next(saved, None), _text(one, question)
        pieces = by_words(_text(before, question), text) if before and text else []
        set_aside = one.outcome == Revision.Outcome.SET_ASIDE
        rows.append(RevisionRow(one, text, set_aside, pieces))
    return rows


@require_GET
def history(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """The revisions of an answer, newest first, with texts that were set aside."""
    page = open_page(request, assessment_id)
    question = _question(page, key)
    section = page.questionnaire.section_of(key)
    shown = Paginator(revisions_of(page.assessment, key), _PAGE).get_page(request.GET.get("page"))
    context = page.context(
        (page.url("section", section.key), section.title),
        ("", _("History")),
        question=question,
        section=section,
        page=shown,
        rows=_rows(list(shown), question),
    )
    return render(request, "assessments/history.html", context)
