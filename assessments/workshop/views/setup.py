"""Scoring sessions of a dossier as its facilitator sets them up, page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import scoring
from assessments.dossiers.views.pages import Page, open_page
from assessments.models import Criterion, ScoringSession, Sector, WeightJudgement
from assessments.states import SessionState
from assessments.workshop.forms.setup import CriteriaForm, HoursForm, OptionsForm, SessionForm
from assessments.workshop.forms.weighing import WAYS, weighing_form
from assessments.workshop.operations import sessions as acts
from assessments.workshop.queries import results
from assessments.workshop.queries import sessions as workshop
from techbank.exceptions import Hidden, Invalid
from techbank.templatetags.techbank import percent

_SECTION = "priorities"
_TONES = {
    SessionState.SETUP: "todo",
    SessionState.OPEN: "doing",
    SessionState.REVEALED: "attention",
    SessionState.FROZEN: "done",
    SessionState.CLOSED: "done",
}


def team_page(request: HttpRequest, assessment_id: UUID) -> Page:
    """The dossier before its country's own team; raises ``Hidden`` for everybody else.

    Officers read what a country submits, not who marked what in a room.
    """
    page = open_page(request, assessment_id)
    if not page.of_country:
        raise Hidden
    return page


def session_context(
    page: Page, session: ScoringSession | None, *trail: tuple[str, Any], **more: Any
) -> dict[str, Any]:
    crumbs = [
        (page.url("section", _SECTION), page.section(_SECTION).title),
        (page.url("scoring_sessions"), _("Scoring sessions")),
    ]
    if session is not None:
        crumbs.append((page.url("scoring_session", session.pk) if trail else "", session.title))
        more["tone"] = _TONES[SessionState(session.state)]
    return page.context(*crumbs, *trail, session=session, **more)


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All sessions of the dossier; POST begins a new one."""
    page = team_page(request, assessment_id)
    sectors = list(Sector.objects.filter(assessment=page.assessment))
    form = SessionForm(request.POST if request.method == "POST" else None, sectors=sectors)
    if request.method == "POST":
        page.require_edit(_SECTION)
    if form.is_valid():
        try:
            made = acts.make_session(
                assessment=page.assessment, by=page.user, at=page.now, **form.cleaned_data
            )
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            return redirect("scoring_session", page.assessment.pk, made.pk)
    rows = [
        (listed, _TONES[SessionState(listed.state)])
        for listed in workshop.sessions_of(page.assessment)
    ]
    context = session_context(page, None, rows=rows, form=form, may_edit=page.may_edit(_SECTION))
    return render(request, "assessments/workshop/sessions.html", context)


@dataclass(frozen=True)
class SetupStep:
    key: str
    title: str
    done: bool
    hint: str = ""


def _steps(session: ScoringSession) -> list[SetupStep]:
    judged = workshop.weighing(session)
    stale = workshop.stale_criteria(session, judged)
    ranged = bool(session.criteria) and all(map(workshop.has_range, session.criteria))
    return [
        SetupStep("options", _("Options"), len(session.options) > 1, _count(session.options)),
        SetupStep("criteria", _("Criteria and ranges"), ranged, _count(session.criteria)),
        SetupStep(
            "weights",
            _("Weights"),
            judged is not None and not stale,
            _("A range changed after the weights were given.") if stale else "",
        ),
    ]


def _count(rows: list[Any]) -> str:
    return _("%(count)d chosen") % {"count": len(rows)}


