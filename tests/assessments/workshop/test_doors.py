"""The pages: a phone without account, the room screen, and those who should see neither."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, ScoringSession, Seat
from assessments.workshop.operations import guesses, sessions
from assessments.workshop.operations.freezing import freeze_session
from assessments.workshop.queries import sessions as workshop
from techbank.audit.models import Entry
from tests.factories.cast import Cast, enter
from tests.factories.workshop import mark_all, opened, seat

QUERIES_OF_LIST = 6
SAID = {"sex": "woman", "sector": "youth"}


@pytest.fixture
def session(draft: Assessment, cast: Cast) -> ScoringSession:
    return opened(draft, cast.amara, timezone.now())


@pytest.fixture
def phone(session: ScoringSession) -> Callable[[], Client]:
    """Another phone that has joined."""

    def take_up() -> Client:
        client = Client()
        client.post(reverse("join_session", args=[session.code]), SAID)
        return client

    return take_up


def page_of(session: ScoringSession, name: str = "scoring_room", *more: Any) -> str:
    return reverse(name, args=[session.assessment_id, session.pk, *more])


def sync(client: Client, session: ScoringSession, *marks: dict[str, Any]) -> Any:
    address = reverse("seat_sync", args=[session.code])
    return client.post(address, json.dumps({"marks": marks}), content_type="application/json")


def sent(session: ScoringSession, option: int, value: Any, sequence: int = 1) -> dict[str, Any]:
    return {
        "client_uuid": str(uuid4()),
        "option": session.options[option]["id"],
        "criterion": session.criteria[0]["id"],
        "value": value,
        "no_opinion": value is None,
        "sequence": sequence,
    }


def test_a_code_leads_to_a_seat_that_the_phone_keeps(session: ScoringSession) -> None:
    client = Client()
    written = f" {session.code[:3].lower()}-{session.code[3:].lower()} "
    answer = client.post(reverse("join"), {"code": written})
    assert answer.headers["Location"] == reverse("join_session", args=[session.code])
    answer = client.post(answer.headers["Location"], SAID)
    cookie = client.cookies["techbank_seat"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Lax",
        f"/join/{session.code}/",
    )
    again = client.post(reverse("join_session", args=[session.code]), SAID)
    assert again.headers["Location"] == reverse("seat_marks", args=[session.code])
    assert [(item.sex, item.sector) for item in Seat.objects.all()] == [("woman", "youth")]


def test_nothing_of_the_dossier_but_options_and_criteria_is_on_a_phone(
    session: ScoringSession, phone: Callable[[], Client], draft: Assessment
) -> None:
    page = phone().get(reverse("seat_marks", args=[session.code]))
    text = page.content.decode()
    assert page.status_code == 200
    assert all(item["name"] in text for item in (*session.options, *session.criteria))
    for hidden in (
        draft.title,
        str(draft.pk),
        "Amara",
        *(o["description"] for o in session.options),
    ):
        assert hidden not in text


def test_a_phone_without_module_marks_page_by_page(
    session: ScoringSession, phone: Callable[[], Client]
) -> None:
    client, address = phone(), reverse("seat_marks", args=[session.code])
    answer = client.post(address, {"step": "1", "c1-o0": "7", "c1-o1": "none", "c1-o2": ""})
    assert answer.headers["Location"] == f"{address}?step=2"
    rows = workshop.marks_of(Seat.objects.get(), 1).values()
    assert sorted((str(row.value), row.no_opinion) for row in rows) == [
        ("7.0000", False),
        ("None", True),
    ]
    page = client.get(f"{address}?step=1").content.decode()
    assert page.count(" checked>") == 2
    assert "2 of 6 marked" in page


def test_what_a_phone_sends_is_kept_once_and_told_by_its_uuid(
    session: ScoringSession, phone: Callable[[], Client]
) -> None:
    client, mark = phone(), sent(session, 0, "4")
    for _time in range(3):
        answer = sync(client, session, mark)
        assert answer.status_code == 200
        assert answer.json()["marks"] == [
            {"client_uuid": mark["client_uuid"], "outcome": "saved", "sentence": ""}
        ]
    assert len(workshop.marks_of(Seat.objects.get(), 1)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"marks": 1}',
        '{"marks": [{}]}',
        '{"marks": [{"sequence": true}]}',
        "x" * 9,
        "[" * 100_000,
    ],
)
def test_what_is_no_mark_is_answered_with_a_sentence(
    session: ScoringSession, phone: Callable[[], Client], body: str
) -> None:
    address = reverse("seat_sync", args=[session.code])
    answer = phone().post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["outcome"]) == (422, "not_read")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e5000", "many", "0x10", [1]])
def test_what_is_no_number_is_not_kept(
    session: ScoringSession, phone: Callable[[], Client], value: Any
) -> None:
    answer = sync(phone(), session, sent(session, 0, value))
    stored = answer.status_code == 200 and answer.json()["marks"][0]["outcome"]
    assert stored in (False, "not_read")
    assert workshop.marks_of(Seat.objects.get(), 1) == {}


def test_a_phone_without_seat_is_told(session: ScoringSession) -> None:
    answer = sync(Client(), session, sent(session, 0, "4"))
    assert (answer.status_code, answer.json()["outcome"]) == (401, "no_seat")


def test_the_seat_of_one_session_is_none_in_another(
    session: ScoringSession, phone: Callable[[], Client], draft: Assessment, cast: Cast
) -> None:
    other = opened(draft, cast.amara, timezone.now())
    client = phone()
    cookie = client.cookies["techbank_seat"].value
    client.cookies["techbank_seat"] = cookie
    assert sync(client, other, sent(other, 0, "4")).status_code == 401


def test_after_freezing_a_mark_is_refused_with_a_sentence_and_the_page_says_thanks(
    session: ScoringSession, phone: Callable[[], Client], cast: Cast
) -> None:
    client, now = phone(), timezone.now()
    mark_all(seat(session, now), session, [[5, 5], [4, 4], [3, 3]], now)
    freeze_session(
        session=sessions.reveal(session=session, by=cast.amara, at=now), by=cast.amara, at=now
    )
    answer = sync(client, session, sent(session, 0, "4"))
    assert (answer.status_code, answer.json()["outcome"]) == (409, "over")
    assert "kept as it is" in answer.json()["sentence"]
    address = reverse("seat_marks", args=[session.code])
    assert "Thank you" in client.get(address).content.decode()
    assert client.post(address, {"step": "1", "c1-o0": "7"}).status_code == 409
    assert (
        "Thank you" in Client().get(reverse("join_session", args=[session.code])).content.decode()
    )


def test_who_leaves_may_take_the_seat_again_on_the_same_phone(
    session: ScoringSession, phone: Callable[[], Client]
) -> None:
    client, address = phone(), reverse("join_session", args=[session.code])
    client.post(reverse("seat_leave", args=[session.code]), {"marks": "keep"})
    assert Seat.objects.get().left_at is not None
    assert "You left the session" in client.get(address).content.decode()
    client.post(address)
    assert (Seat.objects.get().left_at, Seat.objects.count()) == (None, 1)


def test_guessing_codes_is_answered_with_429_and_a_seat_goes_on(
    session: ScoringSession, phone: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = guesses.Limit("few", 3, timedelta(minutes=10))
    monkeypatch.setattr(guesses, "WRONG_CODES", few)
    client, sitting = Client(), phone()
    answers = [client.post(reverse("join"), {"code": f"WRONG{n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "No session has this code" in answers[0].content.decode()
    assert "Wait ten minutes" in answers[3].content.decode()
    # Not even the right one, or trying would go on; a phone that sits in the room does.
    assert client.post(reverse("join"), {"code": session.code}).status_code == 429
    assert client.get(reverse("join_session", args=[session.code])).status_code == 429
    assert client.get(reverse("join_session", args=["ABCDEF"])).status_code == 429
    assert sitting.get(reverse("seat_marks", args=[session.code])).status_code == 200


def test_who_guesses_from_all_addresses_of_a_network_is_one_guesser(
    session: ScoringSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "WRONG_CODES", guesses.Limit("few", 3, timedelta(minutes=10)))

    def guess(address: str) -> int:
        return Client(REMOTE_ADDR=address).post(reverse("join"), {"code": "WRONG1"}).status_code

    assert [guess(f"2001:db8::{n}") for n in range(1, 5)] == [200, 200, 200, 429]
    assert [guess(name) for name in ("2001:db8:0:1::1", "::ffff:192.0.2.7", "192.0.2.8")] == [
        200
    ] * 3


@pytest.mark.parametrize(
    "code", ["-", "%00%00%00", "ß", "ABC", "%F0%9F%98%80", "A" * 300, "abc-de"]
)
def test_whatever_stands_where_a_code_should_is_a_wrong_code(
    session: ScoringSession, code: str
) -> None:
    for more in ("", "marks/", "leave/"):
        answer = Client().get(f"/join/{code}/{more}", follow=True)
        assert (answer.status_code, "No session has this code" in answer.content.decode()) == (
            200,
            True,
        )
    assert Client().get(f"/join/{code}/sync/").status_code == 401


def test_a_code_in_small_letters_leads_to_the_same_session(session: ScoringSession) -> None:
    answer = Client().get(f"/join/{session.code.lower()}/")
    assert answer.headers["Location"] == reverse("join_session", args=[session.code])


def test_guessing_leaves_no_trail(session: ScoringSession) -> None:
    before = Entry.objects.count()
    Client().post(reverse("join"), {"code": "WRONG1"})
    Client().get(reverse("join_session", args=["WRONG2"]))
    assert Entry.objects.count() == before


def test_the_room_shows_how_far_seats_are_and_nobodys_marks_before_the_reveal(
    session: ScoringSession, cast: Cast, client: Client
) -> None:
    now = timezone.now()
    mark_all(seat(session, now), session, [[7, 7], [7, 7]], now)
    enter(client, cast.amara)
    page = client.get(page_of(session)).content.decode()
    assert session.code in page
    assert "4 of 6" in page
    assert "How far apart the marks are" not in page
    payload = client.get(page_of(session, "scoring_progress")).json()
    assert payload["seats"] == [
        {
            "number": 1,
            "label": "Seat 1",
            "done": 4,
            "cells": 6,
            "left": False,
            "words": "4 of 6",
            "address": page_of(session, "scoring_seat", 1),
        }
    ]


def test_after_the_reveal_the_room_shows_spread_ranking_and_a_weight_that_is_tried(
    session: ScoringSession, cast: Cast, client: Client
) -> None:
    now = timezone.now()
    mark_all(seat(session, now), session, [[9, 1], [1, 9], [5, 5]], now)
    mark_all(seat(session, now), session, [[8, 1], [3, 9], [5, 5]], now)
    enter(client, cast.amara)
    client.post(page_of(session, "scoring_act", "reveal"))
    first = session.criteria[0]["id"]
    page = client.get(page_of(session), {"criterion": first, "weight": "90"})
    text = page.content.decode()
    places = {place.name: place for place in page.context["places"]}
    names = [option["name"] for option in session.options]
    assert [places[name].total for name in names] == ["47.5", "55.0", "50.0"]
    assert [places[name].tried_total for name in names] == ["77.5", "27.0", "50.0"]
    assert [places[name].tried_rank for name in names] == [1, 3, 2]
    assert "from 1 to 3, 20% of the scale" in text
    assert 'class="chart strip"' in text


def test_strangers_find_nothing_and_readers_change_nothing(
    session: ScoringSession, cast: Cast
) -> None:
    addresses = [
        reverse("scoring_sessions", args=[session.assessment_id]),
        page_of(session),
        page_of(session, "scoring_progress"),
        page_of(session, "scoring_weights"),
        page_of(session, "scoring_act", "reveal"),
    ]
    for person in (cast.chitra, cast.ines, cast.nobody):
        stranger = enter(Client(), person)
        assert [stranger.get(address).status_code for address in addresses] == [404] * 5
    reader = enter(Client(), cast.bakari)
    assert [reader.get(address).status_code for address in addresses] == [200, 200, 200, 403, 403]


def test_setting_up_goes_page_by_page(draft: Assessment, cast: Cast, client: Client) -> None:
    enter(client, cast.amara)
    listing = reverse("scoring_sessions", args=[draft.pk])
    client.post(listing, {"title": "Energy", "sector": ""})
    session = ScoringSession.objects.get()
    ids = [option["id"] for option in session.options[:2]]
    answer = client.post(
        page_of(session, "scoring_options"), {"version": session.version, "options": ids}
    )
    assert answer.headers["Location"] == page_of(session, "scoring_criteria")
    session.refresh_from_db()
    item, other = session.criteria[:2]
    data = {"version": session.version, "aggregate": "median", "missing": "refuse"}
    data |= {f"{item['id']}.used": "on", f"{other['id']}.used": "on"}
    data |= {f"{c['id']}.scale": "points_5" for c in session.criteria}
    data |= {f"{c['id']}.direction": "max" for c in session.criteria}
    data |= {f"{item['id']}.scale": "measured", f"{item['id']}.curve": "20 = 100; 60,5 = 0"}
    answer = client.post(page_of(session, "scoring_criteria"), data)
    assert "Write it as measured value" in answer.content.decode()
    data[f"{item['id']}.curve"] = "20 = 100; 60.5 = 0"
    answer = client.post(page_of(session, "scoring_criteria"), data)
    assert answer.headers["Location"] == page_of(session, "scoring_weights")
    session.refresh_from_db()
    assert [(c["scale"], c["low"], c["high"]) for c in session.criteria] == [
        ("measured", "20", "60.5"),
        ("points_5", "1", "5"),
    ]
    weights = page_of(session, "scoring_weights")
    wrong = client.post(f"{weights}?way=swing", {item["id"]: "90", other["id"]: "50"})
    assert wrong.status_code == 200
    client.post(f"{weights}?way=ahp", {f"{item['id']}.{other['id']}": "3"})
    assert "Consistency ratio" in client.get(weights).content.decode()
    client.post(page_of(session, "scoring_act", "open"), {"hours": "2"})
    session.refresh_from_db()
    assert (session.state, len(session.code)) == ("open", 6)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_sessions_costs_the_same_for_one_and_three(
    draft: Assessment, cast: Cast, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for _session in range(count):
        opened(draft, cast.amara, timezone.now())
    enter(client, cast.amara)
    client.get(reverse("scoring_sessions", args=[draft.pk]))
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(reverse("scoring_sessions", args=[draft.pk]))


def test_while_many_addresses_guess_a_room_that_types_its_code_right_comes_in(
    client: Client, session: ScoringSession, monkeypatch: Any
) -> None:
    monkeypatch.setattr(
        guesses, "WRONG_CODES_IN_ALL", guesses.Limit("in all", 2, timedelta(minutes=10))
    )

    def type_code(code: str, address: str) -> int:
        sent = client.post(reverse("join"), {"code": code}, REMOTE_ADDR=address)
        return int(sent.status_code)

    assert [type_code("ZZZZZ2", f"198.51.100.{n}") for n in range(1, 4)] == [200, 200, 429]
    assert type_code(session.code, "198.51.100.1") == 429
    assert type_code(session.code, "198.51.100.9") == 302
