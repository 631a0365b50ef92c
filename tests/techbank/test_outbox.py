"""The outbox: asked once, sent, tried five times, never lost."""

import select
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import OperationalError

from techbank import outbox
from techbank.outbox import relay
from techbank.outbox.mail import OutboxBackend
from techbank.outbox.messages import MOST_ATTEMPTS
from techbank.outbox.models import Message

KIND = "techbank.send_mail"


def ask(key: str = "pdf:1:en") -> Message:
    outbox.ask(kind=KIND, key=key, payload={"snapshot": "1"})
    return Message.objects.get(key=key)


@pytest.mark.django_db
def test_asking_twice_for_the_same_key_leaves_one_message_with_the_first_payload() -> None:
    ask()
    outbox.ask(kind=KIND, key="pdf:1:en", payload={"snapshot": "2"})
    assert list(Message.objects.values_list("key", "payload")) == [("pdf:1:en", {"snapshot": "1"})]


@pytest.mark.django_db
def test_a_message_goes_with_its_transaction() -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_begin_counts_an_attempt_and_says_no_once_done() -> None:
    ask()
    assert outbox.begin("pdf:1:en") is True
    outbox.finish("pdf:1:en")
    assert outbox.begin("pdf:1:en") is False
    assert Message.objects.get().attempts == 1


@pytest.mark.django_db
def test_begin_says_no_to_an_unknown_key() -> None:
    assert outbox.begin("pdf:unknown") is False


@pytest.mark.django_db
def test_the_fifth_failure_makes_a_dead_letter_with_its_reason() -> None:
    ask()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert outbox.begin("pdf:1:en") is True
        outbox.fail("pdf:1:en", f"No font, attempt {attempt}")
    message = Message.objects.get()
    assert message.dead_at is not None
    assert message.error == "No font, attempt 5"
    assert outbox.begin("pdf:1:en") is False


@pytest.mark.django_db
def test_a_task_that_kills_its_worker_every_time_is_given_up() -> None:
    ask()
    for _ in range(MOST_ATTEMPTS):
        assert outbox.begin("pdf:1:en") is True
    assert outbox.begin("pdf:1:en") is False
    message = Message.objects.get()
    assert message.dead_at is not None
    assert message.error == "The worker stopped in the middle of every attempt."


@pytest.mark.django_db
def test_asking_again_revives_a_dead_letter_but_nothing_that_is_done() -> None:
    ask()
    for _ in range(MOST_ATTEMPTS):
        outbox.begin("pdf:1:en")
        outbox.fail("pdf:1:en", "No font")
    assert outbox.ask_again("pdf:1:en") is True
    assert outbox.begin("pdf:1:en") is True
    outbox.finish("pdf:1:en")
    assert outbox.ask_again("pdf:1:en") is False


@pytest.mark.django_db
def test_finish_with_forget_drops_the_payload() -> None:
    ask()
    outbox.finish("pdf:1:en", forget=True)
    assert Message.objects.get().payload == {}


@pytest.mark.django_db
def test_the_reason_of_a_failure_may_hold_any_character() -> None:
    ask()
    outbox.fail("pdf:1:en", "bad \x00 byte")
    assert Message.objects.get().error == "bad  byte"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        "done_at = now(), dead_at = now(), error = 'x'",
        "dead_at = now(), error = ''",
        "attempts = -1",
    ],
)
def test_the_database_refuses_a_message_that_contradicts_itself(facts: str) -> None:
    ask()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outbox_message SET {facts}")


@pytest.mark.django_db
def test_the_relay_takes_a_message_once_and_again_when_the_lease_ran_out(settings: Any) -> None:
    settings.OUTBOX_LEASE_SECONDS = 10
    ask()
    assert [message.payload for message in relay.take()] == [{"snapshot": "1"}]
    assert relay.take() == []
    _age("11 seconds")
    assert [message.key for message in relay.take()] == ["pdf:1:en"]


@pytest.mark.django_db
def test_the_lease_doubles_with_every_attempt(settings: Any) -> None:
    settings.OUTBOX_LEASE_SECONDS = 10
    ask()
    relay.take()
    outbox.begin("pdf:1:en")
    _age("19 seconds")
    assert relay.take() == []
    _age("21 seconds")
    assert [message.key for message in relay.take()] == ["pdf:1:en"]


