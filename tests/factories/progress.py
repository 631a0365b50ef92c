"""Reports on the activities of the worked plan, once it is approved."""

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from assessments.models import Assessment, ProgressReport, Snapshot
from assessments.progress.operations import Progress, report_progress
from partners.models import User

# Half a year after the first activities of the worked plan begin.
LATER = datetime(2027, 10, 15, 12, 0, tzinfo=UTC)
LATER_ON = LATER.date()


def snapshot_of(assessment: Assessment) -> Snapshot:
    return Snapshot.objects.filter(assessment=assessment).order_by("-version")[0]


def activities(assessment: Assessment) -> list[dict[str, Any]]:
    actions = snapshot_of(assessment).full["actions"]
    return [activity for action in actions for activity in action["activities"]]


def activity_id(assessment: Assessment, number: str = "1.1") -> UUID:
    result = next(activity for activity in activities(assessment) if activity["number"] == number)
    return UUID(result["id"])


def progress_of(**more: Any) -> Progress:
    facts: dict[str, Any] = {
        "until_on": date(2027, 10, 1),
        "status": "in_progress",
        "started_on": date(2027, 3, 1),
        "reached": "5",
        "measured_on": date(2027, 9, 30),
        "spent": {"USD": Decimal("1200.50")},
        "happened": "Five villages signed.",
        "obstacles": "",
    }
    return Progress(**(facts | more))


def report(
    assessment: Assessment,
    by: User,
    *,
    number: str = "1.1",
    report_id: UUID | None = None,
    corrects: ProgressReport | None = None,
    at: datetime = LATER,
    **more: Any,
) -> ProgressReport:
    return report_progress(
        assessment=assessment,
        report_id=report_id or uuid4(),
        activity_id=activity_id(assessment, number),
        progress=progress_of(**more),
        corrects=corrects,
        by=by,
        at=at,
    )


def new_version(assessment: Assessment) -> Snapshot:
    """The plan approved once more as it was."""
    last = snapshot_of(assessment)
    return Snapshot.objects.create(
        assessment=assessment,
        version=last.version + 1,
        format_version=last.format_version,
        full=deepcopy(last.full),
        public=deepcopy(last.public),
        digest="1" * 64,
        public_digest="2" * 64,
        approved_at=last.approved_at,
    )
