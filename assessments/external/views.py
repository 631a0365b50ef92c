"""Public pages on assessments made outside the portal."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.external import queries as external
from assessments.external.forms import ExternalFilter


@login_not_required
@require_GET
def external_assessments(request: HttpRequest) -> HttpResponse:
    """The assessments of rounds one and two, by round."""
    form = ExternalFilter(request.GET or None, regions=external.regions())
    wanted = form.cleaned_data if form.is_valid() else {}
    number = wanted.get("round")
    rounds = external.rounds(
        number=int(number) if number else None,
        region=wanted.get("region", ""),
        differing=wanted.get("differing", False),
    )
    return render(
        request,
        "assessments/external/all.html",
        {
            "form": form,
            "rounds": rounds,
            "count": sum(len(round.countries) for round in rounds),
            "totals": external.totals(),
            "nav": "countries",
        },
    )


@login_not_required
@require_GET
def external_assessment(request: HttpRequest, iso3: str) -> HttpResponse:
    """Everything the sources say of one country's assessment, with where they disagree."""
    country, assessments = external.of_country(iso3)
    crumbs = [
        {"url": reverse("external_assessments"), "label": _("Assessments made elsewhere")},
        {"url": "", "label": country.name},
    ]
    context = {"country": country, "found": assessments, "crumbs": crumbs, "nav": "countries"}
    return render(request, "assessments/external/country.html", context)
