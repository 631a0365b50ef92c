"""Real threads on a real database: joining, marking and freezing in the same moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from assessments.dossiers.operations import reference
from assessments.models import Assessment, ScoringSession, SeatScore
from assessments.workshop.operations import guesses, seats, sessions
from assessments.workshop.operations.freezing import freeze_session
from assessments.workshop.queries import sessions as workshop
from techbank.exceptions import Refused, WrongState
from tests.assessments.conftest import NOW
from tests.databases import OwnDatabase
from tests.factories.cast import Cast, make_cast
from tests.factories.workshop import cell, mark_all, opened, seat, small_dossier

ROUNDS = 5


@pytest.fixture
def actors(own_database: OwnDatabase) -> Iterator[Cast]:
    cast = make_cast()
    reference.load()
    yield cast
    connections.close_all()


@pytest.fixture
def dossier(actors: Cast) -> Assessment:
    return small_dossier(actors.amara, NOW)


def at_once(*jobs: Callable[[], Any]) -> list[Exception]:
    """Run all at the same moment; what they raised."""
    start, raised = threading.Barrier(len(jobs)), list[Exception]()

    def run(job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_room_that_joins_at_once_has_one_seat_each(dossier: Assessment, actors: Cast) -> None:
    session = opened(dossier, actors.amara, NOW)
    raised = at_once(*[lambda: seat(session, NOW)] * 12)
    assert raised == []
    assert list(session.seats.values_list("number", flat=True)) == list(range(1, 13))


def test_two_windows_of_one_phone_leave_the_later_mark(dossier: Assessment, actors: Cast) -> None:
    session = opened(dossier, actors.amara, NOW)
    for number in range(ROUNDS):
        scorer = seat(session, NOW)
        first = [cell(session, 0, 0, 3, sequence=1), cell(session, 0, 1, 3, sequence=2)]
        then = [cell(session, 0, 0, 8, sequence=3), cell(session, 0, 1, 9, sequence=4)]
        raised = at_once(
            partial(seats.mark, seat=scorer, marks=then, at=NOW),
            partial(seats.mark, seat=scorer, marks=first, at=NOW),
            partial(seats.mark, seat=scorer, marks=first, at=NOW),
        )
        assert raised == []
        values = sorted(int(row.value or 0) for row in workshop.marks_of(scorer, 1).values())
        assert (number, values) == (number, [8, 9])


def test_a_mark_that_meets_the_freezing_is_in_it_or_refused(
    dossier: Assessment, actors: Cast
) -> None:
    for number in range(ROUNDS):
        session = opened(dossier, actors.amara, NOW)
        sitting = [seat(session, NOW) for _seat in range(4)]
        mark_all(sitting[0], session, [[5, 5], [4, 4], [3, 3]], NOW)
        result = sessions.reveal(session=session, by=actors.amara, at=NOW)
        raised = at_once(
            partial(freeze_session, session=result, by=actors.amara, at=NOW),
            *[
                partial(seats.mark, seat=item, marks=[cell(session, 0, 0, 9, sequence=1)], at=NOW)
                for item in sitting[1:]
            ],
        )
        assert {type(item) for item in raised} <= {WrongState}
        frozen = ScoringSession.objects.get(pk=session.pk)
        assert frozen.frozen is not None
        stored = SeatScore.objects.filter(seat__session=session).count()
        assert (number, len(frozen.frozen["marks"])) == (number, stored)
        assert stored == 6 + 3 - len(raised)


def test_of_two_facilitators_one_acts(dossier: Assessment, actors: Cast) -> None:
    session = opened(dossier, actors.amara, NOW)
    mark_all(seat(session, NOW), session, [[5, 5], [4, 4], [3, 3]], NOW)
    sessions.reveal(session=session, by=actors.amara, at=NOW)
    again = at_once(*[lambda: sessions.begin_round(session=session, by=actors.amara, at=NOW)] * 4)
    session.refresh_from_db()
    assert ([type(item) for item in again], session.round) == ([WrongState] * 3, 2)
    assert SeatScore.objects.filter(round=2).count() == 6
    made = at_once(
        *[
            lambda: sessions.make_session(
                assessment=dossier, title="T", sector=None, by=actors.amara, at=NOW
            )
        ]
        * 3
    )
    assert made == []
    numbers = list(ScoringSession.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]


def test_guesses_at_once_are_all_counted(actors: Cast) -> None:
    limit = guesses.Limit("for this race", 5, timedelta(minutes=10))
    counted: list[bool] = []

    def guess() -> None:
        with suppress(Refused):
            counted.append(guesses.count_try(limit=limit, of="here", at=NOW))

    assert at_once(*[guess] * 12) == []
    assert sorted(counted) == [False] * 7 + [True] * 5
