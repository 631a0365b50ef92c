"""Words, figures and the drawing of a plan against what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments.dossiers.views.number_words import decimal_words
from assessments.progress.queries import (
    ActionStanding,
    ActivityStanding,
    Frozen,
    counts_in_numbers,
    each,
)
from assessments.states import ActivityStatus
from techbank.charts import Against, Task, gantt
from techbank.templatetags.techbank import localdate, percent

TONES: dict[str, str] = {
    "": "todo",
    ActivityStatus.NOT_STARTED: "todo",
    ActivityStatus.IN_PROGRESS: "doing",
    ActivityStatus.COMPLETED: "done",
    ActivityStatus.SUSPENDED: "attention",
    ActivityStatus.CANCELLED: "done",
}


@dataclass(frozen=True)
class ActivityRow:
    """A standing in words. ``missed``: the day of the plan that has passed, as a sentence;
    ``version``: of the plan its report was made on, where that is an earlier one, else None."""

    standing: ActivityStanding
    label: str
    tone: str
    missed: str
    reached: str
    share: str
    version: int | None


def status_words(standing: ActivityStanding) -> str:
    return str(ActivityStatus(standing.status).label) if standing.report else _("No report yet")


def _missed(standing: ActivityStanding) -> str:
    if standing.missed_end:
        return _("Was to end on %s") % localdate(standing.missed_end)
    if standing.missed_start:
        return _("Was to start on %s") % localdate(standing.missed_start)
    return ""


def in_reader_numbers(reached: str, activity: Frozen, language: str) -> str:
    """A value reached; a number where the plan has numbers, the reader's way."""
    if not reached or not counts_in_numbers(activity, language):
        return reached
    try:
        return decimal_words(Decimal(reached))
    except InvalidOperation:
        return reached


def activity_row(standing: ActivityStanding, version: int) -> ActivityRow:
    """``version`` is that of the plan that is shown."""
    report = standing.report
    made_on = getattr(report, "version", version)
    share = standing.share
    return ActivityRow(
        standing,
        status_words(standing),
        TONES[standing.status],
        _missed(standing),
        in_reader_numbers(report.reached, standing.activity, standing.language) if report else "",
        _("%s of the way") % percent(share) if share is not None else "",
        made_on if made_on != version else None,
    )


def figures(every: Sequence[ActivityStanding]) -> list[dict[str, Any]]:
    """How many activities are over, run, are late and wait for a report, as headline figures."""
    if not every:
        return []
    total = _("of %d") % len(every)

    def count(status: str) -> int:
        return sum(item.status == status for item in every)

    late, due = sum(item.late for item in every), sum(item.due for item in every)
    return [
        {
            "label": ActivityStatus.COMPLETED.label,
            "value": count(ActivityStatus.COMPLETED),
            "unit": total,
        },
        {
            "label": ActivityStatus.IN_PROGRESS.label,
            "value": count(ActivityStatus.IN_PROGRESS),
            "unit": total,
        },
        {"label": _("Late"), "value": late, "unit": total, "attention": bool(late)},
        {"label": _("Report due"), "value": due, "unit": total, "attention": bool(due)},
    ]


def public_figures(every: Sequence[ActivityStanding]) -> list[dict[str, Any]]:
    """What everybody sees of them; nothing before the first report. When a report is due is
    between the country and the bank."""
    return figures(every)[:-1] if any(item.report for item in every) else []


def plan_drawing(actions: Iterable[ActionStanding], on: date) -> SafeString | str:
    """Planned and actual time of every activity; nothing before the first report with a date."""
    standings = list(actions)
    actual = {
        str(activity.activity["id"]): days
        for activity in each(standings)
        if (days := _actual(activity)) is not None
    }
    if not actual:
        return ""
    return gantt(
        [task for item in standings for task in _tasks(item)],
        title=_("Planned and actual time of the activities"),
        description=_(
            "For each activity its planned time, and the time it took or has taken so far. The "
            "same days are in the table."
        ),
        direction="rtl" if get_language_bidi() else "ltr",
        against=Against(actual, on, (_("Planned"), _("Actual"), _("Today"))),
    )


def _actual(standing: ActivityStanding) -> tuple[date, date] | None:
    """From the start to the end, or to the day up to which is reported."""
    report = standing.report
    if report is None or report.started_on is None:
        return None
    return report.started_on, report.ended_on or report.until_on


def _tasks(action_standing: ActionStanding) -> list[Task]:
    action = action_standing.action
    head = Task(action["id"], f"{action['number']}  {action['title']}", None, None, group=True)
    return [
        head,
        *(
            Task(
                standing.activity["id"],
                f"{standing.activity['number']}  {standing.activity['title']}",
                standing.starts_on,
                standing.ends_on,
                status_words(standing) if standing.report else "",
            )
            for standing in action_standing.activities
        ),
    ]
