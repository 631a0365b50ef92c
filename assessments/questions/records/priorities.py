"""Section 6: what options are judged by."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind

# What the column of a score, or of an end of its range, can hold.
LARGEST_SCORE = Decimal("99999999999999.9999")

CRITERION = RecordKind(
    key="criterion",
    section="priorities",
    label=_("Criterion"),
    plural=_("Criteria"),
    help=_("What the options are judged by. The weights add up to 100 %."),
    name="name",
    most=30,
    fields=(
        RecordField("name", FieldKind.TEXT, _("Criterion"), required=True, limit=120),
        RecordField(
            "group",
            FieldKind.TEXT,
            _("Group"),
            help=_("For example “Costs” or “Social benefits”."),
            limit=80,
        ),
        RecordField(
            "direction",
            FieldKind.CHOICE,
            _("Which values are better?"),
            required=True,
            choices=catalogues.DIRECTIONS,
            first="max",
        ),
        RecordField(
            "unit",
            FieldKind.TEXT,
            _("Unit of the scores"),
            help=_("For example USD a household, jobs, or points from 0 to 100."),
            limit=60,
        ),
        RecordField(
            "weight",
            FieldKind.SHARE,
            _("Weight in percent"),
            help=_("The weights of all criteria add up to 100."),
            required=True,
            least=0,
            most=100,
        ),
        RecordField(
            "low",
            FieldKind.NUMBER,
            _("Low end"),
            least=-LARGEST_SCORE,
            most=LARGEST_SCORE,
            decimals=4,
        ),
        RecordField(
            "high",
            FieldKind.NUMBER,
            _("High end"),
            least=-LARGEST_SCORE,
            most=LARGEST_SCORE,
            decimals=4,
        ),
    ),
    groups=(
        ("", "", ("name", "group", "direction", "unit", "weight")),
        (
            _("Range"),
            _("Needed only where scores are measured between a stated low and high end."),
            (("low", "high"),),
        ),
    ),
)
