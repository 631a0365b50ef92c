"""The registry of records: for each kind its form, its words, its parent and its list columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Record
from assessments.questions import catalogues
from assessments.questions.catalogues import text_of
from assessments.questions.definitions import Text
from assessments.questions.record_definitions import RecordKind
from assessments.questions.records import RECORD_KINDS
from assessments.records.queries.facts import LongValue, figure_of, source_of
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

    definition: RecordKind
    form: type[RecordForm]
    add: Text
    edit: Text
    remove: Text
    empty: Text
    parent: str = ""
    columns: tuple[Column, ...] = ()
    numbers: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    many: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.definition.key

    @property
    def section(self) -> str:
        return self.definition.section

    @property
    def title(self) -> Text:
        return self.definition.plural


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
        definition=RECORD_KINDS["stakeholder"],
        form=context.StakeholderForm,
        add=gettext_lazy("Add a stakeholder"),
        edit=gettext_lazy("Change the stakeholder"),
        remove=gettext_lazy("Remove the stakeholder"),
        empty=gettext_lazy("No stakeholder yet."),
        columns=(
            (
                gettext_lazy("Sector of society"),
                lambda record: text_of(catalogues.STAKEHOLDER_SECTORS, record.sector),
            ),
            (
                gettext_lazy("Role"),
                lambda record: text_of(catalogues.STAKEHOLDER_ROLES, record.role),
            ),
            (gettext_lazy("Field"), lambda record: record.field),
            (
                gettext_lazy("Name published"),
                lambda record: _("Yes") if record.consent else _("No"),
            ),
        ),
    ),
    RecordForms(
        definition=RECORD_KINDS["event"],
        form=context.EventForm,
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
        definition=RECORD_KINDS["linked_plan"],
        form=context.LinkedPlanForm,
        add=gettext_lazy("Add a plan or review"),
        edit=gettext_lazy("Change the plan or review"),
        remove=gettext_lazy("Remove the plan or review"),
        empty=gettext_lazy("No plan or review yet."),
        columns=(
            (
                gettext_lazy("Kind"),
                lambda record: text_of(catalogues.PLAN_KINDS, record.kind),
            ),
            (gettext_lazy("Issued by"), lambda record: record.issued_by),
            (gettext_lazy("What is used of it"), lambda record: LongValue(record.used)),
        ),
    ),
    RecordForms(
        definition=RECORD_KINDS["indicator"],
        form=context.IndicatorForm,
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
        definition=RECORD_KINDS["sector"],
        form=needs.SectorForm,
        add=gettext_lazy("Add a sector"),
        edit=gettext_lazy("Change the sector"),
        remove=gettext_lazy("Remove the sector"),
        empty=gettext_lazy("No sector yet."),
        columns=(
            (gettext_lazy("Why"), lambda record: LongValue(record.reason)),
            (gettext_lazy("SDG targets"), lambda record: record.sdg_targets),
            (gettext_lazy("Plan it follows from"), lambda record: record.linked_plan),
        ),
        related=("linked_plan",),
    ),
    RecordForms(
        definition=RECORD_KINDS["need"],
        form=needs.NeedForm,
        add=gettext_lazy("Add a need"),
        edit=gettext_lazy("Change the need"),
        remove=gettext_lazy("Remove the need"),
        empty=gettext_lazy("No need yet."),
        parent="sector",
        columns=(
            (gettext_lazy("Sector"), lambda record: record.sector),
            (gettext_lazy("Challenge"), lambda record: LongValue(record.challenge)),
        ),
        related=("sector",),
    ),
    RecordForms(
        definition=RECORD_KINDS["option"],
        form=needs.OptionForm,
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
        definition=RECORD_KINDS["criterion"],
        form=plan.CriterionForm,
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
        definition=RECORD_KINDS["barrier"],
        form=plan.BarrierForm,
        add=gettext_lazy("Add a barrier"),
        edit=gettext_lazy("Change the barrier"),
        remove=gettext_lazy("Remove the barrier"),
        empty=gettext_lazy("No barrier yet."),
        parent="option",
        columns=(
            (gettext_lazy("Technology"), lambda record: record.option),
            (
                gettext_lazy("Category"),
                lambda record: text_of(catalogues.BARRIER_CATEGORIES, record.category),
            ),
            (
                gettext_lazy("Importance"),
                lambda record: text_of(catalogues.IMPORTANCE, record.importance),
            ),
            (gettext_lazy("Votes"), lambda record: record.votes),
        ),
        numbers=(3,),
        related=("option",),
    ),
    RecordForms(
        definition=RECORD_KINDS["measure"],
        form=plan.MeasureForm,
        add=gettext_lazy("Add a measure"),
        edit=gettext_lazy("Change the measure"),
        remove=gettext_lazy("Remove the measure"),
        empty=gettext_lazy("No measure yet."),
        parent="barriers",
        columns=(
            (
                gettext_lazy("Kind"),
                lambda record: text_of(catalogues.MEASURE_KINDS, record.kind),
            ),
            (gettext_lazy("Barriers it answers"), _barriers),
        ),
        many=("barriers",),
    ),
    RecordForms(
        definition=RECORD_KINDS["action"],
        form=plan.ActionForm,
        add=gettext_lazy("Add an action"),
        edit=gettext_lazy("Change the action"),
        remove=gettext_lazy("Remove the action"),
        empty=gettext_lazy("No action yet."),
        parent="option",
        related=("option", "measure"),
    ),
    RecordForms(
        definition=RECORD_KINDS["activity"],
        form=plan.ActivityForm,
        add=gettext_lazy("Add an activity"),
        edit=gettext_lazy("Change the activity"),
        remove=gettext_lazy("Remove the activity"),
        empty=gettext_lazy("No activity yet."),
        parent="action",
        related=("action",),
    ),
    RecordForms(
        definition=RECORD_KINDS["cost_line"],
        form=plan.CostLineForm,
        add=gettext_lazy("Add a cost line"),
        edit=gettext_lazy("Change the cost line"),
        remove=gettext_lazy("Remove the cost line"),
        empty=gettext_lazy("No cost line yet."),
        parent="activity",
        related=("activity",),
    ),
    RecordForms(
        definition=RECORD_KINDS["funding_sought"],
        form=plan.FundingSoughtForm,
        add=gettext_lazy("Add funding sought"),
        edit=gettext_lazy("Change the funding sought"),
        remove=gettext_lazy("Remove the funding sought"),
        empty=gettext_lazy("No funding sought yet."),
        parent="action",
        related=("action",),
    ),
    RecordForms(
        definition=RECORD_KINDS["published_total"],
        form=plan.PublishedTotalForm,
        add=gettext_lazy("Add a published total"),
        edit=gettext_lazy("Change the published total"),
        remove=gettext_lazy("Remove the published total"),
        empty=gettext_lazy("No published total yet."),
        parent="action",
        related=("action",),
    ),
)
RECORD_FORMS: dict[str, RecordForms] = {kind.name: kind for kind in _KINDS}
KIND_OF_MODEL: dict[type[Record], RecordForms] = {kind.form.model: kind for kind in _KINDS}


def record_kind(name: str) -> RecordForms:
    """Raises ``Hidden`` for a kind there is not."""
    if name not in RECORD_FORMS:
        raise Hidden
    return RECORD_FORMS[name]
