"""Form fields from the description of a kind of record, so that nothing is told twice."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.fields import (
    Currency,
    DossierDayField,
    LongText,
    Number,
    NumberInput,
    OneOf,
    PlainText,
    SomeOf,
    WholeNumber,
    Year,
)
from assessments.questions.catalogues import pairs
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.records.operations.kinds import KINDS as STORED

from .form import RecordForm

_Form = TypeVar("_Form", bound=RecordForm)
_SCHEMES = ("http://", "https://")
_NOT_NEGATIVE = gettext_lazy("This number cannot be negative.")


class LinkField(PlainText):
    """An address of the web, or blank."""

    def clean(self, value: Any) -> str:
        address = super().clean(value).strip()
        if address and (not address.startswith(_SCHEMES) or len(address.split()) != 1):
            raise ValidationError(
                _("Enter an address that begins with https:// or http://, without spaces.")
            )
        return address


def _told(one: RecordField) -> dict[str, Any]:
    return {"label": one.label, "help_text": one.help, "required": one.required}


def _limited(one: RecordField) -> dict[str, Any]:
    return _told(one) | ({"max_length": one.limit} if one.limit else {})


def _number(one: RecordField) -> forms.Field:
    return Number(
        least=one.least, most=one.most, decimals=one.decimals, below=one.below, **_told(one)
    )


def _share(one: RecordField) -> forms.Field:
    widget = NumberInput({"class": "width-5"})
    return Number(least=one.least, most=one.most, widget=widget, **_told(one))


def _integer(one: RecordField) -> forms.Field:
    most = {} if one.most is None else {"most": int(one.most)}
    least = int(one.least or 0)
    return WholeNumber(
        least=least, below=one.below or ("" if least else _NOT_NEGATIVE), **most, **_told(one)
    )


def _choice(one: RecordField) -> forms.Field:
    if one.first:
        return forms.ChoiceField(
            choices=pairs(one.choices), initial=one.first, widget=forms.RadioSelect, **_told(one)
        )
    return forms.ChoiceField(choices=[("", one.blank), *pairs(one.choices)], **_told(one))


def _yes_no(one: RecordField) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda word: word == "yes",
        initial=one.first or None,
        widget=forms.RadioSelect,
        **_told(one),
    )


_MAKERS: dict[FieldKind, Callable[[RecordField], forms.Field]] = {
    FieldKind.TEXT: lambda one: PlainText(**_limited(one)),
    FieldKind.LONG: lambda one: LongText(rows=one.rows, **_limited(one)),
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.SHARE: _share,
    FieldKind.YEAR: lambda one: Year(**_told(one)),
    FieldKind.DATE: lambda one: DossierDayField(**_told(one)),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.MARK: lambda one: forms.BooleanField(**_told(one)),
    FieldKind.CURRENCY: lambda one: Currency(**_told(one)),
    FieldKind.LINK: lambda one: LinkField(**_limited(one)),
    FieldKind.ONE: lambda one: OneOf(blank=one.blank, **_told(one)),
    FieldKind.MANY: lambda one: SomeOf(**_told(one)),
}


def form_field(one: RecordField) -> forms.Field:
    """The form field of one described field."""
    return _MAKERS[one.kind](one)


def offers_of(kind: RecordKind) -> Mapping[str, Any]:
    """Which model each field that refers to other records offers."""
    return {one.key: STORED[one.refers_to].model for one in kind.fields if one.refers_to}


def written_from(kind: RecordKind) -> Callable[[type[_Form]], type[_Form]]:
    """Gives a form the fields, references and groups of a described kind of record."""

    def give(form: type[_Form]) -> type[_Form]:
        form.described = kind
        form.model = STORED[kind.key].model
        form.offers = offers_of(kind)
        form.groups = kind.groups
        form.base_fields = {one.key: form_field(one) for one in kind.fields}  # type: ignore[misc]
        return form

    return give
