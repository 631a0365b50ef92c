"""The review, the same view for both sides: answers, threads on them, rounds, receipts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.dossiers.queries import access, sources
from assessments.dossiers.queries.notices import TextNotices
from assessments.history.queries import comparison
from assessments.history.queries.comparison import Piece
from assessments.models import Assessment, Thread
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience, Question, Section
from assessments.reading.queries import progress, submitted
from assessments.reading.queries.unprintable import unprintable_in
from assessments.records.queries.notices import answer_notices
from assessments.review.forms import RemarkForm, ThreadForm
from assessments.review.operations import threads as acts
from assessments.review.queries import review
from assessments.review.queries.steps import steps_of
from assessments.review.workflow import ACTS
from assessments.states import UNDER_REVIEW, State
from partners.access import holding, may
from partners.models import User
from partners.roles import Permission
from partners.transitions import verdict
from partners.views.asking import person
from techbank.exceptions import Hidden

from .act_words import WORDS

# What officers do, in the order in which the page offers it.
_OFFERED = ("take", "recommend", "return_sections", "approve", "send_back", "refuse", "publish")

_SETTLING = {
    "resolve": (acts.resolve_thread, gettext_lazy("Resolved.")),
    "reopen": (acts.reopen_thread, gettext_lazy("Open again.")),
}


@dataclass(frozen=True)
class ThreadRow:
    """A thread with how the answer changed since it was opened; no pieces when it did not."""

    thread: Thread
    current_version: int | None
    change: list[Piece]

    @property
    def outdated(self) -> bool:
        """Whether the answer was written again after the thread was opened."""
        return self.current_version not in (None, self.thread.answer_version)


@dataclass(frozen=True)
class AnswerRow:
    """An answer as this reader may see it; ``kept`` when it is the country's own business."""

    shown: progress.AnsweredQuestion
    kept: bool
    threads: list[ThreadRow]

    @property
    def notices(self) -> TextNotices:
        """What the reader is to know about how the text is read."""
        return answer_notices(self.shown.answer, self.shown.question)


@dataclass(frozen=True)
class ReviewRights:
    """What the person may do on the review page."""

    of_country: bool
    may_open: bool
    may_write: bool
    may_settle: bool
    may_trail: bool


def _reader(request: HttpRequest, assessment: Assessment, now: datetime) -> ReviewRights:
    user, on = person(request), now.date()
    assigned = assessment.taken_by_id == user.pk and bool(
        holding(user, Permission.REVIEW_ASSESSMENT, on)
    )
    team = bool(may(user, Permission.EDIT_ASSESSMENT, on=on, country=assessment.country))
    officers = (Permission.REVIEW_ASSESSMENT, Permission.APPROVE_ASSESSMENT)
    open_review = assessment.state in UNDER_REVIEW
    return ReviewRights(
        of_country=team,
        may_open=assigned and assessment.state == State.IN_REVIEW,
        may_write=open_review and (team or any(holding(user, right, on) for right in officers)),
        may_settle=open_review and assigned,
        may_trail=bool(
            holding(user, Permission.READ_SUBMITTED, on)
            or may(user, Permission.SUBMIT_ASSESSMENT, on=on, country=assessment.country)
        ),
    )


def _section(assessment: Assessment, key: str, open_threads: list[Thread]) -> Section:
    """The section asked for; else the first with an open thread; else the first."""
    asked = questionnaire(assessment.questionnaire)
    wanted = key or (open_threads[0].section if open_threads else asked.sections[0].key)
    try:
        return asked.section(wanted)
    except KeyError:
        raise Hidden from None


def _thread_rows(
    assessment: Assessment, threads: list[Thread], answered: list[progress.AnsweredQuestion]
) -> dict[str, list[ThreadRow]]:
    """Threads by question key ("" for the section), with the change since each was opened."""
    current = {
        question.question.key: question.answer.version for question in answered if question.answer
    }
    moved: list[Question] = [
        question.question
        for question in answered
        if any(t.question == question.question.key and t.answer_version for t in threads)
    ]
    versions = (
        comparison.versions_of(assessment, moved, locale=get_language() or "en") if moved else {}
    )
    rows: dict[str, list[ThreadRow]] = {}
    for thread in threads:
        now = current.get(thread.question)
        then = thread.answer_version
        change = []
        if then and now and now != then:
            change = comparison.by_words(
                versions.get((thread.question, then), ""),
                versions.get((thread.question, now), ""),
            )
        rows.setdefault(thread.question, []).append(ThreadRow(thread, now, change))
    return rows


def _answers(
    assessment: Assessment, section: Section, threads: list[Thread], reader: ReviewRights
) -> tuple[list[AnswerRow], list[ThreadRow]]:
    answered = submitted.answers(
        assessment, section.key, of_country=reader.of_country, locale=get_language() or "en"
    )
    readable = [
        question
        for question in answered
        if reader.of_country or question.question.seen_by is not Audience.COUNTRY
    ]
    rows = _thread_rows(assessment, threads, readable)
    return [
        AnswerRow(question, question not in readable, rows.get(question.question.key, []))
        for question in answered
    ], rows.get("", [])


def _offered(
    request: HttpRequest, assessment: Assessment, now: datetime
) -> list[dict[str, object]]:
    return [
        {"name": name, "title": WORDS[name].title}
        for name in _OFFERED
        if verdict(ACTS[name], assessment, by=person(request), at=now)
    ]


