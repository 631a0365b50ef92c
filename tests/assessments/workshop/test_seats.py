"""Joining, marking and leaving without an account: once, late, twice and in any order."""

import random
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from assessments.models import Assessment, ScoringSession, SeatScore
from assessments.workshop.operations import guesses, seats, sessions
from assessments.workshop.queries import sessions as workshop
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, WrongState
from tests.assessments.conftest import NOW
from tests.factories.cast import Cast
from tests.factories.workshop import cell, mark_all, opened, seat, stored

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def session(draft: Assessment, cast: Cast) -> ScoringSession:
    return opened(draft, cast.amara, NOW)


def test_seats_are_numbered_and_their_secrets_are_not_kept(session: ScoringSession) -> None:
    first, second = (
        seats.join(session=session, sex="man", sector="youth", at=NOW) for _seat in range(2)
    )
    assert (first.seat.number, second.seat.number) == (1, 2)
    assert first.token != second.token
    assert first.token not in first.seat.token_hash
    assert workshop.seat_of(session, seats.token_hash(first.token)) == first.seat


@pytest.mark.parametrize(
    "order", [[1, 2, 3], [3, 2, 1], [2, 3, 1, 2, 1], [3, 3, 1]], ids=lambda order: str(order)
)
def test_the_last_mark_of_a_seat_stands_in_whatever_order_they_arrive(
    session: ScoringSession, order: list[int]
) -> None:
    scorer = seat(session, NOW)
    sent = {n: cell(session, 0, 0, n + 3, sequence=n) for n in (1, 2, 3)}
    for number in order:
        seats.mark(seat=scorer, marks=[sent[number]], at=NOW)
    assert list(stored(scorer).values()) == [Decimal(6)]


def test_a_phone_that_sends_everything_again_changes_nothing(session: ScoringSession) -> None:
    scorer = seat(session, NOW)
    marks = [cell(session, o, c, o + c, sequence=1 + o * 2 + c) for o in range(3) for c in range(2)]
    first = seats.mark(seat=scorer, marks=marks, at=NOW)
    before = list(SeatScore.objects.order_by("pk").values())
    random.Random(5).shuffle(marks)
    again = seats.mark(seat=scorer, marks=marks, at=LATER)
    assert {item.outcome for item in (*first, *again)} == {seats.MarkOutcome.SAVED}
    assert list(SeatScore.objects.order_by("pk").values()) == before
    assert len(before) == 6


def test_an_older_mark_says_so_and_is_no_error(session: ScoringSession) -> None:
    scorer = seat(session, NOW)
    seats.mark(seat=scorer, marks=[cell(session, 0, 0, 7, sequence=9)], at=NOW)
    text = seats.mark(seat=scorer, marks=[cell(session, 0, 0, 2, sequence=4)], at=NOW)
    assert [item.outcome for item in text] == [seats.MarkOutcome.OLDER]
    assert list(stored(scorer).values()) == [Decimal(7)]


def test_no_opinion_is_neither_zero_nor_blank(session: ScoringSession) -> None:
    scorer = seat(session, NOW)
    mark_all(scorer, session, [[0, None]], NOW)
    seats.mark(seat=scorer, marks=[cell(session, 1, 0, 4), cell(session, 1, 0, None)], at=NOW)
    rows = workshop.marks_of(scorer, 1)
    values = {
        (key[0] == session.options[0]["id"], key[1] == session.criteria[0]["id"]): (
            row.value,
            row.no_opinion,
        )
        for key, row in rows.items()
    }
    assert values == {
        (True, True): (Decimal(0), False),
        (True, False): (None, True),
        (False, True): (None, False),
    }
    assert [row.done for row in workshop.progress(session)] == [2]


@pytest.mark.parametrize("value", ["11", "-1", "2.5"])
def test_a_mark_outside_its_scale_is_not_read(session: ScoringSession, value: str) -> None:
    scorer = seat(session, NOW)
    (text,) = seats.mark(seat=scorer, marks=[cell(session, 0, 0, value, sequence=1)], at=NOW)
    assert text.outcome == seats.MarkOutcome.NOT_READ
    assert text.sentence
    assert stored(scorer) == {}


