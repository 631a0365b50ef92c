"""How far a dossier is: section by section, and what is still missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import (
    Action,
    Answer,
    Assessment,
    Barrier,
    Criterion,
    Endorsement,
    Need,
    Prioritisation,
    Record,
    SectionProgress,
    Sector,
    TechnologyOption,
    Thread,
)
from assessments.questions import answers as cleaning
from assessments.questions import questionnaire
from assessments.questions.definitions import Question, Section
from assessments.states import State
from partners.access import Person, may
from partners.roles import Permission

from .priorities import ranking


@dataclass(frozen=True)
class SectionRow:
    """One line of the task list.

    ``status`` is one of not_started, in_progress, complete, returned, locked.
    """

    section: Section
    status: str
    editable: bool
    open_threads: int


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


_RECORDS_OF: dict[str, type[Record]] = {
    "sectors": Sector,
    "needs": Need,
    "options": TechnologyOption,
    "priorities": Criterion,
    "barriers": Barrier,
    "plan": Action,
}


def _started(assessment: Assessment, sections: Iterable[Section]) -> set[str]:
    answered = Answer.objects.filter(assessment=assessment)
    keys = set(answered.exclude(value=None, not_known=False).values_list("key", flat=True))
    started = {s.key for s in sections if any(q.key in keys for q in s.questions)}
    started |= {name for name, model in _RECORDS_OF.items() if _any(assessment, model)}
    if Endorsement.objects.filter(assessment=assessment).exists():
        started.add("endorsement")
    return started


def _any(assessment: Assessment, model: type[Record]) -> bool:
    return bool(model._default_manager.filter(assessment=assessment).exists())


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
    rows = []
    for section in sections:
        row = progress.get(section.key)
        writable = right and (
            assessment.state == State.DRAFTING
            or (assessment.state == State.RETURNED and row is not None and row.returned)
        )
        status = _status(assessment, row, section.key in started, writable)
        rows.append(SectionRow(section, status, writable, threads.get(section.key, 0)))
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
    found = []
    for question in questions:
        answer = by_key.get(question.key)
        shown = cleaning.display(answer.value, question, locale=locale) if answer else ""
        found.append(AnsweredQuestion(question, answer, shown))
    return found


def _need_sectors(assessment: Assessment) -> list[str]:
    if Sector.objects.filter(assessment=assessment).exists():
        return []
    return [_("Choose at least one sector.")]


def _need_needs(assessment: Assessment) -> list[str]:
    if Need.objects.filter(assessment=assessment).exists():
        return []
    return [_("Describe at least one need.")]


def _need_options(assessment: Assessment) -> list[str]:
    found = TechnologyOption.objects.filter(assessment=assessment).aggregate(
        all=Count("pk"),
        unexplained=Count("pk", filter=Q(screened_in=False, screening_reason="")),
    )
    sentences = [] if found["all"] else [_("Describe at least one technology option.")]
    if found["unexplained"]:
        sentences.append(
            ngettext(
                "%(count)d option was screened out without a reason. Say why.",
                "%(count)d options were screened out without a reason. Say why.",
                found["unexplained"],
            )
            % {"count": found["unexplained"]}
        )
    return sentences


def _need_priorities(assessment: Assessment) -> list[str]:
    chosen = TechnologyOption.objects.filter(assessment=assessment, chosen=True).exists()
    sentences = [] if chosen else [_("Mark the options the country chooses.")]
    ranked = ranking(assessment)
    if ranked.kind == Prioritisation.Kind.SCORED and ranked.problem:
        sentences.insert(0, ranked.problem)
    if ranked.kind == Prioritisation.Kind.REASONED and not ranked.reason:
        sentences.insert(0, _("Give the reason for the order of the options."))
    return sentences


def _need_barriers(assessment: Assessment) -> list[str]:
    if Barrier.objects.filter(assessment=assessment).exists():
        return []
    return [_("Describe at least one barrier.")]


def _need_plan(assessment: Assessment) -> list[str]:
    actions = Action.objects.filter(assessment=assessment)
    if not actions.exists():
        return [_("Describe at least one action.")]
    empty = actions.filter(activities__isnull=True).values_list("title", flat=True)
    return [_("The action “%(action)s” has no activity.") % {"action": one} for one in empty]


def _need_endorsement(assessment: Assessment) -> list[str]:
    if Endorsement.objects.filter(assessment=assessment).exists():
        return []
    return [_("Record the national endorsement: the validation workshop.")]


_NEEDS: dict[str, Callable[[Assessment], list[str]]] = {
    "sectors": _need_sectors,
    "needs": _need_needs,
    "options": _need_options,
    "priorities": _need_priorities,
    "barriers": _need_barriers,
    "plan": _need_plan,
    "endorsement": _need_endorsement,
}


def missing_in(assessment: Assessment, section: str) -> list[str]:
    """What the section still lacks before it can be called complete, as sentences."""
    found = questionnaire(assessment.questionnaire).section(section)
    return _missing(assessment, found, values_by_key(assessment))


def _missing(assessment: Assessment, section: Section, values: dict[str, object]) -> list[str]:
    sentences = [
        _("“%(question)s” is not answered.") % {"question": question.label}
        for question in section.unanswered(values)
    ]
    needs = _NEEDS.get(section.key)
    return sentences + (needs(assessment) if needs else [])


def missing(assessment: Assessment) -> dict[str, list[str]]:
    """What stands between the dossier and its submission, by section; empty when nothing does."""
    values = values_by_key(assessment)
    complete = set(
        SectionProgress.objects.filter(assessment=assessment, complete=True).values_list(
            "key", flat=True
        )
    )
    found: dict[str, list[str]] = {}
    for section in questionnaire(assessment.questionnaire).sections:
        sentences = _missing(assessment, section, values)
        if not sentences and section.required and section.key not in complete:
            sentences = [
                _("Section “%(section)s” is not marked as complete.") % {"section": section.title}
            ]
        if sentences:
            found[section.key] = sentences
    return found
