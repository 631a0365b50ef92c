"""What the forms of all kinds of records share."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import LongText, OneOf, PlainText, SomeOf, show_notices
from assessments.models import Assessment, Record
from assessments.questions.answers import fingerprint
from assessments.questions.definitions import Text
from assessments.questions.record_definitions import Names, RecordKind
from assessments.questions.records import fields_of, kinds_of
from assessments.records.operations.states import state_of
from assessments.records.queries.notices import record_notices
from techbank.exceptions import Hidden
from techbank.web.form_fields import field_of

Choices = Sequence[tuple[Any, Any]]


# A form of more fields than that is folded, group by group: a phone shows it in a few screens.
LONG_FORM = 20


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one heading; each row holds the fields that stand side by side.

    A group that ``folds`` is ``open`` when it is the first, has an error, or lacks something
    required.
    """

    legend: Text
    intro: Text
    rows: list[list[forms.BoundField]]
    folds: bool = False
    first: bool = False

    @property
    def fields(self) -> list[forms.BoundField]:
        return [field for row in self.rows for field in row]

    @property
    def count(self) -> int:
        return len(self.fields)

    @property
    def filled(self) -> int:
        return sum(_says_something(field) for field in self.fields)

    @property
    def open(self) -> bool:
        missing = (field.field.required and not field.value() for field in self.fields)
        return self.first or any(field.errors for field in self.fields) or any(missing)


def _says_something(field: forms.BoundField) -> bool:
    """Whether somebody wrote there; not what a new record begins with."""
    value = field.value()
    begun = value == field.initial and getattr(field.form, "record", None) is None
    return value not in (None, "", [], False, "False") and not begun


