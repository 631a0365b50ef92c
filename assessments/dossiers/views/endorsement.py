"""Recording the national endorsement."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.dossiers.forms.opening import EndorsementForm
from assessments.dossiers.operations.endorsement import record_endorsement
from assessments.models import Endorsement
from partners.access import require
from partners.roles import Permission
from techbank.exceptions import Invalid

from .pages import Page, open_page

_SECTION = "endorsement"


@require_http_methods(["GET", "POST"])
def endorsement(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The validation workshop: date, place, participants, minutes."""
    page = open_page(request, assessment_id)
    country = page.assessment.country
    require(page.user, Permission.RECORD_ENDORSEMENT, on=page.now.date(), country=country)
    page.require_edit(_SECTION)
    form = EndorsementForm(
        request.POST if request.method == "POST" else None,
        endorsement=Endorsement.objects.filter(assessment=page.assessment).first(),
        today=page.now.date(),
    )
    if request.method == "POST" and form.is_valid() and _record(page, form):
        return redirect(f"{page.url('section', _SECTION)}#records")
    context = page.context(
        (page.url("section", _SECTION), page.section(_SECTION).title),
        ("", _("National endorsement")),
        form=form,
        back_url=page.url("section", _SECTION),
    )
    return render(request, "assessments/dossiers/endorsement.html", context)


def _record(page: Page, form: EndorsementForm) -> bool:
    names = ("held_on", "place", "women", "men", "minutes")
    try:
        record_endorsement(
            assessment=page.assessment,
            by_sector=form.by_sector,
            by=page.user,
            at=page.now,
            **{name: form.cleaned_data[name] for name in names},
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return False
    messages.success(page.request, _("The endorsement is recorded."))
    return True
