"""The questionnaire as data for programs: the same definition that forms and workbook read."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from assessments.questions import CURRENT, VERSIONS
from assessments.questions.records import fields_of, kinds_of


def get(path: str, **more: Any) -> Any:
    return Client().get(f"/api/v1/questionnaires/{path}", **more)


@pytest.mark.django_db
def test_the_versions_are_listed_oldest_first() -> None:
    rows = get("").json()
    assert [row["version"] for row in rows] == list(VERSIONS)
    assert [row["version"] for row in rows if row["current"]] == [CURRENT]
    assert rows[-1]["questions"] == len(list(VERSIONS[CURRENT]))


@pytest.mark.django_db
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_tells_every_question_and_every_field(version: str) -> None:
    payload = get(f"{version}/").json()
    wanted = VERSIONS[version]
    questions = [row for section in payload["sections"] for row in section["questions"]]
    assert [row["key"] for row in questions] == [question.key for question in wanted]
    for row, question in zip(questions, wanted, strict=True):
        assert row["kind"] == question.kind
        assert row["required"] is question.required
        assert row["limit"] == question.limit
        assert row["seen_by"] == question.seen_by
        assert [choice["key"] for choice in row["choices"]] == [
            choice.key for choice in question.choices
        ]
        assert row["label"]
        assert row["why"]
    kinds = kinds_of(version)
    assert [row["key"] for row in payload["records"]] == [kind.key for kind in kinds]
    for row, kind in zip(payload["records"], kinds, strict=True):
        assert [field["key"] for field in row["fields"]] == [
            field.key for field in fields_of(kind, version)
        ]


@pytest.mark.django_db
def test_a_version_tells_what_became_of_the_questions_before() -> None:
    assert get("2026.1/").json()["moves"] == []
    moves = {row["key"]: row for row in get("2026.2/").json()["moves"]}
    assert set(moves) == {question.key for question in VERSIONS["2026.1"]}
    assert moves["team.stakeholders"]["to"] == "team.stakeholders_note"
    assert moves["sti_system.readiness"]["to"] is None
    assert moves["team.mandate"] == {
        "key": "team.mandate",
        "outcome": "kept",
        "to": "team.mandate",
        "reason": "",
    }


@pytest.mark.django_db
def test_words_come_in_the_language_asked_for() -> None:
    answer = get("2026.1/", headers={"accept-language": "fr"}).json()
    assert answer["language"] == "fr"
    with translation.override("en"):
        english = str(VERSIONS["2026.1"].sections[0].title)
    assert answer["sections"][0]["title"] != english


@pytest.mark.django_db
def test_bounds_and_choices_of_a_field_are_told() -> None:
    kinds = {row["key"]: row for row in get(f"{CURRENT}/").json()["records"]}
    weight = next(field for field in kinds["criterion"]["fields"] if field["key"] == "weight")
    assert (weight["kind"], weight["least"], weight["most"]) == ("share", "0", "100")
    cause = next(field for field in kinds["barrier"]["fields"] if field["key"] == "caused_by")
    assert (cause["kind"], cause["refers_to"]) == ("one", "barrier")
    assert len(json.dumps(kinds)) > 10_000


@pytest.mark.django_db
def test_an_unknown_version_is_not_found_and_nothing_is_written() -> None:
    assert get("1999.1/").status_code == 404
    assert Client().post("/api/v1/questionnaires/").status_code in {401, 403, 405}
