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


def _shown(standings: list[CountryStanding], which: str) -> list[CountryStanding]:
    if which == LDC:
        return [one for one in standings if one.status.is_ldc]
    if which == ACCESS:
        return [one for one in standings if one.status.may_use_bank]
    return standings


def _figures(every: list[CountryStanding]) -> list[dict[str, object]]:
    ldcs = sum(one.status.is_ldc for one in every)
    access = sum(one.status.may_use_bank for one in every)
    scheduled = sum(one.status.scheduled_on is not None for one in every)
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
    every = countries_on(day, region=form.chosen("region"))
    context = {
        "form": form,
        "day": day,
        "standings": by_name(_shown(every, form.chosen("show"))),
        "figures": _figures(every),
    }
    return render(request, "partners/countries.html", context)


@login_not_required
@require_safe
def country(request: HttpRequest, iso3: str) -> HttpResponse:
    """One country: facts, status today, and everything recorded about it."""
    one = get_object_or_404(Country, pk=iso3)
    now = timezone.now()
    context = {
        "country": one,
        "status": status_of(one, now.date()),
        "history": history(one),
        "projects": projects_in(one),
        "may_record": not one.fictional
        and bool(may(request.user, Permission.RECORD_STATUS, on=now.date())),
        "crumbs": crumbs((_("Countries"), reverse("countries")), (one.name, "")),
    }
    return render(request, "partners/country.html", context)


@READ_OR_POST
def record_status(request: HttpRequest, iso3: str) -> HttpResponse:
    """Record a decision about a country's status; nothing recorded earlier goes away."""
    now = timezone.now()
    require(request.user, Permission.RECORD_STATUS, on=now.date())
    one = get_object_or_404(Country, pk=iso3)
    form = StatusForm(request.POST or None)
    if form.is_valid():
        try:
            record(country=one, decision=form.decision(), by=person(request), at=now)
        except Invalid as problem:
            show(form, problem)
        else:
            messages.success(request, _("Recorded. It counts from now on."))
            return redirect("country", iso3=one.pk)
    context = {
        "form": form,
        "country": one,
        "history": history(one),
        "back_url": reverse("country", args=[one.pk]),
        "submit_label": _("Record"),
    }
    return render(request, "partners/record_status.html", context)