def _blocked(
    request: HttpRequest, assessment: Assessment, reader: ReviewRights, now: datetime
) -> str:
    """Why the officer who holds the dossier cannot recommend it yet; "" for everybody else."""
    if not reader.may_open:
        return ""
    return verdict(ACTS["recommend"], assessment, by=person(request), at=now).reason


def _page(
    request: HttpRequest, assessment: Assessment, key: str, now: datetime, form: Any = None
) -> HttpResponse:
    threads = list(review.threads_of(assessment))
    open_threads = [item for item in threads if not item.resolved_at]
    section = _section(assessment, key, open_threads)
    here = [item for item in threads if item.section == section.key]
    reader = _reader(request, assessment, now)
    answers, of_section = _answers(assessment, section, here, reader)
    sections = questionnaire(assessment.questionnaire).sections
    place = sections.index(section)
    kinds = submitted.records(assessment, section, now.date(), of_country=reader.of_country)
    if reader.may_open and form is None:
        form = ThreadForm(version=assessment.questionnaire, section=section.key)
    context = {
        "assessment": assessment,
        "review_url": reverse("review", args=[assessment.pk]),
        "section": section,
        "sections": [
            {"section": item, "open": sum(t.section == item.key for t in open_threads)}
            for item in sections
        ],
        "previous": sections[place - 1] if place else None,
        "next": sections[place + 1] if place + 1 < len(sections) else None,
        "answers": answers,
        "all_open": request.GET.get("open") == "all",
        "records": kinds,
        "unprintable": unprintable_in(section, (), kinds),
        "as_handed_in": submitted.notice(assessment, section.key, of_country=reader.of_country),
        "sources": sources.shown_beside(assessment, of_country=reader.of_country),
        "section_threads": of_section,
        "steps": steps_of(assessment),
        "must_fix": sum(item.must_fix for item in open_threads),
        "open_count": len(open_threads),
        "offered": _offered(request, assessment, now),
        "blocked": _blocked(request, assessment, reader, now),
        "reader": reader,
        "form": form,
        "nav": "assessments",
    }
    return render(request, "assessments/review/review.html", context)


@require_GET
def review_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """One section of the dossier with its threads; ``?section=`` names it."""
    now = timezone.now()
    assessment = access.get_visible(request.user, assessment_id, now.date())
    return _page(request, assessment, request.GET.get("section", ""), now)


@require_http_methods(["GET", "POST"])
def thread_open(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """Open a thread on a section or one of its answers; GET shows the section with its form."""
    now = timezone.now()
    assessment = access.get_visible(request.user, assessment_id, now.date())
    section = _section(assessment, key, [])
    if request.method == "GET":
        return _page(request, assessment, section.key, now)
    form = ThreadForm(request.POST, version=assessment.questionnaire, section=section.key)
    if not form.is_valid():
        return _page(request, assessment, section.key, now, form)
    thread = acts.open_thread(
        assessment=assessment, section=section.key, by=person(request), at=now, **form.cleaned_data
    )
    messages.success(request, _("Your remark is there. The country’s team can read it."))
    return redirect(_place(thread))


def _place(thread: Thread) -> str:
    address = reverse("review", args=[thread.assessment_id])
    return f"{address}?section={thread.section}#thread-{thread.pk}"


def _do_in_thread(thread: Thread, form: RemarkForm, act: str, by: User, at: datetime) -> str:
    """One act in a thread; returns what to say afterwards, or "" when the form says what is wrong.

    A text typed beside "Resolve" or "Reopen" is not lost: it becomes a remark, after the act that
    could be refused.
    """
    settles = act in _SETTLING
    written = not settles or bool(str(form.data.get("text", "")).strip())
    if written and not form.is_valid():
        return ""
    message = _("Your remark is there.")
    if settles:
        operation, sentence = _SETTLING[act]
        operation(thread=thread, by=by, at=at)
        message = str(sentence)
    if written:
        acts.add_remark(thread=thread, text=form.cleaned_data["text"], by=by, at=at)
    return message


@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, assessment_id: UUID, thread_id: UUID) -> HttpResponse:
    """One thread by itself: read it, answer in it, resolve or reopen it."""
    now = timezone.now()
    assessment = access.get_visible(request.user, assessment_id, now.date())
    chosen = review.threads_of(assessment).filter(pk=thread_id).first()
    if chosen is None:
        raise Hidden
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        message = _do_in_thread(chosen, form, request.POST.get("act", ""), person(request), now)
        if message:
            messages.success(request, message)
            return redirect(_place(chosen))
    return _thread_page(request, assessment, chosen, form, now)


def _thread_page(
    request: HttpRequest, assessment: Assessment, thread: Thread, form: RemarkForm, now: datetime
) -> HttpResponse:
    section = _section(assessment, thread.section, [])
    reader = _reader(request, assessment, now)
    answers, of_section = _answers(assessment, section, [thread], reader)
    answer = next((row for row in answers if row.shown.question.key == thread.question), None)
    rows = of_section or (answer.threads if answer else [])
    context = {
        "assessment": assessment,
        "section": section,
        "answer": answer,
        "row": rows[0] if rows else ThreadRow(thread, None, []),
        "reader": reader,
        "form": form,
        "back_url": _place(thread),
        "nav": "assessments",
    }
    return render(request, "assessments/review/thread.html", context)
