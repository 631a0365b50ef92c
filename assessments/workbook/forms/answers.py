"""The answers in a returned workbook."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import Answer
from assessments.questions import answers, questionnaire
from assessments.questions.definitions import Question, QuestionKind
from assessments.workbook.queries.cells import CellEntry
from assessments.workbook.queries.shapes import SheetPlan

from .rows import CellChange, PreviewRow, Reading

_FOUR = Decimal("0.0001")


def answer_rows(reading: Reading) -> Iterator[PreviewRow]:
    """One row for each question with changed cells. One query."""
    known = questionnaire(reading.assessment.questionnaire)
    came: dict[str, dict[str, Any]] = {}
    sheets: dict[str, SheetPlan] = {}
    for address, line, sheet in reading.lines("answers/"):
        _answer, key, *choice = address.split("/")
        came.setdefault(key, {})["/".join(choice)] = line
        sheets[key] = sheet
    current = {
        row.key: row for row in Answer.objects.filter(assessment=reading.assessment, key__in=came)
    }
    for key, lines in came.items():
        question = known.question(key)
        yield _AnswerRow(reading, question, sheets[key], lines, current.get(key)).row()


class _AnswerRow:
    def __init__(
        self,
        reading: Reading,
        question: Question,
        sheet: SheetPlan,
        lines: dict[str, Any],
        current: Answer | None,
    ) -> None:
        self.reading, self.question, self.sheet = reading, question, sheet
        self.lines, self.current = lines, current
        issued = reading.back.issued.contents["answers"].get(question.key, {})
        self.base = (
            reading.bases.of(self.id, "value", issued.get("value")),
            reading.bases.of(self.id, "not_known", issued.get("not_known", False)),
        )

    @property
    def id(self) -> str:
        return f"answer/{self.question.key}"

    def row(self) -> PreviewRow:
        first = next(iter(self.lines.values()))
        row = PreviewRow(
            id=self.id,
            kind="answer",
            section=self.sheet.section,
            sheet=self.sheet.title,
            where=f"{first['row']}",
            title=str(self.question.label),
            closed=self.reading.closed(self.sheet.section),
            version=self.current.version if self.current else 0,
        )
        try:
            value, unknown = self._mine()
        except ValueError as error:
            row.changes.append(self._change(self._typed(), None, str(error)))
            return row
        if value is not None and unknown and self._says("not_known"):
            value = None
        self._compare(row, value, unknown)
        return row

    def _says(self, column: str) -> bool:
        return any(column in line["cells"] for line in self.lines.values())

    def _mine(self) -> tuple[Any, bool]:
        """(value, not known) as the workbook says it. Raises ValueError with a sentence."""
        value, unknown = self._value(), self._unknown()
        if value is not None and unknown:
            if self._says("answer") and self._says("not_known"):
                raise ValueError(
                    _("There is an answer and “Not known” is chosen. Keep one of them.")
                )
            # Only one of the two was touched: it says what the writer means.
            return (None, True) if self._says("not_known") else (value, False)
        return value, unknown

    def _value(self) -> Any:
        if self.question.kind is QuestionKind.CHOICES:
            return self._ticked()
        line = self.lines.get("", {"cells": {}})
        cell = line["cells"].get("answer")
        if cell is None:
            return self.base[0]
        raw = self.reading.say(cell, self._entry("answer"))
        return self._cleaned(raw)

    def _cleaned(self, raw: Any) -> Any:
        locale = self.reading.language
        if isinstance(raw, Decimal):
            raw, locale = format(raw, "f"), "en"
        return answers.clean(raw, self.question, locale=locale)

    def _ticked(self) -> Any:
        ticked = list(self.base[0] or [])
        for choice, line in self.lines.items():
            cell = line["cells"].get("answer") if choice else None
            if cell is None:
                continue
            address = f"{self.id}/{choice}"
            entry = self.reading.pattern(address, self.sheet).entries["answer"]
            says = self.reading.say(cell, entry) == "yes"
            ticked = [key for key in ticked if key != choice] + ([choice] if says else [])
        return answers.clean(ticked, self.question)

    def _unknown(self) -> bool:
        cell = self.lines.get("", {"cells": {}})["cells"].get("not_known")
        if cell is None:
            return bool(self.base[1])
        return bool(self.reading.say(cell, self._entry("not_known")) == "yes")

    def _entry(self, column: str) -> CellEntry:
        entries = self.reading.pattern(self.id, self.sheet).entries
        return entries.get(column) or next(iter(entries.values()))

    def _compare(self, row: PreviewRow, value: Any, unknown: bool) -> None:
        now = (self.current.value, self.current.not_known) if self.current else (None, False)
        if (value, unknown) in (now, self.base):
            return
        change = self._change(self._words(value, unknown), value, "")
        change.conflict = now != self.base
        change.both = bool(
            self.question.kind in (QuestionKind.TEXT, QuestionKind.LONG)
            and value
            and now[0]
            and change.conflict
        )
        row.changes.append(change)
        row.stored = {"value": value, "not_known": unknown}

    def _change(self, new: str, value: Any, problem: str) -> CellChange:
        now = (self.current.value, self.current.not_known) if self.current else (None, False)
        return CellChange(
            key="answer",
            label=pgettext("a column", "Answer"),
            where=self._where(),
            old=self._words(*now),
            new=new,
            base=self._words(*self.base),
            value=value,
            current=list(now),
            problem=problem,
        )

    def _where(self) -> str:
        cells = [cell for line in self.lines.values() for cell in line["cells"].values()]
        return str(cells[0][2])

    def _typed(self) -> str:
        cells = [cell for line in self.lines.values() for cell in line["cells"].values()]
        return " · ".join(cell[1] for cell in cells if cell[1])

    def _words(self, value: Any, unknown: bool) -> str:
        if unknown:
            return _("Not known")
        return answers.display(value, self.question, locale=self.reading.language)
