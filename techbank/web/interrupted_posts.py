"""What a person sent after their session had ended is kept, and shown again after they sign in.

Only forms that a signed-in person was writing in ask for it: they contain a mark signed for this
person. So an anonymous visitor cannot fill the table of sessions, and nobody else sees the text.
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
_MOST_POSTS_A_DAY = 100
_MOST_CHARACTERS = 400_000
_A_DAY = 60 * 60 * 24
_FOR_SECONDS = 60 * 60 * 24 * 30
_NEVER_KEPT = ("csrfmiddlewaretoken", MARK, KEPT)


def mark_for(user: Any) -> str:
    """The mark in a form: the signed id of the person who writes in it."""
    return signing.dumps(str(user.pk), salt=_SALT)


def _owner(request: HttpRequest) -> str:
    """The id of the person whose text this is; "" when the post has no valid mark."""
    try:
        mark: str = request.POST.get(MARK, "")
        owner: str = signing.loads(mark, salt=_SALT, max_age=_FOR_SECONDS)
    except (signing.BadSignature, RequestDataTooBig):
        return ""
    return owner


class PostTooLarge(Exception):
    """The text is too long to be kept, or too many were kept for this person in one day."""


def _has_room(owner: str) -> bool:
    """Count one more post of this person: without a limit, one mark could fill many sessions."""
    key = f"kept-posts:{owner}"
    cache.add(key, 0, _A_DAY)
    try:
        return cache.incr(key) <= _MOST_POSTS_A_DAY
    except ValueError:  # The day ended between the two.
        return True


def keep(request: HttpRequest) -> bool:
    """Keep the fields of this post in the session; False when the post may not be kept.

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
    posts = request.session.get(_IN_SESSION, [])
    post = {
        "id": str(uuid4()),
        "owner": owner,
        "path": request.get_full_path(),
        "fields": fields,
        # No file is kept: it has to be chosen again, which the page asks for.
        "files": list(request.FILES),
    }
    request.session[_IN_SESSION] = [*posts, post][-_MOST_POSTS:]
    return True


def _posts_of_user(request: HttpRequest) -> list[dict[str, Any]]:
    posts = request.session.get(_IN_SESSION, [])
    return [post for post in posts if post["owner"] == str(request.user.pk)]


def _forget(request: HttpRequest, post_id: str) -> None:
    posts = request.session.get(_IN_SESSION, [])
    remaining = [post for post in posts if post["id"] != post_id]
    if len(remaining) != len(posts):
        request.session[_IN_SESSION] = remaining


def _too_large_page(request: HttpRequest) -> HttpResponse:
    """Tells the person that the text is not kept: it is still in the browser, one step back."""
    return render(request, "not_kept.html", status=413)


class SignInFirst(LoginRequiredMiddleware):
    """Sends people who are not signed in to the sign-in page, and keeps what they sent."""

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
            return _too_large_page(request)
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The page's token is of an earlier sign-in: the text is kept and can be sent again."""
    if request.headers.get("Accept", "").startswith("application/json"):
        sentence = _("This page is of an earlier sign-in. What you wrote is sent again.")
        return JsonResponse({"outcome": "token", "sentence": sentence}, status=403)
    try:
        is_kept = keep(request)
    except PostTooLarge:
        return _too_large_page(request)
    if is_kept:
        if request.user.is_authenticated:
            return redirect("kept")
        return redirect_to_login(reverse("kept"), settings.LOGIN_URL)
    return plain_csrf_failure(request, reason)


@require_http_methods(["GET", "POST"])
def stored_posts(request: HttpRequest) -> HttpResponse:
    """What was kept, to be sent again or dropped. Each person sees only their own session."""
    if request.method == "POST":
        _forget(request, request.POST.get("drop", ""))
        return redirect("kept")
    get_token(request)
    posts = [
        {
            "files": [],
            **post,
            "texts": [text for _name, texts in post["fields"] for text in texts if " " in text],
        }
        for post in _posts_of_user(request)
        if url_has_allowed_host_and_scheme(post["path"], allowed_hosts=None)
    ]
    return render(request, "kept.html", {"kept_posts": posts})