class RecordForm(DossierForm):
    """A record of ``model``: its fields by their names, and the version it is based on.

    ``offers`` names the fields that refer to other records of the dossier; ``groups`` is
    (legend, intro, names), a tuple of names standing side by side. ``in_row`` are the fields that
    are written in the table of all records; ``within`` is the field by which a record stands in
    another one's own list, and is moved there only. Fields that came with a later questionnaire
    than the dossier's are not asked.
    """

    described: ClassVar[RecordKind]
    model: ClassVar[type[Record]]
    offers: ClassVar[Mapping[str, type[Record]]] = {}
    groups: ClassVar[Sequence[tuple[Text, Text, Names]]] = ()
    in_row: ClassVar[Sequence[str]] = ()
    within: ClassVar[str] = ""

    def __init__(
        self,
        data: Any = None,
        *,
        assessment: Assessment,
        record: Record | None = None,
        parent: UUID | None = None,
        parent_field: str = "",
        prefix: str | None = None,
        choices: Mapping[str, Choices] | None = None,
    ) -> None:
        """``choices``: what the fields of ``offers`` offer, where many forms share it. Such a form
        knows by itself what was touched and carries no fingerprints."""
        self.assessment, self.record = assessment, record
        super().__init__(data, initial=self._first(record, parent, parent_field), prefix=prefix)
        self._ask_as_of(assessment.questionnaire)
        for field in self.fields.values():
            if isinstance(field, PlainText):
                field.widget.attrs.setdefault("lang", assessment.language)
        for name in self.offers:
            if name not in self.fields:
                continue
            if choices is None:
                self.offered(name)
            else:
                field_of(self, name, forms.ChoiceField).choices = choices[name]
        self.fields["version"] = forms.IntegerField(
            required=record is not None,
            min_value=0,
            initial=record.version if record else None,
            widget=forms.HiddenInput,
        )
        if choices is None:
            self.fields["seen"] = _Fingerprints(initial=self._fingerprints())
            self._notice()
        if record is None:
            # The record's id to be: the page sent twice makes one record.
            self.fields["client_uuid"] = forms.UUIDField(
                required=False, initial=uuid4, widget=forms.HiddenInput
            )

    def _notice(self) -> None:
        """Beside each long text: what its writer is to know about how it is read."""
        if self.record is None:
            return
        for name, notices in record_notices(self.record, self.described).items():
            if name in self.fields:
                show_notices(self.fields[name], notices)

    def _ask_as_of(self, version: str) -> None:
        """Leaves out what came with a later questionnaire than the dossier's.

        Raises ``Hidden`` for a kind of record that the dossier's questionnaire does not have.
        """
        if self.described not in kinds_of(version):
            raise Hidden
        asked = {field.key for field in fields_of(self.described, version)}
        for name in set(self.fields) - asked:
            del self.fields[name]

    def _fingerprints(self) -> str:
        """What each field was when the page was made, as fingerprints."""
        if self.record is None:
            return ""
        state = state_of(self.record)
        return json.dumps({name: fingerprint(state[name]) for name in sorted(self.stored)})

    def _first(
        self, record: Record | None, parent: UUID | None, parent_field: str
    ) -> dict[str, Any]:
        if record is not None:
            return self.of_record(record)
        if parent is None or not parent_field:
            return self.at_first()
        several = self.model._meta.get_field(parent_field).many_to_many
        return self.at_first() | {parent_field: [str(parent)] if several else str(parent)}

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

    def add_error(self, field: str | None, error: Any) -> None:
        """What concerns a field that is not asked for here is said of the whole."""
        super().add_error(field if field in self.fields else None, error)

    def rows_of(self, name: str) -> QuerySet[Any]:
        """Which records the field ``name`` offers."""
        return self.offers[name]._default_manager.filter(assessment=self.assessment)

    def offered(self, name: str) -> None:
        field = self.fields[name]
        assert isinstance(field, OneOf | SomeOf)  # noqa: S101 - for the type checker
        field.offer(self.rows_of(name))

    def _choosable(self, name: str) -> OneOf | SomeOf:
        field = self.fields[name]
        if not isinstance(field, OneOf | SomeOf):
            raise TypeError(f"{name} offers no records")
        return field

    @property
    def needed_first(self) -> list[type[Record]]:
        """Kinds of records without which this one cannot be written yet."""
        return [
            model
            for name, model in self.offers.items()
            if name in self.fields
            and self.fields[name].required
            and not self._choosable(name).has_something
        ]

    @property
    def shown_groups(self) -> list[FieldGroup]:
        """The fields for the template: one group without a legend when none are named."""
        names = [field.name for field in self.visible_fields()]
        groups = self.groups or (("", "", names),)
        folds = len(names) > LONG_FORM
        grouped = [
            FieldGroup(legend, intro, self._asked_of(rows), folds and bool(legend), first=not place)
            for place, (legend, intro, rows) in enumerate(groups)
        ]
        return [group for group in grouped if group.rows]

    def _asked_of(self, rows: Names) -> list[list[forms.BoundField]]:
        named = [(row,) if isinstance(row, str) else row for row in rows]
        asked = [[self[name] for name in row if name in self.fields] for row in named]
        return [row for row in asked if row]

    @property
    def has_long_text(self) -> bool:
        """Whether a field takes a text of several lines, in which the marks are read."""
        return any(isinstance(field, LongText) for field in self.fields.values())

    @property
    def values(self) -> dict[str, Any]:
        """What the operation stores."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.stored}

    @property
    def stored(self) -> set[str]:
        asked = set(self.base_fields) & set(self.fields)
        return {f.name for f in self.model._meta.get_fields()} & asked

    @property
    def seen(self) -> dict[str, str]:
        """Fingerprints of the fields as the page showed them."""
        fingerprints: dict[str, str] = self.cleaned_data.get("seen") or {}
        return fingerprints

    @property
    def identity(self) -> UUID | None:
        """The record's id: of the one that is changed, or of the one to be made."""
        return self.record.pk if self.record else self.cleaned_data.get("client_uuid")

    @property
    def base_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        return version


class _Fingerprints(forms.CharField):
    """Fingerprints by field as JSON; anything else counts as none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **options)

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        try:
            fingerprints = json.loads(value or "{}")
        except (ValueError, RecursionError):
            return {}
        return fingerprints if isinstance(fingerprints, dict) else {}


def _columns(record: Record) -> set[str]:
    return {field.name for field in record._meta.get_fields()}


def shown_value(record: Record, name: str) -> Any:
    """One column as a form field takes it: ids as text, yes and no as words."""
    field = record._meta.get_field(name)
    if field.many_to_many:
        return [str(related.pk) for related in getattr(record, name).all()]
    if field.many_to_one:
        key = getattr(record, f"{name}_id")
        return str(key) if key else ""
    return getattr(record, name)
