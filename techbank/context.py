"""What every page knows without its view saying so."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info, gettext


def site(request: HttpRequest) -> dict[str, Any]:
    """``site_name``, ``languages`` as (code, own name) and whether this is a demonstration."""
    return {
        "site_name": gettext("Technology Bank portal"),
        "languages": [(code, _own_name(code)) for code, _ in settings.LANGUAGES],
        "demonstration": bool(getattr(settings, "DEMONSTRATION", False)),
    }


def _own_name(code: str) -> str:
    """The name readers of the language use for it, with a capital as a menu entry has."""
    name = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