@pytest.mark.django_db
def test_the_relay_leaves_what_is_done_or_dead() -> None:
    ask("a")
    ask("b")
    outbox.finish("a")
    Message.objects.filter(key="b").update(dead_at="2026-01-01T00:00Z", error="x")
    assert relay.take() == []


@pytest.mark.django_db
def test_what_a_dead_queue_did_not_take_is_due_again_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for key in ("a", "b", "c"):
        ask(key)
    taken: list[str] = []

    def publish(message: relay.DueMessage) -> None:
        if message.key == "b":
            raise OperationalError("queue is away")
        taken.append(message.key)

    monkeypatch.setattr(relay, "publish", publish)
    with pytest.raises(OperationalError):
        relay.publish_due()
    assert taken == ["a"]
    assert [message.key for message in relay.take()] == ["b", "c"]


@pytest.mark.django_db
def test_a_due_message_is_the_task_of_its_kind_with_payload_and_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[Any, ...]] = []

    def send_task(name: str, **options: Any) -> None:
        sent.append((name, options["kwargs"]))

    monkeypatch.setattr("techbank.outbox.relay.app.send_task", send_task)
    ask()
    assert relay.publish_due() == 1
    assert sent == [(KIND, {"snapshot": "1", "key": "pdf:1:en"})]


def test_two_relays_at_once_send_every_message_once(own_database: Any) -> None:
    for number in range(60):
        outbox.ask(kind=KIND, key=f"k{number}", payload={})
    taken: list[str] = []

    def work() -> None:
        while messages := relay.take(limit=3):
            taken.extend(message.key for message in messages)
        connection.close()

    _together([work] * 4)
    assert sorted(taken) == sorted(f"k{number}" for number in range(60))


def test_twenty_askers_of_one_key_leave_one_message(own_database: Any) -> None:
    def work() -> None:
        outbox.ask(kind=KIND, key="same", payload={})
        connection.close()

    _together([work] * 20)
    assert Message.objects.count() == 1


def test_the_relay_is_woken_by_the_commit(own_database: Any) -> None:
    """A notification, not the clock, wakes the relay while it waits."""
    bell = connection.get_new_connection(connection.get_connection_params())
    bell.autocommit = True
    with bell.cursor() as cursor:
        cursor.execute("LISTEN outbox")
    with transaction.atomic():
        ask()
        bell.poll()
        before = len(bell.notifies)
    select.select([bell], [], [], 5)
    bell.poll()
    after = len(bell.notifies)
    bell.close()
    assert (before, after) == (0, 1)


@pytest.mark.django_db
def test_mail_becomes_a_message_that_is_delivered_by_the_task(
    settings: Any, mailoutbox: list[EmailMessage]
) -> None:
    from techbank.tasks import send_mail

    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail = EmailMultiAlternatives("Hello", "Text", "a@example.org", ["b@example.org"])
    mail.attach_alternative("<p>Text</p>", "text/html")
    OutboxBackend().send_messages([mail])
    message = Message.objects.get()
    send_mail(mail=message.payload["mail"], key=message.key)
    send_mail(mail={}, key=message.key)
    assert [(m.subject, m.body, m.to) for m in mailoutbox] == [("Hello", "Text", ["b@example.org"])]
    message.refresh_from_db()
    assert (message.done_at is not None, message.payload) == (True, {})


@pytest.mark.django_db
def test_mail_that_the_server_refuses_keeps_the_reason(settings: Any) -> None:
    from techbank.tasks import send_mail

    settings.MAIL_DELIVERY_BACKEND = "no.such.Backend"
    OutboxBackend().send_messages([EmailMessage("Hello", "Text", "a@example.org", ["b@x.org"])])
    message = Message.objects.get()
    send_mail(mail=message.payload["mail"], key=message.key)
    message.refresh_from_db()
    assert message.done_at is None
    assert message.error == "ModuleNotFoundError: No module named 'no'"


def test_mail_with_an_attachment_is_refused() -> None:
    mail = EmailMessage("Hello", "Text", "a@example.org", ["b@example.org"])
    mail.attach("plan.pdf", b"%PDF", "application/pdf")
    with pytest.raises(ValueError, match="send a link"):
        OutboxBackend().send_messages([mail])


def _age(interval: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET sent_at = now() - %s::interval", [interval])


def _together(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
