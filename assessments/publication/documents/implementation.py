"""Actions, their activities and cost lines, the Gantt charts, indicators, risks, funding sought."""

from datetime import date
from math import ceil

from django.utils.translation import gettext as _

from assessments.publication.documents.costs import sum_words
from assessments.publication.documents.dossier import MOST_ROWS, Dossier, Row, Rows
from assessments.publication.documents.drawings import numbered
from assessments.publication.documents.formatting import places_of
from assessments.publication.documents.later_fields import choice, later_fields
from techbank.charts import Task, gantt

ROWS_A_CHART = 18
"""Rows of one Gantt chart: two fit on a page, and none leaves more than half of one empty."""


def actions(plan: Dossier) -> list[Row]:
    """One block an action."""
    return [_action(plan, row) for row in plan.actions]


def _action(plan: Dossier, row: Row) -> Row:
    measure = plan.measure_by_id.get(row.get("measure") or "", {})
    cost: Row = row.get("cost") or {}
    activities = row.get("activities") or []
    costed = [
        (activity, cost_line)
        for activity in activities
        for cost_line in activity.get("cost_lines") or []
    ]
    places = places_of(cost_line["amount"] for _activity, cost_line in costed)
    lines = Rows(_cost_line(plan, *cost_row, places) for cost_row in costed[:MOST_ROWS])
    return {
        "anchor": f"action-{row['id']}",
        "number": row["number"],
        "title": plan.words(row["title"]),
        "description": plan.prose(row.get("description")),
        "facts": [
            {"label": _("Responsible"), "text": plan.words(row.get("responsible"))},
            *later_fields(plan, "action", row, ("partners", "benefits")),
            {
                "label": _("Technology"),
                "text": plan.words(plan.option_name(row.get("option") or "")),
            },
            {"label": _("Measure"), "text": plan.passage(measure.get("description"))},
            {"label": _("Capacity needed"), "text": plan.passage(row.get("capacity_needs"))},
            {"label": _("Cost"), "text": sum_words(plan, cost) if costed else plan.nothing()},
        ],
        "activities": Rows(_activity(plan, activity) for activity in activities),
        "lines": lines,
        "noted": any(line["note"] for line in lines),
    }


def _activity(plan: Dossier, row: Row) -> Row:
    return {
        "number": row["number"],
        "title": plan.words(row["title"]),
        "responsible": plan.words(row.get("responsible")),
        "period": plan.reader.period(row.get("starts_on"), row.get("ends_on")),
    }


def _cost_line(plan: Dossier, activity: Row, row: Row, places: int) -> Row:
    year = row.get("year")
    return {
        "number": activity["number"],
        "category": plan.coded(row.get("category")),
        "note": plan.words_or_blank(row.get("note")),
        "year": _("no year") if year is None else str(year),
        "currency": row["currency"],
        "amount": plan.reader.amount(row["amount"], places=places),
        "soft": row["amount"] is None,
    }


def charts(plan: Dossier) -> list[Row]:
    """Gantt charts of all activities, whole actions together, each short enough for a page."""
    groups = [_tasks(plan, action) for action in plan.actions if action.get("activities")]
    every = sum(map(len, groups))
    about = every / max(1, ceil(every / ROWS_A_CHART))
    pages: list[list[Task]] = []
    for tasks in groups:
        for start in range(0, len(tasks), ROWS_A_CHART):
            piece = tasks[start : start + ROWS_A_CHART]
            room = pages and len(pages[-1]) + len(piece) <= ROWS_A_CHART
            if room and len(pages[-1]) + len(piece) / 2 <= about:
                pages[-1].extend(piece)
            else:
                pages.append(piece)
    days = [day for tasks in pages for task in tasks for day in (task.starts_on, task.ends_on)]
    return [_chart(plan, tasks, days, at, len(pages)) for at, tasks in enumerate(pages, start=1)]


def _chart(plan: Dossier, tasks: list[Task], days: list[date | None], at: int, of: int) -> Row:
    """One piece of the chart; `days` are those of all pieces, which share one scale."""
    title = numbered(_("When the activities take place"), at, of)
    drawing = gantt(
        tasks,
        within=[day for day in days if day],
        title=title,
        description=_(
            "One bar an activity from its first to its last day. The same days are in the tables."
        ),
        direction=plan.direction,
    )
    return {"title": title, "drawing": drawing}


def _tasks(plan: Dossier, action: Row) -> list[Task]:
    head = Task(action["id"], f"{action['number']}  {action['title']}", None, None, group=True)
    return [head, *(_task(plan, row) for row in action["activities"])]


def _task(plan: Dossier, row: Row) -> Task:
    return Task(
        key=row["id"],
        label=f"{row['number']}  {row['title']}",
        starts_on=_day(row.get("starts_on")),
        ends_on=_day(row.get("ends_on")),
        dates=plan.reader.period(row.get("starts_on"), row.get("ends_on")),
        after=row.get("predecessor"),
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def indicators(plan: Dossier) -> Rows:
    """Activities that have an indicator."""
    return Rows(
        {
            "number": row["number"],
            "indicator": plan.words(row["indicator"]),
            "baseline": plan.words(row.get("baseline")),
            "target": plan.words(row.get("target")),
        }
        for row in plan.activities()
        if row.get("indicator")
    )


def risks(plan: Dossier) -> Rows:
    """Activities that have a risk."""
    return Rows(
        {
            "number": row["number"],
            "title": plan.words(row["title"]),
            "kind": choice(plan, "activity", "risk_kind", row.get("risk_kind")),
            "risk": plan.passage(row["risk"]),
            "contingency": plan.passage(row.get("contingency")),
        }
        for row in plan.activities()
        if row.get("risk")
    )


def funding(plan: Dossier) -> Rows:
    """What is sought, action by action."""
    return Rows(
        {
            "number": action["number"],
            "title": plan.words(action["title"]),
            "kind": plan.coded(sought.get("kind")),
            "description": plan.passage(sought.get("description")),
        }
        for action in plan.actions
        for sought in action.get("funding_sought") or []
    )
