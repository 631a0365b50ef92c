"""Anyone who has the code can take many seats: what the facilitator can do, and what stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, ScoringSession, Seat, SeatScore
from assessments.workshop.operations import seat_removal, seats, sessions
from assessments.workshop.operations.freezing import freeze_session
from assessments.workshop.queries import results
from assessments.workshop.queries import sessions as workshop
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.assessments.conftest import NOW
from tests.factories.cast import Cast, enter
from tests.factories.workshop import cell, mark_all, opened, seat

HONEST = [[8, 3], [4, 9], [6, 6]]
STUFFED = [[0, 0], [0, 0], [10, 10]]
SAID = {"sex": "woman", "sector": "youth"}
STUFFER = "Nobody in the room holds it."


@pytest.fixture
def session(draft: Assessment, cast: Cast) -> ScoringSession:
    return opened(draft, cast.amara, NOW)


@pytest.fixture
def stuffed(session: ScoringSession) -> Seat:
    """The second seat of a session with an honest first one."""
    mark_all(seat(session, NOW), session, HONEST, NOW)
    second = seat(session, NOW, sex="man")
    mark_all(second, session, STUFFED, NOW)
    return second


def strike(item: Seat, cast: Cast) -> Seat:
    return seat_removal.strike_seat(seat=item, reason=STUFFER, by=cast.amara, at=NOW)


def ranks(session: ScoringSession) -> list[str]:
    outcome = results.outcome(session)
    assert outcome.result is not None
    return [str(option.id) for option in outcome.result.options]


def test_closed_joining_takes_no_new_seat_and_keeps_the_old_ones(
    session: ScoringSession, cast: Cast
) -> None:
    first = seat(session, NOW)
    seat_removal.close_joining(session=session, by=cast.amara, at=NOW)
    with pytest.raises(Invalid, match="Joining is closed"):
        seats.join(session=session, sex="man", sector="", at=NOW)
    mark_all(first, session, HONEST, NOW)
    seat_removal.reopen_joining(session=session, by=cast.amara, at=NOW)
    assert seat(session, NOW).number == 2
    verbs = Entry.objects.order_by("-seq").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["scoring.joining_reopened", "scoring.joining_closed"]


def test_a_struck_seat_counts_nowhere_and_its_marks_stay(stuffed: Seat, cast: Cast) -> None:
    session = stuffed.session
    stuffed_first = ranks(session)
    strike(stuffed, cast)
    assert ranks(session) != stuffed_first
    assert list(workshop.sheets(session)) == [1]
    assert workshop.people(session)["by_sex"] == {"woman": 1, "man": 0, "not_said": 0}
    assert workshop.sessions_of(session.assessment)[0].seat_count == 1  # type: ignore[attr-defined]
    assert SeatScore.objects.filter(seat=stuffed).count() == 6
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.details) == (
        "scoring.seat_struck",
        {"seat": 2, "reason": STUFFER},
    )


def test_a_struck_phone_marks_leaves_and_withdraws_no_more(stuffed: Seat, cast: Cast) -> None:
    strike(stuffed, cast)
    with pytest.raises(WrongState, match=STUFFER):
        seats.mark(seat=stuffed, marks=[cell(stuffed.session, 0, 0, 2)], at=NOW)
    with pytest.raises(WrongState, match="removed"):
        seats.leave(seat=stuffed, withdraw=True, at=NOW)
    assert SeatScore.objects.filter(seat=stuffed).count() == 6


def test_a_seat_struck_by_mistake_counts_again_also_in_the_next_round(
    stuffed: Seat, cast: Cast
) -> None:
    session = stuffed.session
    strike(stuffed, cast)
    sessions.reveal(session=session, by=cast.amara, at=NOW)
    session = sessions.begin_round(session=session, by=cast.amara, at=NOW)
    assert list(workshop.sheets(session)) == [1]
    seat_removal.count_seat_again(seat=stuffed, reason="A late guest.", by=cast.amara, at=NOW)
    assert list(workshop.sheets(session)) == [1, 2]
    with pytest.raises(WrongState, match="Somebody else changed this seat"):
        seat_removal.count_seat_again(seat=stuffed, reason="Again.", by=cast.amara, at=NOW)


def test_the_frozen_record_tells_of_struck_seats_apart_from_what_counts(
    stuffed: Seat, cast: Cast
) -> None:
    strike(stuffed, cast)
    result = sessions.reveal(session=stuffed.session, by=cast.amara, at=NOW)
    stored = freeze_session(session=result, by=cast.amara, at=NOW).frozen
    assert stored is not None
    assert [item["struck"] for item in stored["seats"]] == ["", STUFFER]
    assert {mark["seat"] for mark in stored["marks"]} == {1}
    assert [mark["seat"] for mark in stored["struck_marks"]] == [2] * 6
    assert sum(stored["people"]["by_sex"].values()) == 1


def test_after_the_freeze_nobody_strikes_nor_reopens(stuffed: Seat, cast: Cast) -> None:
    result = sessions.reveal(session=stuffed.session, by=cast.amara, at=NOW)
    frozen = freeze_session(session=result, by=cast.amara, at=NOW)
    with pytest.raises(WrongState, match="cannot be changed any more"):
        strike(stuffed, cast)
    with pytest.raises(WrongState, match="cannot be changed any more"):
        seat_removal.close_joining(session=frozen, by=cast.amara, at=NOW)
    _refused_in_sql(
        "UPDATE assessments_seat SET struck_at = now(), struck_reason = 'x', struck_by_id ="
        f" {cast.amara.pk}"
    )
    _refused_in_sql("UPDATE assessments_scoringsession SET joining_closed_at = now()")


def test_the_database_knows_no_strike_without_person_and_reason(stuffed: Seat, cast: Cast) -> None:
    _refused_in_sql("UPDATE assessments_seat SET struck_at = now()")
    _refused_in_sql(
        f"UPDATE assessments_seat SET struck_at = now(), struck_by_id = {cast.amara.pk}"
    )
    _refused_in_sql("UPDATE assessments_seat SET struck_reason = 'Nobody.'")


def _refused_in_sql(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_who_edits_the_priorities_strikes_and_says_why(stuffed: Seat, cast: Cast) -> None:
    with pytest.raises(Refused):
        seat_removal.strike_seat(seat=stuffed, reason=STUFFER, by=cast.chitra, at=NOW)
    with pytest.raises(Invalid):
        seat_removal.strike_seat(seat=stuffed, reason=" ", by=cast.amara, at=NOW)


def test_results_are_not_shown_before_anybody_marked(session: ScoringSession, cast: Cast) -> None:
    with pytest.raises(Invalid, match="Nobody has marked anything yet"):
        sessions.reveal(session=session, by=cast.amara, at=NOW)
    only = seat(session, NOW)
    mark_all(only, session, HONEST, NOW)
    strike(only, cast)
    with pytest.raises(Invalid, match="Nobody has marked anything yet"):
        sessions.reveal(session=session, by=cast.amara, at=NOW)


def test_the_room_says_why_nothing_is_shown(draft: Assessment, cast: Cast) -> None:
    session = opened(draft, cast.amara, timezone.now())
    client = enter(Client(), cast.amara)
    address = reverse("scoring_act", args=[session.assessment_id, session.pk, "reveal"])
    answer = client.post(address)
    assert "Nobody has marked anything yet." in answer.content.decode()
    session.refresh_from_db()
    assert session.state == "open"


def test_the_facilitator_closes_joining_and_strikes_a_seat_on_the_pages(
    draft: Assessment, cast: Cast
) -> None:
    session = opened(draft, cast.amara, timezone.now())
    where = [session.assessment_id, session.pk]
    phone, another, client = Client(), Client(), enter(Client(), cast.amara)
    phone.post(reverse("join_session", args=[session.code]), SAID)
    client.post(reverse("scoring_act", args=[*where, "close_joining"]))
    refused = another.post(reverse("join_session", args=[session.code]), SAID)
    assert (refused.status_code, Seat.objects.count()) == (409, 1)
    assert "Joining is closed" in refused.content.decode()

    page = reverse("scoring_seat", args=[*where, 1])
    assert "Remove this seat" in client.get(page).content.decode()
    unsaid = client.post(page, {"reason": ""})
    assert (unsaid.status_code, Seat.objects.get().struck_at) == (200, None)
    client.post(page, {"reason": STUFFER, "again": "False"})
    room = client.get(reverse("scoring_room", args=where)).content.decode()
    assert "0 of 6, removed" in room
    assert '<span class="quiet" data-seat-count>0</span>' in room
    text = phone.get(reverse("seat_marks", args=[session.code])).content.decode()
    assert f"Reason: {STUFFER}" in text
    sync = phone.get(reverse("seat_sync", args=[session.code]))
    assert (sync.status_code, sync.json()["outcome"]) == (409, "over")
    client.post(page, {"reason": "A mistake.", "again": "True"})
    assert phone.get(reverse("seat_marks", args=[session.code])).status_code == 200
    assert client.get(reverse("scoring_seat", args=[*where, 9])).status_code == 404


def test_a_person_who_has_a_seat_still_marks_after_joining_was_closed(
    session: ScoringSession, cast: Cast
) -> None:
    first = seat(session, NOW)
    seat_removal.close_joining(session=session, by=cast.amara, at=NOW)
    later = NOW + timedelta(minutes=1)
    seats.leave(seat=first, withdraw=False, at=later)
    seats.come_back(seat=first, at=later)
    mark_all(first, session, HONEST, later)
    assert workshop.anything_marked(session)
