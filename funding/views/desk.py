"""The desk page: what waits for the signed-in person, in all parts of the portal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import Assessment, SectionAssignment
from assessments.questions import questionnaire
from assessments.team.views.words import AssignmentRow, assignment_row
from funding.queries import desk as queries


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the signed-in person, by role."""
    now = timezone.now()
    own_desk = queries.desk(request.user, now.date())
    context = {
        "desk": own_desk,
        "ready": _in_words(own_desk.ready_for_review, now),
        "own_sections": _in_words(own_desk.own_sections, now),
        "waiting": _linked(own_desk.dossiers, own_desk.in_review),
        "in_hand": _linked(own_desk.in_hand, own_desk.in_review),
        "nav": "desk",
    }
    return render(request, "funding/desk.html", context)


def _in_words(work: Iterable[SectionAssignment], at: datetime) -> list[AssignmentRow]:
    """Sections of any dossiers, each with its title and how far it is."""
    return [
        assignment_row(
            assignment,
            questionnaire(assignment.assessment.questionnaire).section(assignment.section),
            at,
        )
        for assignment in work
    ]


def _linked(dossiers: Iterable[Assessment], in_review: bool) -> list[dict[str, Any]]:
    page = "review" if in_review else "assessment"
    return [{"dossier": dossier, "url": reverse(page, args=[dossier.pk])} for dossier in dossiers]
