"""The records in a returned workbook: each row is read by the form of its kind."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import typed_number
from assessments.models import Record
from assessments.questions.record_definitions import FieldKind, RecordField
from assessments.questions.record_definitions import RecordKind as Described
from assessments.questions.records import RECORD_KINDS, fields_of, kinds_of
from assessments.records.forms.form import Choices, RecordForm
from assessments.records.forms.registry import record_kind
from assessments.records.forms.rows import rows_of
from assessments.workbook.operations.issuing import values_of
from assessments.workbook.queries.cells import CellEntry
from assessments.workbook.queries.shapes import SheetPlan, SheetRow
from techbank.web.form_fields import choices_of

from .rows import CellChange, PreviewRow, Reading, compared

_TEXTS = (FieldKind.TEXT, FieldKind.LONG)
_FIGURES = (FieldKind.INTEGER, FieldKind.YEAR, FieldKind.NUMBER, FieldKind.SHARE)


def record_rows(reading: Reading) -> Iterator[PreviewRow]:
    """The rows of all kinds, in an order in which referred records come first."""
    for kind in kinds_of(reading.assessment.questionnaire):
        came = {
            address.split("/")[1]: (line, sheet)
            for address, line, sheet in reading.lines(f"records/{kind.key}")
            if sheet.code == f"records/{kind.key}"
        }
        if came:
            yield from _Kind(reading, kind, came).rows()


class _Kind:
    """The rows of one kind. A few queries, whatever the number of rows."""

    def __init__(
        self, reading: Reading, kind: Described, came: dict[str, tuple[dict[str, Any], SheetPlan]]
    ) -> None:
        self.reading, self.kind, self.came = reading, kind, came
        self.fields = {
            field.key: field for field in fields_of(kind, reading.assessment.questionnaire)
        }
        self.form = record_kind(kind.key).form
        known = rows_of(record_kind(kind.key), reading.assessment)
        self.records = {str(item.pk): item for item in known if str(item.pk) in came}
        self.issued = {row["id"]: row for row in reading.back.issued.contents["records"][kind.key]}
        self.choices = self._choices()

    def _choices(self) -> Mapping[str, Choices]:
        """The choices for each reference: the dossier's records and those in this workbook."""
        pattern = self.form(assessment=self.reading.assessment)
        choices = {}
        for field in self.fields.values():
            if not field.refers_to:
                continue
            offered = choices_of(pattern.fields[field.key])
            there = {str(key) for key, _label in offered}
            coming = [
                (address.split("/")[1], address)
                for address in self.reading.back.cells["lines"]
                if address.startswith(f"{field.refers_to}/") and address.split("/")[1] not in there
            ]
            choices[field.key] = [*offered, *coming]
        return choices

    def rows(self) -> Iterator[PreviewRow]:
        rows = [self._row(id, line, sheet) for id, (line, sheet) in self.came.items()]
        yield from _in_order(rows, self.kind)

    def _row(self, id: str, line: dict[str, Any], sheet: SheetPlan) -> PreviewRow:
        record = self.records.get(id)
        row = PreviewRow(
            id=f"{self.kind.key}/{id}",
            kind=self.kind.key,
            section=self.kind.section,
            sheet=sheet.title,
            where=str(line["row"]),
            title=self._title(line, record),
            new=record is None,
            closed=self.reading.closed(self.kind.section),
            version=record.version if record else 0,
        )
        pattern = self.reading.pattern(row.id, sheet)
        if record is None and id in self.issued:
            row.problems.append(_("This was removed from the dossier in the meantime."))
            row.changes = [
                CellChange(key, self._label(key), cell[2], "", cell[1])
                for key, cell in line["cells"].items()
            ]
            return row
        _RowReader(self, row, record, line, pattern).read()
        return row

    def _title(self, line: dict[str, Any], record: Record | None) -> str:
        if record is not None:
            return f"{line['label']}: {record}"
        named = line["cells"].get(self.kind.name)
        return f"{line['label']}: {named[1]}" if named and named[1] else str(line["label"])

    def _label(self, key: str) -> str:
        return str(self.fields[key].label)


