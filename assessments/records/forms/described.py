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
from assessments.records.operations.kinds import RECORD_TABLES

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


def _options(field: RecordField) -> dict[str, Any]:
    return {"label": field.label, "help_text": field.help, "required": field.required}


def _limited(field: RecordField) -> dict[str, Any]:
    return _options(field) | ({"max_length": field.limit} if field.limit else {})


def _number(field: RecordField) -> forms.Field:
    return Number(
        least=field.least,
        most=field.most,
        decimals=field.decimals,
        below=field.below,
        **_options(field),
    )


def _share(field: RecordField) -> forms.Field:
    widget = NumberInput({"class": "width-5"})
    return Number(least=field.least, most=field.most, widget=widget, **_options(field))


def _integer(field: RecordField) -> forms.Field:
    most = {} if field.most is None else {"most": int(field.most)}
    least = int(field.least or 0)
    return WholeNumber(
        least=least,
        below=field.below or ("" if least else _NOT_NEGATIVE),
        **most,
        **_options(field),
    )


def _choice(field: RecordField) -> forms.Field:
    if field.first:
        return forms.ChoiceField(
            choices=pairs(field.choices),
            initial=field.first,
            widget=forms.RadioSelect,
            **_options(field),
        )
    return forms.ChoiceField(choices=[("", field.blank), *pairs(field.choices)], **_options(field))


def _yes_no(field: RecordField) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda word: word == "yes",
        initial=field.first or None,
        widget=forms.RadioSelect,
        **_options(field),
    )


_MAKERS: dict[FieldKind, Callable[[RecordField], forms.Field]] = {
    FieldKind.TEXT: lambda field: PlainText(**_limited(field)),
    FieldKind.LONG: lambda field: LongText(rows=field.rows, **_limited(field)),
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.SHARE: _share,
    FieldKind.YEAR: lambda field: Year(**_options(field)),
    FieldKind.DATE: lambda field: DossierDayField(**_options(field)),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.MARK: lambda field: forms.BooleanField(**_options(field)),
    FieldKind.CURRENCY: lambda field: Currency(**_options(field)),
    FieldKind.LINK: lambda field: LinkField(**_limited(field)),
    FieldKind.ONE: lambda field: OneOf(blank=field.blank, **_options(field)),
    FieldKind.MANY: lambda field: SomeOf(**_options(field)),
}


def form_field(field: RecordField) -> forms.Field:
    """The form field of one described field."""
    return _MAKERS[field.kind](field)


def offers_of(kind: RecordKind) -> Mapping[str, Any]:
    """Which model each field that refers to other records offers."""
    return {
        field.key: RECORD_TABLES[field.refers_to].model for field in kind.fields if field.refers_to
    }


def written_from(kind: RecordKind) -> Callable[[type[_Form]], type[_Form]]:
    """Gives a form the fields, references and groups of a described kind of record."""

    def give(form: type[_Form]) -> type[_Form]:
        form.described = kind
        form.model = RECORD_TABLES[kind.key].model
        form.offers = offers_of(kind)
        form.groups = kind.groups
        form.base_fields = {field.key: form_field(field) for field in kind.fields}
        return form

    return give
