"""What a person sent after her session had ended is kept, and given back once she signed in.

Only pages that a signed-in person was writing on ask for it: their forms carry a mark signed for
her. So a stranger cannot fill the table of sessions, and nobody else is shown the text.
"""

from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as plain_csrf_failure
from django.views.decorators.http import require_http_methods

MARK = "kept-for"
KEPT = "kept"
_SALT = "techbank.kept"
_IN_SESSION = "kept_posts"
_MOST_POSTS = 5
_MOST_A_DAY = 100
_MOST_CHARACTERS = 400_000
_A_DAY = 60 * 60 * 24
_FOR_SECONDS = 60 * 60 * 24 * 30
_NEVER_KEPT = ("csrfmiddlewaretoken", MARK, KEPT)


def mark_for(user: Any) -> str:
    """The mark a form carries: whose text it is, signed."""
    return signing.dumps(str(user.pk), salt=_SALT)


def _owner(request: HttpRequest) -> str:
    """Whose text this is; "" when the post carries no mark of ours."""
    try:
        sent: str = request.POST.get(MARK, "")
        found: str = signing.loads(sent, salt=_SALT, max_age=_FOR_SECONDS)
    except (signing.BadSignature, RequestDataTooBig):
        return ""
    return found


class PostTooLarge(Exception):
    """The text is too long to be kept, or too many were kept for this person in one day."""


def _has_room(owner: str) -> bool:
    """Count one more of this person's; whoever holds a mark could else fill session by session."""
    key = f"kept-posts:{owner}"
    cache.add(key, 0, _A_DAY)
    try:
        return cache.incr(key) <= _MOST_A_DAY
    except ValueError:  # The day ended between the two.
        return True


def keep(request: HttpRequest) -> bool:
    """Keep the fields of this post in the session; False when it is not ours to keep.

    Raises ``PostTooLarge``.
    """
    # Another site's form comes without the session's cookie: keeping it would begin a new session
    # in this browser, and sign the person out.
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") == "cross-site":
        return False
    owner = _owner(request)
    fields = [(name, texts) for name, texts in request.POST.lists() if name not in _NEVER_KEPT]
    size = sum(len(text) for _name, texts in fields for text in texts)
    if not owner:
        return False
    if size > _MOST_CHARACTERS or not _has_room(owner):
        raise PostTooLarge
    kept = request.session.get(_IN_SESSION, [])
    one = {
        "id": str(uuid4()),
        "owner": owner,
        "path": request.get_full_path(),
        "fields": fields,
        # No file is kept: it has to be chosen again, which the page asks for.
        "files": list(request.FILES),
    }
    request.session[_IN_SESSION] = [*kept, one][-_MOST_POSTS:]
    return True


def _mine(request: HttpRequest) -> list[dict[str, Any]]:
    kept = request.session.get(_IN_SESSION, [])
    return [one for one in kept if one["owner"] == str(request.user.pk)]


def _forget(request: HttpRequest, one: str) -> None:
    kept = request.session.get(_IN_SESSION, [])
    left = [other for other in kept if other["id"] != one]
    if len(left) != len(kept):
        request.session[_IN_SESSION] = left


def _not_kept(request: HttpRequest) -> HttpResponse:
    """Said, never silent: the text is still in the browser, one step back."""
    return render(request, "not_kept.html", status=413)


class SignInFirst(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page, and keeps what they were sending."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = cast(HttpResponseBase, super().__call__(request))
        sent_again = request.method == "POST" and request.user.is_authenticated
        if sent_again and response.status_code < 400 and _IN_SESSION in request.session:
            _forget(request, request.POST.get(KEPT, ""))
        return response

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        try:
            if keep(request):
                return redirect_to_login(reverse("kept"), settings.LOGIN_URL)
        except PostTooLarge:
            return _not_kept(request)
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The page's token is of an earlier sign-in: the text is kept and can be sent again."""
    if request.headers.get("Accept", "").startswith("application/json"):
        sentence = _("This page is of an earlier sign-in. What you wrote is sent again.")
        return JsonResponse({"outcome": "token", "sentence": sentence}, status=403)
    try:
        found = keep(request)
    except PostTooLarge:
        return _not_kept(request)
    if found:
        if request.user.is_authenticated:
            return redirect("kept")
        return redirect_to_login(reverse("kept"), settings.LOGIN_URL)
    return plain_csrf_failure(request, reason)


@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What was kept, to be sent again or dropped. One page a person, from her session alone."""
    if request.method == "POST":
        _forget(request, request.POST.get("drop", ""))
        return redirect("kept")
    get_token(request)
    found = [
        {
            "files": [],
            **one,
            "texts": [text for _name, texts in one["fields"] for text in texts if " " in text],
        }
        for one in _mine(request)
        if url_has_allowed_host_and_scheme(one["path"], allowed_hosts=None)
    ]
    return render(request, "kept.html", {"kept_posts": found})
