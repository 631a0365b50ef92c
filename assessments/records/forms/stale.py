"""A record somebody changed meanwhile: what was typed, beside what stands there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import typed_number
from assessments.models import Record
from assessments.questions.definitions import Text
from techbank.exceptions import Stale

from .form import RecordForm, shown_value


@dataclass(frozen=True)
class FieldDifference:
    """One field on which the two versions differ, both as words."""

    label: Text
    mine: str
    theirs: str


@dataclass(frozen=True)
class StaleRecord:
    """``data`` is what was typed, now based on their version, so saving again keeps mine."""

    theirs: Record
    differences: list[FieldDifference]
    data: QueryDict


def stale_record(form: RecordForm, stale: Stale) -> StaleRecord:
    """Both versions of the record that ``form`` could not overwrite."""
    theirs = stale.theirs
    assert isinstance(theirs, Record)  # noqa: S101 - what save_record raises
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix("version")] = str(theirs.version)
    return StaleRecord(theirs, list(_differences(form, theirs)), data)


def _differences(form: RecordForm, theirs: Record) -> Iterable[FieldDifference]:
    stored = form.of_record(theirs)
    for name, field in form.fields.items():
        if name not in form.stored:
            continue
        mine, other = form[name].value(), stored.get(name, shown_value(theirs, name))
        words, others = _words(field, mine), _words(field, other)
        if words != others:
            yield FieldDifference(form.base_fields[name].label or "", words, others)


def _words(field: forms.Field, value: Any) -> str:
    choices = getattr(field, "choices", None)
    if choices is not None:
        labels = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(labels.get(str(key), str(key)) for key in chosen if key not in ("", None))
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value in (True, "on", "True") else _("No")
    if isinstance(value, date):
        return str(formats.date_format(value, "Y-m-d"))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return typed_number(value)
    return str(value or "")
