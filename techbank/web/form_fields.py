"""The fields of a form, typed: Django's own mapping knows them only as `forms.Field`."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar, cast

from django import forms
from django.db import models

FieldKind = TypeVar("FieldKind", bound=forms.Field)


class _HidesOptional(Protocol):
    hide_optional: bool


def field_of(form: forms.BaseForm, name: str, kind: type[FieldKind]) -> FieldKind:
    """The form's field of that name. Raises TypeError if it is of another kind."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} of {type(form).__name__} is a {type(field).__name__}")
    return field


def length_of(model: type[models.Model], column: str) -> int:
    """How many characters the column holds. Raises TypeError if it has no such limit.

    A form takes its limit from here, so that the two cannot come apart.
    """
    length = getattr(model._meta.get_field(column), "max_length", None)
    if not isinstance(length, int):
        raise TypeError(f"{column} of {model.__name__} holds texts of any length")
    return length


def choices_of(field: forms.Field) -> list[tuple[Any, Any]]:
    """The (key, label) pairs it offers. Raises TypeError if it is no field with choices."""
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"A {type(field).__name__} has no choices")
    return list(cast(Iterable[tuple[Any, Any]], field.choices))


def hide_optional(*fields: forms.Field) -> None:
    """Leave out "(optional)" behind the labels, where it is plain or would be untrue."""
    for field in fields:
        cast(_HidesOptional, field).hide_optional = True
