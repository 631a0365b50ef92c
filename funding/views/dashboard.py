"""The funding dashboard, how each figure is computed, and the rows behind it. All public."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.forms.period import Period, PeriodForm, period
from funding.queries import donors
from funding.queries.definitions import DEFINITIONS
from funding.queries.figures import Coverage, books
from funding.queries.published import published_gaps
from techbank.exceptions import Hidden
from techbank.templatetags.techbank import percent

from .drawings import headline, ladder_by_year


def _query(asked: Period, **more: int) -> str:
    return "&".join(f"{key}={value}" for key, value in {"as_of": asked.as_of, **more}.items())


def _headline_year(years: list[Coverage]) -> Coverage:
    """The latest year with money among those that have a requirement; else the latest."""
    covered = [year for year in years if year.need and year.with_pledges.amount]
    return (covered or years)[-1]


def _note(year: Coverage) -> str:
    if year.firm.share is None:
        return _("No requirement is stored for this year.")
    return _("%(share)s of what is needed") % {"share": percent(year.firm.share)}


def _figures(year: Coverage, address: str) -> list[dict[str, Any]]:
    need = year.need.amount if year.need else None
    return [
        {
            "label": _("Needed in %(year)s") % {"year": year.year},
            "note": _("the latest year with a known requirement") if year.need else "",
            **headline(need),
        },
        {
            "label": _("Received or signed"),
            "note": _note(year),
            "url": address,
            **headline(year.firm.amount),
        },
        {"label": _("Missing"), "attention": True, **headline(year.firm.gap)},
    ]


def _form(asked: Period, years: list[int]) -> PeriodForm:
    return PeriodForm({"as_of": asked.as_of, "first": years[0], "last": years[-1]})


@login_not_required
@require_safe
def funding(request: HttpRequest) -> HttpResponse:
    """Money needed, available and missing by year, as known on a day. Four queries."""
    asked = period(request.GET.dict(), timezone.now().date())
    known = books(asked.as_of, with_invented=settings.DEMONSTRATION)
    years = asked.years(known.years())
    covered = [known.coverage(year) for year in years]
    chosen = _headline_year(covered)
    query = _query(asked, year=chosen.year)
    context = {
        "asked": asked,
        "form": _form(asked, years),
        "years": covered,
        "chosen": chosen,
        "first": years[0],
        "last": years[-1],
        "figures": _figures(chosen, f"{reverse('figure', args=['firm'])}?{query}"),
        "drawing": ladder_by_year(covered),
        "donors": donors.donor_table(known, years),
        "in_kind": donors.in_kind(known.rows),
        "requirements": list(reversed(known.requirements)),
        "published": published_gaps(),
        "query": _query(asked),
    }
    return render(request, "funding/dashboard.html", context)


@login_not_required
@require_safe
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    """One figure of one year: what it means, its rows, their rates, what is left out."""
    if slug not in DEFINITIONS:
        raise Hidden
    asked = period(request.GET.dict(), timezone.now().date())
    known = books(asked.as_of, with_invented=settings.DEMONSTRATION)
    years = known.years()
    text = request.GET.get("year", "")
    fallback = _headline_year([known.coverage(year) for year in years]).year if years else 0
    year = int(text) if text.isdecimal() and len(text) == 4 else fallback or asked.as_of.year
    covered = known.coverage(year)
    figure = covered.figures[slug]  # type: ignore[index]
    context = {
        "asked": asked,
        "definition": DEFINITIONS[slug],
        "definitions": DEFINITIONS.values(),
        "coverage": covered,
        "figure": figure,
        "listed": [part for part in figure.parts if not part.row.promise.confidential],
        "confidential": sum(1 for part in figure.parts if part.row.promise.confidential),
        "years": years,
        "query": _query(asked),
    }
    return render(request, "funding/figure.html", context)


@login_not_required
@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """Every public row with its source or its document. Two queries."""
    asked = period(request.GET.dict(), timezone.now().date())
    rows = donors.contributions(asked.as_of, with_invented=settings.DEMONSTRATION)
    context = {"asked": asked, "rows": rows, "form": PeriodForm({"as_of": asked.as_of})}
    return render(request, "funding/contributions.html", context)
