"""The page that says what an act will do, and does it once confirmed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.coach.queries.coach import coaching
from assessments.coach.views import headline
from assessments.dossiers.queries import access
from assessments.models import Assessment
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience
from assessments.reading.queries import progress
from assessments.reading.queries.unprintable import UnprintableText, unprintable_of
from assessments.reading.queries.whole import whole_dossier
from assessments.review.forms import NothingForm, ReasonForm, ReturnSectionsForm
from assessments.review.operations import path
from assessments.review.queries import review
from assessments.review.workflow import ACTS
from assessments.states import EDITABLE
from partners.access import may
from partners.roles import Permission
from partners.transitions import verdict
from partners.views.asking import person
from techbank.exceptions import Hidden, Invalid, Refused
from techbank.web.reauthentication import reauthentication_needed

from .act_words import WORDS, Wording

OPERATIONS: dict[str, Callable[..., Assessment]] = {
    "submit": path.submit,
    "take": path.take,
    "return_sections": path.return_sections,
    "recommend": path.recommend,
    "send_back": path.send_back,
    "refuse": path.refuse,
    "approve": path.approve,
    "withdraw": path.withdraw,
    "release": path.release,
    "publish": path.publish,
}
# These freeze or publish: a person who signed in long ago proves their identity again.
WEIGHTY = frozenset({"approve", "publish"})
# Before these, what the plan cannot print is named.
_BEFORE_THE_PLAN = frozenset({"submit", "recommend", "approve"})
# After these the person is on the country's pages; after the others still in the review.
_BACK_TO_DOSSIER = frozenset({"submit", "withdraw", "release"})


def _form(name: str, assessment: Assessment, data: Any) -> forms.Form:
    words = WORDS[name]
    if not words.reason:
        return NothingForm(data)
    options: dict[str, Any] = {
        "needed": ACTS[name].needs_reason,
        "label": words.reason,
        "hint": words.hint,
    }
    if name != "return_sections":
        return ReasonForm(data, **options)
    marked = {thread.section for thread in review.threads_of(assessment) if not thread.resolved_at}
    return ReturnSectionsForm(data, version=assessment.questionnaire, marked=marked, **options)


def _missing(name: str, assessment: Assessment) -> list[dict[str, Any]]:
    """What still stands in the way of submitting, section by section with a way there."""
    if name != "submit":
        return []
    asked = questionnaire(assessment.questionnaire)
    return [
        {
            "title": asked.section(key).title,
            "url": reverse("section", args=[assessment.pk, key]),
            "sentences": sentences,
        }
        for key, sentences in progress.missing(assessment).items()
    ]


def _donor_headline(request: HttpRequest, name: str, assessment: Assessment, now: datetime) -> str:
    """Before the country submits: how much a donor would still ask. It forbids nothing."""
    country = assessment.country
    own = may(request.user, Permission.READ_OWN_ASSESSMENT, on=now.date(), country=country)
    if name != "submit" or assessment.state not in EDITABLE or not own:
        return ""
    return headline(coaching(assessment, now.date()))


def _unprintable(name: str, assessment: Assessment, now: datetime) -> list[UnprintableText]:
    """Before a plan is frozen: the texts whose letters it cannot print. It forbids nothing."""
    if name not in _BEFORE_THE_PLAN:
        return []
    sections = whole_dossier(
        assessment,
        on=now.date(),
        locale=assessment.language,
        reads=lambda question: question.seen_by is not Audience.COUNTRY,
        of_country=name == "submit",
    )
    return unprintable_of(sections)


def _open_threads(assessment: Assessment) -> list[dict[str, Any]]:
    asked = questionnaire(assessment.questionnaire)
    return [
        {"thread": thread, "section": asked.section(thread.section)}
        for thread in review.threads_of(assessment)
        if not thread.resolved_at
    ]


def _do(
    name: str, form: forms.Form, assessment: Assessment, request: HttpRequest, now: datetime
) -> bool:
    """The act itself; False when the form got a sentence about what does not hold together."""
    try:
        OPERATIONS[name](assessment=assessment, by=person(request), at=now, **form.cleaned_data)
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, invalid.sentence)
        return False
    return True


def _page(
    request: HttpRequest, assessment: Assessment, name: str, form: forms.Form, now: datetime
) -> HttpResponse:
    words: Wording = WORDS[name]
    allowed = verdict(ACTS[name], assessment, by=person(request), at=now)
    missing = _missing(name, assessment)
    context = {
        "assessment": assessment,
        "words": words,
        "form": form,
        "allowed": allowed,
        "missing": missing,
        "asked": _donor_headline(request, name, assessment, now),
        "unprintable": _unprintable(name, assessment, now) if allowed else [],
        "threads": _open_threads(assessment) if name in ("return_sections", "recommend") else [],
        "weighty": name in WEIGHTY,
        "back_url": _afterwards(request, assessment, name, now),
        "nav": "assessments",
    }
    return render(request, "assessments/review/act.html", context)


def _afterwards(request: HttpRequest, assessment: Assessment, name: str, now: datetime) -> str:
    reads = may(request.user, Permission.READ_SUBMITTED, on=now.date())
    if name in _BACK_TO_DOSSIER or not reads:
        return reverse("assessment", args=[assessment.pk])
    return reverse("review", args=[assessment.pk])


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, assessment_id: UUID, name: str) -> HttpResponse:
    """Confirm an act and do it. The reason why it cannot be done stands on the page."""
    now = timezone.now()
    assessment = access.get_visible(request.user, assessment_id, now.date())
    if name not in WORDS:
        raise Hidden
    form = _form(name, assessment, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, assessment, name, form, now)
    if not form.is_valid():
        allowed = verdict(ACTS[name], assessment, by=person(request), at=now)
        if not allowed:
            raise Refused(allowed.reason)
        return _page(request, assessment, name, form, now)
    if name in WEIGHTY:
        wanted = reauthentication_needed(request, at=now)
        if wanted is not None:
            return wanted
    if not _do(name, form, assessment, request, now):
        return _page(request, assessment, name, form, now)
    messages.success(request, str(WORDS[name].done))
    return redirect(_afterwards(request, assessment, name, now))
