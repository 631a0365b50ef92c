"""What the views of every app need of a request."""

from typing import cast

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from partners.models import User

# A page with a form; any other method is answered with 405.
READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> User:
    """The person who is signed in. Only for views behind sign-in, which the middleware ensures."""
    return cast(User, request.user)


def crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    """(label, url) pairs as the breadcrumbs component reads them; the last url is empty."""
    return [{"label": str(label), "url": url} for label, url in trail]
