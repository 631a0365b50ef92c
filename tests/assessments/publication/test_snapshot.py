"""What approval freezes, and what the public may not see of it."""

import json
from uuid import uuid4

from assessments.answers.operations import answers
from assessments.models import Answer, Assessment, Snapshot
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience
from assessments.review.operations import path
from assessments.states import State
from techbank.audit.chain import digest_of
from tests.assessments.conftest import NOW, Cast, Walk


def approved(walk: Walk) -> Snapshot:
    return Snapshot.objects.get(assessment=walk(State.APPROVED))


def plant_canaries(draft: Assessment, cast: Cast) -> dict[Audience, list[str]]:
    """A word nobody would write, in every long answer, told apart by who may see it."""
    planted: dict[Audience, list[str]] = {audience: [] for audience in Audience}
    for section in questionnaire(draft.questionnaire).sections:
        written = []
        for question in section.questions:
            current = Answer.objects.filter(assessment=draft, key=question.key).first()
            if question.has_marks and current is not None:
                canary = f"canary{uuid4().hex}"
                planted[question.seen_by].append(canary)
                written.append(
                    answers.Written(question.key, canary, False, current.version, uuid4())
                )
        answers.save_answers(
            assessment=draft, section=section.key, written=written, by=cast.amara, at=NOW
        )
    return planted


def walk_to_approval(draft: Assessment, cast: Cast) -> Snapshot:
    path.submit(assessment=draft, by=cast.amara, at=NOW)
    path.take(assessment=draft, by=cast.dolma, at=NOW)
    path.recommend(assessment=draft, by=cast.dolma, at=NOW)
    path.approve(assessment=draft, by=cast.farida, at=NOW)
    return Snapshot.objects.get(assessment=draft)


def test_each_projection_honours_who_may_see_an_answer(draft: Assessment, cast: Cast) -> None:
    planted = plant_canaries(draft, cast)
    assert all(planted.values())
    snapshot = walk_to_approval(draft, cast)
    full, public = json.dumps(snapshot.full), json.dumps(snapshot.public)
    everybody = planted[Audience.PUBLIC]
    bank, country = planted[Audience.BANK], planted[Audience.COUNTRY]
    assert [item for item in everybody if item not in public or item not in full] == []
    assert [item for item in bank if item in public] == []
    assert [item for item in bank if item not in full] == []
    assert [item for item in country if item in public or item in full] == []


def test_the_public_projection_names_no_officer_and_no_single_score(walk: Walk) -> None:
    snapshot = approved(walk)
    public = json.dumps(snapshot.public)
    assert "Farida" not in public
    assert "Dolma" not in public
    assert "minutes" in snapshot.public["endorsement"]
    assert snapshot.public["endorsement"]["minutes"] == ""
    assert snapshot.public["prioritisation"]["scores"] == []
    assert snapshot.full["prioritisation"]["scores"] != []


def test_the_snapshot_carries_the_trails_head_from_before_the_approval(walk: Walk) -> None:
    head = approved(walk).full["approval"]["audit_head"]
    assert head["seq"] > 0
    assert len(head["hash"]) == 64


def test_the_digest_changes_with_any_content(walk: Walk) -> None:
    snapshot = approved(walk)
    changed = snapshot.full | {"format_version": 2}
    assert digest_of(changed) != snapshot.digest
    reordered = dict(reversed(list(snapshot.full.items())))
    assert digest_of(reordered) == snapshot.digest


def test_an_unknown_cost_is_null_and_makes_the_totals_at_least(walk: Walk) -> None:
    public = approved(walk).public
    lines = [
        line
        for action in public["actions"]
        for activity in action["activities"]
        for line in activity["cost_lines"]
    ]
    assert sum(line["amount"] is None for line in lines) == 2
    assert public["totals"]["at_least"] is True
    assert public["totals"]["unknown_lines"] == 2


def test_actions_keep_their_identity_so_that_money_finds_them(walk: Walk) -> None:
    snapshot = approved(walk)
    rows = snapshot.assessment.actions.values_list("pk", flat=True)
    assert sorted(action["id"] for action in snapshot.public["actions"]) == sorted(map(str, rows))
