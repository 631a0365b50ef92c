"""Versions of the questionnaire, the steps between them, and its records told as data."""

import hashlib
import json
from itertools import pairwise

import pytest

from assessments.models import Record
from assessments.questions import CURRENT, STEPS, VERSIONS, asked_before, catalogues, steps_from
from assessments.questions.record_definitions import RecordField
from assessments.questions.records import ALL, RECORD_KINDS, fields_of, kinds_of
from assessments.questions.steps import QuestionnaireStep, QuestionOutcome, as_it_is
from assessments.questions.technologies import TECHNOLOGIES
from assessments.records.operations.kinds import RECORD_TABLES

# As with questions: a released version keeps the records it was released with.
RELEASED = {
    "2026.1": "3ecbaecbe2c4fd3cfcab9cc1b05b5378b33b308128da287e4b4f678d3250e309",
    "2026.2": "863c6c74eec37d5a90b9ec4d8a257153777b457a880cc92d56f305551609e151",
    "2026.3": "b375cd9f8e3ab47a31acc49735504153cf4a6e36d0e6971ba0664bb56b607a9f",
}
KEPT_BY_THE_PORTAL = {"id", "assessment", "position", "version", "field_versions", "dialect"} | {
    "updated_at",
    "updated_by",
}


def _choices(record_field: RecordField) -> list[str]:
    """The shared catalogue of technologies may grow; every other list belongs to its version."""
    return (
        []
        if record_field.choices is TECHNOLOGIES
        else [choice.key for choice in record_field.choices]
    )


def digest(version: str) -> str:
    """Everything but wording: kinds, fields, bounds, choices, who sees, what is required."""
    facts = [
        [kind.key, kind.section, kind.parent, kind.most]
        + [
            [
                *(
                    field.key,
                    field.kind,
                    field.required,
                    field.limit,
                    str(field.least),
                    str(field.most),
                ),
                *(field.decimals, _choices(field), field.refers_to),
                *(field.seen_by, field.stored),
            ]
            for field in fields_of(kind, version)
        ]
        for kind in kinds_of(version)
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def test_the_records_of_a_released_version_are_never_changed() -> None:
    assert {version: digest(version) for version in VERSIONS} == RELEASED


def test_every_version_but_the_last_has_a_step_to_the_next() -> None:
    assert [(step.before, step.after) for step in STEPS.values()] == list(pairwise(VERSIONS))
    assert steps_from(next(iter(VERSIONS)))[-1].after == CURRENT
    assert steps_from(CURRENT) == []


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.after)
def test_a_step_says_of_every_question_what_becomes_of_it(step: QuestionnaireStep) -> None:
    before = [question.key for question in VERSIONS[step.before]]
    after = [question.key for question in VERSIONS[step.after]]
    rows = [*step.kept, *step.reworded, *step.moved, *step.gone]
    reached = [*step.kept, *step.reworded, *(item.to for item in step.moved.values()), *step.new]
    assert sorted(rows) == sorted(before)
    assert sorted(reached) == sorted(after)


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.after)
def test_what_a_step_calls_kept_is_the_same_question(step: QuestionnaireStep) -> None:
    before, after = VERSIONS[step.before], VERSIONS[step.after]
    assert [key for key in step.kept if before.question(key) != after.question(key)] == []


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.after)
def test_a_reworded_question_keeps_its_kind_and_choices_and_says_what_changed(
    step: QuestionnaireStep,
) -> None:
    for key, reason in step.reworded.items():
        before, after = VERSIONS[step.before].question(key), VERSIONS[step.after].question(key)
        assert before != after
        assert (before.kind, before.choices) == (after.kind, after.choices)
        assert reason


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.after)
def test_a_moved_question_is_answered_the_same_way_or_has_a_converter(
    step: QuestionnaireStep,
) -> None:
    for key, item in step.moved.items():
        before, after = VERSIONS[step.before].question(key), VERSIONS[step.after].question(item.to)
        same = before.kind is after.kind and (after.limit or 10**6) >= (before.limit or 0)
        assert same or item.convert is not as_it_is
        assert before.seen_by == after.seen_by, key
        assert item.reason
    assert all(step.gone.values())


