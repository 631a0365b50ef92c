"""Section 2: the plans and reviews the assessment builds on, and the figures of the system.

Indicators: SDG 9.5.1 and 9.5.2 (custodian: UNESCO Institute for Statistics) and the five blocks of
UNCTAD's Frontier Technologies Readiness Index. Published scores are copied with their edition and
never computed here.
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind

_LARGEST = Decimal("99999999999999.9999")

LINKED_PLAN = RecordKind(
    key="linked_plan",
    section="sti_system",
    label=_("Plan or review"),
    plural=_("Linked plans and reviews"),
    help=_("What the assessment builds on: plans, reviews, earlier assessments and roadmaps."),
    name="title",
    since="2026.2",
    fields=(
        RecordField(
            "kind",
            FieldKind.CHOICE,
            _("Kind"),
            required=True,
            choices=catalogues.PLAN_KINDS,
            blank=_("Choose one"),
            since="2026.2",
        ),
        RecordField("title", FieldKind.TEXT, _("Title"), required=True, limit=200, since="2026.2"),
        RecordField("issued_by", FieldKind.TEXT, _("Issued by"), limit=200, since="2026.2"),
        RecordField("year", FieldKind.INTEGER, _("Year"), least=1950, most=2100, since="2026.2"),
        RecordField(
            "link",
            FieldKind.LINK,
            _("Where it can be read"),
            help=_("A web address that begins with https:// or http://."),
            limit=500,
            since="2026.2",
        ),
        RecordField(
            "used",
            FieldKind.LONG,
            _("What is used of it"),
            help=_("The chapter, objective or page, and what follows from it."),
            rows=3,
            since="2026.2",
        ),
    ),
    groups=(("", "", ("kind", "title", ("issued_by", "year"), "link", "used")),),
)

INDICATOR = RecordKind(
    key="indicator",
    section="sti_system",
    label=_("Indicator"),
    plural=_("Indicators of the system"),
    help=_(
        "Published figures with year and source. Say “no data” where none is published: it is an "
        "answer. Scores of an index are copied with their edition and never computed."
    ),
    name="name",
    since="2026.2",
    fields=(
        RecordField(
            "key",
            FieldKind.CHOICE,
            _("Indicator"),
            required=True,
            choices=catalogues.INDICATORS,
            blank=_("Choose one"),
            since="2026.2",
        ),
        RecordField(
            "name",
            FieldKind.TEXT,
            _("Name of the country’s own indicator"),
            help=_("Needed for “The country’s own indicator”."),
            limit=200,
            since="2026.2",
        ),
        RecordField(
            "value",
            FieldKind.NUMBER,
            _("Value"),
            least=-_LARGEST,
            most=_LARGEST,
            decimals=4,
            since="2026.2",
        ),
        RecordField(
            "unit",
            FieldKind.TEXT,
            _("Unit"),
            help=_("For example %, or score from 0 to 1."),
            limit=60,
            since="2026.2",
        ),
        RecordField(
            "rank",
            FieldKind.INTEGER,
            _("Rank"),
            help=_("As published, where the index ranks countries."),
            least=1,
            most=300,
            since="2026.2",
        ),
        RecordField("no_data", FieldKind.MARK, _("No data is published"), since="2026.2"),
        RecordField(
            "year",
            FieldKind.INTEGER,
            _("Year"),
            help=_("The year the figure describes, not the year it was published."),
            least=1950,
            most=2100,
            since="2026.2",
        ),
        RecordField(
            "edition",
            FieldKind.TEXT,
            _("Edition"),
            help=_("For an index: the report it was published in, such as 2025."),
            limit=60,
            since="2026.2",
        ),
        RecordField("source", FieldKind.TEXT, _("Source"), limit=300, since="2026.2"),
        RecordField("source_page", FieldKind.TEXT, _("Page"), limit=40, since="2026.2"),
        RecordField("note", FieldKind.LONG, _("Note"), rows=3, since="2026.2"),
    ),
    groups=(
        ("", "", ("key", "name")),
        (_("Figure"), "", (("value", "unit", "rank"), "no_data", ("year", "edition"))),
        (_("Where this is from"), "", (("source", "source_page"), "note")),
    ),
)
