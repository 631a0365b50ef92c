"""Countries: the list of a day, one country, and recording what was decided about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.access import may, require
from partners.forms.countries import ACCESS, LDC, CountriesFilter, StatusForm
from partners.forms.fields import show
from partners.models import Country
from partners.operations.status import record_status as record
from partners.queries.countries import CountryStanding, by_name, countries_on, status_of
from partners.queries.history import history
from partners.queries.programme import projects_in
from partners.roles import Permission
from techbank.exceptions import Invalid

from .asking import READ_OR_POST, crumbs, person


def _filtered(standings: list[CountryStanding], which: str) -> list[CountryStanding]:
    if which == LDC:
        return [standing for standing in standings if standing.status.is_ldc]
    if which == ACCESS:
        return [standing for standing in standings if standing.status.may_use_bank]
    return standings


def _figures(standings: list[CountryStanding]) -> list[dict[str, object]]:
    ldcs = sum(standing.status.is_ldc for standing in standings)
    access = sum(standing.status.may_use_bank for standing in standings)
    scheduled = sum(standing.status.scheduled_on is not None for standing in standings)
    return [
        {"value": ldcs, "label": _("least developed countries")},
        {"value": access, "label": _("may use the Technology Bank")},
        {"value": scheduled, "label": _("scheduled to graduate, not confirmed")},
    ]


@login_not_required
@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """All countries with their status on the day in the address."""
    today = timezone.now().date()
    form = CountriesFilter(request.GET or None, initial={"on": today})
    day = form.day_or(today)
    standings = countries_on(day, region=form.chosen("region"))
    context = {
        "form": form,
        "day": day,
        "standings": by_name(_filtered(standings, form.chosen("show"))),
        "figures": _figures(standings),
    }
    return render(request, "partners/countries.html", context)


@login_not_required
@require_safe
def country(request: HttpRequest, iso3: str) -> HttpResponse:
    """One country: facts, status today, and everything recorded about it."""
    country = get_object_or_404(Country, pk=iso3)
    now = timezone.now()
    context = {
        "country": country,
        "status": status_of(country, now.date()),
        "history": history(country),
        "projects": projects_in(country),
        "may_record": not country.fictional
        and bool(may(request.user, Permission.RECORD_STATUS, on=now.date())),
        "crumbs": crumbs((_("Countries"), reverse("countries")), (country.name, "")),
    }
    return render(request, "partners/country.html", context)


@READ_OR_POST
def record_status(request: HttpRequest, iso3: str) -> HttpResponse:
    """Record a decision about a country's status; nothing recorded earlier goes away."""
    now = timezone.now()
    require(request.user, Permission.RECORD_STATUS, on=now.date())
    country = get_object_or_404(Country, pk=iso3)
    form = StatusForm(request.POST or None)
    if form.is_valid():
        try:
            record(country=country, decision=form.decision(), by=person(request), at=now)
        except Invalid as problem:
            show(form, problem)
        else:
            messages.success(request, _("Recorded. It counts from now on."))
            return redirect("country", iso3=country.pk)
    context = {
        "form": form,
        "country": country,
        "history": history(country),
        "back_url": reverse("country", args=[country.pk]),
        "submit_label": _("Record"),
    }
    return render(request, "partners/record_status.html", context)
