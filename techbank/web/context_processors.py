"""Context of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language_info, gettext


def site(request: HttpRequest) -> dict[str, Any]:
    """``site_name``, ``languages`` as (code, own name) and whether this is a demonstration.

    ``copied_at``: for a page that is an offline copy, the moment it was made.
    """
    return {
        "site_name": gettext("Technology Bank portal"),
        "languages": [(code, _own_name(code)) for code, _ in settings.LANGUAGES],
        "demonstration": bool(getattr(settings, "DEMONSTRATION", False)),
        "copied_at": getattr(request, "copied_at", None),
        "person_key": person_key(request.user) if hasattr(request, "user") else "",
    }


def person_key(user: Any) -> str:
    """The key under which a browser stores data for a person; "" for an anonymous one.

    It distinguishes two people on one device and says nothing about either.
    """
    if not user.is_authenticated:
        return ""
    return salted_hmac("techbank.person", str(user.pk), algorithm="sha256").hexdigest()[:24]


def _own_name(code: str) -> str:
    """The name readers of the language use for it, with a capital as a menu entry has."""
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
