"""Scoring the options: method, weights and scores."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.dossiers.views.pages import Page, open_page
from assessments.models import Prioritisation
from assessments.priorities.forms.scores import MethodForm, ScoresForm, WeightsForm
from assessments.priorities.operations.scores import save_scores, save_weights, set_method
from assessments.priorities.queries.ranking import ranking as ranking_of
from techbank.exceptions import Invalid

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
    return render(request, "assessments/priorities/scores.html", context)


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
    message = ngettext("%(count)d score was changed.", "%(count)d scores were changed.", count)
    messages.success(page.request, message % {"count": count})
    return True
