"""The language a country writes its answers in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.dossiers.forms.opening import LanguageForm
from assessments.dossiers.operations.opening import change_language
from assessments.states import State
from partners.access import require
from partners.roles import Permission
from techbank.exceptions import WrongState

from .pages import open_page


@require_http_methods(["GET", "POST"])
def language(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Say in which language the answers are written, while the dossier is being drafted."""
    page = open_page(request, assessment_id)
    country = page.assessment.country
    require(page.user, Permission.OPEN_ASSESSMENT, on=page.now.date(), country=country)
    if page.assessment.state != State.DRAFTING:
        raise WrongState(_("The language can be changed only while the dossier is being drafted."))
    data = request.POST if request.method == "POST" else None
    form = LanguageForm(data, language=page.assessment.language)
    if request.method == "POST" and form.is_valid():
        change_language(assessment=page.assessment, by=page.user, at=page.now, **form.cleaned_data)
        messages.success(request, _("The language of the answers is saved."))
        return redirect(page.url("assessment"))
    context = page.context(
        ("", _("Language of the answers")), form=form, back_url=page.url("assessment")
    )
    return render(request, "assessments/dossiers/language.html", context)
