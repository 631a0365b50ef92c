"""The content of each sheet of an issued workbook, used for writing it and for reading it back.

Built only from the issued workbook, so that the same workbook always has the same sheets.
``contents`` is {"dossier": {"title", "country", "cycle"}, "answers": {key: {"value", "not_known",
"version"}}, "records": {kind: [{"id", "version", "name", "values"}]}, "names": {kind: [[id,
name]]}, "scores": {"options", "criteria", "cells", "method"} or null}; values as the history
stores them, weights as shares of 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.models import IssuedWorkbook
from assessments.questions import questionnaire
from assessments.questions.definitions import Choice, Question, QuestionKind, Section
from assessments.questions.record_definitions import FieldKind, RecordField, RecordKind
from assessments.questions.records import RECORD_KINDS, fields_of, kinds_of
from techbank.text import units

from .cells import (
    AFTER_NUMBER,
    LONGEST_CELL,
    CellContent,
    CellEntry,
    Labels,
    cell_content,
    not_known,
    plain_lines,
    unique,
    yes_no,
)
from .scoring import PRIORITIES, scoring_sheets
from .shapes import Column, SheetPlan, SheetRow

EMPTY_ROWS = 50
_WIDTHS = {"long": 48, "text": 30, "one": 36, "many": 24, "choice": 24, "link": 36, "date": 13}


@dataclass
class WorkbookPlan:
    """All sheets of an issued workbook, in its language."""

    issued: IssuedWorkbook
    sheets: list[SheetPlan] = field(default_factory=list)

    @cached_property
    def lines(self) -> dict[str, tuple[SheetPlan, SheetRow]]:
        return {line.address: (sheet, line) for sheet in self.sheets for line in sheet.lines}

    @cached_property
    def lists(self) -> dict[str, Labels]:
        """The lists to choose from, by name."""
        lists = {}
        for sheet, line in self.lines.values():
            for column in sheet.columns:
                entry = line.entries.get(column.key)
                if entry is not None and entry.labels is not None:
                    lists[entry.labels.name] = entry.labels
        return lists


def new_id(issued: UUID, kind: str, number: int | str) -> UUID:
    """The id of a record written in an empty row; the same for every return."""
    return uuid5(issued, f"{kind}/{number}")


def plan_of(issued: IssuedWorkbook) -> WorkbookPlan:
    """The sheets of an issued workbook in its own language. No query."""
    with translation.override(issued.language):
        return WorkbookPlan(issued, list(_titled(_Sheets(issued).all())))


def instructions_title() -> str:
    return str(_("Instructions"))[:31]


def _titled(sheets: Iterator[tuple[str, SheetPlan]]) -> Iterator[SheetPlan]:
    """The sheets with titles Excel accepts: at most 31 characters, unique, no reserved ones."""
    taken = {instructions_title().casefold(), "history"}
    for wanted, sheet in sheets:
        plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in wanted).strip(" '")
        title, more = plain[:31].rstrip(), 2
        while title.casefold() in taken:
            end = f" {more}"
            title, more = plain[: 31 - len(end)] + end, more + 1
        taken.add(title.casefold())
        yield SheetPlan(**{**vars(sheet), "title": title})


class _Sheets:
    """Builds the sheets; the active language must be the workbook's."""

    def __init__(self, issued: IssuedWorkbook) -> None:
        self.issued, self.contents = issued, issued.contents
        self.lists: dict[Any, Labels] = {}

    def all(self) -> Iterator[tuple[str, SheetPlan]]:
        kinds = kinds_of(self.issued.questionnaire)
        for section in questionnaire(self.issued.questionnaire).sections:
            if section.key not in self.issued.sections:
                continue
            if section.questions:
                yield f"{section.number} {section.title}", self._answers(section)
            for kind in kinds:
                if kind.section == section.key and kind.key in self.contents["records"]:
                    yield str(kind.plural), self._records(kind)
            if section.key == PRIORITIES and self.contents["scores"]:
                yield from scoring_sheets(self.contents["scores"], self.issued.scorers)

    # Questions

    def _answers(self, section: Section) -> SheetPlan:
        lines = [line for question in section.questions for line in self._question(question)]
        return SheetPlan(
            code=f"answers/{section.key}",
            title="",
            heading=str(section.title),
            intro=str(section.intro),
            section=section.key,
            label_head=_("Question"),
            columns=(
                Column("answer", _("Your answer"), width=62),
                Column("not_known", _("Not known?"), width=14),
            ),
            lines=tuple(lines),
            help_head=_("What is asked"),
        )

    def _question(self, question: Question) -> Iterator[SheetRow]:
        stored = self.contents["answers"].get(question.key, {})
        value, version = stored.get("value"), stored.get("version", 0)
        mark = cell_content(stored.get("not_known", False), "mark")
        if mark.text:
            mark = CellContent("s", not_known().pairs[0][0])
        unknown = CellEntry("mark", mark, not_known(), str(question.label))
        several = question.kind is QuestionKind.CHOICES
        entries = {"not_known": unknown}
        if not several:
            entries["answer"] = self._entry(
                str(question.kind), value, question.choices, str(question.label)
            )
        yield SheetRow(
            f"answer/{question.key}", version, _label_of(question), entries, _explained(question)
        )
        if several:
            for choice in question.choices:
                ticked = cell_content(choice.key in (value or []), "mark")
                entry = CellEntry("mark", ticked, yes_no(), str(choice.label))
                address = f"answer/{question.key}/{choice.key}"
                yield SheetRow(address, version, f"    – {choice.label}", {"answer": entry})

    # Records

    def _records(self, kind: RecordKind) -> SheetPlan:
        fields = fields_of(kind, self.issued.questionnaire)
        rows = self.contents["records"][kind.key]
        lines = [self._record(kind, fields, at, row) for at, row in enumerate(rows, start=1)]
        room = max(0, min(EMPTY_ROWS, kind.most - len(rows)))
        for number in range(len(rows) + 1, len(rows) + room + 1):
            row = {"id": str(new_id(self.issued.pk, kind.key, number)), "version": 0, "values": {}}
            lines.append(self._record(kind, fields, number, row))
        return SheetPlan(
            code=f"records/{kind.key}",
            title="",
            heading=str(kind.plural),
            intro=str(kind.help),
            section=kind.section,
            label_head=_("Number"),
            columns=tuple(_column(field) for field in fields),
            lines=tuple(lines),
        )

    def _record(
        self, kind: RecordKind, fields: Sequence[RecordField], number: int, row: dict[str, Any]
    ) -> SheetRow:
        entries = {
            field.key: self._entry(
                str(field.kind),
                row["values"].get(field.key),
                field.choices,
                str(field.label),
                refers_to=field.refers_to,
                # The weights of what is there are written together, on their own sheet.
                fixed=field.kind is FieldKind.SHARE and bool(row["version"]) and self._weighs(kind),
            )
            for field in fields
        }
        return SheetRow(
            f"{kind.key}/{row['id']}", row["version"], f"{kind.label} {number}", entries
        )

    def _entry(
        self,
        kind: str,
        value: Any,
        choices: tuple[Choice, ...],
        label: str,
        *,
        refers_to: str = "",
        fixed: bool = False,
    ) -> CellEntry:
        labels = self._labels(kind, choices, refers_to)
        content = cell_content(value, kind, labels)
        too_long = units(content.text) > LONGEST_CELL
        if too_long:
            content = CellContent(
                "s", _("This text is too long for a cell. Change it in the portal.")
            )
        return CellEntry(kind, content, labels, label, open=not (too_long or fixed))

    def _weighs(self, kind: RecordKind) -> bool:
        return kind.section == PRIORITIES and bool(self.contents["scores"])

    def _labels(self, kind: str, choices: tuple[Choice, ...], refers_to: str) -> Labels | None:
        if kind in ("yes_no", "mark"):
            return yes_no()
        if refers_to:
            return self._once(refers_to, lambda: self._names(refers_to))
        if choices:
            keys = tuple(choice.key for choice in choices)
            name = f"choices {len(self.lists) + 1}"
            pairs = [(str(choice.label), choice.key) for choice in choices]
            return self._once(keys, lambda: unique(name, pairs))
        return None

    def _once(self, key: Any, make: Any) -> Labels:
        if key not in self.lists:
            self.lists[key] = make()
        return self.lists[key]

    def _names(self, kind: str) -> Labels:
        """Records as "Need 3 · its name"; empty rows by their number only."""
        label = RECORD_KINDS[kind].label
        rows = self.contents["records"].get(kind)
        named = [[row["id"], row["name"]] for row in rows] if rows is not None else None
        names = named if named is not None else self.contents["names"].get(kind, [])
        pairs = [
            (f"{label} {at}{AFTER_NUMBER}{_short(name)}", key)
            for at, (key, name) in enumerate(names, start=1)
        ]
        if rows is not None:
            room = max(0, min(EMPTY_ROWS, RECORD_KINDS[kind].most - len(rows)))
            pairs += [
                (f"{label} {number}", str(new_id(self.issued.pk, kind, number)))
                for number in range(len(rows) + 1, len(rows) + room + 1)
            ]
        return Labels(f"records {kind}", tuple(pairs))


def _label_of(question: Question) -> str:
    needed = question.required or question.required_when
    return str(question.label) if needed else _("%(label)s (optional)") % {"label": question.label}


def _explained(question: Question) -> str:
    limit = _("At most %(limit)d characters.") % {"limit": question.limit} if question.limit else ""
    ticks = _("Choose Yes for each that applies.") if question.kind is QuestionKind.CHOICES else ""
    return " ".join(str(text) for text in (question.help, question.unit, limit, ticks) if text)


def _column(field: RecordField) -> Column:
    more = _("Several: write their numbers with “;” between them.") if field.kind == "many" else ""
    needed = "" if field.required else _("optional")
    help_text = " ".join(str(part) for part in (field.help, more, needed and f"({needed})") if part)
    return Column(field.key, str(field.label), help_text, _WIDTHS.get(str(field.kind), 14))


def _short(name: str) -> str:
    line = " ".join(plain_lines(name).split())
    return line if len(line) <= 70 else f"{line[:69].rstrip()}…"
