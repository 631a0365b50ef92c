"""An approved plan beside what was reported of it: activity by activity.

The plan is the frozen one; reports stay with the version they were made on and are found again by
the activity's id in every later version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, cast
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT, KeyTransform

from assessments.models import Assessment, ProgressReport, Snapshot
from assessments.questions.answers import parse_number
from assessments.states import APPROVED_STATES, OVER, ActivityStatus
from partners.access import AccessDecision, Person, countries_of, may
from partners.roles import Permission
from techbank.exceptions import Hidden

# Half a year: a report a half-year tells of every season, and is no more than two a year to write.
# The choice is the house's own; no source prescribes one.
EVERY = timedelta(days=183)

Frozen = dict[str, Any]


@dataclass(frozen=True)
class ApprovedPlan:
    """What of a snapshot reports are held against. ``language``: the country's, of its words."""

    snapshot_id: UUID
    version: int
    language: str
    actions: list[Frozen]

    def activity(self, activity_id: UUID) -> tuple[Frozen, Frozen]:
        """An action and the activity in it; raises ``Hidden`` for one the plan has not."""
        for action in self.actions:
            for activity in action["activities"]:
                if activity["id"] == str(activity_id):
                    return action, activity
        raise Hidden


def approved_plan(assessment: Assessment) -> ApprovedPlan | None:
    """The newest approved version of a dossier's plan; None before approval. One query."""
    return _plan_of(Snapshot.objects.filter(assessment=assessment).order_by("-version"))


def plan_version(snapshot_id: UUID) -> ApprovedPlan:
    """The plan of one snapshot. One query."""
    plan = _plan_of(Snapshot.objects.filter(pk=snapshot_id))
    if plan is None:
        raise Hidden
    return plan


def _plan_of(rows: QuerySet[Snapshot]) -> ApprovedPlan | None:
    facts = rows.values_list(
        "pk", "version", KT("full__assessment__language"), KeyTransform("actions", "full")
    ).first()
    return ApprovedPlan(*facts) if facts else None


def may_report(assessment: Assessment, user: Person, on: date) -> AccessDecision:
    """Whether the person reports what became of the plan: its country's coordinator."""
    return may(user, Permission.REPORT_PROGRESS, on=on, country=assessment.country)


def number_in(text: str, language: str) -> Decimal | None:
    """The number a text of the plan is, as its language writes it; None for anything else."""
    try:
        return parse_number(text, language)
    except ValueError:
        return None


def counts_in_numbers(activity: Frozen, language: str) -> bool:
    """Whether the target is a number, and the baseline too where there is one."""
    written = [activity["target"], *([activity["baseline"]] if activity["baseline"] else [])]
    return all(number_in(text, language) is not None for text in written)


def _share(activity: Frozen, reached: str, language: str) -> Decimal | None:
    """How much of the way from baseline to target is gone; None where that is no number."""
    ends = [number_in(activity[name], language) for name in ("baseline", "target")]
    try:
        now = Decimal(reached)
    except InvalidOperation:
        return None
    first, last = ends
    if first is None or last is None or first == last:
        return None
    return (now - first) / (last - first)


@dataclass(frozen=True)
class PlannedSum:
    """What an activity is to cost in one currency; ``amount`` is None where no line is known."""

    currency: str
    amount: Decimal | None
    at_least: bool


def planned_cost(activity: Frozen) -> list[PlannedSum]:
    """By currency, in the order of the plan's cost lines."""
    by_currency: dict[str, list[str | None]] = {}
    for line in activity["cost_lines"]:
        by_currency.setdefault(line["currency"], []).append(line["amount"])
    sums = []
    for currency, amounts in by_currency.items():
        known = [Decimal(amount) for amount in amounts if amount is not None]
        total = sum(known, Decimal(0)) if known else None
        sums.append(PlannedSum(currency, total, bool(known) and len(known) < len(amounts)))
    return sums


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


@dataclass(frozen=True)
class ActivityStanding:
    """How one activity stands against its plan on a day. ``report`` is the newest one that no
    other corrects, None where nothing was reported."""

    activity: Frozen
    report: ProgressReport | None
    on: date
    language: str

    @property
    def status(self) -> str:
        """Empty where nothing was reported: that is not the same as not started."""
        return self.report.status if self.report else ""

    @property
    def starts_on(self) -> date | None:
        return _day(self.activity["starts_on"])

    @property
    def ends_on(self) -> date | None:
        return _day(self.activity["ends_on"])

    @property
    def over(self) -> bool:
        return self.status in OVER

    @property
    def missed_end(self) -> date | None:
        """The planned last day, once it has passed and the activity is not known to be over."""
        passed = self.ends_on is not None and self.ends_on < self.on and not self.over
        return self.ends_on if passed else None

    @property
    def missed_start(self) -> date | None:
        """The planned first day, once it has passed and no start is known."""
        waiting = self.status in ("", ActivityStatus.NOT_STARTED) and self.missed_end is None
        passed = self.starts_on is not None and self.starts_on < self.on
        return self.starts_on if waiting and passed else None

    @property
    def late(self) -> bool:
        """A report says it is behind the plan; without any report that is not known."""
        return bool(self.report and (self.missed_end or self.missed_start))

    @property
    def due(self) -> bool:
        """It runs, by the plan or as reported, and nothing was reported for half a year."""
        if self.over:
            return False
        planned = self.starts_on is not None and self.starts_on <= self.on
        running = self.status in (ActivityStatus.IN_PROGRESS, ActivityStatus.SUSPENDED)
        fresh = self.report is not None and self.report.until_on > self.on - EVERY
        return (planned or running) and not fresh

    @property
    def share(self) -> Decimal | None:
        """Of the way from the baseline to the target, as a fraction."""
        return _share(self.activity, self.report.reached, self.language) if self.report else None


