"""Offline use: the copy of a dossier, the texts not sent yet, the service worker.

The copy is one JSON response: the pages of a dossier as this person sees them now, and the text of
every file those pages use. With the service worker's script that is two requests.
"""

import copy
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.dossiers.views.pages import Page, open_page
from assessments.questions.records import kinds_of
from techbank.templatetags.techbank import moment

_FILE = re.compile(rf"""(?:href|src)="({re.escape(settings.STATIC_URL)}[^"]+)\"""")
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@require_GET
def outgoing(request: HttpRequest) -> HttpResponse:
    """The texts waiting on this device; the browser fills the page, the server knows none."""
    return render(request, "assessments/answers/outgoing.html", {"nav": "assessments"})


@login_not_required
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that it may control every page of the portal."""
    response = HttpResponse(_source("js/service-worker.js"), content_type=_TYPES["js"])
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def offline(request: HttpRequest, assessment_id: UUID) -> JsonResponse:
    """The offline copy, for anyone who may read the dossier. About 1,000 queries for 37 pages."""
    page = open_page(request, assessment_id)
    pages = {address: _copy(page, address) for address in _addresses(page)}
    files = sorted({file for html in pages.values() for file in _FILE.findall(html)})
    payload = {
        "made_at": page.now.isoformat(),
        "made_words": moment(page.now),
        "kept_words": _("Kept on this device: %(time)s; {size} KB")
        % {"time": timezone.localtime(page.now).strftime("%H:%M")},
        "pages": pages,
        "files": {file: {"type": _type(file), "text": _text(file)} for file in files},
    }
    return JsonResponse(payload, json_dumps_params={"ensure_ascii": False})


def _addresses(page: Page) -> Iterator[str]:
    yield page.url("assessment")
    for section in page.questionnaire.sections:
        yield page.url("section", section.key)
        if page.editable_sections[section.key]:
            yield page.url("section_check", section.key)
            for kind in kinds_of(page.questionnaire.version):
                if kind.section == section.key:
                    yield page.url("record_add", kind.key)
    yield reverse("outgoing")


def _copy(page: Page, address: str) -> str:
    """The page at that address as this person reads it now, marked as a copy."""
    request = _as_if_asked(page.request, address, page.now)
    match = request.resolver_match
    response = match.func(request, *match.args, **match.kwargs)
    return str(response.content.decode())


def _as_if_asked(request: HttpRequest, address: str, at: datetime) -> Any:
    asked: Any = copy.copy(request)
    asked.path = asked.path_info = address
    asked.GET = QueryDict()
    asked.resolver_match = resolve(address)
    asked.copied_at = at
    # What was to be said once is said on a page that is seen now, not in a copy.
    asked._messages = []
    return asked


def _type(file: str) -> str:
    return _TYPES.get(file.rsplit(".", 1)[-1], "text/plain; charset=utf-8")


def _text(file: str) -> str:
    return _source(file.removeprefix(settings.STATIC_URL))


def _source(name: str) -> str:
    """The text of a static file as it is served; raises ``FileNotFoundError``."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return str(file.read().decode())
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(path).read_text("utf-8")
