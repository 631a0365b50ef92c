"""The records of a section as a reviewer reads them: a title, and facts with their labels."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import (
    Assessment,
    Barrier,
    Criterion,
    Endorsement,
    Measure,
    Need,
    Sector,
    TechnologyOption,
)
from assessments.plan.queries.causes import Branch, cause_tree
from assessments.questions import catalogues
from assessments.questions.definitions import Section
from assessments.questions.record_definitions import FieldKind, RecordField
from assessments.questions.records import RECORD_KINDS
from assessments.questions.records.barriers import MARKS
from assessments.records.queries.facts import LongValue, field_text
from techbank.templatetags.techbank import localdate, money, percent

from . import context
from .plan import plan_kinds
from .shown import (
    ShownField,
    ShownKind,
    ShownRecord,
    facts_of,
    long_name,
    name_of,
)


def _share(value: int | None) -> str:
    return percent(Decimal(value) / 100) if value is not None else ""


def _sum(amount: Decimal | None, currency: str) -> str:
    return money(amount, currency)


def _sectors(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(item.pk),
            str(item),
            facts_of(
                (_("Why"), LongValue(item.reason)),
                (_("SDG targets"), item.sdg_targets),
                (_("Plan it follows from"), item.linked_plan),
                (_("Objective and page in that plan"), item.plan_objective),
            ),
            item.version,
        )
        for item in Sector.objects.filter(assessment=assessment).select_related("linked_plan")
    ]


def _needs(assessment: Assessment) -> list[ShownRecord]:
    rows = Need.objects.filter(assessment=assessment).select_related("sector")
    return [
        ShownRecord(
            str(row.pk),
            row.statement,
            facts_of(
                (_("Sector"), row.sector),
                (_("Challenge"), LongValue(row.challenge)),
                (_("Who benefits"), LongValue(row.who_benefits)),
            ),
            row.version,
        )
        for row in rows
    ]


_FACTSHEET = [
    field for field in RECORD_KINDS["option"].fields if field.since != RECORD_KINDS["option"].since
]


def _factsheet_value(option: TechnologyOption, field: RecordField) -> str:
    value = field_text(option, field)
    return LongValue(value) if field.kind is FieldKind.LONG else value


def _option_facts(option: TechnologyOption) -> list[ShownField]:
    outcome = option_status(screened_in=option.screened_in, chosen=False)
    return facts_of(
        (_("Need"), option.need),
        (_("Description"), LongValue(option.description)),
        (_("Stage"), catalogues.text_of(catalogues.STAGES, option.stage)),
        *((str(field.label), _factsheet_value(option, field)) for field in _FACTSHEET),
        (_("Hardware"), _share(option.hardware)),
        (_("Software"), _share(option.software)),
        (_("Orgware"), _share(option.orgware)),
        (_("Capital cost"), _sum(option.capital_cost, option.currency)),
        (_("Running cost a year"), _sum(option.running_cost, option.currency)),
        (_("Lifetime in years"), option.lifetime_years),
        (_("Screening"), outcome),
        (_("Reason of the screening"), LongValue(option.screening_reason)),
        (_("Chosen"), _("Yes") if option.chosen else _("No")),
        (_("Ambition"), LongValue(option.ambition_target)),
        (_("Scale"), option.ambition_scale),
        (_("By year"), option.ambition_year),
        (_("Beneficiaries"), option.ambition_beneficiaries),
        (_("Source"), ", ".join(part for part in (option.source, option.source_page) if part)),
    )


def _options(assessment: Assessment) -> list[ShownRecord]:
    rows = TechnologyOption.objects.filter(assessment=assessment).select_related("need")
    return [
        ShownRecord(
            str(row.pk),
            row.name,
            _option_facts(row),
            row.version,
            status=option_status(screened_in=row.screened_in, chosen=row.chosen),
        )
        for row in rows
    ]


def option_status(*, screened_in: bool, chosen: bool) -> str:
    """Where a technology option stands, in a word."""
    if chosen:
        return _("Chosen")
    return _("Kept") if screened_in else _("Screened out")


def _criteria(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(item.pk),
            item.name,
            facts_of(
                (_("Group"), item.group),
                (_("Direction"), Criterion.Direction(item.direction).label),
                (_("Unit"), item.unit),
                (_("Weight"), percent(item.weight, 2)),
                (_("Low end"), item.low),
                (_("High end"), item.high),
            ),
            item.version,
        )
        for item in Criterion.objects.filter(assessment=assessment)
    ]


def _barriers(rows: Iterable[Barrier]) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(row.pk),
            name_of(row.description),
            facts_of(
                long_name(_("Barrier"), row.description),
                (_("Technology"), row.option),
                (_("Caused by"), row.caused_by),
                (_("Category"), catalogues.text_of(catalogues.BARRIER_CATEGORIES, row.category)),
                (_("Importance"), catalogues.text_of(catalogues.IMPORTANCE, row.importance)),
                (_("Votes"), _votes(row)),
            ),
            row.version,
        )
        for row in rows
    ]


def _causes(rows: list[Barrier]) -> list[Branch]:
    """The cause tree; nothing while no barrier names a cause."""
    return cause_tree(rows) if any(row.caused_by_id for row in rows) else []


def _votes(barrier: Barrier) -> str:
    """The sum, and how many gave each mark where that was kept."""
    if barrier.votes is None:
        return ""
    counts = {mark: getattr(barrier, f"mark_{mark}") for mark in MARKS}
    given = [f"{mark} × {count}" for mark, count in counts.items() if count]
    return f"{barrier.votes} ({', '.join(given)})" if given else str(barrier.votes)


def _measures(assessment: Assessment) -> list[ShownRecord]:
    rows = Measure.objects.filter(assessment=assessment).prefetch_related("barriers")
    return [
        ShownRecord(
            str(row.pk),
            name_of(row.description),
            facts_of(
                long_name(_("Measure"), row.description),
                (_("Kind"), catalogues.text_of(catalogues.MEASURE_KINDS, row.kind)),
                (_("Answers"), "\n".join(str(barrier) for barrier in row.barriers.all())),
            ),
            row.version,
        )
        for row in rows
    ]


def _endorsement(assessment: Assessment) -> list[ShownRecord]:
    endorsement = Endorsement.objects.filter(assessment=assessment).first()
    if endorsement is None:
        return []
    by_sector = "\n".join(
        f"{catalogues.text_of(catalogues.STAKEHOLDER_SECTORS, key)}: {count}"
        for key, count in endorsement.by_sector.items()
    )
    facts = facts_of(
        (_("Held on"), localdate(endorsement.held_on)),
        (_("Place"), endorsement.place),
        (_("Women"), endorsement.women),
        (_("Men"), endorsement.men),
        (_("By sector"), by_sector),
        (_("Minutes"), LongValue(endorsement.minutes)),
    )
    return [ShownRecord(str(endorsement.pk), _("Validation workshop"), facts)]


_KINDS: dict[str, tuple[Promise, Callable[[Assessment], Iterable[ShownRecord]]]] = {
    "stakeholder": (gettext_lazy("Stakeholders and experts"), context.stakeholders),
    "event": (gettext_lazy("Meetings and consultations"), context.events),
    "linked_plan": (gettext_lazy("Linked plans and reviews"), context.linked_plans),
    "indicator": (gettext_lazy("Indicators of the system"), context.indicators),
    "sector": (gettext_lazy("Sectors"), _sectors),
    "need": (gettext_lazy("Needs"), _needs),
    "option": (gettext_lazy("Technology options"), _options),
    "criterion": (gettext_lazy("Criteria"), _criteria),
    "measure": (gettext_lazy("Measures"), _measures),
    "endorsement": (gettext_lazy("National endorsement"), _endorsement),
}


def records_of(assessment: Assessment, section: Section, on: date) -> list[ShownKind]:
    """The records kept on a section. A fixed number of queries a kind; six for the plan.

    ``on`` is the day whose exchange rates the plan is read with.
    """
    kinds = []
    for kind in section.records:
        if kind == "action":
            kinds += plan_kinds(assessment, section, on)
        elif kind == "barrier":
            rows = list(
                Barrier.objects.filter(assessment=assessment).select_related("option", "caused_by")
            )
            kinds.append(ShownKind(kind, _("Barriers"), _barriers(rows), _causes(rows)))
        elif kind in _KINDS:
            label, read = _KINDS[kind]
            kinds.append(ShownKind(kind, label, list(read(assessment))))
    return kinds
