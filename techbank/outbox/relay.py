"""From the outbox to the queue, at least once; robust against both servers restarting."""

import json
import logging
import select
import time
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from kombu.exceptions import KombuError, OperationalError
from redis.exceptions import RedisError

from techbank.celery import app

from .messages import CHANNEL

log = logging.getLogger("techbank.relay")

# A message is sent again when nobody finished it within the lease, which doubles each attempt.
DUE = """
SELECT id, kind, key, payload, bulk FROM outbox_message
WHERE bulk = %s AND done_at IS NULL AND dead_at IS NULL
  AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => %s * 2 ^ attempts))
ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
# Bulk messages in the queue that were never begun. Those that were begun do not count, so that a
# task that kills its worker each time blocks nothing.
WAITING_BULK = """
SELECT count(*) FROM outbox_message
WHERE bulk AND done_at IS NULL AND dead_at IS NULL AND attempts = 0
  AND sent_at >= now() - make_interval(secs => %s)
"""
# So few bulk messages are sent at a time that none waits in the queue for longer than a lease.
MOST_WAITING_BULK = 8
LOOK_EVERY = 0.5
LONGEST_PAUSE = 5.0
SIGN_EVERY = 10.0
QUEUE_FAILURES = (OperationalError, KombuError, RedisError, OSError)


@dataclass(frozen=True)
class DueMessage:
    """A message to send to the queue: the task's name and its keyword arguments."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    bulk: bool = False


def take(limit: int = 100) -> list[DueMessage]:
    """Mark due messages as sent and commit, before anything is published: first those a person
    waits for, then as many bulk ones as the queue has room for. Four small statements."""
    lease = settings.OUTBOX_LEASE_SECONDS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE, [False, lease, limit])
        rows = cursor.fetchall()
        cursor.execute(WAITING_BULK, [lease])
        room = MOST_WAITING_BULK - cursor.fetchone()[0]
        if room > 0:
            cursor.execute(DUE, [True, lease, room])
            rows += cursor.fetchall()
        if rows:
            ids = [row[0] for row in rows]
            cursor.execute("UPDATE outbox_message SET sent_at = now() WHERE id = ANY(%s)", [ids])
    return [
        DueMessage(id, kind, key, _as_dict(payload), bulk) for id, kind, key, payload, bulk in rows
    ]


def _as_dict(payload: Any) -> dict[str, Any]:
    """Django's cursor returns jsonb as text."""
    return dict(json.loads(payload) if isinstance(payload, str) else payload)


def publish(message: DueMessage) -> None:
    """Send a message to the queue; bulk has its own queue, which workers read last."""
    to = {"queue": settings.BULK_QUEUE} if message.bulk else {}
    kwargs = {**message.payload, "key": message.key}
    app.send_task(message.kind, kwargs=kwargs, ignore_result=True, **to)


def mark_unsent(messages: list[DueMessage]) -> None:
    """Make messages that the queue did not accept due again at once, not after a lease."""
    ids = [message.id for message in messages]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_message SET sent_at = NULL"
            " WHERE id = ANY(%s) AND done_at IS NULL AND dead_at IS NULL",
            [ids],
        )


def publish_due() -> int:
    """One round: take what is due and publish it. Returns how many; raises if the queue fails."""
    messages = take()
    for number, message in enumerate(messages):
        try:
            publish(message)
        except QUEUE_FAILURES:
            mark_unsent(messages[number:])
            raise
    return len(messages)


class Relay:
    """Rounds until `stopping`: woken by the database's notification, or by the clock."""

    def __init__(self) -> None:
        self.stopping = False
        self.pause = LOOK_EVERY
        self._listener: Any = None
        self._next_sign = 0.0

    def run(self) -> None:
        while not self.stopping:
            try:
                while publish_due() and not self.stopping:
                    pass
                self.pause = LOOK_EVERY
                self._wait()
                self._touch_alive_file()
            except (DatabaseError, psycopg2.Error, *QUEUE_FAILURES) as error:
                self._back_off(error)
        self._close_connections()

    def _wait(self) -> None:
        """Wait for a notification, at most half a second, on a connection of its own."""
        if self._listener is None:
            self._listener = connection.get_new_connection(connection.get_connection_params())
            self._listener.autocommit = True
            with self._listener.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
        select.select([self._listener], [], [], LOOK_EVERY)
        self._listener.poll()
        self._listener.notifies.clear()

    def _touch_alive_file(self) -> None:
        """Touch a file whose age shows a health check that rounds succeed."""
        if time.monotonic() >= self._next_sign:
            settings.VAR.mkdir(parents=True, exist_ok=True)
            (settings.VAR / "relay-alive").touch()
            self._next_sign = time.monotonic() + SIGN_EVERY

    def _back_off(self, error: Exception) -> None:
        log.warning("relay waits", extra={"reason": str(error).strip(), "seconds": self.pause})
        self._close_connections()
        time.sleep(self.pause)
        self.pause = min(LONGEST_PAUSE, self.pause * 2)

    def _close_connections(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        connection.close()