def test_a_question_keeps_its_name_after_it_is_gone() -> None:
    section, question = asked_before("sti_system.readiness")
    assert (section.key, question.key) == ("sti_system", "sti_system.readiness")
    with pytest.raises(KeyError):
        asked_before("sti_system.never")


def test_an_unknown_question_has_no_outcome() -> None:
    step = STEPS["2026.1"]
    assert step.outcome_of("team.mandate") is QuestionOutcome.KEPT
    assert step.outcome_of("barriers.causes") is QuestionOutcome.CHANGED
    assert step.outcome_of("team.stakeholders") is QuestionOutcome.CHANGED
    assert step.outcome_of("sti_system.readiness") is QuestionOutcome.GONE
    with pytest.raises(KeyError):
        step.outcome_of("team.never")


def test_every_kind_of_record_is_described_and_stored_in_the_same_section() -> None:
    assert set(RECORD_KINDS) == set(RECORD_TABLES)
    assert {key: kind.section for key, kind in RECORD_KINDS.items()} == {
        key: kind.section for key, kind in RECORD_TABLES.items()
    }
    assert {key: kind.most for key, kind in RECORD_KINDS.items()} == {
        key: kind.most for key, kind in RECORD_TABLES.items()
    }


@pytest.mark.parametrize("key", RECORD_KINDS)
def test_the_fields_of_a_kind_are_the_columns_of_its_table(key: str) -> None:
    model: type[Record] = RECORD_TABLES[key].model
    columns = {
        item.name: item for item in [*model._meta.concrete_fields, *model._meta.many_to_many]
    }
    described = {field.key: field for field in RECORD_KINDS[key].fields if field.stored}
    assert set(described) == set(columns) - KEPT_BY_THE_PORTAL
    for name, item in described.items():
        length = getattr(columns[name], "max_length", None)
        if item.limit is not None:
            assert length is None or item.limit <= length, name
        if item.choices:
            assert all(length and len(choice.key) <= length for choice in item.choices), name
        target = columns[name].related_model
        assert target is (RECORD_TABLES[item.refers_to].model if item.refers_to else None), name


def test_groups_of_a_form_name_every_field_once() -> None:
    for kind in ALL:
        named = [
            name
            for _legend, _intro, rows in kind.groups
            for row in rows
            for name in ((row,) if isinstance(row, str) else row)
        ]
        assert not kind.groups or sorted(named) == sorted(field.key for field in kind.fields), (
            kind.key
        )


def test_sections_keep_kinds_of_their_own() -> None:
    for version in VERSIONS.values():
        known = {kind.key for kind in kinds_of(version.version)} | {"endorsement"}
        for section in version.sections:
            assert set(section.records) <= known
            assert all(
                RECORD_KINDS[key].section == section.key
                for key in section.records
                if key in RECORD_KINDS
            )


def test_a_later_kind_or_field_is_not_asked_of_an_earlier_version() -> None:
    assert {kind.key for kind in ALL} - {kind.key for kind in kinds_of("2026.1")} == {
        "stakeholder",
        "event",
        "linked_plan",
        "indicator",
        "published_total",
    }
    assert {kind.key for kind in ALL} - {kind.key for kind in kinds_of("2026.2")} == {
        "published_total"
    }
    barrier = {field.key for field in fields_of(RECORD_KINDS["barrier"], "2026.1")}
    assert barrier == {"option", "category", "description", "importance", "votes"}


def test_the_frontier_index_has_its_five_blocks_and_the_goal_its_two_indicators() -> None:
    assert catalogues.INDICATORS_ASKED == (
        "sdg_9_5_1",
        "sdg_9_5_2",
        "ftri_ict",
        "ftri_skills",
        "ftri_research",
        "ftri_industry",
        "ftri_finance",
    )
