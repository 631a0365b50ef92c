"""The records of one kind as rows of a table in which all of them are written at once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import SomeOf
from assessments.models import Assessment, Record
from assessments.questions.definitions import Text
from assessments.records.queries.order import in_order
from techbank.exceptions import Stale
from techbank.web.form_fields import choices_of

from .form import Choices, RecordForm
from .registry import KIND_OF_MODEL, RecordForms
from .stale import FieldDifference, stale_record

MOST_ROWS = 50
# A page is not heavier than this many choices in all its lists.
MOST_CHOICES = 6_000
_FIELDS_OF_A_ROW = 6
# The longest word, in letters, that a short column shows in a closed list.
_SHORT = 8


def row_fields(form: type[RecordForm]) -> tuple[str, ...]:
    """The fields written in the table: those the form names, and whatever it cannot do without."""
    named = tuple(form.in_row) or tuple(form.base_fields)[:_FIELDS_OF_A_ROW]
    needed = (name for name, field in form.base_fields.items() if field.required)
    return (*named, *(name for name in needed if name not in named))


def lists_above(kind: RecordForms) -> list[str]:
    """Lookups from a record to the lists it stands in, the nearest first; empty for most kinds."""
    names: list[str] = []
    while kind.form.within:
        names.append("__".join((*names[-1:], kind.form.within)))
        kind = KIND_OF_MODEL[kind.form.offers[kind.form.within]]
    return names


def rows_of(kind: RecordForms, assessment: Assessment) -> QuerySet[Any]:
    """All records of the kind with what their rows show, in order. One query, one more for lists
    within."""
    model = kind.form.model
    single = [name for name in kind.form.offers if not model._meta.get_field(name).many_to_many]
    several = [name for name in kind.form.offers if name not in single]
    rows = model._default_manager.filter(assessment=assessment)
    rows = rows.select_related(*single) if single else rows
    rows = rows.prefetch_related(*several) if several else rows
    return in_order(rows, lists_above(kind))


def raw(field: forms.Field, value: Any) -> str:
    """A value as the browser sends it back when nobody touched it."""
    if isinstance(field, forms.BooleanField):
        return "on" if value in (True, "on", "True") else ""
    if isinstance(value, list | tuple):
        return "\n".join(sorted(str(part) for part in value))
    if not isinstance(field.widget, forms.widgets.ChoiceWidget):
        value = field.widget.format_value(value)
    return str("" if value is None else value).replace("\r\n", "\n").strip()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class RowField:
    """One field of a row. ``folded``: many boxes to tick, shown when asked for."""

    name: str
    head: Text
    field: forms.BoundField
    folded: bool
    chosen: list[str]


@dataclass
class RecordRow:
    """One record, or one to be: its form, what was typed in it, and what became of that.

    ``place`` numbers the row as the reader sees it; ``problem`` is said of the row as a whole.
    """

    form: RecordForm
    names: Sequence[str]
    place: int = 0
    first: bool = False
    last: bool = False
    differences: list[FieldDifference] = field(default_factory=list)
    theirs: Record | None = None
    refused: bool = False

    @property
    def record(self) -> Record | None:
        return self.form.record

    @property
    def id(self) -> str:
        return str(self.form.prefix)

    @property
    def cells(self) -> list[RowField]:
        return [self._cell(name) for name in self.names]

    def _cell(self, name: str) -> RowField:
        bound = self.form[name]
        chosen: list[str] = []
        if folded := isinstance(bound.field, SomeOf):
            ticked = {str(ticked_key) for ticked_key in bound.value() or []}
            chosen = [str(label) for key, label in choices_of(bound.field) if str(key) in ticked]
        return RowField(name, self.head(name), bound, folded, chosen)

    def head(self, name: str) -> Text:
        return self.form.base_fields[name].label or ""

    @property
    def problems(self) -> bool:
        return self.form.is_bound and bool(self.form.errors)

    @property
    def seen_version(self) -> str:
        """What the page shows, a digest a field: so the next page knows what was touched."""
        if self.form.is_bound:
            return str(self.form.data.get(f"{self.id}-shown", ""))
        return self._digests(self._initial)

    @property
    def as_shown(self) -> bool:
        """Whether the row came back as the page showed it."""
        return self._digests(self._sent) == self.seen_version

    def _initial(self, name: str) -> Any:
        return self.form.get_initial_for_field(self.form.fields[name], name)

    def _sent(self, name: str) -> Any:
        field = self.form.fields[name]
        prefixed = self.form.add_prefix(name)
        return field.widget.value_from_datadict(self.form.data, self.form.files, prefixed)

    def _digests(self, value: Any) -> str:
        return ".".join(_digest(raw(self.form.fields[name], value(name))) for name in self.names)

    @property
    def touched(self) -> list[str]:
        """The fields changed on the writer's page, even if others changed the record since."""
        if not self.form.is_bound:
            return []
        now, before = self._digests(self._sent).split("."), self.seen_version.split(".")
        if self.record is None or len(before) != len(now):
            before = self._digests(self._initial).split(".")
        pairs = zip(self.names, now, before, strict=True)
        return [name for name, seen, other in pairs if seen != other]

    @property
    def removing(self) -> bool:
        return self.form.is_bound and self.form.data.get(f"{self.id}-remove") == "on"

    @property
    def values(self) -> dict[str, Any]:
        """What is to be stored. Where others wrote since, only the fields the writer changed."""
        moved_on = self.record is not None and self.form.base_version != self.record.version
        if not moved_on:
            return self.form.values
        touched = self.touched
        return {name: value for name, value in self.form.values.items() if name in touched}

    def at(self, place: int) -> "RecordRow":
        """The row with its place, which its fields then say in the summary of errors.

        Before anything asks for the fields: they keep the name they were first asked by.
        """
        self.place = place
        for name in self.names:
            self.form.fields[name].label = _("Row %(number)d, %(column)s") % {
                "number": place,
                "column": self.head(name),
            }
        return self

    def say(self, name: str, sentence: str) -> None:
        """A refusal where it belongs: at the field, else at the row."""
        is_shown = name in self.names
        self.refused = True
        self.form.add_error(
            name if is_shown else None, sentence if is_shown else self.about(sentence)
        )

    def unjudged(self) -> "RecordRow":
        """As it was typed, without complaints about what nobody meant to save yet."""
        if not self.refused:
            cast(Any, self.form)._errors = ErrorDict()
        return self

    def about(self, sentence: str) -> str:
        return _("Row %(number)d: %(sentence)s") % {"number": self.place, "sentence": sentence}


