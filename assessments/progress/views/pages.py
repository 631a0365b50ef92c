"""An approved plan against what became of it: the whole plan, one activity, and a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.dossiers.views.pages import Page, open_page
from assessments.models import Evidence, ProgressReport
from assessments.models.progress_reports import REPORT
from assessments.progress import forms, queries
from assessments.progress import operations as acts
from assessments.progress.forms import ProgressReportForm
from assessments.progress.queries import ApprovedPlan, Frozen
from partners.views.asking import READ_OR_POST
from techbank.exceptions import Hidden, Invalid, Refused

from .words import ActivityRow, activity_row, figures, in_reader_numbers, plan_drawing


@dataclass(frozen=True)
class ActionRows:
    action: Frozen
    rows: list[ActivityRow]


@dataclass(frozen=True)
class ReportEntry:
    """A report in the history of an activity. ``reached`` is written the reader's way."""

    report: ProgressReport
    row: ActivityRow
    reached: str
    sources: list[Evidence]
    address: str
    earlier: bool
    corrected: bool


@require_safe
def plan_progress(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every activity of the newest approved plan beside what was reported of it last. Two queries
    beside those of the page, however many activities."""
    page = open_page(request, assessment_id)
    plan = queries.approved_plan(page.assessment)
    standings = _standings(page, plan) if plan else []
    every = queries.each(standings)
    context = page.context(
        ("", _("Progress against plan")),
        plan=plan,
        actions=[
            ActionRows(item.action, [activity_row(row, plan.version) for row in item.activities])
            for item in standings
            if plan
        ],
        figures=figures(every),
        drawing=plan_drawing(standings, page.now.date()),
        may_report=_may_report(page),
    )
    return render(request, "assessments/progress/plan.html", context)


def _standings(page: Page, plan: ApprovedPlan) -> list[queries.ActionStanding]:
    return queries.standings(
        plan.actions,
        assessment=page.assessment.pk,
        language=plan.language,
        on=page.now.date(),
    )


def _may_report(page: Page) -> bool:
    return bool(queries.may_report(page.assessment, page.user, page.now.date()))


def _plan(page: Page) -> ApprovedPlan:
    plan = queries.approved_plan(page.assessment)
    if plan is None:
        raise Hidden
    return plan


def _trail(page: Page, activity: Frozen, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    own = page.url("activity_progress", activity["id"]) if more else ""
    label = f"{activity['number']} {activity['title']}"
    return [
        (page.url("plan_progress"), _("Progress against plan")),
        (own, label),
        *more,
    ]


@require_safe
def activity_progress(request: HttpRequest, assessment_id: UUID, activity_id: UUID) -> HttpResponse:
    """One activity: what the plan says, and every report on it, newest first."""
    page = open_page(request, assessment_id)
    plan = _plan(page)
    action, activity = plan.activity(activity_id)
    reports = queries.history(page.assessment, activity_id)
    standing = queries.ActivityStanding(
        activity, queries.newest_of(reports), page.now.date(), plan.language
    )
    context = page.context(
        *_trail(page, activity),
        plan=plan,
        action=action,
        row=activity_row(standing, plan.version),
        entries=_entries(page, plan, activity, reports),
        planned=queries.planned_cost(activity),
        may_report=_may_report(page),
    )
    return render(request, "assessments/progress/activity.html", context)


def _entries(
    page: Page, plan: ApprovedPlan, activity: Frozen, reports: Iterable[ProgressReport]
) -> list[ReportEntry]:
    sources = page.sources()
    entries = []
    for report in reports:
        standing = queries.ActivityStanding(activity, report, page.now.date(), plan.language)
        address = f"{REPORT}:{report.pk}"
        entries.append(
            ReportEntry(
                report,
                activity_row(standing, plan.version),
                in_reader_numbers(report.reached, activity, plan.language),
                sources.get(address, []),
                address,
                queries.version_of(report) != plan.version,
                queries.is_corrected(report),
            )
        )
    return entries


@READ_OR_POST
def progress_report(request: HttpRequest, assessment_id: UUID, activity_id: UUID) -> HttpResponse:
    """Report on an activity; with ``?corrects=`` in the place of an earlier report."""
    page = open_page(request, assessment_id)
    corrects = _corrected(page, activity_id)
    plan = queries.plan_version(corrects.snapshot_id) if corrects else _plan(page)
    _action, activity = plan.activity(activity_id)
    verdict = queries.may_report(page.assessment, page.user, page.now.date())
    if not verdict:
        raise Refused(verdict.reason)
    data = request.POST if request.method == "POST" else None
    form = _form(page, plan, activity, corrects, data)
    if data is not None and form.is_valid():
        try:
            acts.report_progress(
                assessment=page.assessment,
                report_id=form.cleaned_data["id"] or uuid4(),
                activity_id=activity_id,
                progress=form.progress,
                corrects=corrects,
                by=page.user,
                at=page.now,
            )
        except Invalid as invalid:
            form.say(invalid.field, invalid.sentence)
        else:
            messages.success(request, _("Reported. Add a source that shows it, if there is one."))
            return redirect("activity_progress", page.assessment.pk, activity_id)
    heading = _("Correct the report") if corrects else _("Report progress")
    context = page.context(
        *_trail(page, activity, ("", heading)),
        plan=plan,
        activity=activity,
        form=form,
        heading=heading,
        planned=queries.planned_cost(activity),
        back_url=page.url("activity_progress", activity_id),
    )
    return render(request, "assessments/progress/report.html", context)


def _corrected(page: Page, activity_id: UUID) -> ProgressReport | None:
    """The report that ``?corrects=`` names; raises ``Hidden`` for one of something else."""
    asked = page.request.GET.get("corrects", "")
    if not asked:
        return None
    try:
        report = queries.get_report(page.assessment, UUID(asked))
    except ValueError:
        raise Hidden from None
    if report.activity != activity_id:
        raise Hidden
    return report


def _form(
    page: Page,
    plan: ApprovedPlan,
    activity: Frozen,
    corrects: ProgressReport | None,
    data: QueryDict | None,
) -> ProgressReportForm:
    as_number = queries.counts_in_numbers(activity, plan.language)
    reports = queries.history(page.assessment, UUID(activity["id"]))
    last = corrects or queries.newest_of(reports)
    planned = [line["currency"] for line in activity["cost_lines"]]
    reported = [amount["currency"] for amount in last.spent] if last else []
    return ProgressReportForm(
        data,
        with_indicator=bool(activity["indicator"]),
        as_number=as_number,
        currencies=dict.fromkeys([*planned, *reported]),
        on=page.now.date(),
        initial=forms.as_reported(corrects, as_number=as_number)
        if corrects
        else forms.carried_over(last),
    )