def test_a_mark_for_another_dossiers_option_is_not_read(session: ScoringSession) -> None:
    scorer = seat(session, NOW)
    strange = seats.Mark(uuid4(), uuid4(), Decimal(1), False, uuid4(), 1)
    (text,) = seats.mark(seat=scorer, marks=[strange], at=NOW)
    assert text.outcome == seats.MarkOutcome.NOT_READ


def test_a_uuid_used_for_another_cell_is_told_and_nothing_else_is_lost(
    session: ScoringSession,
) -> None:
    row, other, same = seat(session, NOW), seat(session, NOW), uuid4()
    seats.mark(seat=row, marks=[cell(session, 0, 0, 1, client_uuid=same)], at=NOW)
    result = seats.mark(
        seat=other,
        marks=[cell(session, 0, 0, 5, client_uuid=same), cell(session, 0, 1, 6)],
        at=NOW,
    )
    assert [item.outcome for item in result] == [
        seats.MarkOutcome.NOT_READ,
        seats.MarkOutcome.SAVED,
    ]
    assert list(stored(row).values()) == [Decimal(1)]


def test_after_the_time_is_over_nothing_is_taken_until_it_is_extended(
    session: ScoringSession, cast: Cast
) -> None:
    item, over = seat(session, NOW), NOW + timedelta(hours=8)
    with pytest.raises(WrongState, match="time for scoring is over"):
        seats.mark(seat=item, marks=[cell(session, 0, 0, 1)], at=over)
    with pytest.raises(WrongState):
        seats.join(session=session, sex="man", sector="", at=over)
    sessions.extend(session=session, expires_at=over + timedelta(hours=1), by=cast.amara, at=over)
    seats.mark(seat=item, marks=[cell(session, 0, 0, 1)], at=over)
    assert len(stored(item)) == 1


def test_leaving_keeps_the_marks_and_withdrawing_deletes_them(session: ScoringSession) -> None:
    stays, goes = seat(session, NOW), seat(session, NOW)
    for item in (stays, goes):
        mark_all(item, session, [[1, 2]], NOW)
    seats.leave(seat=stays, withdraw=False, at=LATER)
    seats.leave(seat=goes, withdraw=True, at=LATER)
    assert list(workshop.sheets(session)) == [stays.number]
    assert SeatScore.objects.filter(seat=goes).count() == 0
    with pytest.raises(WrongState, match="You left"):
        seats.mark(seat=stays, marks=[cell(session, 0, 0, 1)], at=LATER)
    back = seats.come_back(seat=stays, at=LATER)
    assert (back.number, back.left_at) == (stays.number, None)


def test_people_are_counted_by_sex_and_sector(session: ScoringSession) -> None:
    for sex, sector in (("woman", "youth"), ("woman", ""), ("man", "youth"), ("not_said", "")):
        seat(session, NOW, sex=sex, sector=sector)
    assert workshop.people(session) == {
        "by_sex": {"woman": 2, "man": 1, "not_said": 1},
        "by_sector": {"not_said": 2, "youth": 2},
    }


def test_a_seat_says_nothing_that_is_not_asked(session: ScoringSession) -> None:
    with pytest.raises(Invalid):
        seats.join(session=session, sex="?", sector="", at=NOW)
    with pytest.raises(Invalid):
        seats.join(session=session, sex="man", sector="Ministry of Amara", at=NOW)


def test_phones_leave_no_trail(session: ScoringSession) -> None:
    before = Entry.objects.count()
    scorer = seat(session, NOW)
    mark_all(scorer, session, [[1, 2]], NOW)
    seats.leave(seat=scorer, withdraw=False, at=NOW)
    assert Entry.objects.count() == before


def test_tries_are_counted_by_place_and_forgotten_after_their_time(db: None) -> None:
    limit = guesses.Limit("for this test", 3, timedelta(minutes=10))
    counted = [guesses.count_try(limit=limit, of="here", at=NOW) for _try in range(4)]
    assert counted == [True, True, True, False]
    assert guesses.too_many(limit=limit, of="here", at=NOW)
    assert not guesses.too_many(limit=limit, of="there", at=NOW)
    assert not guesses.too_many(limit=limit, of="here", at=NOW + timedelta(minutes=10))
    assert guesses.count_try(limit=limit, of="here", at=NOW + timedelta(minutes=10))
