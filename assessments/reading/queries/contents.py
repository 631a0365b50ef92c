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
from assessments.questions.records import KINDS as DESCRIBED
from assessments.questions.records.barriers import MARKS
from assessments.records.queries.facts import shown
from techbank.templatetags.techbank import localdate, money, percent

from . import context
from .plan import plan_kinds
from .shown import ShownField, ShownKind, ShownRecord, facts_of


def _label(catalogue: catalogues.Catalogue, key: str) -> str:
    return str(catalogues.label_of(catalogue, key)) if key else ""


def _share(value: int | None) -> str:
    return percent(Decimal(value) / 100) if value is not None else ""


def _sum(amount: Decimal | None, currency: str) -> str:
    return money(amount, currency)


def _sectors(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            str(one),
            facts_of(
                (_("Why"), one.reason),
                (_("SDG targets"), one.sdg_targets),
                (_("Plan it follows from"), one.linked_plan),
                (_("Objective and page in that plan"), one.plan_objective),
            ),
            one.version,
        )
        for one in Sector.objects.filter(assessment=assessment).select_related("linked_plan")
    ]


def _needs(assessment: Assessment) -> list[ShownRecord]:
    rows = Need.objects.filter(assessment=assessment).select_related("sector")
    return [
        ShownRecord(
            str(one.pk),
            one.statement,
            facts_of(
                (_("Sector"), one.sector),
                (_("Challenge"), one.challenge),
                (_("Who benefits"), one.who_benefits),
            ),
            one.version,
        )
        for one in rows
    ]


_FACTSHEET = [one for one in DESCRIBED["option"].fields if one.since != DESCRIBED["option"].since]


def _option_facts(one: TechnologyOption) -> list[ShownField]:
    outcome = option_status(screened_in=one.screened_in, chosen=False)
    return facts_of(
        (_("Need"), one.need),
        (_("Description"), one.description),
        (_("Stage"), _label(catalogues.STAGES, one.stage)),
        *((str(field.label), shown(one, field)) for field in _FACTSHEET),
        (_("Hardware"), _share(one.hardware)),
        (_("Software"), _share(one.software)),
        (_("Orgware"), _share(one.orgware)),
        (_("Capital cost"), _sum(one.capital_cost, one.currency)),
        (_("Running cost a year"), _sum(one.running_cost, one.currency)),
        (_("Lifetime in years"), one.lifetime_years),
        (_("Screening"), outcome),
        (_("Reason of the screening"), one.screening_reason),
        (_("Chosen"), _("Yes") if one.chosen else _("No")),
        (_("Ambition"), one.ambition_target),
        (_("Scale"), one.ambition_scale),
        (_("By year"), one.ambition_year),
        (_("Beneficiaries"), one.ambition_beneficiaries),
        (_("Source"), ", ".join(part for part in (one.source, one.source_page) if part)),
    )


def _options(assessment: Assessment) -> list[ShownRecord]:
    rows = TechnologyOption.objects.filter(assessment=assessment).select_related("need")
    return [
        ShownRecord(
            str(one.pk),
            one.name,
            _option_facts(one),
            one.version,
            status=option_status(screened_in=one.screened_in, chosen=one.chosen),
        )
        for one in rows
    ]


def option_status(*, screened_in: bool, chosen: bool) -> str:
    """Where a technology option stands, in a word."""
    if chosen:
        return _("Chosen")
    return _("Kept") if screened_in else _("Screened out")


def _criteria(assessment: Assessment) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            one.name,
            facts_of(
                (_("Group"), one.group),
                (_("Direction"), Criterion.Direction(one.direction).label),
                (_("Unit"), one.unit),
                (_("Weight"), percent(one.weight, 2)),
                (_("Low end"), one.low),
                (_("High end"), one.high),
            ),
            one.version,
        )
        for one in Criterion.objects.filter(assessment=assessment)
    ]


def _barriers(rows: Iterable[Barrier]) -> list[ShownRecord]:
    return [
        ShownRecord(
            str(one.pk),
            one.description,
            facts_of(
                (_("Technology"), one.option),
                (_("Caused by"), one.caused_by),
                (_("Category"), _label(catalogues.BARRIER_CATEGORIES, one.category)),
                (_("Importance"), _label(catalogues.IMPORTANCE, one.importance)),
                (_("Votes"), _votes(one)),
            ),
            one.version,
        )
        for one in rows
    ]


def _causes(rows: list[Barrier]) -> list[Branch]:
    """The cause tree; nothing while no barrier names a cause."""
    return cause_tree(rows) if any(one.caused_by_id for one in rows) else []


def _votes(one: Barrier) -> str:
    """The sum, and how many gave each mark where that was kept."""
    if one.votes is None:
        return ""
    counts = {mark: getattr(one, f"mark_{mark}") for mark in MARKS}
    given = [f"{mark} × {count}" for mark, count in counts.items() if count]
    return f"{one.votes} ({', '.join(given)})" if given else str(one.votes)


def _measures(assessment: Assessment) -> list[ShownRecord]:
    rows = Measure.objects.filter(assessment=assessment).prefetch_related("barriers")
    return [
        ShownRecord(
            str(one.pk),
            one.description,
            facts_of(
                (_("Kind"), _label(catalogues.MEASURE_KINDS, one.kind)),
                (_("Answers"), "\n".join(str(barrier) for barrier in one.barriers.all())),
            ),
            one.version,
        )
        for one in rows
    ]


def _endorsement(assessment: Assessment) -> list[ShownRecord]:
    one = Endorsement.objects.filter(assessment=assessment).first()
    if one is None:
        return []
    by_sector = "\n".join(
        f"{_label(catalogues.STAKEHOLDER_SECTORS, key)}: {count}"
        for key, count in one.by_sector.items()
    )
    facts = facts_of(
        (_("Held on"), localdate(one.held_on)),
        (_("Place"), one.place),
        (_("Women"), one.women),
        (_("Men"), one.men),
        (_("By sector"), by_sector),
        (_("Minutes"), one.minutes),
    )
    return [ShownRecord(str(one.pk), _("Validation workshop"), facts)]


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
    found = []
    for kind in section.records:
        if kind == "action":
            found += plan_kinds(assessment, section, on)
        elif kind == "barrier":
            rows = list(
                Barrier.objects.filter(assessment=assessment).select_related("option", "caused_by")
            )
            found.append(ShownKind(kind, _("Barriers"), _barriers(rows), _causes(rows)))
        elif kind in _KINDS:
            label, read = _KINDS[kind]
            found.append(ShownKind(kind, label, list(read(assessment))))
    return found