@dataclass(frozen=True)
class ActionStanding:
    """The activities of one action."""

    action: Frozen
    activities: list[ActivityStanding]


def reports_of(assessments: Iterable[UUID]) -> QuerySet[ProgressReport]:
    """Every report on any version of these dossiers' plans, newest first, with ``version`` and
    ``dossier``, the assessment's id."""
    rows = ProgressReport.objects.filter(snapshot__assessment__in=assessments)
    return rows.annotate(version=F("snapshot__version"), dossier=F("snapshot__assessment"))


def public_standings(snapshot: Snapshot, on: date) -> list[ActionStanding]:
    """The public plan of a published snapshot with what everybody may know of its progress: no
    words, no money. One query."""
    keys = "snapshot activity until_on status started_on ended_on reached measured_on".split()
    rows = reports_of([snapshot.assessment_id]).filter(corrected_by__isnull=True).only(*keys)
    language = snapshot.public["assessment"]["language"]
    return _standings(snapshot.public["actions"], _newest(rows), language, on)


def _newest(rows: Iterable[ProgressReport]) -> dict[str, ProgressReport]:
    """By activity: the report on the latest day; of two on one day the one written later."""
    newest: dict[str, ProgressReport] = {}
    for row in rows:
        newest.setdefault(str(row.activity), row)
    return newest


def standings(
    actions: Sequence[Frozen], *, assessment: UUID, language: str, on: date
) -> list[ActionStanding]:
    """The plan's actions with the newest report on each activity. One query."""
    newest = _newest(reports_of([assessment]).filter(corrected_by__isnull=True))
    return _standings(actions, newest, language, on)


def _standings(
    actions: Sequence[Frozen], newest: dict[str, ProgressReport], language: str, on: date
) -> list[ActionStanding]:
    return [
        ActionStanding(
            action,
            [
                ActivityStanding(activity, newest.get(activity["id"]), on, language)
                for activity in action["activities"]
            ],
        )
        for action in actions
    ]


def each(actions: Iterable[ActionStanding]) -> list[ActivityStanding]:
    """All activities in the plan's order."""
    return [activity for action in actions for activity in action.activities]


def history(assessment: Assessment, activity_id: UUID) -> list[ProgressReport]:
    """Every report on an activity, corrected ones too, newest first. One query."""
    rows = reports_of([assessment.pk]).filter(activity=activity_id)
    return list(rows.select_related("reported_by", "corrected_by"))


def is_corrected(report: ProgressReport) -> bool:
    """Whether a later report stands in its place. No query for one of a ``history``."""
    return hasattr(report, "corrected_by")


def newest_of(reports: Iterable[ProgressReport]) -> ProgressReport | None:
    """Of a ``history``: the newest report that no other corrects."""
    return next((report for report in reports if not is_corrected(report)), None)


def get_report(assessment: Assessment, report_id: UUID) -> ProgressReport:
    """One report of this dossier; raises ``Hidden``. One query."""
    report = reports_of([assessment.pk]).filter(pk=report_id).first()
    if report is None:
        raise Hidden
    return report


class _OfDossier(Protocol):
    """What ``reports_of`` adds to each report."""

    version: int
    dossier: UUID


def version_of(report: ProgressReport) -> int:
    """The version of the plan that one of ``reports_of`` was written on."""
    return cast(_OfDossier, report).version


def _dossier(report: ProgressReport) -> UUID:
    """Of one of ``reports_of``."""
    return cast(_OfDossier, report).dossier


@dataclass(frozen=True)
class Due:
    """A dossier of which reports are due. ``count`` activities wait for one."""

    assessment: Assessment
    count: int


def reports_due(user: Person, on: date, *, longest: int = 20) -> list[Due]:
    """Dossiers of the person's countries of which reports are due. At most two queries; none for
    people who report nothing."""
    countries = countries_of(user, Permission.REPORT_PROGRESS, on)
    if not countries:
        return []
    newest = Snapshot.objects.filter(assessment=OuterRef("assessment")).order_by("-version")
    rows = (
        Snapshot.objects.filter(
            assessment__country__in=countries,
            assessment__state__in=APPROVED_STATES,
            assessment__superseded_at__isnull=True,
            pk=Subquery(newest.values("pk")[:1]),
        )
        .select_related("assessment__country", "assessment__cycle")
        .defer("full", "public")
        .annotate(actions=KeyTransform("actions", "full"))[:longest]
    )
    plans = list(rows)
    if not plans:
        return []
    reported = reports_of([plan.assessment_id for plan in plans])
    latest = list(reported.filter(corrected_by__isnull=True))
    reports = []
    for approved in plans:
        own = _newest(row for row in latest if _dossier(row) == approved.assessment_id)
        actions = _standings(approved.actions, own, "en", on)
        reports.append(Due(approved.assessment, sum(standing.due for standing in each(actions))))
    return [due for due in reports if due.count]
