"""Proving again who one is, before an act that weighs: approving, publishing, changing roles.

Signing in counts, so that nobody is asked twice in a quarter of an hour. Whoever has a second
factor proves it with that.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

View = Callable[..., HttpResponseBase]


def reauthentication_needed(request: HttpRequest, *, at: datetime) -> HttpResponse | None:
    """A redirect to the page that asks for the proof, or None when it is fresh enough.

    What was posted waits in the session and is done once the person has proved who she is.
    """
    second_factor = is_mfa_enabled(request.user)
    records = get_authentication_records(request, request.user)
    counting = [one for one in records if not second_factor or one.get("method") == "mfa"]
    latest = max((float(one["at"]) for one in counting), default=0.0)
    if at.timestamp() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    page = "mfa_reauthenticate" if second_factor else "account_reauthenticate"
    return suspend_request(request, reverse(page))


def reauthentication_required(
    *, of: Callable[[HttpRequest], bool], methods: Collection[str] = ("POST",)
) -> Callable[[View], View]:
    """A view that asks for the proof first, of those for whom ``of`` says it matters.

    Whoever has no right to the act is refused by the view, and proves nothing for nothing.
    """

    def asking(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and of(request):
                wanted = reauthentication_needed(request, at=timezone.now())
                if wanted is not None:
                    return wanted
            return view(request, *args, **kwargs)

        return asked

    return asking