class RecordRows:
    """The rows of one kind in one dossier; what they offer to choose from is read once.

    Costs one query for each list of records that can be chosen.
    """

    def __init__(self, kind: RecordForms, assessment: Assessment) -> None:
        self.kind, self.assessment = kind, assessment
        self.names = row_fields(kind.form)
        self.pattern = kind.form(assessment=assessment)
        self.choices: dict[str, Choices] = {
            name: choices_of(self.pattern.fields[name]) for name in kind.form.offers
        }

    @property
    def needed_first(self) -> list[RecordForms]:
        return [KIND_OF_MODEL[model] for model in self.pattern.needed_first]

    @property
    def heads(self) -> list[tuple[str, forms.Field]]:
        return [(name, self.pattern.fields[name]) for name in self.names]

    @property
    def columns(self) -> list[tuple[forms.Field, str]]:
        """The heads of the table, each with how wide its column has to be."""
        return [(field, _width(field)) for _name, field in self.heads]

    @property
    def rows_a_page(self) -> int:
        """Fewer where each row carries long lists, so that a page stays light."""
        offered = sum(len(choice) for name, choice in self.choices.items() if name in self.names)
        return max(5, min(MOST_ROWS, MOST_CHOICES // max(1, offered)))

    def _offered(self, record: Record | None) -> Mapping[str, Choices]:
        """A record never offers itself, and always what it has."""
        if record is None:
            return self.choices
        offered: dict[str, Choices] = {}
        for name, choices in self.choices.items():
            rows = [choice for choice in choices if str(choice[0]) != str(record.pk)]
            has = getattr(record, f"{name}_id", None)
            if has and str(has) not in {str(key) for key, _label in rows}:
                rows.append((str(has), str(getattr(record, name))))
            offered[name] = rows
        return offered

    def row(self, record: Record | None = None, *, data: Any = None, id: str = "") -> RecordRow:
        """A row of a record, or of one to be under the UUID ``id``; ``data`` is what was typed."""
        form = self.kind.form(
            data,
            assessment=self.assessment,
            record=record,
            prefix=id or str(record.pk if record else uuid4()),
            choices=self._offered(record),
        )
        for name in [*form.fields]:
            if name not in self.names and name != "version":
                del form.fields[name]
        for name in self.names:
            _fit(form.fields[name])
        form.order_fields(self.names)
        return RecordRow(form, self.names)

    def stale(self, row: RecordRow, stale: Stale) -> RecordRow:
        """The row again with both versions: the fields of the writer, the rest as stored now."""
        stale_rows = stale_record(row.form, stale)
        theirs, data = stale_rows.theirs, stale_rows.data
        now = self.row(theirs)
        touched = row.touched
        for name in self.names:
            if name not in touched:
                _put(data, row.form, name, now._initial(name))
        data[f"{row.id}-shown"] = now.seen_version
        data.pop(f"{row.id}-remove", None)
        again = self.row(theirs, data=data).at(row.place)
        again.differences = [
            difference
            for difference in stale_rows.differences
            if difference.label in {row.form.base_fields[name].label for name in touched}
        ]
        again.theirs = theirs
        return again


def _put(data: QueryDict, form: RecordForm, name: str, value: Any) -> None:
    """As if the browser had sent this value."""
    key, field = form.add_prefix(name), form.fields[name]
    if isinstance(value, list | tuple):
        data.setlist(key, [str(part) for part in value])
    elif isinstance(field, forms.BooleanField) and not raw(field, value):
        data.pop(key, None)
    else:
        data[key] = raw(field, value)


def _fit(field: forms.Field) -> None:
    """Make a field fit into a cell: no help beside it, lists instead of round buttons."""
    field.help_text = ""
    if isinstance(field.widget, forms.RadioSelect):
        choices = choices_of(field)
        field.widget = forms.Select(choices=choices)
        field.widget.is_required = field.required
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 2


def _width(field: forms.Field) -> str:
    """narrow for a code, short for a figure, a day or yes and no, middling for a list."""
    if "width-5" in field.widget.attrs.get("class", ""):
        return "narrow"
    if "inputmode" in field.widget.attrs or isinstance(field, forms.BooleanField | forms.DateField):
        return "short"
    if isinstance(field.widget, forms.RadioSelect):
        longest = max((len(str(label)) for _value, label in field.widget.choices), default=0)
        return "short" if longest <= _SHORT else "middling"
    return "middling" if isinstance(field.widget, forms.Select) else "wide"
