"""How far a dossier is: section by section, and what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from assessments.dossiers.queries.access import may_edit_each
from assessments.models import (
    Answer,
    Assessment,
    SectionAssignment,
    SectionProgress,
    Thread,
)
from assessments.questions import answers as cleaning
from assessments.questions import questionnaire
from assessments.questions.definitions import Question, Section
from assessments.states import State
from partners.access import Person, may
from partners.roles import Permission

from .completeness import missing_records, sections_with_records


@dataclass(frozen=True)
class SectionRow:
    """One line of the task list.

    ``status`` is one of not_started, in_progress, complete, returned, locked.
    """

    section: Section
    status: str
    editable: bool
    open_threads: int
    assigned: tuple[SectionAssignment, ...] = ()


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with its answer, if any, and the answer as a reader sees it."""

    question: Question
    answer: Answer | None
    display: str

    @property
    def provided(self) -> bool:
        return self.answer is not None and (self.answer.not_known or self.display != "")

    @property
    def not_known(self) -> bool:
        return self.answer is not None and self.answer.not_known


def open_assignments(assessment: Assessment) -> list[SectionAssignment]:
    """Everything that is assigned now, first assigned first. One query."""
    rows = SectionAssignment.objects.filter(assessment=assessment, ended_at__isnull=True)
    return list(rows.select_related("person", "assigned_by"))


def by_section(rows: Iterable[SectionAssignment]) -> dict[str, list[SectionAssignment]]:
    grouped: dict[str, list[SectionAssignment]] = {}
    for row in rows:
        grouped.setdefault(row.section, []).append(row)
    return grouped


def _started(assessment: Assessment, sections: Iterable[Section]) -> set[str]:
    answered = Answer.objects.filter(assessment=assessment)
    keys = set(answered.exclude(value=None, not_known=False).values_list("key", flat=True))
    started = {s.key for s in sections if any(q.key in keys for q in s.questions)}
    return started | sections_with_records(assessment)


def _status(
    assessment: Assessment, row: SectionProgress | None, started: bool, writable: bool
) -> str:
    if assessment.state == State.RETURNED and row is not None and row.returned:
        return "complete" if row.complete else "returned"
    if not writable and assessment.state == State.RETURNED:
        return "locked"
    if row is not None and row.complete:
        return "complete"
    return "in_progress" if started or row is not None else "not_started"


def task_list(assessment: Assessment, user: Person, on: date) -> list[SectionRow]:
    """The ten sections as the person finds them, in a number of queries that never grows."""
    sections = questionnaire(assessment.questionnaire).sections
    progress = {row.key: row for row in SectionProgress.objects.filter(assessment=assessment)}
    open_threads = Thread.objects.filter(assessment=assessment, resolved_at__isnull=True)
    threads = dict(open_threads.values_list("section").annotate(Count("pk")))
    started = _started(assessment, sections)
    right = bool(may(user, Permission.EDIT_ASSESSMENT, on=on, country=assessment.country))
    # Who works on what is the country's own business.
    assigned = by_section(open_assignments(assessment)) if right else {}
    decisions = may_edit_each(assessment, user, on, [section.key for section in sections])
    rows = []
    for section in sections:
        row = progress.get(section.key)
        people = tuple(assigned.get(section.key, ()))
        writable = bool(decisions[section.key])
        status = _status(assessment, row, section.key in started, writable)
        open_here = threads.get(section.key, 0)
        rows.append(SectionRow(section, status, writable, open_here, people))
    return rows


def values_by_key(assessment: Assessment) -> dict[str, object]:
    """Every answer by its key; "not known" counts as said. One query."""
    rows = Answer.objects.filter(assessment=assessment)
    return {row.key: True if row.not_known else row.value for row in rows}


def answers(assessment: Assessment, section: str, *, locale: str = "en") -> list[AnsweredQuestion]:
    """The questions of one section with their answers. One query."""
    questions = questionnaire(assessment.questionnaire).section(section).questions
    rows = Answer.objects.filter(assessment=assessment, key__in=[q.key for q in questions])
    by_key = {row.key: row for row in rows.select_related("updated_by")}
    answered = []
    for question in questions:
        answer = by_key.get(question.key)
        text = cleaning.display(answer.value, question, locale=locale) if answer else ""
        answered.append(AnsweredQuestion(question, answer, text))
    return answered


def missing_in(assessment: Assessment, section: str) -> list[str]:
    """What the section still lacks before it can be called complete, as sentences."""
    asked_section = questionnaire(assessment.questionnaire).section(section)
    return _missing(assessment, asked_section, values_by_key(assessment))


def _missing(assessment: Assessment, section: Section, values: dict[str, object]) -> list[str]:
    sentences = [
        _("“%(question)s” is not answered.") % {"question": question.label}
        for question in section.unanswered(values)
    ]
    return sentences + missing_records(assessment, section)


def missing(assessment: Assessment) -> dict[str, list[str]]:
    """What stands between the dossier and its submission, by section; empty when nothing does."""
    values = values_by_key(assessment)
    complete = set(
        SectionProgress.objects.filter(assessment=assessment, complete=True).values_list(
            "key", flat=True
        )
    )
    sentences_by_section: dict[str, list[str]] = {}
    for section in questionnaire(assessment.questionnaire).sections:
        sentences = _missing(assessment, section, values)
        if not sentences and section.required and section.key not in complete:
            sentences = [
                _("Section “%(section)s” is not marked as complete.") % {"section": section.title}
            ]
        if sentences:
            sentences_by_section[section.key] = sentences
    return sentences_by_section
