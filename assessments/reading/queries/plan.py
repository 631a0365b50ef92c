"""The plan as a reviewer reads it: actions with activities and costs, and the published totals."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, FundingSought
from assessments.plan.queries.costs import Cost, CostedAction, CostedActivity, plan_of
from assessments.plan.queries.published_totals import TotalComparison, compared, frozen
from assessments.plan.queries.published_words import in_words
from assessments.questions import catalogues
from assessments.questions.definitions import Section
from assessments.records.queries.facts import LongValue
from techbank.templatetags.techbank import localdate, money
from techbank.text import plain

from .shown import ShownField, ShownKind, ShownRecord, facts_of


def _day(day: date | None) -> str:
    return localdate(day) if day else ""


def _cost(cost: Cost) -> str:
    """Sums by currency; "at least" and how many lines are unknown when some are."""
    sums = " + ".join(money(amount, code) for code, amount in cost.by_currency.items())
    if not cost.unknown_lines:
        return sums
    unknown = ngettext(
        "%(count)d line not known", "%(count)d lines not known", cost.unknown_lines
    ) % {"count": cost.unknown_lines}
    if not sums:
        return unknown
    return _("at least %(sums)s (%(unknown)s)") % {"sums": sums, "unknown": unknown}


def _activity(costed: CostedActivity) -> str:
    activity = costed.activity
    days = " – ".join(day for day in (_day(activity.starts_on), _day(activity.ends_on)) if day)
    indicator = ": ".join(
        part for part in (_("Indicator"), activity.indicator) if activity.indicator
    )
    lines = (activity.title, activity.responsible, days, _cost(costed.cost), indicator)
    return "\n".join(line for line in lines if line)


def _sought(row: FundingSought) -> str:
    label = catalogues.label_of(catalogues.FUNDING_KINDS, row.kind)
    return f"{label} {plain(row.description)}".strip()


def _action(costed: CostedAction) -> ShownRecord:
    action = costed.action
    sought = "\n".join(_sought(row) for row in action.funding_sought.all())
    facts = facts_of(
        (_("Technology"), action.option),
        (_("Measure"), action.measure),
        (_("Description"), LongValue(action.description)),
        (_("Responsible"), action.responsible),
        (_("Other bodies that take part"), action.partners),
        (_("Benefits"), LongValue(action.benefits)),
        (_("Capacity needs"), LongValue(action.capacity_needs)),
        (_("Cost"), _cost(costed.cost)),
        (_("Funding sought"), sought),
    )
    facts += [
        ShownField(_("Activity %(number)s") % {"number": part.number}, _activity(part))
        for part in costed.activities
    ]
    return ShownRecord(str(action.pk), action.title, facts, action.version, costed.number)


def _published(comparison: TotalComparison) -> ShownRecord:
    line = in_words(frozen(comparison))
    status = _("Differs") if comparison.differs else ""
    facts = facts_of(
        (_("Published total"), line.published),
        (_("Sum of the cost lines"), line.computed),
        (_("Difference"), "\n".join(filter(None, (line.difference, status, line.remark)))),
        (_("Source"), line.source),
        (_("Note"), line.note),
    )
    return ShownRecord(line.id, line.covers, facts, comparison.total.version, status=status)


def plan_kinds(assessment: Assessment, section: Section, on: date) -> list[ShownKind]:
    """Actions, and published totals where the section keeps them. Six queries."""
    plan = plan_of(assessment, on)
    kinds = [ShownKind("action", _("Actions"), [_action(costed) for costed in plan.actions])]
    if "published_total" in section.records:
        totals = [_published(total) for total in compared(assessment, plan)]
        kinds.append(ShownKind("published_total", _("Published totals"), totals))
    return kinds
