"""The questionnaire as a form shows it: questions with lines to write on, records as tables."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.questions import questionnaire
from assessments.questions.definitions import Question, QuestionKind, Section
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.questions.records import fields_of, kinds_of

# More columns than these are too narrow to write in: each record is then a form of its own.
MOST_COLUMNS: Final = 5
MOST_SHORT_COLUMNS: Final = 7
ROWS_OF_A_TABLE: Final = 8
# Kinds with many fields take pages: one form of them is printed, to be copied.
MANY_FIELDS: Final = 12
# Longer lists are printed once, above the forms.
MOST_TICKS: Final = 12
_LINES = {QuestionKind.LONG: 7, QuestionKind.TEXT: 1}
_SHORT = {QuestionKind.NUMBER, QuestionKind.INTEGER, QuestionKind.YEAR, QuestionKind.DATE}
_SHORT_FIELDS = {
    FieldKind.INTEGER,
    FieldKind.NUMBER,
    FieldKind.SHARE,
    FieldKind.YEAR,
    FieldKind.DATE,
    FieldKind.CURRENCY,
}


def blank_sections(version: str) -> list[dict[str, Any]]:
    """Sections, questions and kinds of records as a form shows them, in the active language."""
    return [_section(section, version) for section in questionnaire(version).sections]


def _section(section: Section, version: str) -> dict[str, Any]:
    return {
        "key": section.key,
        "number": section.number,
        "title": section.title,
        "intro": section.intro,
        "questions": [_question(question) for question in section.questions],
        "kinds": [_kind(kind, fields_of(kind, version)) for kind in _kinds(section, version)],
        "endorsement": "endorsement" in section.records,
    }


def _kinds(section: Section, version: str) -> list[RecordKind]:
    """Kinds kept on the section, and those below them, such as the steps of an action."""
    kinds = [kind for kind in kinds_of(version) if kind.section == section.key]
    return kinds if any(item.key in section.records for item in kinds) else []


def _question(question: Question) -> dict[str, Any]:
    yes_no = [_("Yes"), _("No")] if question.kind is QuestionKind.YES_NO else []
    notes = [str(question.help)] if question.help else []
    if question.limit:
        notes.append(
            ngettext("Up to %(count)d character.", "Up to %(count)d characters.", question.limit)
            % {"count": question.limit}
        )
    return {
        "label": question.label,
        "notes": " ".join(notes),
        "why": question.why,
        "optional": not (question.required or question.required_when),
        "choices": [choice.label for choice in question.choices] or yes_no,
        "several": question.kind is QuestionKind.CHOICES,
        "unit": question.unit,
        "short": question.kind in _SHORT,
        "date": question.kind is QuestionKind.DATE,
        "lines": range(_LINES.get(question.kind, 1)),
    }


def _kind(kind: RecordKind, asked: Sequence[RecordField]) -> dict[str, Any]:
    fields = [_field(item) for item in asked]
    described: dict[str, Any] = {"label": kind.label, "plural": kind.plural, "help": kind.help}
    if len(fields) <= _most_columns(asked):
        legends = [field for field in fields if field["choices"] and not field["mark"]]
        rows = [range(len(fields))] * ROWS_OF_A_TABLE
        return {**described, "columns": fields, "rows": rows, "legends": legends, "forms": []}
    many = len(fields) > MANY_FIELDS
    forms = [_grouped(kind, fields)] * (1 if many else 2)
    legends = [field for field in fields if field["listed"]]
    return {**described, "columns": [], "legends": legends, "forms": forms, "on_one_page": not many}


def _most_columns(fields: Sequence[RecordField]) -> int:
    long = any(field.kind is FieldKind.LONG for field in fields)
    return MOST_COLUMNS if long else MOST_SHORT_COLUMNS


def _field(field: RecordField) -> dict[str, Any]:
    choices = [choice.label for choice in field.choices]
    if field.kind is FieldKind.YES_NO:
        choices = [_("Yes"), _("No")]
    elif field.kind is FieldKind.MARK:
        choices = [field.label]
    return {
        "key": field.key,
        "label": field.label,
        "help": field.help,
        "optional": not field.required,
        "choices": choices,
        "listed": len(choices) > MOST_TICKS,
        "mark": field.kind is FieldKind.MARK,
        "short": field.kind in _SHORT_FIELDS,
        "lines": range(3 if field.kind is FieldKind.LONG else 1),
    }


def _grouped(kind: RecordKind, fields: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fields under the legends of the form; those that stand side by side in one row."""
    by_key = {field["key"]: field for field in fields}
    groups = kind.groups or (("", "", tuple(by_key)),)
    grouped = []
    for legend, intro, names in groups:
        rows = [
            [by_key[name] for name in ((row,) if isinstance(row, str) else row) if name in by_key]
            for row in names
        ]
        grouped.append({"legend": legend, "intro": intro, "rows": [row for row in rows if row]})
    return [group for group in grouped if group["rows"]]