class _RowReader:
    """Reads one row: puts its cells into the form and compares the cleaned values."""

    def __init__(
        self,
        kind: _Kind,
        row: PreviewRow,
        record: Record | None,
        line: dict[str, Any],
        pattern: SheetRow,
    ) -> None:
        self.kind, self.row, self.record = kind, row, record
        self.cells, self.pattern = line["cells"], pattern
        self.now = values_of(record, kind.kind) if record else {}
        self.base = kind.issued.get(row.id.split("/")[1], {}).get("values", {})

    def read(self) -> None:
        data, wrong = self._typed()
        form = self._form(data)
        form.is_valid()
        for key, cell in self.cells.items():
            problem = wrong.get(key) or " ".join(map(str, form.errors.get(key, ())))
            self._change(key, cell, form, problem)
        self._say_the_rest(form)
        if self.row.new and not self.row.changes and not self.row.problems:
            return
        self.row.stored = {
            name: value
            for name, value in getattr(form, "cleaned_data", {}).items()
            if name in form.stored and (self.row.new or name in self.cells)
        }

    def _typed(self) -> tuple[dict[str, Any], dict[str, str]]:
        """(form data, problems by field): the current values replaced by this row's cells."""
        data = {key: self._standing(field) for key, field in self.kind.fields.items()}
        wrong = {}
        for key, cell in self.cells.items():
            try:
                data[key] = self._as_typed(self.kind.fields[key], cell)
            except ValueError as error:
                wrong[key] = str(error)
        data["version"] = str(self.record.version) if self.record else ""
        return data, wrong

    def _standing(self, field: RecordField) -> Any:
        if self.record is None:
            return field.first
        return form_text(field, self.now.get(field.key))

    def _as_typed(self, field: RecordField, cell: list[str]) -> Any:
        raw = self.kind.reading.say(cell, self._entry(field.key))
        if field.kind in _FIGURES:
            number = self.kind.reading.number(raw)
            return "" if number is None else figure(field, number)
        if field.kind is FieldKind.MARK:
            return "on" if raw == "yes" else ""
        if raw is None:
            return [] if field.kind is FieldKind.MANY else ""
        return raw if isinstance(raw, list) else str(raw)

    def _entry(self, key: str) -> CellEntry:
        return self.pattern.entries[key]

    def _form(self, data: dict[str, Any]) -> RecordForm:
        return self.kind.form(
            data,
            assessment=self.kind.reading.assessment,
            record=self.record,
            choices=self.kind.choices,
        )

    def _change(self, key: str, cell: list[str], form: RecordForm, problem: str) -> None:
        field, reading = self.kind.fields[key], self.kind.reading
        now = self.now.get(key)
        value = form.cleaned_data.get(key)
        base = reading.bases.of(self.row.id, key, self.base.get(key))
        change = CellChange(
            key=key,
            label=str(field.label),
            where=cell[2],
            old=reading.words(now, self._entry(key)) if self.record else "",
            new=cell[1],
            base=reading.words(base, self._entry(key)),
            value=value,
            current=now,
            both=field.kind in _TEXTS and bool(value) and bool(now),
            problem=problem,
        )
        if problem or self.record is None:
            self.row.changes.append(change)
        elif compared(change, base) is not None:
            change.both = change.both and change.conflict
            self.row.changes.append(change)

    def _say_the_rest(self, form: RecordForm) -> None:
        """Errors of fields this row left alone still stand in its way, when it changes anything."""
        if not self.row.changes:
            return
        for name, errors in form.errors.items():
            if name in self.cells:
                continue
            label = self.kind.fields[name].label if name in self.kind.fields else ""
            for error in errors:
                self.row.problems.append(f"{label}: {error}" if label else str(error))


def figure(field: RecordField, number: Decimal) -> str:
    """A number as the reader types it; a year without separators."""
    return format(number, "f") if field.kind is FieldKind.YEAR else typed_number(number)


def form_text(field: RecordField, value: Any) -> Any:
    """A stored value as the form's field expects it."""
    if field.kind is FieldKind.MANY:
        return list(value or [])
    if field.kind is FieldKind.MARK:
        return "on" if value else ""
    if field.kind is FieldKind.YES_NO:
        return "" if value is None else "yes" if value else "no"
    if value in (None, ""):
        return ""
    if field.kind in _FIGURES:
        return figure(field, Decimal(str(value)) * (100 if field.kind is FieldKind.SHARE else 1))
    return str(value)


def _in_order(rows: list[PreviewRow], kind: Described) -> Iterator[PreviewRow]:
    """The rows, each after the rows of the same kind that it refers to."""
    own = [field.key for field in kind.fields if field.refers_to == kind.key]
    waiting = {row.id.split("/")[1]: row for row in rows}
    if not own:
        yield from rows
        return
    while waiting:
        ready = [
            id
            for id, row in waiting.items()
            if not any(str(row.stored.get(key)) in waiting for key in own)
        ] or list(waiting)
        for id in ready:
            yield waiting.pop(id)


def refers_to(row: PreviewRow) -> set[str]:
    """The ids of the records that a row refers to."""
    kind = RECORD_KINDS[row.kind]
    ids: set[str] = set()
    for field in kind.fields:
        value = row.stored.get(field.key) if field.refers_to else None
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, UUID):
                ids.add(str(part))
    return ids
