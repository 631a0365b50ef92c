"""What became of the invented plan, told by its coordinator through the acts of a country."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from assessments.evidence.operations.sources import EvidencedFact, Source, add_evidence
from assessments.models import Assessment, ProgressReport
from assessments.models.progress_reports import REPORT
from assessments.progress.operations import Progress, report_progress
from assessments.progress.queries import ApprovedPlan, approved_plan
from assessments.questions.definitions import Audience
from partners.models import User

from .dossier import content

_DAYS = ("until_on", "started_on", "measured_on")
_APART = timedelta(minutes=1)


def write_reports(*, assessment: Assessment, by: User, at: datetime) -> list[ProgressReport]:
    """Report on the approved plan as the data file tells, a minute a report, the first of them at
    ``at``; a correction follows what it corrects.

    Raises what the acts raise; each act is a transaction of its own.
    """
    plan = approved_plan(assessment)
    if plan is None:
        return []
    written: dict[str, ProgressReport] = {}
    for number, row in enumerate(content()["reports"]):
        now = at + number * _APART
        written[row["code"]] = report_progress(
            assessment=assessment,
            report_id=uuid4(),
            activity_id=_activity(plan, row["activity"]),
            progress=_progress(row, now.date()),
            corrects=written.get(row["corrects"]),
            by=by,
            at=now,
        )
        if row["source"]:
            _add_source(assessment, written[row["code"]], row["source"], by, now)
    return list(written.values())


def _activity(plan: ApprovedPlan, number: str) -> UUID:
    every = (activity for action in plan.actions for activity in action["activities"])
    return next(UUID(item["id"]) for item in every if item["number"] == number)


def _progress(row: dict[str, Any], on: date) -> Progress:
    """Nothing is reported ahead: a day that is still to come is told as the day of the report."""
    days = {name: min(date.fromisoformat(row[name]), on) if row[name] else None for name in _DAYS}
    return Progress(
        until_on=days["until_on"] or on,
        status=row["status"],
        started_on=days["started_on"],
        reached=row["reached"],
        measured_on=days["measured_on"],
        spent={currency: Decimal(amount) for currency, amount in row["spent"].items()},
        happened=row["happened"],
        obstacles=row["obstacles"],
    )


def _add_source(
    assessment: Assessment, report: ProgressReport, source: str, by: User, at: datetime
) -> None:
    add_evidence(
        assessment=assessment,
        evidence_id=uuid4(),
        fact=EvidencedFact(kind=REPORT, record_id=report.pk),
        source=Source(source=source, page="", url="", seen_by=Audience.BANK),
        upload=None,
        by=by,
        at=at,
    )
