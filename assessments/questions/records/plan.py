"""Section 8: actions, their activities, what they cost, the funding sought, printed totals."""

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.questions.records.options import LARGEST_SUM

ACTION = RecordKind(
    key="action",
    section="plan",
    label=_("Action"),
    plural=_("Actions"),
    help=_("A measure turned into work for one chosen technology. Donors fund actions."),
    name="title",
    parent="option",
    fields=(
        RecordField("title", FieldKind.TEXT, _("Title"), required=True, limit=200),
        RecordField(
            "option",
            FieldKind.ONE,
            _("Technology it brings into use"),
            help=_("The technologies the country has chosen."),
            required=True,
            refers_to="option",
        ),
        RecordField("measure", FieldKind.ONE, _("Measure it carries out"), refers_to="measure"),
        RecordField("description", FieldKind.LONG, _("Description")),
        RecordField("responsible", FieldKind.TEXT, _("Responsible body"), limit=200),
        RecordField(
            "partners",
            FieldKind.TEXT,
            _("Other bodies that take part"),
            limit=300,
            since="2026.2",
        ),
        RecordField(
            "benefits",
            FieldKind.LONG,
            _("Benefits"),
            help=_("What is better afterwards, and for whom."),
            rows=3,
            since="2026.2",
        ),
        RecordField("capacity_needs", FieldKind.LONG, _("Capacity needs"), rows=3),
    ),
)

ACTIVITY = RecordKind(
    key="activity",
    section="plan",
    label=_("Activity"),
    plural=_("Activities"),
    help=_("A step of an action, with its body, dates, indicator and risk."),
    name="title",
    parent="action",
    fields=(
        RecordField(
            "action", FieldKind.ONE, _("Action it belongs to"), required=True, refers_to="action"
        ),
        RecordField("title", FieldKind.TEXT, _("Title"), required=True, limit=200),
        RecordField("responsible", FieldKind.TEXT, _("Responsible body"), limit=200),
        RecordField("starts_on", FieldKind.DATE, _("Start")),
        RecordField("ends_on", FieldKind.DATE, _("End")),
        RecordField(
            "predecessor",
            FieldKind.ONE,
            _("Begins after"),
            help=_("The activity that has to be finished first."),
            refers_to="activity",
        ),
        RecordField(
            "indicator",
            FieldKind.TEXT,
            _("Indicator"),
            help=_("How one sees that it is done."),
            limit=200,
        ),
        RecordField("baseline", FieldKind.TEXT, _("Baseline"), limit=120),
        RecordField("target", FieldKind.TEXT, _("Target"), limit=120),
        RecordField(
            "risk_kind",
            FieldKind.CHOICE,
            _("What the risk concerns"),
            choices=catalogues.RISK_KINDS,
            blank=_("Not stated"),
            since="2026.2",
        ),
        RecordField("risk", FieldKind.LONG, _("Risk"), rows=3),
        RecordField("contingency", FieldKind.LONG, _("What is done if it happens"), rows=3),
    ),
    groups=(
        ("", "", ("action", "title", "responsible")),
        (_("When"), "", (("starts_on", "ends_on"), "predecessor")),
        (_("How progress is seen"), "", ("indicator", ("baseline", "target"))),
        (_("What could go wrong"), "", ("risk_kind", "risk", "contingency")),
    ),
)

COST_LINE = RecordKind(
    key="cost_line",
    section="plan",
    label=_("Cost line"),
    plural=_("Cost lines"),
    help=_("What one thing costs in one year. A cost that is not known is said so."),
    name="category",
    parent="activity",
    fields=(
        RecordField(
            "activity",
            FieldKind.ONE,
            _("Activity it belongs to"),
            required=True,
            refers_to="activity",
        ),
        RecordField(
            "category",
            FieldKind.CHOICE,
            _("Category"),
            required=True,
            choices=catalogues.COST_CATEGORIES,
            blank=_("Choose one"),
        ),
        RecordField(
            "year", FieldKind.YEAR, _("Year"), help=_("Leave it empty if it is not known.")
        ),
        RecordField(
            "amount",
            FieldKind.NUMBER,
            _("Amount"),
            least=0,
            most=LARGEST_SUM,
            below=_(
                "A cost cannot be negative. If it is not known, empty it and tick “Amount not "
                "known”."
            ),
        ),
        RecordField("currency", FieldKind.CURRENCY, _("Currency"), required=True, first="USD"),
        RecordField(
            "not_known",
            FieldKind.MARK,
            _("Amount not known"),
            help=_("The plan then says “at least” where it adds up."),
            stored=False,
        ),
        RecordField("note", FieldKind.TEXT, _("Note"), limit=200),
    ),
    groups=(
        ("", "", ("activity", "category", "year")),
        (_("Amount"), "", (("amount", "currency"), "not_known")),
        ("", "", ("note",)),
    ),
)

FUNDING_SOUGHT = RecordKind(
    key="funding_sought",
    section="plan",
    label=_("Funding sought"),
    plural=_("Funding sought"),
    help=_("A kind of funding the country looks for, for one action."),
    name="kind",
    parent="action",
    fields=(
        RecordField(
            "action", FieldKind.ONE, _("Action it is for"), required=True, refers_to="action"
        ),
        RecordField(
            "kind",
            FieldKind.CHOICE,
            _("Kind of funding"),
            required=True,
            choices=catalogues.FUNDING_KINDS,
            blank=_("Choose one"),
        ),
        RecordField("description", FieldKind.LONG, _("What it is to pay for"), rows=3),
    ),
)

PUBLISHED_TOTAL = RecordKind(
    key="published_total",
    section="plan",
    label=_("Published total"),
    plural=_("Published totals"),
    help=_(
        "A total as it was printed elsewhere. It is shown beside the sum of the cost lines; "
        "neither is corrected."
    ),
    name="source",
    most=100,
    since="2026.3",
    fields=(
        RecordField(
            "action",
            FieldKind.ONE,
            _("Action"),
            help=_("Leave it empty for the whole plan."),
            blank=_("The whole plan"),
            refers_to="action",
            since="2026.3",
        ),
        RecordField(
            "year",
            FieldKind.YEAR,
            _("Year"),
            help=_("Leave it empty for all years."),
            since="2026.3",
        ),
        RecordField(
            "currency",
            FieldKind.CURRENCY,
            _("Currency"),
            required=True,
            first="USD",
            since="2026.3",
        ),
        RecordField(
            "amount",
            FieldKind.NUMBER,
            _("Published total"),
            help=_("Exactly as printed."),
            required=True,
            least=0,
            most=LARGEST_SUM,
            since="2026.3",
        ),
        RecordField(
            "source",
            FieldKind.TEXT,
            _("Source"),
            help=_("The title of the publication."),
            required=True,
            limit=300,
            since="2026.3",
        ),
        RecordField("page", FieldKind.TEXT, _("Page"), limit=40, since="2026.3"),
        RecordField("note", FieldKind.TEXT, _("Note"), limit=200, since="2026.3"),
    ),
    groups=(
        ("", "", ("action", "year", ("amount", "currency"))),
        ("", "", (("source", "page"), "note")),
    ),
)
