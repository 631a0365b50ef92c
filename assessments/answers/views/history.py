"""The history of one answer."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments.answers.operations.restoring import use_answer_again
from assessments.dossiers.forms.fields import reader_locale
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.answers import revisions_of
from assessments.models import Answer, Revision
from assessments.questions import answers, asked_before
from assessments.questions.definitions import Question, Section
from techbank.exceptions import Hidden, Invalid
from techbank.web.lists import TEXTS_A_PAGE, page_of

from .history_rows import Reading, compare, conflict_sentence, rows_of

# So many revisions can be chosen from to compare two of them.
MOST_CHOICES = 500


def _question(page: Page, key: str) -> tuple[Section, Question, bool]:
    """The question, its section, and whether the questionnaire still has it.

    A dossier that was rolled forward keeps the history of questions that were dropped. Raises
    ``Hidden`` when the reader may not see the question.
    """
    try:
        asked = page.questionnaire
        section, question, still = asked.section_of(key), asked.question(key), True
    except KeyError:
        section, question, still = *_asked_before(page, key), False
    if not page.may_read(question):
        raise Hidden
    return section, question, still


def _asked_before(page: Page, key: str) -> tuple[Section, Question]:
    if not revisions_of(page.assessment, key).exists():
        raise Hidden
    try:
        section, question = asked_before(key)
    except KeyError:
        raise Hidden from None
    return page.section(section.key), question


def reading(question: Question) -> Reading:
    """The function that gives the text of a revision of this question."""

    def text(revision: Revision) -> str:
        if revision.not_known:
            return _("Not known")
        if revision.outcome == Revision.Outcome.NOT_READ:
            return str(revision.value or "")
        return answers.display(revision.value, question, locale=reader_locale())

    return text


@require_GET
def history(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """The revisions of an answer, newest first, and a comparison of two of them, word by word."""
    page = open_page(request, assessment_id)
    section, question, still = _question(page, key)
    revisions = revisions_of(page.assessment, key, last=page.last_known)
    listing = page_of(request, revisions, TEXTS_A_PAGE)
    current = Answer.objects.filter(assessment=page.assessment, key=key).first()
    version = current.version if current and page.of_country else None
    read = reading(question)
    context = page.context(
        (page.url("section", section.key), section.title),
        ("", _("History")),
        heading=question.label,
        kicker=_("History of an answer"),
        place=f"{page.url('section', section.key)}#id_{key}" if still else "",
        page=listing,
        rows=rows_of(list(listing), read, current=version),
        compared=compare(list(revisions[:MOST_CHOICES]), read, request.GET),
        again_url=page.url("answer_again", key) if still and page.may_edit(section.key) else "",
        base_version=version or 0,
        client_uuid=uuid4(),
    )
    return render(request, "assessments/answers/history.html", context)


def typed_number(typed: Any) -> int:
    """The whole number in a hidden field; raises ``Hidden`` for anything else."""
    text = str(typed or "")
    if not text.isdecimal() or len(text) > 18:
        raise Hidden
    return int(text)


def _typed_uuid(typed: Any) -> UUID:
    try:
        return UUID(str(typed))
    except ValueError:
        return uuid4()


@require_POST
def answer_again(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """Save an earlier text as the answer's new version."""
    page = open_page(request, assessment_id)
    section, _asked, still = _question(page, key)
    if not still:
        raise Hidden
    page.require_edit(section.key)
    asked = typed_number(request.POST.get("revision"))
    revision = revisions_of(page.assessment, key).filter(pk=asked).first()
    if revision is None:
        raise Hidden
    try:
        saved = use_answer_again(
            assessment=page.assessment,
            revision=revision,
            base_version=typed_number(request.POST.get("base_version")),
            client_uuid=_typed_uuid(request.POST.get("client_uuid")),
            by=page.user,
            at=page.now,
        )
    except Invalid as problem:
        messages.error(request, problem.sentence)
    else:
        if saved.conflicts:
            messages.error(request, conflict_sentence())
        else:
            messages.success(request, _("This text was restored, as a new version."))
    return redirect(page.url("history", key))
