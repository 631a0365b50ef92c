"""Bulk messages go after what a person waits for, and one attempt is made at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from techbank import outbox
from techbank.outbox import relay
from techbank.outbox.models import Message
from tests.databases import OwnDatabase, postgres
from tests.stack import until

KIND = "assessments.render_plan_document"


def in_bulk(count: int) -> list[str]:
    keys = [f"bulk:{number:03}" for number in range(count)]
    outbox.ask_in_bulk(kind=KIND, payloads={key: {"document_id": key} for key in keys})
    return keys


def keys(messages: list[relay.DueMessage]) -> list[str]:
    return [message.key for message in messages]


@pytest.mark.django_db
def test_the_relay_sends_what_somebody_waits_for_and_then_a_little_bulk() -> None:
    bulk = in_bulk(20)
    outbox.ask(kind=KIND, key="urgent", payload={})

    assert keys(relay.take()) == ["urgent", *bulk[: relay.MOST_WAITING_BULK]]
    assert relay.take() == []


@pytest.mark.django_db
def test_more_bulk_follows_as_it_is_begun_and_what_is_asked_for_since_comes_first() -> None:
    bulk = in_bulk(20)
    relay.take()
    for key in bulk[:3]:
        outbox.begin(key)
    outbox.ask(kind=KIND, key="urgent", payload={})

    assert keys(relay.take()) == ["urgent", *bulk[8:11]]


@pytest.mark.django_db
def test_bulk_that_kills_its_worker_each_time_holds_up_no_other() -> None:
    bulk = in_bulk(20)
    for key in keys(relay.take()):
        outbox.begin(key)

    assert keys(relay.take()) == bulk[8:16]


@pytest.mark.django_db
def test_asking_for_what_waits_in_bulk_sends_it_again_at_once() -> None:
    in_bulk(20)
    relay.take()
    outbox.ask(kind=KIND, key="bulk:003", payload={})
    outbox.ask(kind=KIND, key="bulk:015", payload={})

    messages = relay.take()

    assert [(message.key, message.bulk) for message in messages][:2] == [
        ("bulk:003", False),
        ("bulk:015", False),
    ]


@pytest.mark.django_db
def test_asking_in_bulk_for_what_somebody_waits_for_does_not_change_it() -> None:
    outbox.ask(kind=KIND, key="bulk:000", payload={})
    in_bulk(2)

    assert list(Message.objects.values_list("key", "bulk")) == [
        ("bulk:000", False),
        ("bulk:001", True),
    ]


@pytest.mark.django_db
def test_bulk_goes_to_a_queue_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []

    def send_task(name: str, **options: Any) -> None:
        sent.append((options["kwargs"]["key"], options.get("queue", "")))

    monkeypatch.setattr("techbank.outbox.relay.app.send_task", send_task)
    in_bulk(1)
    outbox.ask(kind=KIND, key="urgent", payload={})
    relay.publish_due()

    assert sent == [("urgent", ""), ("bulk:000", "documents.bulk")]


@pytest.mark.django_db
def test_a_done_message_starts_again_only_when_that_is_asked_for() -> None:
    outbox.ask(kind=KIND, key="gone", payload={})
    outbox.begin("gone")
    outbox.finish("gone")

    assert outbox.ask_again("gone") is False
    assert outbox.ask_again("gone", also_done=True) is True
    assert (Message.objects.get().attempts, outbox.begin("gone")) == (0, True)


def _lock_elsewhere(other: Any, key: str) -> bool:
    other.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", [key, outbox.claims.SEED]
    )
    return bool(other.fetchone()[0])


@contextmanager
def another_session(database: OwnDatabase) -> Iterator[Any]:
    with postgres().connect(database=database.name) as elsewhere, elsewhere.cursor() as cursor:
        yield cursor


def test_a_message_is_claimed_by_one_at_a_time_and_free_again_afterwards(
    own_database: OwnDatabase,
) -> None:
    with another_session(own_database) as other:
        with outbox.claim("pdf:1") as mine:
            assert (mine, _lock_elsewhere(other, "pdf:1")) == (True, False)
            assert _lock_elsewhere(other, "pdf:2") is True
        assert _lock_elsewhere(other, "pdf:1") is True
        with outbox.claim("pdf:1") as mine:
            assert mine is False


def test_a_claim_ends_with_the_connection_of_who_was_killed(own_database: OwnDatabase) -> None:
    with another_session(own_database) as other:
        assert _lock_elsewhere(other, "pdf:1") is True

    def is_free() -> bool:
        with outbox.claim("pdf:1") as mine:
            return mine

    until(is_free, "the claim is free", 5)
    with outbox.claim("pdf:3") as mine:
        connection.close()
    assert mine is True
