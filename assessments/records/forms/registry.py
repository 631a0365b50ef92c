"""The registry of records: for each kind its form, its words, its parent and its list columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Record
from assessments.questions import catalogues
from assessments.questions.definitions import Text
from assessments.records.queries.facts import figure_of, source_of
from techbank.exceptions import Hidden
from techbank.templatetags.techbank import localdate, money, percent

from . import context, needs, plan
from .form import RecordForm

Column = tuple[Text, Callable[[Any], Any]]


@dataclass(frozen=True)
class RecordForms:
    """How one kind of record is written and listed.

    ``parent`` is the field by which it hangs on another kind; ``related`` what its list reads
    with it. Columns follow the record's own name; ``numbers`` are the columns set as figures.
    """

    name: str
    section: str
    form: type[RecordForm]
    title: Text
    add: Text
    edit: Text
    remove: Text
    empty: Text
    parent: str = ""
    columns: tuple[Column, ...] = ()
    numbers: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    many: tuple[str, ...] = ()


def _label(catalogue: catalogues.Catalogue, key: str) -> Text:
    return catalogues.label_of(catalogue, key) if key else ""


def _screening(option: Any) -> str:
    if not option.screened_in:
        return _("Screened out")
    return _("Chosen") if option.chosen else _("Passed")


def _barriers(measure: Any) -> str:
    return "; ".join(str(barrier) for barrier in measure.barriers.all())


def _days(event: Any) -> str:
    return localdate(event.held_on)


_KINDS = (
    RecordForms(
        name="stakeholder",
        section="team",
        form=context.StakeholderForm,
        title=gettext_lazy("Stakeholders and experts"),
        add=gettext_lazy("Add a stakeholder"),
        edit=gettext_lazy("Change the stakeholder"),
        remove=gettext_lazy("Remove the stakeholder"),
        empty=gettext_lazy("No stakeholder yet."),
        columns=(
            (
                gettext_lazy("Sector of society"),
                lambda record: _label(catalogues.STAKEHOLDER_SECTORS, record.sector),
            ),
            (
                gettext_lazy("Role"),
                lambda record: _label(catalogues.STAKEHOLDER_ROLES, record.role),
            ),
            (gettext_lazy("Field"), lambda record: record.field),
            (
                gettext_lazy("Name published"),
                lambda record: _("Yes") if record.consent else _("No"),
            ),
        ),
    ),
    RecordForms(
        name="event",
        section="team",
        form=context.EventForm,
        title=gettext_lazy("Meetings and consultations"),
        add=gettext_lazy("Add an event"),
        edit=gettext_lazy("Change the event"),
        remove=gettext_lazy("Remove the event"),
        empty=gettext_lazy("No event yet."),
        columns=(
            (gettext_lazy("Held on"), _days),
            (gettext_lazy("Place"), lambda record: record.place),
            (gettext_lazy("Women"), lambda record: record.women),
            (gettext_lazy("Men"), lambda record: record.men),
        ),
        numbers=(2, 3),
    ),
    RecordForms(
        name="linked_plan",
        section="sti_system",
        form=context.LinkedPlanForm,
        title=gettext_lazy("Linked plans and reviews"),
        add=gettext_lazy("Add a plan or review"),
        edit=gettext_lazy("Change the plan or review"),
        remove=gettext_lazy("Remove the plan or review"),
        empty=gettext_lazy("No plan or review yet."),
        columns=(
            (gettext_lazy("Kind"), lambda record: _label(catalogues.PLAN_KINDS, record.kind)),
            (gettext_lazy("Issued by"), lambda record: record.issued_by),
            (gettext_lazy("What is used of it"), lambda record: record.used),
        ),
    ),
    RecordForms(
        name="indicator",
        section="sti_system",
        form=context.IndicatorForm,
        title=gettext_lazy("Indicators of the system"),
        add=gettext_lazy("Add an indicator"),
        edit=gettext_lazy("Change the indicator"),
        remove=gettext_lazy("Remove the indicator"),
        empty=gettext_lazy("No indicator yet."),
        columns=(
            (gettext_lazy("Value"), figure_of),
            (gettext_lazy("Rank"), lambda record: record.rank),
            (gettext_lazy("Year"), lambda record: record.year or ""),
            (gettext_lazy("Edition"), lambda record: record.edition),
            (gettext_lazy("Source"), source_of),
        ),
        numbers=(0, 1),
    ),
    RecordForms(
        name="sector",
        section="sectors",
        form=needs.SectorForm,
        title=gettext_lazy("Sectors"),
        add=gettext_lazy("Add a sector"),
        edit=gettext_lazy("Change the sector"),
        remove=gettext_lazy("Remove the sector"),
        empty=gettext_lazy("No sector yet."),
        columns=(
            (gettext_lazy("Why"), lambda record: record.reason),
            (gettext_lazy("SDG targets"), lambda record: record.sdg_targets),
            (gettext_lazy("Plan it follows from"), lambda record: record.linked_plan),
        ),
        related=("linked_plan",),
    ),
    RecordForms(
        name="need",
        section="needs",
        form=needs.NeedForm,
        title=gettext_lazy("Needs"),
        add=gettext_lazy("Add a need"),
        edit=gettext_lazy("Change the need"),
        remove=gettext_lazy("Remove the need"),
        empty=gettext_lazy("No need yet."),
        parent="sector",
        columns=(
            (gettext_lazy("Sector"), lambda record: record.sector),
            (gettext_lazy("Challenge"), lambda record: record.challenge),
        ),
        related=("sector",),
    ),
    RecordForms(
        name="option",
        section="options",
        form=needs.OptionForm,
        title=gettext_lazy("Technology options"),
        add=gettext_lazy("Add a technology option"),
        edit=gettext_lazy("Change the technology option"),
        remove=gettext_lazy("Remove the technology option"),
        empty=gettext_lazy("No technology option yet."),
        parent="need",
        columns=(
            (gettext_lazy("Need"), lambda record: record.need),
            (gettext_lazy("Screening"), _screening),
            (
                gettext_lazy("Capital cost"),
                lambda record: money(record.capital_cost, record.currency),
            ),
        ),
        numbers=(2,),
        related=("need",),
    ),
    RecordForms(
        name="criterion",
        section="priorities",
        form=plan.CriterionForm,
        title=gettext_lazy("Criteria"),
        add=gettext_lazy("Add a criterion"),
        edit=gettext_lazy("Change the criterion"),
        remove=gettext_lazy("Remove the criterion"),
        empty=gettext_lazy("No criterion yet."),
        columns=(
            (gettext_lazy("Group"), lambda record: record.group),
            (gettext_lazy("Direction"), lambda record: record.get_direction_display()),
            (gettext_lazy("Unit"), lambda record: record.unit),
            (gettext_lazy("Weight"), lambda record: percent(record.weight, 1)),
        ),
        numbers=(3,),
    ),
    RecordForms(
        name="barrier",
        section="barriers",
        form=plan.BarrierForm,
        title=gettext_lazy("Barriers"),
        add=gettext_lazy("Add a barrier"),
        edit=gettext_lazy("Change the barrier"),
        remove=gettext_lazy("Remove the barrier"),
        empty=gettext_lazy("No barrier yet."),
        parent="option",
        columns=(
            (gettext_lazy("Technology"), lambda record: record.option),
            (
                gettext_lazy("Category"),
                lambda record: _label(catalogues.BARRIER_CATEGORIES, record.category),
            ),
            (
                gettext_lazy("Importance"),
                lambda record: _label(catalogues.IMPORTANCE, record.importance),
            ),
            (gettext_lazy("Votes"), lambda record: record.votes),
        ),
        numbers=(3,),
        related=("option",),
    ),
    RecordForms(
        name="measure",
        section="barriers",
        form=plan.MeasureForm,
        title=gettext_lazy("Measures"),
        add=gettext_lazy("Add a measure"),
        edit=gettext_lazy("Change the measure"),
        remove=gettext_lazy("Remove the measure"),
        empty=gettext_lazy("No measure yet."),
        parent="barriers",
        columns=(
            (gettext_lazy("Kind"), lambda record: _label(catalogues.MEASURE_KINDS, record.kind)),
            (gettext_lazy("Barriers it answers"), _barriers),
        ),
        many=("barriers",),
    ),
    RecordForms(
        name="action",
        section="plan",
        form=plan.ActionForm,
        title=gettext_lazy("Actions"),
        add=gettext_lazy("Add an action"),
        edit=gettext_lazy("Change the action"),
        remove=gettext_lazy("Remove the action"),
        empty=gettext_lazy("No action yet."),
        parent="option",
        related=("option", "measure"),
    ),
    RecordForms(
        name="activity",
        section="plan",
        form=plan.ActivityForm,
        title=gettext_lazy("Activities"),
        add=gettext_lazy("Add an activity"),
        edit=gettext_lazy("Change the activity"),
        remove=gettext_lazy("Remove the activity"),
        empty=gettext_lazy("No activity yet."),
        parent="action",
        related=("action",),
    ),
    RecordForms(
        name="cost_line",
        section="plan",
        form=plan.CostLineForm,
        title=gettext_lazy("Cost lines"),
        add=gettext_lazy("Add a cost line"),
        edit=gettext_lazy("Change the cost line"),
        remove=gettext_lazy("Remove the cost line"),
        empty=gettext_lazy("No cost line yet."),
        parent="activity",
        related=("activity",),
    ),
    RecordForms(
        name="funding_sought",
        section="plan",
        form=plan.FundingSoughtForm,
        title=gettext_lazy("Funding sought"),
        add=gettext_lazy("Add funding sought"),
        edit=gettext_lazy("Change the funding sought"),
        remove=gettext_lazy("Remove the funding sought"),
        empty=gettext_lazy("No funding sought yet."),
        parent="action",
        related=("action",),
    ),
    RecordForms(
        name="published_total",
        section="plan",
        form=plan.PublishedTotalForm,
        title=gettext_lazy("Published totals"),
        add=gettext_lazy("Add a published total"),
        edit=gettext_lazy("Change the published total"),
        remove=gettext_lazy("Remove the published total"),
        empty=gettext_lazy("No published total yet."),
        parent="action",
        related=("action",),
    ),
)
KINDS: dict[str, RecordForms] = {kind.name: kind for kind in _KINDS}
KIND_OF_MODEL: dict[type[Record], RecordForms] = {kind.form.model: kind for kind in _KINDS}


def record_kind(name: str) -> RecordForms:
    """Raises ``Hidden`` for a kind there is not."""
    if name not in KINDS:
        raise Hidden
    return KINDS[name]


@dataclass(frozen=True)
class ListCell:
    value: Any
    number: bool
    head: Text = ""


@dataclass(frozen=True)
class ListedRecord:
    """A record in its list: name, cells."""

    record: Record
    cells: list[ListCell]


@dataclass(frozen=True)
class RecordTable:
    """All records of one kind, with the heads of the columns after the name."""

    kind: RecordForms
    heads: list[ListCell]
    rows: list[ListedRecord]


def record_table(kind: RecordForms, records: Any) -> RecordTable:
    """The table of a queryset of records. One query, one more for lists within."""
    rows = records.select_related(*kind.related) if kind.related else records
    rows = rows.prefetch_related(*kind.many) if kind.many else rows
    return RecordTable(
        kind,
        [ListCell(head, at in kind.numbers) for at, (head, _read) in enumerate(kind.columns)],
        [
            ListedRecord(
                row,
                [
                    ListCell(read(row), at in kind.numbers, head)
                    for at, (head, read) in enumerate(kind.columns)
                ],
            )
            for row in rows
        ],
    )
