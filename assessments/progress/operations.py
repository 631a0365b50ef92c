"""Reporting what became of an approved plan, activity by activity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.models import Assessment, ProgressReport
from assessments.progress import queries
from assessments.progress.queries import ApprovedPlan, Frozen
from assessments.states import OVER, ActivityStatus
from partners.access import role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Hidden, Invalid, Refused
from techbank.money import is_currency


@dataclass(frozen=True)
class Progress:
    """What is said of an activity on a day. ``reached`` is a plain number with a point where the
    plan's target is one; ``spent`` since it began, by currency: one that is not there is unknown.
    """

    until_on: date
    status: str
    started_on: date | None = None
    ended_on: date | None = None
    reached: str = ""
    measured_on: date | None = None
    spent: Mapping[str, Decimal] | None = None
    happened: str = ""
    obstacles: str = ""


def problems_of(progress: Progress, *, on: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) for whatever does not hold together on that day."""
    if progress.until_on > on:
        yield (
            "until_on",
            _("This has not happened yet: the date is in the future. Enter it on its day."),
        )
    for field in ("started_on", "ended_on", "measured_on"):
        day = getattr(progress, field)
        if day is not None and day > progress.until_on:
            yield field, _("This lies after the day up to which is reported.")
    yield from _problems_of_status(progress)
    if progress.reached and progress.measured_on is None:
        yield "measured_on", _("Say on which day it was measured.")
    if progress.measured_on is not None and not progress.reached:
        yield "reached", _("Enter what was measured, or leave its day empty.")
    yield from _problems_of_spending(progress.spent or {})


def _problems_of_status(progress: Progress) -> Iterator[tuple[str, str]]:
    if progress.started_on and progress.status == ActivityStatus.NOT_STARTED:
        yield "started_on", _("What has not started has no start.")
    if progress.ended_on and progress.status not in OVER:
        yield "ended_on", _("Only what is completed or cancelled has an end.")
    if progress.started_on and progress.ended_on and progress.ended_on < progress.started_on:
        yield "ended_on", _("The end lies before the start.")


def _problems_of_spending(spent: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    for currency, amount in spent.items():
        if not is_currency(currency):
            yield (
                "spent",
                _("“%s” is not a currency code. Use the three letters, such as USD.") % currency,
            )
        if amount < 0:
            yield "spent", _("This number cannot be negative.")


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _check(progress: Progress, activity: Frozen, language: str, on: date) -> None:
    for field, sentence in problems_of(progress, on=on):
        raise Invalid(sentence, field=field)
    if progress.reached and not activity["indicator"]:
        raise Invalid(_("The plan names no indicator for this activity."), field="reached")
    as_number = queries.counts_in_numbers(activity, language)
    if progress.reached and as_number and not _is_number(progress.reached):
        raise Invalid(_("Enter a number, such as 1250 or 12.5."), field="reached")


def hold_for_reporting(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """The dossier, locked: reports are written one after the other. Raises ``Refused`` with the
    reason for people who may not report on it."""
    rows = Assessment.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("country").get(pk=assessment.pk)
    verdict = queries.may_report(locked, by, at.date())
    if not verdict:
        raise Refused(verdict.reason)
    return locked


@transaction.atomic
def report_progress(
    *,
    assessment: Assessment,
    report_id: UUID,
    activity_id: UUID,
    progress: Progress,
    corrects: ProgressReport | None = None,
    by: User,
    at: datetime,
) -> ProgressReport:
    """Report on an activity of the newest approved version; a correction on that of its report.

    ``report_id`` is the form's: sent twice, one report is written and the first comes back; so it
    is for the same words from a form that was opened again, since the answer to the first was lost.
    Raises ``Refused`` without the right to report, ``Hidden`` for an activity the plan has not,
    ``Invalid`` with the field for what does not hold together or was corrected already.
    """
    locked = hold_for_reporting(assessment=assessment, by=by, at=at)
    plan = _plan(locked, corrects)
    _action, activity = plan.activity(activity_id)
    sent = ProgressReport.objects.filter(pk=report_id)
    facts = {**vars(progress), "spent": _sums(progress.spent or {})}
    own = queries.reports_of([locked.pk]).filter(activity=activity_id, reported_by=by)
    same = own.filter(snapshot=plan.snapshot_id, **facts)
    before = own.filter(pk=report_id).first() or _standing(same, corrects)
    if before is not None:
        return before
    _check(progress, activity, plan.language, at.date())
    if corrects is not None:
        _check_correction(corrects, activity_id)
    row = ProgressReport.objects.create(
        # A UUID that another report has was not this form's.
        pk=uuid4() if sent.exists() else report_id,
        snapshot_id=plan.snapshot_id,
        activity=activity_id,
        corrects=corrects,
        reported_at=at,
        reported_by=by,
        **facts,
    )
    _record(row, locked, activity, by, at)
    return row


def _standing(
    same: QuerySet[ProgressReport], corrects: ProgressReport | None
) -> ProgressReport | None:
    """Of reports that say the very same, the one that stands; a correction only in its place."""
    stands = same.filter(corrected_by__isnull=True)
    return (stands.filter(corrects=corrects) if corrects else stands).first()


def _plan(assessment: Assessment, corrects: ProgressReport | None) -> ApprovedPlan:
    if corrects is not None:
        return queries.plan_version(corrects.snapshot_id)
    plan = queries.approved_plan(assessment)
    if plan is None:
        raise Hidden
    return plan


def _check_correction(corrects: ProgressReport, activity_id: UUID) -> None:
    if corrects.activity != activity_id:
        raise Hidden
    if ProgressReport.objects.filter(corrects=corrects).exists():
        raise Invalid(_("This report was corrected in the meantime. Correct the newer one."))


def _sums(spent: Mapping[str, Decimal]) -> list[dict[str, str]]:
    return [
        {"currency": currency, "amount": f"{amount:.2f}"}
        for currency, amount in sorted(spent.items())
    ]


def _record(
    row: ProgressReport, assessment: Assessment, activity: Frozen, by: User, at: datetime
) -> None:
    how = "corrected a report" if row.corrects_id else "reported"
    audit.record(
        verb="progress.corrected" if row.corrects_id else "progress.reported",
        sentence=f"{by} {how} on activity {activity['number']} of “{assessment}”.",
        by=by,
        role=role_used(by, Permission.REPORT_PROGRESS, on=at.date(), country=assessment.country),
        subject=assessment,
        country=assessment.country_id,
        details={
            "report": str(row.pk),
            "activity": str(row.activity),
            "snapshot": str(row.snapshot_id),
            "status": row.status,
            "until": row.until_on.isoformat(),
            "corrects": str(row.corrects_id) if row.corrects_id else None,
        },
    )
