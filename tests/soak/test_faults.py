"""Many mails through many faults of five kinds: none lost, none left over."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from techbank.outbox.mail import OutboxBackend
from techbank.outbox.models import Message
from tests.databases import postgres
from tests.stack import Stack, until

pytestmark = pytest.mark.soak
FAULTS = int(os.environ.get("SOAK_FAULTS", "60"))
MAILS_BETWEEN = 8


@pytest.fixture
def stack(own_database: Any, tmp_path: Path) -> Iterator[Stack]:
    """Mail goes to files in the folder of the stack."""
    stack = Stack(own_database, tmp_path, {"OUTBOX_LEASE_SECONDS": "3"})
    stack.start("redis", "relay", "worker")
    yield stack
    stack.stop()


def faults(stack: Stack) -> list[Callable[[], None]]:
    def kill(name: str) -> Callable[[], None]:
        def act() -> None:
            stack.kill(name)
            stack.start(name)

        return act

    def empty_redis() -> None:
        stack.kill("redis")
        for file in (stack.folder / "redis").rglob("*.aof"):
            file.write_bytes(b"")
        stack.start("redis")

    def freeze_redis() -> None:
        process = stack.processes["redis"]
        process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        process.send_signal(signal.SIGCONT)

    def drop_connections() -> None:
        connection.close()
        with postgres().connect() as server, server.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [stack.database.name],
            )

    return [kill("worker"), kill("relay"), empty_redis, freeze_redis, drop_connections]


def test_no_mail_is_lost_through_faults_of_five_kinds(stack: Stack) -> None:
    chance = random.Random(7)
    for number in range(FAULTS):
        for mail in range(MAILS_BETWEEN):
            message = EmailMessage(f"{number}.{mail}", "Text", "a@example.org", ["b@example.org"])
            OutboxBackend().send_messages([message])
        time.sleep(chance.random())
        chance.choice(faults(stack))()

    def all_done() -> bool:
        return not Message.objects.filter(done_at__isnull=True).exists()

    until(all_done, "every mail is delivered", 300)
    assert Message.objects.filter(dead_at__isnull=False).count() == 0
    subjects = {
        line.removeprefix("Subject: ")
        for file in (stack.folder / "mail").iterdir()
        for line in file.read_text().splitlines()
        if line.startswith("Subject: ")
    }
    wanted = {f"{n}.{m}" for n in range(FAULTS) for m in range(MAILS_BETWEEN)}
    assert wanted - subjects == set()
    print(f"{FAULTS} faults of 5 kinds, {len(wanted)} mails asked for: none lost, none dead")
