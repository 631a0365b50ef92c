"""The start page, the programme, and the organisations taking part."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.forms.countries import OrganisationsFilter
from partners.queries import programme as programmes
from partners.queries.countries import countries_on


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, for anybody."""
    standings = countries_on(timezone.now().date())
    figures = [
        {
            "value": sum(standing.status.is_ldc for standing in standings),
            "label": _("least developed countries today"),
        },
        {
            "value": sum(standing.status.may_use_bank for standing in standings),
            "label": _("countries that may use the Technology Bank"),
        },
    ]
    return render(request, "partners/home.html", {"figures": figures})


@login_not_required
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The six areas with projects, partners and results, each with its paragraph."""
    return render(request, "partners/programme.html", {"programme": programmes.programme()})


@login_not_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Who takes part, by name."""
    form = OrganisationsFilter(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    context = {"form": form, "organisations": programmes.organisations(kind)}
    return render(request, "partners/organisations.html", context)
