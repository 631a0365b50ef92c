"""A record field by field, as its description says: for people, and for the snapshot."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from assessments.models import Indicator, Record
from assessments.questions.catalogues import label_of
from assessments.questions.definitions import Audience
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.questions.records import fields_of
from techbank.templatetags.techbank import localdate, percent


def figure_of(indicator: Indicator) -> str:
    """The figure with its unit, "no data", or "" while nothing is said."""
    if indicator.no_data:
        return _("no data")
    if indicator.value is None:
        return ""
    amount = formats.localize(Decimal(f"{indicator.value.normalize():f}"), use_l10n=True)
    return f"{amount} {indicator.unit}".strip()


def source_of(record: Any) -> str:
    """Source and page in one line."""
    return ", ".join(part for part in (record.source, record.source_page) if part)


def field_text(record: Record, field: RecordField) -> str:
    """One field as a reader sees it; "" for blank. References need their rows loaded."""
    value = getattr(record, field.key)
    if value is None or value == "":
        return ""
    if field.kind is FieldKind.CHOICE:
        return str(label_of(field.choices, value))
    if field.kind in (FieldKind.YES_NO, FieldKind.MARK):
        return _("Yes") if value else _("No")
    if field.kind is FieldKind.MANY:
        return "\n".join(str(other) for other in value.all())
    if isinstance(value, date):
        return localdate(value)
    if field.kind is FieldKind.SHARE:
        return percent(value, 2)
    if isinstance(value, Decimal):
        return str(formats.localize(Decimal(f"{value.normalize():f}"), use_l10n=True))
    return str(value)


def stored_values(record: Record, kind: RecordKind, version: str) -> dict[str, Any]:
    """A record as a snapshot keeps it: id, then each field the version asks, as plain JSON.

    What only the country sees is not kept. References are ids, numbers and days are strings.
    """
    fields = [
        described
        for described in fields_of(kind, version)
        if described.stored and described.seen_by is not Audience.COUNTRY
    ]
    return {"id": str(record.pk)} | {field.key: _plain(record, field) for field in fields}


def _plain(record: Record, field: RecordField) -> Any:
    if field.kind is FieldKind.ONE:
        key = getattr(record, f"{field.key}_id")
        return str(key) if key else None
    value = getattr(record, field.key)
    if field.kind is FieldKind.MANY:
        return sorted(str(other.pk) for other in value.all())
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
