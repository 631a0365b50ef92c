"""A record field by field, as its description says: for people, and for the snapshot."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from assessments.models import Indicator, Record
from assessments.questions.catalogues import text_of
from assessments.questions.definitions import Audience
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.questions.records import fields_of
from techbank.templatetags.techbank import localdate, percent


class LongValue(str):
    """The text of a long field, in which the announced marks are read, among other values."""

    __slots__ = ()
    is_long = True


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


def _number(value: Any) -> str:
    try:
        return str(formats.localize(Decimal(f"{Decimal(str(value)).normalize():f}"), use_l10n=True))
    except InvalidOperation:
        return str(value)


def _day(value: Any) -> str:
    try:
        return localdate(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _share(value: Any) -> str:
    try:
        return percent(Decimal(str(value)), 2)
    except InvalidOperation:
        return str(value)


# Kinds that are neither a choice nor a reference; all others are their text.
_WRITERS: dict[FieldKind, Callable[[Any], str]] = {
    FieldKind.YES_NO: lambda value: _("Yes") if value else _("No"),
    FieldKind.MARK: lambda value: _("Yes") if value else _("No"),
    FieldKind.DATE: _day,
    FieldKind.SHARE: _share,
    FieldKind.NUMBER: _number,
}


def value_in_words(
    field: RecordField, value: Any, names: Mapping[str, str], *, between: str = "; "
) -> str:
    """A value as it is stored, as a reader sees it; "" for nothing.

    ``names`` are what the records are called that references lead to, by id; ``between`` stands
    between several. What cannot be read as its kind is shown as it was stored.
    """
    if value is None or value == "" or value == []:
        return ""
    if field.kind is FieldKind.MANY:
        return between.join(names.get(str(key), str(key)) for key in value)
    if field.kind is FieldKind.ONE:
        return names.get(str(value), str(value))
    if field.kind is FieldKind.CHOICE:
        return text_of(field.choices, str(value))
    return _WRITERS.get(field.kind, str)(value)


def field_text(record: Record, field: RecordField) -> str:
    """One field of a record as a reader sees it, references a line each; "" for blank.

    References need their rows loaded.
    """
    if field.kind is FieldKind.MANY:
        rows = list(getattr(record, field.key).all())
        names = {str(row.pk): str(row) for row in rows}
        return value_in_words(field, list(names), names, between="\n")
    value = getattr(record, field.key)
    if field.kind is FieldKind.ONE:
        return str(value) if value is not None else ""
    return value_in_words(field, _plain(record, field), {})


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
