"""Section 1: who takes part, and where they met."""

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.definitions import Audience
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind

STAKEHOLDER = RecordKind(
    key="stakeholder",
    section="team",
    label=_("Stakeholder"),
    plural=_("Stakeholders and experts"),
    help=_(
        "Organisations and persons whose knowledge or interest is in the assessment. Personal "
        "names are published only with consent; contacts never."
    ),
    name="organisation",
    since="2026.2",
    fields=(
        RecordField(
            "organisation",
            FieldKind.TEXT,
            _("Organisation"),
            help=_("Its full name. Leave it empty for a person who speaks for nobody else."),
            limit=200,
            since="2026.2",
        ),
        RecordField(
            "name",
            FieldKind.TEXT,
            _("Person"),
            help=_("Published only if the person agrees below."),
            limit=200,
            since="2026.2",
        ),
        RecordField(
            "sector",
            FieldKind.CHOICE,
            _("Sector of society"),
            required=True,
            choices=catalogues.STAKEHOLDER_SECTORS,
            blank=_("Choose one"),
            since="2026.2",
        ),
        RecordField(
            "role",
            FieldKind.CHOICE,
            _("Role in the assessment"),
            required=True,
            choices=catalogues.STAKEHOLDER_ROLES,
            blank=_("Choose one"),
            since="2026.2",
        ),
        RecordField(
            "field",
            FieldKind.TEXT,
            _("Field of knowledge or interest"),
            help=_("For example irrigation, rural finance, rights of herders."),
            limit=200,
            since="2026.2",
        ),
        RecordField(
            "sex",
            FieldKind.CHOICE,
            _("Sex"),
            help=_("Only for counting women and men; never published with a name."),
            choices=catalogues.SEXES,
            blank=_("Not stated"),
            seen_by=Audience.BANK,
            since="2026.2",
        ),
        RecordField(
            "contact",
            FieldKind.TEXT,
            _("Contact"),
            help=_("An office e-mail address or telephone number. Never published."),
            limit=200,
            seen_by=Audience.BANK,
            since="2026.2",
        ),
        RecordField(
            "consent",
            FieldKind.MARK,
            _("The person agrees that the name is published in the plan"),
            seen_by=Audience.BANK,
            since="2026.2",
        ),
    ),
    groups=(
        ("", "", ("organisation", "sector", "role", "field")),
        (_("The person"), _("Leave this empty to name the organisation only."), ("name", "sex")),
        (_("Not published"), "", ("contact",)),
        (_("Consent"), "", ("consent",)),
    ),
)

EVENT = RecordKind(
    key="event",
    section="team",
    label=_("Event"),
    plural=_("Meetings and consultations"),
    help=_(
        "Each meeting, visit or interview, with how many women and men attended. The validation "
        "workshop is recorded in section 10."
    ),
    name="title",
    since="2026.2",
    fields=(
        RecordField(
            "title",
            FieldKind.TEXT,
            _("Event"),
            help=_("For example “Opening workshop”."),
            required=True,
            limit=200,
            since="2026.2",
        ),
        RecordField(
            "kind",
            FieldKind.CHOICE,
            _("Kind"),
            choices=catalogues.EVENT_KINDS,
            blank=_("Not stated"),
            since="2026.2",
        ),
        RecordField("held_on", FieldKind.DATE, _("Held on"), required=True, since="2026.2"),
        RecordField("place", FieldKind.TEXT, _("Place"), required=True, limit=200, since="2026.2"),
        RecordField(
            "purpose",
            FieldKind.LONG,
            _("Purpose and result"),
            help=_("What it was held for, and what came of it."),
            rows=3,
            since="2026.2",
        ),
        RecordField(
            "women",
            FieldKind.INTEGER,
            _("Women"),
            help=_("Leave it empty if nobody counted."),
            since="2026.2",
        ),
        RecordField("men", FieldKind.INTEGER, _("Men"), since="2026.2"),
    ),
    groups=(
        ("", "", ("title", "kind", ("held_on", "place"), "purpose")),
        (_("Attendance"), "", (("women", "men"),)),
    ),
)
