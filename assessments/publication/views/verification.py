"""The public pages that verify whether a printed digest or a file is ours."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET

from assessments.publication.forms.verification import VerifyForm
from assessments.publication.imports import Checked, check
from assessments.publication.queries.verification import Verified, verified
from assessments.questions.languages import name_of
from partners.views.asking import READ_OR_POST
from techbank.exceptions import Invalid


def _facts(version: Verified) -> dict[str, Any]:
    """What the public snapshot says of the version, for the list on the page."""
    public = version.snapshot.public
    names = public["assessment"]["country"]["names"]
    pages = version.document.pages if version.document else None
    language = version.document.language if version.document else ""
    return {
        "found": version,
        "title": public["assessment"]["title"],
        "country": names.get((get_language() or "en").split("-")[0]) or names["en"],
        "fictional": public["assessment"]["country"].get("fictional", False),
        "language": name_of(language, get_language() or "en") if language else "",
        "pages": ngettext("%(count)d page", "%(count)d pages", pages) % {"count": pages}
        if pages
        else "",
    }


@login_not_required
@require_GET
def verify(request: HttpRequest, digest: str) -> HttpResponse:
    """Whether a printed digest belongs to a published plan. Unpublished ones are unknown."""
    version = verified(digest)
    if version is None:
        return render(
            request, "assessments/publication/verify.html", {"digest": digest[:64]}, status=404
        )
    return render(
        request, "assessments/publication/verify.html", {"digest": digest, **_facts(version)}
    )


@login_not_required
@READ_OR_POST
def verify_file(request: HttpRequest) -> HttpResponse:
    """Says of a file whether it is ours, altered, or not ours. It is read and not stored."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    file = form.cleaned_data["file"]
    try:
        checked = check(file.read())
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return _page(request, form)
    return _page(request, VerifyForm(), checked, file.name)


def _page(
    request: HttpRequest, form: VerifyForm, checked: Checked | None = None, name: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "checked": checked, "name": name}
    version = checked.version if checked else None
    context |= _facts(version) if version else {"found": None, "fictional": False}
    return render(request, "assessments/publication/verify_file.html", context)
