"""What a thread of the review keeps: who may settle it, when, and what the trail says of it."""

from typing import Any

import pytest

from assessments.dossiers.operations.editing import title_of
from assessments.models import Answer, Assessment, Remark, Thread
from assessments.questions import questionnaire
from assessments.review.operations import path, threads
from assessments.states import State
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.assessments.conftest import NOW, Cast, Walk


@pytest.fixture
def reviewed(walk: Walk) -> Assessment:
    return walk(State.IN_REVIEW)


def opened(assessment: Assessment, cast: Cast, **more: Any) -> Thread:
    values: dict[str, Any] = {"section": "team", "must_fix": False, "text": " Who? ", **more}
    return threads.open_thread(assessment=assessment, by=cast.dolma, at=NOW, **values)


def trail_of_threads() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith="thread.").order_by("seq")
    return [(row.verb, row.sentence) for row in rows]


def test_a_thread_stands_at_the_version_of_its_answer(reviewed: Assessment, cast: Cast) -> None:
    answer = Answer.objects.get(assessment=reviewed, key="team.mandate")

    on_answer = opened(reviewed, cast, question=answer.key)
    on_section = opened(reviewed, cast)

    assert (on_answer.answer_version, on_section.answer_version) == (answer.version, None)
    assert [remark.text for remark in Remark.objects.filter(thread=on_answer)] == ["Who?"]


def test_the_trail_says_each_step_of_a_thread_once(reviewed: Assessment, cast: Cast) -> None:
    thread = opened(reviewed, cast, must_fix=True)
    who: dict[str, Any] = {"by": cast.dolma, "at": NOW}

    for _again in range(2):
        assert threads.resolve_thread(thread=thread, **who).resolved_by == cast.dolma
    for _again in range(2):
        assert threads.reopen_thread(thread=thread, **who).resolved_at is None

    title = title_of(reviewed, "team")
    assert trail_of_threads() == [
        (f"thread.{word}", f"{cast.dolma} {word} a thread on “{title}”.")
        for word in ("opened", "resolved", "reopened")
    ]
    details = Entry.objects.get(verb="thread.opened").details
    assert (details["section"], details["must_fix"]) == ("team", True)


def test_a_remark_without_words_opens_and_answers_nothing(reviewed: Assessment, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Write the remark first"):
        opened(reviewed, cast, text=" \n ")
    thread = opened(reviewed, cast)
    with pytest.raises(Invalid, match="Write the remark first"):
        threads.add_remark(thread=thread, text="", by=cast.amara, at=NOW)


def test_only_the_officer_who_took_the_dossier_opens_settles_and_reopens(
    reviewed: Assessment, cast: Cast
) -> None:
    thread = opened(reviewed, cast)
    for by in (cast.emil, cast.amara, cast.farida):
        for act in (threads.resolve_thread, threads.reopen_thread):
            with pytest.raises(Refused, match="Only the officer who took"):
                act(thread=thread, by=by, at=NOW)
        with pytest.raises(Refused, match="Only the officer who took"):
            threads.open_thread(
                assessment=reviewed, section="team", must_fix=False, text="?", by=by, at=NOW
            )


def test_a_thread_is_reopened_only_while_the_dossier_is_in_review(
    reviewed: Assessment, cast: Cast
) -> None:
    thread = opened(reviewed, cast)
    threads.resolve_thread(thread=thread, by=cast.dolma, at=NOW)
    path.recommend(assessment=reviewed, by=cast.dolma, at=NOW)

    with pytest.raises(WrongState, match="reopened while"):
        threads.reopen_thread(thread=thread, by=cast.dolma, at=NOW)
    with pytest.raises(WrongState, match="opened while"):
        opened(reviewed, cast)


def test_all_sections_may_be_returned_at_once_and_no_unknown_one(
    reviewed: Assessment, cast: Cast
) -> None:
    every = [item.key for item in questionnaire(reviewed.questionnaire).sections]
    with pytest.raises(Invalid):
        path.return_sections(
            assessment=reviewed, sections=["unknown"], reason="Why", by=cast.dolma, at=NOW
        )
    returned = path.return_sections(
        assessment=reviewed, sections=every, reason="Begin again", by=cast.dolma, at=NOW
    )
    assert returned.state == State.RETURNED
