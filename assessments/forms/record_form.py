"""What the forms of all kinds of records share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from assessments.models import Assessment, Record
from assessments.questions.definitions import Text

from .base import DossierForm
from .fields import OneOf, SomeOf

Names = Sequence[str | tuple[str, ...]]


@dataclass(frozen=True)
class Group:
    """Fields under one heading; each row holds the fields that stand side by side."""

    legend: Text
    intro: Text
    rows: list[list[forms.BoundField]]


class RecordForm(DossierForm):
    """A record of ``model``: its fields by their names, and the version it is based on.

    ``offers`` names the fields that refer to other records of the dossier; ``groups`` is
    (legend, intro, names), a tuple of names standing side by side.
    """

    model: ClassVar[type[Record]]
    offers: ClassVar[Mapping[str, type[Record]]] = {}
    groups: ClassVar[Sequence[tuple[Text, Text, Names]]] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        assessment: Assessment,
        record: Record | None = None,
        parent: UUID | None = None,
        parent_field: str = "",
    ) -> None:
        self.assessment, self.record = assessment, record
        super().__init__(data, initial=self._first(record, parent, parent_field))
        for name in self.offers:
            self.offered(name)
        self.fields["version"] = forms.IntegerField(
            required=record is not None,
            min_value=0,
            initial=record.version if record else None,
            widget=forms.HiddenInput,
        )

    def _first(
        self, record: Record | None, parent: UUID | None, parent_field: str
    ) -> dict[str, Any]:
        if record is None:
            return self.at_first() | ({parent_field: str(parent)} if parent else {})
        return self.of_record(record)

    def at_first(self) -> dict[str, Any]:
        """What a new record begins with."""
        if "currency" not in self.base_fields:
            return {}
        return {"currency": "USD"}

    def of_record(self, record: Record) -> dict[str, Any]:
        """The record as the fields show it."""
        return {
            name: shown_value(record, name) for name in self.base_fields if name in _columns(record)
        }

    def rows_of(self, name: str) -> QuerySet[Any]:
        """Which records the field ``name`` offers."""
        return self.offers[name]._default_manager.filter(assessment=self.assessment)

    def offered(self, name: str) -> None:
        field = self.fields[name]
        assert isinstance(field, OneOf | SomeOf)  # noqa: S101 - for the type checker
        field.offer(self.rows_of(name))

    @property
    def needed_first(self) -> list[type[Record]]:
        """Kinds of records without which this one cannot be written yet."""
        return [
            model
            for name, model in self.offers.items()
            if self.fields[name].required and not self.fields[name].has_something  # type: ignore[attr-defined]
        ]

    @property
    def shown_groups(self) -> list[Group]:
        """The fields for the template: one group without a legend when none are named."""
        names = [one.name for one in self.visible_fields()]
        groups = self.groups or (("", "", names),)
        return [
            Group(
                legend,
                intro,
                [[self[one] for one in ((row,) if isinstance(row, str) else row)] for row in rows],
            )
            for legend, intro, rows in groups
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What the operation stores."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.stored}

    @property
    def stored(self) -> set[str]:
        return {f.name for f in self.model._meta.get_fields()} & set(self.base_fields)

    @property
    def base_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        return version


def _columns(record: Record) -> set[str]:
    return {field.name for field in record._meta.get_fields()}


def shown_value(record: Record, name: str) -> Any:
    """One column as a form field takes it: ids as text, yes and no as words."""
    field = record._meta.get_field(name)
    if field.many_to_many:
        return [str(key) for key in getattr(record, name).values_list("pk", flat=True)]
    if field.many_to_one:
        key = getattr(record, f"{name}_id")
        return str(key) if key else ""
    return getattr(record, name)
