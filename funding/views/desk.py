"""Your desk: what waits on you, over all floors."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import Assessment
from funding.queries import desk as queries


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits on the person signed in, by role."""
    found = queries.desk(request.user, timezone.now().date())
    context = {
        "desk": found,
        "waiting": _linked(found.dossiers, found.in_review),
        "in_hand": _linked(found.in_hand, found.in_review),
        "nav": "desk",
    }
    return render(request, "funding/desk.html", context)


def _linked(dossiers: Iterable[Assessment], in_review: bool) -> list[dict[str, Any]]:
    page = "review" if in_review else "assessment"
    return [{"dossier": one, "url": reverse(page, args=[one.pk])} for one in dossiers]
