"""The relay and a real worker, with a real Redis, through what kills them."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from techbank import outbox
from techbank.outbox.mail import OutboxBackend
from techbank.outbox.messages import MOST_ATTEMPTS
from techbank.outbox.models import Message
from techbank.processes.embedded import MissingProgram, redis_program
from tests.stack import Stack, free_port, required, until


class MailServer(threading.Thread):
    """A minimal SMTP server; it never answers the first `silent` clients."""

    def __init__(self, silent: int = 0) -> None:
        super().__init__(daemon=True)
        self.silent = silent
        self.waiting: list[socket.socket] = []
        self.received = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            if len(self.waiting) < self.silent:
                self.waiting.append(caller)
            else:
                with caller:
                    self.talk(caller)

    def talk(self, caller: socket.socket) -> None:
        lines = caller.makefile("rwb", buffering=0)
        lines.write(b"220 test\r\n")
        for line in lines:
            word = line[:4].upper()
            if word == b"DATA":
                lines.write(b"354 go on\r\n")
                while lines.readline() not in (b".\r\n", b""):
                    pass
                self.received += 1
            lines.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def close(self) -> None:
        for caller in [*self.waiting, self.socket]:
            caller.close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(silent=1)
    server.start()
    yield server
    server.close()


@pytest.fixture
def stack(own_database: Any, tmp_path: Path, mail_server: MailServer) -> Iterator[Stack]:
    try:
        redis_program()
    except MissingProgram:
        required("redis-server")
    more = {
        "OUTBOX_LEASE_SECONDS": "2",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_server.port),
        "EMAIL_USE_TLS": "0",
    }
    stack = Stack(own_database, tmp_path, more)
    stack.start("redis")
    until(lambda: stack.redis.socket.exists(), "Redis listens")
    yield stack
    stack.stop()


def post() -> Message:
    """One mail in the outbox."""
    OutboxBackend().send_messages([EmailMessage("Hi", "Text", "a@example.org", ["b@example.org"])])
    return Message.objects.latest("id")


def done(message: Message) -> bool:
    message.refresh_from_db()
    return message.done_at is not None


def test_a_mail_survives_the_worker_killed_in_the_middle(
    stack: Stack, mail_server: MailServer
) -> None:
    """The first attempt hangs in the mail server; the worker is killed; the mail is sent again."""
    stack.start("relay", "worker")
    message = post()
    until(lambda: len(mail_server.waiting) == 1, "the first attempt hangs")
    stack.kill_worker()
    stack.start("worker")
    until(lambda: done(message), "the mail is delivered", 60)
    assert (message.attempts, mail_server.received, message.payload) == (2, 1, {})


def test_nothing_is_lost_while_redis_is_away_and_comes_back_empty(
    stack: Stack, mail_server: MailServer
) -> None:
    mail_server.silent = 0
    stack.start("relay", "worker")
    first = post()
    until(lambda: done(first), "the first mail is delivered")
    stack.kill("redis")
    during = [post() for _ in range(5)]
    for file in (stack.folder / "redis").rglob("*.aof"):
        file.write_bytes(b"")
    stack.start("redis")
    until(lambda: all(done(message) for message in during), "the mails are delivered", 60)
    assert mail_server.received == 6


def test_the_relay_works_again_after_the_database_dropped_it(
    stack: Stack, mail_server: MailServer
) -> None:
    from tests.databases import postgres

    mail_server.silent = 0
    stack.start("relay", "worker")
    first = post()
    until(lambda: done(first), "the first mail is delivered")
    with postgres().connect() as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [stack.database.name],
        )
    from django.db import connection

    connection.close()
    second = post()
    until(lambda: done(second), "the second mail is delivered")
    assert stack.processes["relay"].poll() is None


def test_a_message_nobody_can_deliver_ends_as_a_dead_letter_and_can_be_asked_again(
    stack: Stack,
) -> None:
    stack.more["EMAIL_PORT"] = str(free_port())
    message = post()
    Message.objects.update(attempts=MOST_ATTEMPTS - 1)
    stack.start("relay", "worker")

    def dead() -> bool:
        message.refresh_from_db()
        return message.dead_at is not None

    until(dead, "the message is given up")
    assert message.error.startswith(ConnectionRefusedError.__name__)
    assert outbox.ask_again(message.key) is True
    until(lambda: not dead() and message.attempts == 1, "the message is tried again")


def test_the_test_mail_server_speaks_enough_to_be_believed() -> None:
    server = MailServer()
    server.start()
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
        client.sendmail("a@example.org", ["b@example.org"], "Subject: Hi\r\n\r\nText")
    assert server.received == 1
    server.close()
