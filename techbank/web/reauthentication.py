"""Signing in again before an important act: approving, publishing, changing roles.

A sign-in of the last quarter of an hour counts, so that nobody is asked twice. A person with a
second factor has to use it.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any, cast

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
    """A redirect to the page to sign in again, or None when the last time is recent enough.

    What was posted waits in the session and is done after the person has signed in again.
    """
    second_factor = is_mfa_enabled(request.user)
    records = get_authentication_records(request, request.user)
    accepted = [record for record in records if not second_factor or record.get("method") == "mfa"]
    latest = max((float(record["at"]) for record in accepted), default=0.0)
    if at.timestamp() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    page = "mfa_reauthenticate" if second_factor else "account_reauthenticate"
    return cast(HttpResponse, suspend_request(request, reverse(page)))


def reauthentication_required(
    *, of: Callable[[HttpRequest], bool], methods: Collection[str] = ("POST",)
) -> Callable[[View], View]:
    """A view that asks people to sign in again first, if ``of`` returns True for the request.

    A person without the right to the act is refused by the view, without signing in again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and of(request):
                redirect = reauthentication_needed(request, at=timezone.now())
                if redirect is not None:
                    return redirect
            return view(request, *args, **kwargs)

        return guarded_view

    return decorate
