"""A section of the assessment: its form, its records, and the check page."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.answers.forms.conflicts import ConflictForm
from assessments.answers.forms.sections import SectionForm
from assessments.answers.operations.answers import accept_reading, mark_section, save_answers
from assessments.coach.views import coach_is_open
from assessments.dossiers.forms.fields import reader_locale
from assessments.dossiers.views.pages import Page, open_page
from assessments.history.queries.answers import values_at
from assessments.models import SectionProgress
from assessments.questions.definitions import Section
from assessments.reading.queries import progress, submitted
from assessments.reading.queries.shown import ShownKind
from assessments.team.views.section import section_team
from assessments.versions.queries import rolled_into
from techbank.exceptions import Invalid

from .section_records import section_records


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """Write in a section, or read it where writing is not possible now."""
    page = open_page(request, assessment_id)
    asked = page.section(key)
    if request.method == "POST":
        page.require_edit(key)
        settling = "settle" in request.POST
        return _settle(page, asked) if settling else _save(page, asked)
    verdict = page.may_edit(key)
    if not verdict:
        return _reading(page, asked, verdict.reason)
    return _writing(page, asked, _form(page, asked))


def _progress(page: Page, asked: Section) -> SectionProgress | None:
    rows = SectionProgress.objects.filter(assessment=page.assessment, key=asked.key)
    return rows.first()


def _form(page: Page, asked: Section, data: Any = None) -> SectionForm:
    marked = _progress(page, asked) if data is None else None
    return SectionForm(
        data,
        questionnaire=page.questionnaire,
        answers=progress.answers(page.assessment, asked.key, locale=reader_locale()),
        complete=marked.complete if marked else None,
        language=page.assessment.language,
    )


def _context(page: Page, asked: Section, **more: Any) -> dict[str, Any]:
    team = section_team(page, asked)
    return page.context(("", asked.title), section=asked, team=team, **more)


def _writing(page: Page, asked: Section, form: SectionForm) -> HttpResponse:
    wanted = page.request.GET.get("complete") == "yes" and not form.is_bound
    context = _context(
        page,
        asked,
        form=form,
        records=section_records(page, asked),
        missing=progress.missing_in(page.assessment, asked.key) if wanted else [],
        rolled=rolled_into(page.assessment, asked.key),
    )
    return render(page.request, "assessments/answers/section.html", context)


def _save(page: Page, asked: Section) -> HttpResponse:
    form = _form(page, asked, page.request.POST)
    if not form.is_valid():
        return _writing(page, asked, form)
    saved = save_answers(
        assessment=page.assessment,
        section=asked.key,
        written=form.written(values_at(page.assessment, form.moved_on())),
        by=page.user,
        at=page.now,
    )
    if saved.conflicts:
        return _conflict(page, asked, ConflictForm(section=asked, conflicts=saved.conflicts))
    accept_reading(assessment=page.assessment, section=asked.key, by=page.user, at=page.now)
    return _mark(page, asked, form.cleaned_data["complete"])


def _mark(page: Page, asked: Section, complete: str) -> HttpResponse:
    """After saving: mark the section as complete or not, and redirect to the next page."""
    mark = partial(
        mark_section, assessment=page.assessment, section=asked.key, by=page.user, at=page.now
    )
    row = _progress(page, asked)
    was_complete = row is not None and row.complete
    if complete == "yes":
        try:
            mark(complete=True)
        except Invalid:
            if was_complete:
                mark(complete=False)
            return redirect(f"{page.url('section', asked.key)}?complete=yes")
        messages.success(page.request, _("Saved, and the section is complete."))
        return redirect(page.url("section_check", asked.key))
    if complete == "no" and was_complete:
        mark(complete=False)
    messages.success(page.request, _("Saved."))
    return redirect(page.url("section_check", asked.key))


def _conflict(page: Page, asked: Section, form: ConflictForm) -> HttpResponse:
    context = page.context(
        (page.url("section", asked.key), asked.title),
        ("", _("Two versions")),
        section=asked,
        form=form,
    )
    return render(page.request, "assessments/answers/conflict.html", context, status=409)


def _settle(page: Page, asked: Section) -> HttpResponse:
    """Keep mine, theirs or both of each answer; ask again where it changed meanwhile."""
    form = ConflictForm(page.request.POST, section=asked)
    if not form.is_valid():
        return _conflict(page, asked, form)
    saved = save_answers(
        assessment=page.assessment,
        section=asked.key,
        written=form.written(),
        by=page.user,
        at=page.now,
    )
    if saved.conflicts:
        return _conflict(page, asked, ConflictForm(section=asked, conflicts=saved.conflicts))
    messages.success(page.request, _("Resolved. Every text is kept in the history of its answer."))
    return redirect(page.url("section", asked.key))


def _answers(page: Page, asked: Section) -> list[progress.AnsweredQuestion]:
    answered = submitted.answers(
        page.assessment, asked.key, of_country=page.of_country, locale=reader_locale()
    )
    return [question for question in answered if page.may_read(question.question)]


def _kinds(page: Page, asked: Section) -> list[ShownKind]:
    on = page.now.date()
    return submitted.records(page.assessment, asked, on, of_country=page.of_country)


def _as_handed_in(page: Page, asked: Section) -> str:
    return submitted.notice(page.assessment, asked.key, of_country=page.of_country)


def _neighbours(page: Page, asked: Section) -> tuple[Section | None, Section | None]:
    sections: Sequence[Section] = page.questionnaire.sections
    at = sections.index(asked)
    return (
        sections[at - 1] if at else None,
        sections[at + 1] if at + 1 < len(sections) else None,
    )


def _reading(page: Page, asked: Section, reason: str) -> HttpResponse:
    previous, following = _neighbours(page, asked)
    context = _context(
        page,
        asked,
        reason=reason if page.of_country else _as_handed_in(page, asked),
        answers=_answers(page, asked),
        kinds=_kinds(page, asked),
        coached=asked.key == "plan" and coach_is_open(page),
        previous=previous,
        following=following,
    )
    return render(page.request, "assessments/answers/reading.html", context)


@require_GET
def check(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """The check page: all answers and records of a section, each with a link to change it."""
    page = open_page(request, assessment_id)
    asked = page.section(key)
    row = _progress(page, asked)
    previous, following = _neighbours(page, asked)
    context = page.context(
        (page.url("section", key), asked.title),
        ("", _("Check the answers")),
        section=asked,
        answers=_answers(page, asked),
        kinds=_kinds(page, asked),
        editable=bool(page.may_edit(key)),
        complete=bool(row and row.complete),
        team=section_team(page, asked),
        previous=previous,
        following=following,
    )
    return render(request, "assessments/answers/check.html", context)
