"""A person's own account, and the language of the screens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partners.forms.account import AccountForm
from partners.forms.fields import show
from partners.operations.account import change_account, choose_language
from partners.queries.people import roles_ever
from techbank.exceptions import Invalid

from .asking import READ_OR_POST, person


@READ_OR_POST
def account(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone; and the roles held, which only others change."""
    user = person(request)
    form = AccountForm(request.POST or None, initial=AccountForm.initial_for(user))
    if form.is_valid():
        try:
            changed = change_account(person=user, **form.cleaned_data, at=timezone.now())
        except Invalid as problem:
            show(form, problem)
        else:
            with translation.override(changed.language):
                messages.success(request, _("Saved."))
            return _with_language_cookie(redirect("account"), changed.language)
    context = {
        "form": form,
        "person": user,
        "roles": roles_ever(user),
        "today": timezone.now().date(),
    }
    return render(request, "partners/account.html", context)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the screens; saved in the account of a person who is signed in."""
    language = request.POST.get("language", "")
    response = redirect(_safe(request, request.POST.get("next", "")))
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        choose_language(person=person(request), language=language)
    return _with_language_cookie(response, language)


def _safe(request: HttpRequest, address: str) -> str:
    """The address if it is a path of this portal, else the start page."""
    here = {request.get_host()}
    known = url_has_allowed_host_and_scheme(address, here, require_https=request.is_secure())
    return address if known and address.startswith("/") else "/"


def _with_language_cookie(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
