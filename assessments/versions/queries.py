"""What rolling a dossier forward to the current questionnaire does to each question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assessments.models import Answer, Assessment, RollForward, SectionProgress
from assessments.questions import questionnaire, steps_from
from assessments.questions.definitions import Questionnaire, Text
from assessments.questions.records import fields_of, kinds_of
from assessments.questions.steps import Given, QuestionnaireStep, QuestionOutcome, StepRecord

NOTHING = Given(None)


@dataclass(frozen=True)
class Track:
    """One question: ``origin`` is its key before, "" for a new question; ``key`` its key after,
    "" when it is dropped.

    ``given`` is the answer before, ``carried`` the answer after. ``open``: it was answered and the
    answer could not be converted.
    """

    origin: str
    key: str
    outcome: QuestionOutcome
    given: Given = NOTHING
    carried: Given = NOTHING
    reason: Text = ""

    @property
    def open(self) -> bool:
        return bool(self.key) and self.given.says and not self.carried.says

    @property
    def moves(self) -> bool:
        """Whether an answer has to be stored under another key, or with another value."""
        changed = self.key != self.origin or self.carried != self.given
        return bool(self.origin and self.key) and self.carried.says and changed


@dataclass(frozen=True)
class Roll:
    """The change from ``before`` to ``after``: all questions, and the records made from answers.

    ``new_kinds`` are the labels of new kinds of records; ``new_fields`` the (kind, field) labels of
    new fields. ``touched`` maps a section to its keys that are new, changed or dropped.
    """

    before: Questionnaire
    after: Questionnaire
    tracks: list[Track]
    rows: list[StepRecord]
    new_kinds: list[Text] = field(default_factory=list)
    new_fields: list[tuple[Text, Text]] = field(default_factory=list)
    touched: dict[str, list[str]] = field(default_factory=dict)

    def of(self, outcome: QuestionOutcome) -> list[Track]:
        return [track for track in self.tracks if track.outcome is outcome]


def _along(track: Track, step: QuestionnaireStep) -> Track:
    """The question after one step."""
    outcome = step.outcome_of(track.key)
    if outcome is QuestionOutcome.KEPT:
        return track
    if outcome is QuestionOutcome.GONE:
        reason = step.gone[track.key]
        return replace(track, key="", outcome=outcome, carried=NOTHING, reason=reason)
    next_outcome = (
        QuestionOutcome.NEW if track.outcome is QuestionOutcome.NEW else QuestionOutcome.CHANGED
    )
    if track.key in step.reworded:
        return replace(track, outcome=next_outcome, reason=step.reworded[track.key])
    moved = step.moved[track.key]
    carried = track.carried
    if carried.value is not None:
        carried = Given(moved.convert(carried.value))
    return replace(track, key=moved.to, outcome=next_outcome, carried=carried, reason=moved.reason)


def follow(
    given: Mapping[str, Given], before: Iterable[str], steps: Iterable[QuestionnaireStep]
) -> tuple[list[Track], list[StepRecord]]:
    """Every question of ``before`` after all steps, then the new ones. No query.

    A question that is added and dropped between is left out.
    """
    tracks = [
        Track(key, key, QuestionOutcome.KEPT, given.get(key, NOTHING), given.get(key, NOTHING))
        for key in before
    ]
    rows: list[StepRecord] = []
    for step in steps:
        current = {track.key: track.carried for track in tracks if track.key}
        rows += step.rows(current)
        tracks = [_along(track, step) if track.key else track for track in tracks]
        tracks = [track for track in tracks if track.origin or track.key]
        tracks += [Track("", key, QuestionOutcome.NEW) for key in step.new]
    return tracks, rows


def _touched(tracks: Iterable[Track], before: Questionnaire, after: Questionnaire) -> Any:
    sections: dict[str, list[str]] = {}
    for track in tracks:
        if track.outcome is QuestionOutcome.KEPT:
            continue
        section = after.section_of(track.key) if track.key else before.section_of(track.origin)
        sections.setdefault(section.key, []).append(track.key or track.origin)
    for section in after.sections:
        known = before.section(section.key).records if section.key in _keys(before) else ()
        if set(section.records) - set(known):
            sections.setdefault(section.key, [])
    return {key: sections[key] for key in _keys(after) if key in sections}


def _keys(asked: Questionnaire) -> list[str]:
    return [section.key for section in asked.sections]


def roll_of(assessment: Assessment) -> Roll | None:
    """What rolling forward would do; None when the version is already current. One query."""
    steps = steps_from(assessment.questionnaire)
    if not steps:
        return None
    before, after = questionnaire(steps[0].before), questionnaire(steps[-1].after)
    answers = Answer.objects.filter(assessment=assessment)
    given = {answer.key: Given(answer.value, answer.not_known) for answer in answers}
    tracks, rows = follow(given, [question.key for question in before], steps)
    known = {kind.key for kind in kinds_of(before.version)}
    return Roll(
        before,
        after,
        tracks,
        rows,
        new_kinds=[kind.plural for kind in kinds_of(after.version) if kind.key not in known],
        new_fields=[
            (kind.plural, field.label)
            for kind in kinds_of(before.version)
            for field in fields_of(kind, after.version)
            if field not in fields_of(kind, before.version)
        ],
        touched=_touched(tracks, before, after),
    )


def way_of(rolled: RollForward) -> list[Track]:
    """The questions of a past roll in the reader's language, without answers."""
    steps = []
    for step in steps_from(rolled.from_version):
        steps.append(step)
        if step.after == rolled.to_version:
            break
    tracks, _rows = follow({}, [q.key for q in questionnaire(rolled.from_version)], steps)
    return tracks


def rolls_of(assessment: Assessment) -> list[RollForward]:
    """The past rolls of the dossier, newest first. One query."""
    rows = RollForward.objects.filter(assessment=assessment)
    return list(rows.select_related("rolled_by"))


def rolled_into(assessment: Assessment, section: str) -> RollForward | None:
    """The last roll, if it changed the section and the section was not completed since then.

    One query, or two when there was a roll.
    """
    last = RollForward.objects.filter(assessment=assessment).first()
    if last is None or section not in last.report["sections"]:
        return None
    row = SectionProgress.objects.filter(assessment=assessment, key=section).first()
    return None if row is not None and row.complete else last


def waiting_after_roll(assessment: Assessment) -> tuple[RollForward | None, set[str]]:
    """The last roll and the sections it changed. One query."""
    last = RollForward.objects.filter(assessment=assessment).first()
    return last, set(last.report["sections"]) if last else set()
