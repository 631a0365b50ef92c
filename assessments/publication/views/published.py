"""The documents of all published plans: how many are ready, and a button that requests all."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.publication.operations import published
from assessments.publication.queries import published as queries
from assessments.publication.queries.published import DocumentCounts
from assessments.questions.languages import name_of
from assessments.states import DocumentState
from partners.access import require
from partners.models import User
from partners.roles import Permission
from partners.views.asking import person


def _officer(request: HttpRequest) -> tuple[User, datetime]:
    """A person who may publish plans may print them all. Raises ``Refused``."""
    user, now = person(request), timezone.now()
    require(user, Permission.PUBLISH_ASSESSMENT, on=now.date())
    return user, now


def _sentence(standing: DocumentCounts) -> str:
    return _("%(ready)s of %(total)s are ready.") % {
        "ready": standing.ready,
        "total": standing.total,
    }


def _counts(standing: DocumentCounts) -> dict[str, tuple[str, int]]:
    """Label and number of documents in each state but ready, by the name used in the page."""
    return {
        "rendering": (str(DocumentState.RENDERING.label), standing.rendering),
        "queued": (str(DocumentState.QUEUED.label), standing.queued),
        "failed": (str(DocumentState.FAILED.label), standing.failed),
        "unasked": (_("Not asked for yet"), standing.unasked),
    }


@require_http_methods(["GET", "POST"])
def published_documents(request: HttpRequest) -> HttpResponse:
    """How many documents of all published plans are ready; POST requests all missing ones."""
    user, now = _officer(request)
    if request.method == "POST":
        asked = published.ask_for_all_published(by=user, at=now)
        message = _("Documents asked for: %(asked)s. Already there or on their way: %(others)s.")
        counts = {"asked": asked.requested, "others": asked.ready + asked.waiting}
        messages.success(request, message % counts)
        return redirect("published_documents")
    standing, reader = queries.standing(), get_language() or "en"
    context: dict[str, Any] = {
        "standing": standing,
        "sentence": _sentence(standing),
        "counts": [(name, *row) for name, row in _counts(standing).items()],
        "failed": [(document, name_of(document.language, reader)) for document in queries.failed()],
        "nav": "assessments",
    }
    return render(request, "assessments/publication/published_documents.html", context)


@require_GET
def published_documents_status(request: HttpRequest) -> JsonResponse:
    """The same numbers as JSON, for the page that follows them. Two queries."""
    _officer(request)
    standing = queries.standing()
    return JsonResponse(
        {
            "state": DocumentState.RENDERING if standing.waiting else DocumentState.READY,
            "sentence": _sentence(standing),
            "done": standing.ready,
            "total": standing.total,
            "counts": {name: count for name, (_label, count) in _counts(standing).items()},
        },
        headers={"Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "POST"])
def published_documents_again(request: HttpRequest) -> HttpResponse:
    """Request again all that failed; GET goes to the page with the button."""
    user, now = _officer(request)
    if request.method == "POST":
        published.ask_for_failed_again(by=user, at=now)
        messages.success(request, _("Asked for again."))
    return redirect("published_documents")
