"""The preview of a returned workbook: rows to take, conflicts to settle."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.questions import answers, questionnaire
from assessments.questions.definitions import QuestionKind
from assessments.questions.records import RECORD_KINDS
from assessments.workbook.operations.accepting import SetAside, Taken, TakenAnswer, TakenRecord
from techbank.text import LONGEST_TEXT

from .answers import answer_rows
from .records import record_rows, refers_to
from .rows import CLOSED, CONFLICT, NEW, PROBLEM, SAME, CellChange, PreviewRow, Reading, stored
from .scoring import score_rows

MINE, THEIRS, BOTH = "mine", "theirs", "both"
_OF_SCORES = ("score", "weights")


@dataclass
class RowChoice:
    """The choice made for a row: taken or not, the chosen text of each conflict, the problem."""

    row: PreviewRow
    taken: bool
    chosen: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def changes(self) -> list[tuple[CellChange, str]]:
        return [(change, self.chosen.get(change.key, "")) for change in self.row.changes]


@dataclass
class Preview:
    """All rows of a return, each with its choice."""

    choices: list[RowChoice]
    problems: list[dict[str, str]]
    notes: list[str]

    def with_status(self, *statuses: str) -> list[RowChoice]:
        return [choice for choice in self.choices if choice.row.status in statuses]

    @property
    def groups(self) -> list[tuple[str, list[RowChoice]]]:
        """The rows to decide on by sheet, including conflicts."""
        grouped: dict[str, list[RowChoice]] = {}
        for choice in self.choices:
            if choice.row.status != SAME:
                grouped.setdefault(choice.row.sheet, []).append(choice)
        return list(grouped.items())

    @property
    def counts(self) -> dict[str, int]:
        counts = dict.fromkeys((NEW, "changed", CONFLICT, PROBLEM, CLOSED, SAME), 0)
        for choice in self.choices:
            counts[choice.row.status] += 1
        return counts

    @property
    def problems_count(self) -> int:
        return len(self.problems)

    @property
    def can_be_taken(self) -> bool:
        return any(choice.row.can_be_taken for choice in self.choices)

    @property
    def errors(self) -> list[RowChoice]:
        return [choice for choice in self.choices if choice.problem]

    def say(self, row: str, sentence: str) -> None:
        for choice in self.choices:
            if choice.row.id == row:
                choice.problem = sentence


def preview(reading: Reading, data: QueryDict | None = None) -> Preview:
    """What the return would change now; with ``data``, including the posted choices."""
    rows = [*answer_rows(reading), *record_rows(reading), *score_rows(reading)]
    cells = reading.back.cells
    return Preview([_choice(row, data) for row in rows], cells["problems"], cells["notes"])


def _choice(row: PreviewRow, data: QueryDict | None) -> RowChoice:
    if data is None:
        return RowChoice(row, taken=row.status in (NEW, "changed"))
    chosen = {
        conflict.key: data.get(f"choice {row.id} {conflict.key}", "") for conflict in row.conflicts
    }
    # Who decides which text is to stand has taken the row, ticked or not.
    taken = row.can_be_taken and (row.id in data.getlist("take") or any(chosen.values()))
    choice = RowChoice(row, taken, chosen)
    if taken and data.get(f"seen {row.id}") != row.seen:
        choice.problem = _("Somebody changed this while you were looking. Look at it again.")
    elif taken and any(picked not in (MINE, THEIRS, BOTH) for picked in chosen.values()):
        choice.problem = _("Choose which text to keep, or leave the row out.")
    return choice


class WorkbookDecision:
    """What to save, set aside and report. A problem is added to the choice of its row."""

    def __init__(self, reading: Reading, changes: Preview) -> None:
        self.reading, self.preview = reading, changes
        self.taken = Taken()
        self.bases: dict[str, dict[str, Any]] = {}
        self._missing_references()
        for choice in changes.choices:
            if choice.taken and not choice.problem:
                self._take(choice)

    @property
    def stands(self) -> bool:
        return not self.preview.errors

    def _missing_references(self) -> None:
        """A row cannot be taken without the new row it refers to."""
        new = {
            row_choice.row.id.split("/")[1]: row_choice
            for row_choice in self.preview.choices
            if row_choice.row.kind in RECORD_KINDS and row_choice.row.new
        }
        for choice in self.preview.choices:
            if not choice.taken or choice.row.kind not in RECORD_KINDS:
                continue
            for id in refers_to(choice.row) & set(new):
                if not new[id].taken:
                    choice.problem = _("This refers to “%(row)s”, which is not accepted.") % {
                        "row": new[id].row.title
                    }

    def _take(self, choice: RowChoice) -> None:
        if choice.row.kind == "answer":
            self._answer(choice)
        elif choice.row.kind in _OF_SCORES:
            self._figures(choice)
        else:
            self._record(choice)

    def _answer(self, choice: RowChoice) -> None:
        row, change = choice.row, choice.row.changes[0]
        key = row.id.removeprefix("answer/")
        value, unknown = row.stored["value"], row.stored["not_known"]
        self.bases[row.id] = {"value": value, "not_known": unknown}
        chosen = choice.chosen.get(change.key, MINE)
        if chosen == THEIRS:
            aside = SetAside(row.section, key, None, row.version, value, unknown)
            self.taken.aside.append(aside)
            return
        if chosen == BOTH:
            question = questionnaire(self.reading.assessment.questionnaire).question(key)
            joined = _joined(change.current[0], value, long=question.kind is QuestionKind.LONG)
            try:
                value = answers.clean(joined, question)
            except ValueError as error:
                choice.problem = str(error)
                return
        self.taken.answers.append(
            TakenAnswer(row.id, row.section, key, value, unknown, row.version)
        )

    def _figures(self, choice: RowChoice) -> None:
        row = choice.row
        for change in row.changes:
            self.bases.setdefault(row.id, {})[change.key] = stored(change.value)
            if choice.chosen.get(change.key, MINE) == THEIRS:
                continue
            if row.kind == "weights":
                self.taken.weights[UUID(change.key)] = change.value
            else:
                cell = (UUID(row.id.split("/")[1]), UUID(change.key))
                self.taken.scores[cell] = change.value
                self.taken.scores_seen[cell] = change.current

    def _record(self, choice: RowChoice) -> None:
        row = choice.row
        kind, id = row.id.split("/")
        values = dict(row.stored)
        aside: dict[str, Any] = {}
        changed = {change.key for change in row.changes}
        self.bases[row.id] = {
            key: stored(value) for key, value in values.items() if row.new or key in changed
        }
        if not row.new:
            values = {key: value for key, value in values.items() if key in changed}
        for conflict in row.conflicts:
            chosen = choice.chosen[conflict.key]
            if chosen == THEIRS:
                aside[conflict.key] = stored(values.pop(conflict.key, conflict.value))
            elif chosen == BOTH:
                values[conflict.key] = self._both(choice, conflict)
        if aside:
            self.taken.aside.append(SetAside(row.section, kind, UUID(id), row.version, aside))
        if values and not choice.problem:
            base = None if row.new else row.version
            self.taken.records.append(TakenRecord(row.id, kind, UUID(id), row.new, values, base))

    def _both(self, choice: RowChoice, change: CellChange) -> str:
        field = RECORD_KINDS[choice.row.kind].field(change.key)
        joined = _joined(change.current, change.value, long=str(field.kind) == "long")
        limit = field.limit or LONGEST_TEXT
        if len(joined) > limit:
            choice.problem = _(
                "Both texts together are longer than %(limit)d characters. Choose one of them."
            ) % {"limit": limit}
        return joined

    def report(self) -> dict[str, Any]:
        """The outcome of every row with its texts, to be stored."""
        rows = [
            {
                "sheet": choice.row.sheet,
                "title": choice.row.title,
                "outcome": self._outcome(choice),
                "sentence": " ".join([*choice.row.problems, choice.row.closed]).strip(),
                "texts": [
                    [change.label, change.new, change.where, self._chosen(choice, change)]
                    for change in choice.row.changes
                ],
            }
            for choice in self.preview.choices
            if choice.row.status != SAME
        ]
        same = self.preview.counts[SAME]
        return {"bases": self.bases, "rows": rows, "same": same}

    def _outcome(self, choice: RowChoice) -> str:
        if choice.taken:
            return "taken"
        return "left_out" if choice.row.can_be_taken else choice.row.status

    def _chosen(self, choice: RowChoice, change: CellChange) -> str:
        if change.problem:
            return change.problem
        return choice.chosen.get(change.key, "") if choice.taken else ""


def _joined(theirs: Any, mine: Any, *, long: bool) -> str:
    return ("\n\n" if long else " / ").join(str(text) for text in (theirs, mine) if text)
