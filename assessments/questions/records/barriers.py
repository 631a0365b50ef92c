"""Section 7: what stands in the way, what causes it, and what would clear it.

Importance classes and votes follow the training material of the UNFCCC technology needs
assessments: each participant gives every barrier a mark from 1 to 5, and the marks are summed.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions import catalogues
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind

MARKS = (1, 2, 3, 4, 5)
_MARK_LABELS = (_("Mark 1"), _("Mark 2"), _("Mark 3"), _("Mark 4"), _("Mark 5"))

BARRIER = RecordKind(
    key="barrier",
    section="barriers",
    label=_("Barrier"),
    plural=_("Barriers"),
    help=_("What keeps a technology from being used, and what lies behind it."),
    name="description",
    parent="option",
    fields=(
        RecordField(
            "option",
            FieldKind.ONE,
            _("Technology it stands in the way of"),
            required=True,
            refers_to="option",
        ),
        RecordField(
            "caused_by",
            FieldKind.ONE,
            _("Caused by"),
            help=_("The barrier behind this one. A chain may go back as far as it has to."),
            refers_to="barrier",
            since="2026.2",
        ),
        RecordField(
            "category",
            FieldKind.CHOICE,
            _("Category"),
            required=True,
            choices=catalogues.BARRIER_CATEGORIES,
            blank=_("Choose one"),
        ),
        RecordField("description", FieldKind.LONG, _("Barrier"), required=True),
        RecordField(
            "importance",
            FieldKind.CHOICE,
            _("Importance"),
            choices=catalogues.IMPORTANCE,
            blank=_("Not stated"),
        ),
        *(
            RecordField(
                f"mark_{mark}",
                FieldKind.INTEGER,
                _MARK_LABELS[mark - 1],
                most=30_000,
                since="2026.2",
            )
            for mark in MARKS
        ),
        RecordField(
            "votes",
            FieldKind.INTEGER,
            _("Votes"),
            help=_("The sum of the marks from 1 to 5 that were given."),
        ),
    ),
    groups=(
        ("", "", ("option", "category", "description", "caused_by", "importance")),
        (
            _("Votes"),
            _(
                "Say how many persons gave each mark, and the sum follows; or write only the sum "
                "if the marks were not kept."
            ),
            (tuple(f"mark_{mark}" for mark in MARKS), "votes"),
        ),
    ),
)

MEASURE = RecordKind(
    key="measure",
    section="barriers",
    label=_("Measure"),
    plural=_("Measures"),
    help=_("What would overcome one or more barriers."),
    name="description",
    fields=(
        RecordField(
            "kind",
            FieldKind.CHOICE,
            _("Kind"),
            required=True,
            choices=catalogues.MEASURE_KINDS,
            blank=_("Choose one"),
        ),
        RecordField("description", FieldKind.LONG, _("Measure"), required=True),
        RecordField(
            "barriers",
            FieldKind.MANY,
            _("Barriers it answers"),
            required=True,
            refers_to="barrier",
        ),
    ),
)
