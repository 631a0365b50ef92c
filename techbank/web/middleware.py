"""Middleware: a log line, no cached copies, the reader's language, second factor, refusals."""

import logging
import time
import zoneinfo
from collections.abc import Callable
from typing import Protocol, cast
from uuid import uuid4

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from techbank.exceptions import Hidden, Refused, Stale, WrongState
from techbank.web.reauthentication import reauthentication_needed
from techbank.web.refused_attempts import record_refused_attempt

log = logging.getLogger("techbank.request")
Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

# Open to a person without a second factor: to set one up, to sign in again, or to sign out.
ALWAYS_OPEN = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = frozenset({"healthz", "readyz", "set_language"})
# Pages that read, replace or remove the second factor: a password alone is not enough.
SECOND_FACTOR_PAGES = frozenset(
    {
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


class _Logged(Protocol):
    """What a line of the log knows of a request beside Django's own."""

    request_id: str
    reader_id: int | None


class RequestLog:
    """One JSON line for each request, with an id that the response repeats in X-Request-ID."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifier = uuid4().hex
        cast(_Logged, request).request_id = identifier
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = identifier
        if not request.path.startswith(settings.STATIC_URL):
            log.info("request", extra=self.line(request, response, started))
        return response

    @staticmethod
    def line(
        request: HttpRequest, response: HttpResponseBase, started: float
    ) -> dict[str, str | int | float | None]:
        """Without query string and body: both may contain private data."""
        return {
            "request_id": getattr(request, "request_id", None),
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            "user": getattr(request, "reader_id", None),
        }


class Compress(GZipMiddleware):
    """Compresses pages: a table of money becomes a tenth of its size.

    A page that repeats what a reader typed also contains Django's token, masked differently in
    every response, and the middleware adds random padding, so its size reveals nothing. A file is
    sent unchanged: a PDF is compressed inside, and its length tells a reader on a slow connection
    how long to wait.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming:
            return response
        return super().process_response(request, response)


class NoStore:
    """No proxy and no browser cache stores what a signed-in person sees."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated or "Authorization" in request.headers:
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie", "Authorization"])
        return response


class UserPreferences:
    """Language and time zone of the person who is signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        cast(_Logged, request).reader_id = user.pk
        language = getattr(user, "language", "")
        if language not in dict(settings.LANGUAGES):
            language = translation.get_language()
        request.LANGUAGE_CODE = language
        zone = _zone(getattr(user, "time_zone", ""))
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone a person chose; UTC when this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class SecondFactorGate:
    """People with roles that decide or pay must have a second factor before they see a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        match = request.resolver_match
        name = (match.url_name or "") if match else ""
        if name in SECOND_FACTOR_PAGES and is_mfa_enabled(request.user):
            return reauthentication_needed(request, at=timezone.now())
        if settings.SECOND_FACTOR == "optional" or name in OPEN_NAMES:
            return None
        if name.startswith(ALWAYS_OPEN):
            return None
        if not getattr(request.user, "needs_second_factor", False) or is_mfa_enabled(request.user):
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


class Refusals:
    """A refusal raised by a view becomes a page with its sentence, and an entry in the trail.

    The API answers for itself (techbank.web.api_errors).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            record_refused_attempt(request, error)
            status = 409 if isinstance(error, WrongState) else 403
            return render(request, f"{status}.html", {"sentence": error.sentence}, status=status)
        if isinstance(error, Stale):
            return render(request, "409.html", {"sentence": error.sentence}, status=409)
        if isinstance(error, Hidden):
            record_refused_attempt(request, error)
            return render(request, "404.html", status=404)
        return None
