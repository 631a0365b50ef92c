"""Section 5: a technology option with its factsheet.

The factsheet follows the annexes of published technology needs assessments as remembered, not
checked against one of them; kinds of goods are those of the barrier guidance of Nygaard and
Hansen (2015).
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, Groups, RecordField, RecordKind
from assessments.questions.technologies import TECHNOLOGIES

LARGEST_SUM = Decimal("99999999999999.99")
_NEGATIVE = _("A cost cannot be negative. Leave it empty if it is not known.")
_NEW = "2026.2"

_WHAT = (
    RecordField(
        "name",
        FieldKind.TEXT,
        _("Name"),
        help=_("The country’s own name for it. A fund or a scheme counts too."),
        required=True,
        limit=200,
    ),
    RecordField("need", FieldKind.ONE, _("Need it would meet"), required=True, refers_to="need"),
    RecordField(
        "form",
        FieldKind.CHOICE,
        _("What kind of thing is it?"),
        choices=catalogues.OPTION_FORMS,
        blank=_("Not stated"),
        since=_NEW,
    ),
    RecordField("sub_sector", FieldKind.TEXT, _("Sub-sector"), limit=120, since=_NEW),
    RecordField("description", FieldKind.LONG, _("Description")),
    RecordField(
        "stage",
        FieldKind.CHOICE,
        _("Stage of the technology"),
        choices=catalogues.STAGES,
        blank=_("Not stated"),
    ),
    RecordField(
        "catalogue_entry",
        FieldKind.CHOICE,
        _("Entry of the shared catalogue"),
        help=_("The technology other countries may have under another name."),
        choices=TECHNOLOGIES,
        blank=_("None fits"),
        since=_NEW,
    ),
    RecordField(
        "catalogue_match",
        FieldKind.CHOICE,
        _("How sure is it that this is the same?"),
        choices=catalogues.MATCHES,
        blank=_("Not stated"),
        since=_NEW,
    ),
)
_FACTSHEET = (
    RecordField(
        "scale",
        FieldKind.CHOICE,
        _("Scale of application"),
        choices=catalogues.SCALES,
        blank=_("Not stated"),
        since=_NEW,
    ),
    RecordField(
        "horizon",
        FieldKind.CHOICE,
        _("Time until it can be used widely"),
        choices=catalogues.HORIZONS,
        blank=_("Not stated"),
        since=_NEW,
    ),
    RecordField(
        "goods",
        FieldKind.CHOICE,
        _("How it reaches its users"),
        choices=catalogues.GOODS,
        blank=_("Not stated"),
        since=_NEW,
    ),
    RecordField(
        "status_in_country",
        FieldKind.LONG,
        _("Status in the country"),
        help=_("Where it is in use, tried or known, and since when."),
        rows=3,
        since=_NEW,
    ),
    RecordField(
        "implementation",
        FieldKind.LONG,
        _("How it would be introduced and spread"),
        help=_("The assumptions: who builds, sells, runs and repairs it."),
        rows=3,
        since=_NEW,
    ),
    RecordField("impact_social", FieldKind.LONG, _("Social effects"), rows=3, since=_NEW),
    RecordField("impact_economic", FieldKind.LONG, _("Economic effects"), rows=3, since=_NEW),
    RecordField(
        "impact_environmental", FieldKind.LONG, _("Environmental effects"), rows=3, since=_NEW
    ),
    RecordField(
        "impact_climate",
        FieldKind.LONG,
        _("Effects on climate and vulnerability"),
        help=_("Emissions avoided, or people and assets less exposed; with figures where known."),
        rows=3,
        since=_NEW,
    ),
    RecordField(
        "considerations",
        FieldKind.LONG,
        _("Other considerations"),
        help=_("Market, acceptance, capacity and skills in the country."),
        rows=3,
        since=_NEW,
    ),
)
_COSTS = (
    RecordField("hardware", FieldKind.INTEGER, _("Hardware (%)"), most=100),
    RecordField("software", FieldKind.INTEGER, _("Software (%)"), most=100),
    RecordField("orgware", FieldKind.INTEGER, _("Orgware (%)"), most=100),
    RecordField(
        "capital_cost",
        FieldKind.NUMBER,
        _("Capital cost"),
        least=0,
        most=LARGEST_SUM,
        below=_NEGATIVE,
    ),
    RecordField(
        "running_cost",
        FieldKind.NUMBER,
        _("Running cost a year"),
        least=0,
        most=LARGEST_SUM,
        below=_NEGATIVE,
    ),
    RecordField("currency", FieldKind.CURRENCY, _("Currency"), first="USD"),
    RecordField(
        "other_costs",
        FieldKind.LONG,
        _("Other costs"),
        help=_("For example land, training, or the cost of a tonne of emissions avoided."),
        rows=3,
        since=_NEW,
    ),
    RecordField("lifetime_years", FieldKind.INTEGER, _("Lifetime in years"), most=200),
)
_CHOICE = (
    RecordField(
        "screened_in",
        FieldKind.YES_NO,
        _("Does it pass the screening?"),
        required=True,
        first="yes",
    ),
    RecordField(
        "screening_reason",
        FieldKind.LONG,
        _("Reason"),
        help=_("Needed before submission if it does not pass."),
        rows=3,
    ),
    RecordField("chosen", FieldKind.MARK, _("The country chooses this technology for its plan")),
    RecordField(
        "ambition_target",
        FieldKind.LONG,
        _("Target"),
        help=_("What is to be in use, and where."),
        rows=3,
    ),
    RecordField("ambition_scale", FieldKind.TEXT, _("Scale"), limit=200),
    RecordField("ambition_year", FieldKind.YEAR, _("By year")),
    RecordField("ambition_beneficiaries", FieldKind.TEXT, _("Beneficiaries"), limit=200),
    RecordField("source", FieldKind.TEXT, _("Source"), limit=300),
    RecordField("source_page", FieldKind.TEXT, _("Page"), limit=40),
)
_GROUPS: Groups = (
    (
        _("What it is"),
        "",
        ("name", "need", "form", "sub_sector", "description", "stage"),
    ),
    (
        _("In the shared catalogue"),
        _("So that countries with the same technology find each other."),
        ("catalogue_entry", "catalogue_match"),
    ),
    (
        _("Factsheet"),
        "",
        (("scale", "horizon", "goods"), "status_in_country", "implementation"),
    ),
    (
        _("Effects"),
        "",
        (
            "impact_social",
            "impact_economic",
            "impact_environmental",
            "impact_climate",
            "considerations",
        ),
    ),
    (
        _("What it is made of"),
        _(
            "Shares in percent that add up to 100, or all three empty. Orgware is the "
            "organisation around the technology."
        ),
        (("hardware", "software", "orgware"),),
    ),
    (
        _("Cost and lifetime"),
        _("Leave a cost empty if it is not known: it is then shown as not known."),
        (("capital_cost", "running_cost", "currency"), "other_costs", "lifetime_years"),
    ),
    (_("Screening"), "", ("screened_in", "screening_reason")),
    (
        _("Choice and ambition"),
        _("Fill this in once the options are in order."),
        (
            "chosen",
            "ambition_target",
            ("ambition_scale", "ambition_year"),
            "ambition_beneficiaries",
        ),
    ),
    (_("Where this is from"), "", (("source", "source_page"),)),
)

OPTION = RecordKind(
    key="option",
    section="options",
    label=_("Technology option"),
    plural=_("Technology options"),
    help=_("A technology that could meet a need: a thing, a fund or a scheme."),
    name="name",
    parent="need",
    most=100,
    fields=(*_WHAT, *_FACTSHEET, *_COSTS, *_CHOICE),
    groups=_GROUPS,
)
