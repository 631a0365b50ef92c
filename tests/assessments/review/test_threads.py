"""Threads of a review: who opens and settles them, and what the trail keeps of each act."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Assessment, Remark, Thread
from assessments.review.operations import path, threads
from assessments.states import State
from partners.models import User
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.assessments.conftest import NOW, Cast, Walk

LATER = NOW + timedelta(hours=1)
ACTS: dict[str, Callable[..., Thread]] = {
    "resolve": threads.resolve_thread,
    "reopen": threads.reopen_thread,
}


@pytest.fixture
def dossier(walk: Walk) -> Assessment:
    return walk(State.IN_REVIEW)


def _open(dossier: Assessment, by: User, **changes: Any) -> Thread:
    values = {"section": "needs", "must_fix": True, "text": " Whose need? ", **changes}
    return threads.open_thread(assessment=dossier, by=by, at=NOW, **values)


def _trail() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith="thread.").order_by("seq")
    return list(rows.values_list("verb", "sentence"))


def test_each_act_on_a_thread_is_in_the_trail_once(dossier: Assessment, cast: Cast) -> None:
    thread = _open(dossier, cast.dolma)
    threads.add_remark(thread=thread, text="The herders'.", by=cast.amara, at=NOW)
    rows = []
    for act in ("reopen", "resolve", "resolve", "reopen", "reopen"):
        ACTS[act](thread=thread, by=cast.dolma, at=LATER)
        rows.append(len(_trail()))

    assert rows == [2, 3, 3, 4, 4]
    assert _trail() == [
        ("thread.opened", "Dolma opened a thread on “Challenges and needs”."),
        ("thread.answered", "Amara wrote in a thread on “Challenges and needs”."),
        ("thread.resolved", "Dolma resolved a thread on “Challenges and needs”."),
        ("thread.reopened", "Dolma reopened a thread on “Challenges and needs”."),
    ]
    entry = Entry.objects.get(verb="thread.resolved")
    assert entry.details == {
        "thread": str(thread.pk),
        "section": "needs",
        "question": "",
        "must_fix": True,
    }
    assert (entry.country, entry.subject_id, entry.actor_role) == (
        "XTL",
        str(dossier.pk),
        "reviewing officer",
    )


def test_a_thread_says_who_settled_it_until_it_is_reopened(dossier: Assessment, cast: Cast) -> None:
    thread = _open(dossier, cast.dolma)

    settled = threads.resolve_thread(thread=thread, by=cast.dolma, at=NOW)
    assert (settled.resolved_at, settled.resolved_by) == (NOW, cast.dolma)
    again = threads.resolve_thread(thread=thread, by=cast.dolma, at=LATER)
    assert again.resolved_at == NOW
    reopened = threads.reopen_thread(thread=thread, by=cast.dolma, at=LATER)
    assert (reopened.resolved_at, reopened.resolved_by) == (None, None)
    unchanged = threads.reopen_thread(thread=thread, by=cast.dolma, at=LATER)
    assert unchanged.resolved_at is None


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["emil", "amara", "farida", "leila"])
def test_only_the_officer_who_holds_the_dossier_settles_and_reopens(
    dossier: Assessment, cast: Cast, who: str, act: str
) -> None:
    thread = _open(dossier, cast.dolma)

    with pytest.raises(Refused, match="Only the officer who took the dossier"):
        ACTS[act](thread=thread, by=getattr(cast, who), at=NOW)


@pytest.mark.parametrize("who", ["emil", "amara", "farida"])
def test_only_the_officer_who_holds_the_dossier_opens_a_thread(
    dossier: Assessment, cast: Cast, who: str
) -> None:
    with pytest.raises(Refused, match="Only the officer who took the dossier"):
        _open(dossier, getattr(cast, who))
    assert not Thread.objects.exists()


def test_an_empty_remark_is_sent_back(dossier: Assessment, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Write the remark first") as refusal:
        _open(dossier, cast.dolma, text=" \n ")
    thread = _open(dossier, cast.dolma)
    with pytest.raises(Invalid, match="Write the remark first"):
        threads.add_remark(thread=thread, text="", by=cast.amara, at=NOW)

    assert refusal.value.field == "text"
    assert [remark.text for remark in Remark.objects.all()] == ["Whose need?"]


def test_a_recommended_dossier_is_settled_but_nothing_is_opened_in_it(
    dossier: Assessment, cast: Cast
) -> None:
    thread = _open(dossier, cast.dolma, must_fix=False)
    path.recommend(assessment=dossier, by=cast.dolma, at=NOW)

    assert threads.resolve_thread(thread=thread, by=cast.dolma, at=NOW).resolved_by == cast.dolma
    with pytest.raises(WrongState, match="Threads are reopened while the dossier is in review"):
        threads.reopen_thread(thread=thread, by=cast.dolma, at=NOW)
    with pytest.raises(WrongState, match="Remarks are opened while the dossier is in review"):
        _open(dossier, cast.dolma)
