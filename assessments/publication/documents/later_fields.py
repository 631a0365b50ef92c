"""Fields added by later versions of the questionnaire, with the questionnaire's labels.

An older snapshot does not have their keys; then they are left out of the document.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString

from assessments.publication.documents.dossier import Dossier, Row
from assessments.questions.catalogues import label_of
from assessments.questions.record_definitions import FieldKind, RecordField
from assessments.questions.records import RECORD_KINDS


def _field(kind: str, key: str) -> RecordField:
    return next(field for field in RECORD_KINDS[kind].fields if field.key == key)


def later_fields(plan: Dossier, kind: str, row: Row, keys: Iterable[str]) -> list[Row]:
    """Label and text of those fields of a record that say something."""
    return [
        {"label": str(_field(kind, key).label), "text": _text(plan, _field(kind, key), row[key])}
        for key in keys
        if row.get(key) not in (None, "")
    ]


def choice(plan: Dossier, kind: str, key: str, value: str | None) -> SafeString | str:
    """The label of a choice; empty when nothing was chosen."""
    return _text(plan, _field(kind, key), value) if value else ""


def _text(plan: Dossier, field: RecordField, value: object) -> SafeString | str:
    if field.kind is FieldKind.CHOICE:
        label = label_of(field.choices, str(value))
        return plan.words(value) if label == value else str(label)
    if field.kind is FieldKind.INTEGER and isinstance(value, int):
        return plan.reader.number(Decimal(value))
    return plan.passage(value) if field.kind is FieldKind.LONG else plan.words(value)
