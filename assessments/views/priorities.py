"""Scoring the options, and the ranking that follows."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.forms.priorities import MethodForm, ScoresForm, WeightsForm
from assessments.models import Prioritisation, TechnologyOption
from assessments.operations.priorities import save_scores, save_weights, set_method
from assessments.queries.priorities import Ranking
from assessments.queries.priorities import ranking as ranking_of
from assessments.scoring import Reversal, as_decimal
from techbank.charts import Stack, stacked_bars
from techbank.refusals import Invalid
from techbank.templatetags.techbank import percent

from .number_words import decimal_words
from .pages import Page, open_page

_SECTION = "priorities"


@require_http_methods(["GET", "POST"])
def scores(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The method, the weights and the grid of scores: three forms, saved one at a time."""
    page = open_page(request, assessment_id)
    page.require_edit(_SECTION)
    ranked = ranking_of(page.assessment)
    part = request.POST.get("part", "")
    method = MethodForm(request.POST if part == "method" else None, ranking=ranked)
    weights = WeightsForm(request.POST if part == "weights" else None, ranking=ranked)
    grid = ScoresForm(request.POST if part == "scores" else None, ranking=ranked)
    if part == "method" and method.is_valid() and _set_method(page, method):
        return redirect(page.url("scores"))
    if part == "weights" and weights.is_valid() and _save_weights(page, weights):
        return redirect(page.url("scores"))
    if part == "scores" and grid.is_valid() and _save_scores(page, grid):
        return redirect(page.url("ranking"))
    context = page.context(
        (page.url("section", _SECTION), page.section(_SECTION).title),
        ("", _("Scores")),
        ranking=ranked,
        method=method,
        weights=weights,
        grid=grid,
        forms=[method, weights, grid],
        scored=ranked.kind == Prioritisation.Kind.SCORED,
    )
    return render(request, "assessments/scores.html", context)


def _set_method(page: Page, form: MethodForm) -> bool:
    try:
        set_method(assessment=page.assessment, by=page.user, at=page.now, **form.cleaned_data)
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return False
    messages.success(page.request, _("The method is saved."))
    return True


def _save_weights(page: Page, form: WeightsForm) -> bool:
    try:
        save_weights(
            assessment=page.assessment,
            weights=form.shares(),
            seen=form.seen(),
            by=page.user,
            at=page.now,
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return False
    messages.success(page.request, _("The weights are saved."))
    return True


def _save_scores(page: Page, form: ScoresForm) -> bool:
    try:
        count = save_scores(
            assessment=page.assessment, scores=form.changed_scores(), by=page.user, at=page.now
        )
    except Invalid as invalid:
        form.say(invalid.field, invalid.sentence)
        return False
    said = ngettext("%(count)d score was changed.", "%(count)d scores were changed.", count)
    messages.success(page.request, said % {"count": count})
    return True


@dataclass(frozen=True)
class Cell:
    points: str
    value: str


@dataclass(frozen=True)
class RankedRow:
    """One option's place: total and contributions as the reader writes them."""

    rank: int
    option: TechnologyOption
    total: str
    cells: list[Cell]


def _tenth(number: Fraction) -> str:
    return decimal_words(as_decimal(number, 1))


def _rows(ranked: Ranking) -> list[RankedRow]:
    if ranked.result is None:
        return []
    rows = []
    for one in ranked.result.options:
        brought = [one.contributions.get(criterion.pk) for criterion in ranked.criteria]
        cells = [Cell(_tenth(c.points), _tenth(c.value)) if c else Cell("", "") for c in brought]
        option = ranked.by_option[UUID(str(one.id))]
        rows.append(RankedRow(one.rank, option, _tenth(one.total), cells))
    return rows


def _chart(ranked: Ranking) -> SafeString | None:
    if ranked.result is None:
        return None
    stacks = [
        Stack(
            f"{one.rank}. {ranked.by_option[UUID(str(one.id))]}",
            [
                float(one.contributions[c.pk].points) if c.pk in one.contributions else 0.0
                for c in ranked.criteria
            ],
            _tenth(one.total),
        )
        for one in ranked.result.options
    ]
    return stacked_bars(
        stacks,
        keys=[str(criterion) for criterion in ranked.criteria],
        full=100,
        title=_("Points by criterion"),
        description=_(
            "One bar an option, best first; its parts are the points each criterion brings."
        ),
        direction="rtl" if get_language_bidi() else "ltr",
    )


def _reversal(ranked: Ranking, one: Reversal) -> str:
    names: dict[Any, str] = {key: str(row) for key, row in ranked.by_option.items()}
    return _(
        "“%(leader)s” and “%(challenger)s” would have the same total if the weight of "
        "“%(criterion)s” were %(reversal)s instead of %(weight)s."
    ) % {
        "leader": names[one.leader],
        "challenger": names[one.challenger],
        "criterion": ranked.by_criterion[UUID(str(one.criterion))],
        "reversal": percent(as_decimal(one.reversal_weight, 6), 1),
        "weight": percent(as_decimal(one.weight, 6), 1),
    }


@require_GET
def ranking(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Rank, total and contributions of every option; how firm the result is."""
    page = open_page(request, assessment_id)
    ranked = ranking_of(page.assessment)
    nearest = sorted(ranked.reversals, key=lambda one: one.distance)
    context = page.context(
        ("", _("Ranking")),
        ranking=ranked,
        method=Prioritisation.Normalisation(ranked.normalisation).label,
        missing=Prioritisation.Missing(ranked.missing).label,
        reasoned=ranked.kind == Prioritisation.Kind.REASONED,
        rows=_rows(ranked),
        weights=[
            (one, percent(as_decimal(ranked.result.weights[one.pk], 6), 1))
            for one in ranked.criteria
        ]
        if ranked.result
        else [],
        chart=_chart(ranked),
        reversals=[_reversal(ranked, one) for one in nearest],
        editable=bool(page.may_edit(_SECTION)),
    )
    return render(request, "assessments/ranking.html", context)
