"""Sections 3 and 4: sectors, and the needs in them."""

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind

SECTOR = RecordKind(
    key="sector",
    section="sectors",
    label=_("Sector"),
    plural=_("Sectors"),
    help=_("The few sectors where technology can change most, and why."),
    name="name",
    fields=(
        RecordField(
            "key",
            FieldKind.CHOICE,
            _("Sector"),
            help=_("The fifteen priorities come from A/76/272, figure 6."),
            required=True,
            choices=catalogues.SECTORS,
            blank=_("Choose one"),
        ),
        RecordField(
            "name",
            FieldKind.TEXT,
            _("The country’s own name for it"),
            help=_("Needed for “Other sector”."),
            limit=120,
        ),
        RecordField(
            "reason",
            FieldKind.LONG,
            _("Why this sector?"),
            help=_("What technology can change here, and for how many."),
        ),
        RecordField(
            "sdg_targets",
            FieldKind.TEXT,
            _("SDG targets it serves"),
            help=_("For example 2.3, 9.5 and 13.1."),
            limit=200,
        ),
        RecordField(
            "linked_plan",
            FieldKind.ONE,
            _("Plan it follows from"),
            help=_("One of the plans and reviews listed in section 2."),
            refers_to="linked_plan",
            since="2026.2",
        ),
        RecordField(
            "plan_objective",
            FieldKind.TEXT,
            _("Objective and page in that plan"),
            help=_("For example “Objective 2.1, page 34”."),
            limit=300,
            since="2026.2",
        ),
    ),
    groups=(
        ("", "", ("key", "name", "reason", "sdg_targets")),
        (_("Link to the national plan"), "", ("linked_plan", "plan_objective")),
    ),
)

NEED = RecordKind(
    key="need",
    section="needs",
    label=_("Need"),
    plural=_("Needs"),
    help=_("What must become possible; it does not name a product."),
    name="statement",
    parent="sector",
    fields=(
        RecordField("sector", FieldKind.ONE, _("Sector"), required=True, refers_to="sector"),
        RecordField(
            "challenge",
            FieldKind.LONG,
            _("Challenge"),
            help=_("What is difficult today, for whom, and how that is known."),
            required=True,
        ),
        RecordField(
            "statement",
            FieldKind.TEXT,
            _("Need"),
            help=_("What technology would have to do about it, in one sentence."),
            required=True,
            limit=300,
        ),
        RecordField("who_benefits", FieldKind.LONG, _("Who benefits"), rows=3),
    ),
)