@require_GET
def session(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """The steps of setting up; once it is open, its room screen."""
    page = team_page(request, assessment_id)
    opened = workshop.get_session(page.assessment, session_id)
    if opened.state != SessionState.SETUP:
        return redirect("scoring_room", page.assessment.pk, opened.pk)
    context = session_context(
        page,
        opened,
        steps=_steps(opened),
        obstacles=workshop.obstacles(opened),
        hours=HoursForm(),
        may_edit=page.may_edit(_SECTION),
    )
    return render(request, "assessments/workshop/session.html", context)


def _options(page: Page, session: ScoringSession, data: Any) -> forms.Form:
    offered = workshop.options_to_score(page.assessment, session.sector_id)
    return OptionsForm(data, session=session, offered=offered)


def _criteria(page: Page, session: ScoringSession, data: Any) -> forms.Form:
    offered = list(Criterion.objects.filter(assessment=page.assessment))
    return CriteriaForm(data, session=session, offered=offered)


def _save_options(page: Page, session: ScoringSession, form: Any) -> None:
    acts.choose_options(
        session=session,
        options=form.cleaned_data["options"],
        base_version=form.cleaned_data["version"],
        by=page.user,
        at=page.now,
    )


def _save_criteria(page: Page, session: ScoringSession, form: Any) -> None:
    acts.describe_criteria(
        session=session,
        criteria=form.described,
        method={name: form.cleaned_data[name] for name in ("aggregate", "missing")},
        base_version=form.cleaned_data["version"],
        by=page.user,
        at=page.now,
    )


@dataclass(frozen=True)
class SetupPage:
    title: Any
    template: str
    form: Callable[[Page, ScoringSession, Any], forms.Form]
    save: Callable[[Page, ScoringSession, Any], None]
    following: str


def _pages() -> dict[str, SetupPage]:
    folder = "assessments/workshop"
    return {
        "options": SetupPage(
            _("Options to score"),
            f"{folder}/options.html",
            _options,
            _save_options,
            "scoring_criteria",
        ),
        "criteria": SetupPage(
            _("Criteria and ranges"),
            f"{folder}/criteria.html",
            _criteria,
            _save_criteria,
            "scoring_weights",
        ),
    }


def _setup(request: HttpRequest, assessment_id: UUID, session_id: UUID, key: str) -> HttpResponse:
    page = team_page(request, assessment_id)
    page.require_edit(_SECTION)
    session = workshop.get_session(page.assessment, session_id)
    if session.state != SessionState.SETUP:
        return redirect("scoring_room", page.assessment.pk, session.pk)
    asked = _pages()[key]
    form: Any = asked.form(page, session, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked.save(page, session, form)
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect(asked.following, page.assessment.pk, session.pk)
    context = session_context(page, session, ("", asked.title), heading=asked.title, form=form)
    return render(request, asked.template, context)


@require_http_methods(["GET", "POST"])
def options(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """Which options are scored."""
    return _setup(request, assessment_id, session_id, "options")


@require_http_methods(["GET", "POST"])
def criteria(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """By which criteria, in which scale and range."""
    return _setup(request, assessment_id, session_id, "criteria")


def _way(request: HttpRequest, judged: WeightJudgement | None) -> str:
    asked = request.GET.get("way", "") or (judged.method if judged else "swing")
    return asked if asked in WAYS else "swing"


def weight_rows(session: ScoringSession, weights: results.Weights | None) -> list[tuple[str, str]]:
    """(criterion, share in percent) as the reader writes it."""
    if weights is None:
        return []
    return [
        (
            row["name"],
            percent(scoring.as_decimal(scoring.exact(weights.shares[row["id"]], ""), 6), 1),
        )
        for row in session.criteria
    ]


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest, assessment_id: UUID, session_id: UUID) -> HttpResponse:
    """Weigh the criteria in one of four ways; also while the session is open or shown."""
    page = team_page(request, assessment_id)
    page.require_edit(_SECTION)
    session = workshop.get_session(page.assessment, session_id)
    judged = workshop.weighing(session)
    way = _way(request, judged)
    data = request.POST if request.method == "POST" else None
    form = weighing_form(data, session=session, method=way, before=judged)
    if form.is_valid():
        try:
            acts.weigh(session=session, method=way, inputs=form.inputs, by=page.user, at=page.now)
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _("The weights are saved."))
            address = reverse("scoring_weights", args=[page.assessment.pk, session.pk])
            return redirect(f"{address}?way={way}#weights-now")
    return render(request, "assessments/workshop/weights.html", _weighing(page, session, way, form))


def _weighing(page: Page, session: ScoringSession, way: str, form: forms.Form) -> dict[str, Any]:
    judged = workshop.weighing(session)
    weights = results.weights_of(session, judged) if judged else None
    return session_context(
        page,
        session,
        ("", _("Weights")),
        form=form,
        way=way,
        steps=WAYS[way].steps,
        column=WAYS[way].column,
        ways=[(key, label, key == way) for key, label in WeightJudgement.Method.choices],
        judged=judged,
        weights=weights,
        shares=weight_rows(session, weights),
        stale=workshop.stale_criteria(session, judged),
        consistency=f"{weights.consistency:.2f}"
        if weights and weights.consistency is not None
        else "",
    )


def until(page: Page, form: HoursForm) -> Any:
    """The end of a session that stays open for so many hours from now."""
    return page.now + timedelta(hours=float(form.cleaned_data["hours"]))
