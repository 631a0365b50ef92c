"""What was done to a dossier, by whom and when; and the receipts of its submissions."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.dossiers.queries import access
from assessments.review.queries import trail
from assessments.states import State
from partners.access import may
from partners.roles import Permission
from techbank.exceptions import Hidden, Refused

# Digits of the largest number a row can have; what is longer was typed, not linked.
LONGEST_NUMBER = 18


@require_GET
def dossier_trail(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The entries of one dossier, newest first: for its coordinator, officers and auditors.

    While a dossier is back with its country, officers do not read what is written in it meanwhile.
    """
    on = timezone.now().date()
    assessment = access.get_visible(request.user, assessment_id, on)
    coordinates = may(request.user, Permission.SUBMIT_ASSESSMENT, on=on, country=assessment.country)
    if not coordinates and not may(request.user, Permission.READ_SUBMITTED, on=on):
        raise Refused(
            _("The trail of a dossier is for its national coordinator, officers and auditors.")
        )
    below = request.GET.get("below", "")
    number = int(below) if below.isdecimal() and len(below) <= LONGEST_NUMBER else None
    returned = assessment.state == State.RETURNED
    everything = coordinates or may(request.user, Permission.READ_TRAIL, on=on)
    entries = trail.page(assessment, below=number, handed_in_only=returned and not everything)
    context = {"assessment": assessment, "page": entries, "nav": "assessments"}
    return render(request, "assessments/review/trail.html", context)


@require_GET
def receipt(request: HttpRequest, assessment_id: UUID, number: int) -> HttpResponse:
    """The receipt of the first, second, … submission, to print or keep."""
    assessment = access.get_visible(request.user, assessment_id, timezone.now().date())
    receipts = trail.receipts_of(assessment)
    if not 1 <= number <= len(receipts):
        raise Hidden
    context = {
        "assessment": assessment,
        "receipt": receipts[number - 1],
        "nav": "assessments",
    }
    return render(request, "assessments/review/receipt.html", context)
