"""The page for a request that is larger than the portal accepts, sent before the body is read.

Django never sees such a request: by itself waitress answers it in English and without a page.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge


class RequestTooLarge(RequestEntityTooLarge):
    """The response, in the reader's language if the request's headers give it."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__("")
        self.language = _language(headers)

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        with translation.override(self.language):
            page = render_to_string("413.html").encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return f"{self.code} {self.reason}", headers, page


class Parser(HTTPRequestParser):
    """Parses a request; one that is too large gets a page."""

    error: Any

    def received(self, data: bytes) -> int:
        taken: int = super().received(data)
        if type(self.error) is RequestEntityTooLarge:
            self.error = RequestTooLarge(self.headers)
        return taken


def _language(headers: dict[str, str]) -> str:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get("ACCEPT_LANGUAGE", "")
    try:
        cookie: Any = SimpleCookie(headers.get("COOKIE", "")).get(settings.LANGUAGE_COOKIE_NAME)
    except CookieError:
        cookie = None
    if cookie is not None:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie.value
    return translation.get_language_from_request(request)
