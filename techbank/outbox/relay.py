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

from .messages import BELL

log = logging.getLogger("techbank.relay")

# A message is sent again when nobody finished it within the lease, which doubles each attempt.
DUE = """
SELECT id, kind, key, payload, bulk FROM outbox_message
WHERE bulk = %s AND done_at IS NULL AND dead_at IS NULL
  AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => %s * 2 ^ attempts))
ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
# Bulk that lies in the queue and was never begun. What was begun counts no more, so that what
# kills its worker each time holds up nothing.
WAITING_BULK = """
SELECT count(*) FROM outbox_message
WHERE bulk AND done_at IS NULL AND dead_at IS NULL AND attempts = 0
  AND sent_at >= now() - make_interval(secs => %s)
"""
# So little of it is handed over at a time that none waits in the queue for longer than a lease.
MOST_WAITING_BULK = 8
LOOK_EVERY = 0.5
LONGEST_PAUSE = 5.0
SIGN_EVERY = 10.0
QUEUE_FAILURES = (OperationalError, KombuError, RedisError, OSError)


@dataclass(frozen=True)
class QueuedMessage:
    """What is handed over: the task's name and its keyword arguments."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    bulk: bool = False


def take(limit: int = 100) -> list[QueuedMessage]:
    """Mark due messages as sent, committed before anything is published: first what somebody
    waits for, then as much bulk as the queue has room for. Four small statements."""
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
        QueuedMessage(id, kind, key, _as_dict(told), bulk) for id, kind, key, told, bulk in rows
    ]


def _as_dict(payload: Any) -> dict[str, Any]:
    """Django's cursor hands jsonb over as text."""
    return dict(json.loads(payload) if isinstance(payload, str) else payload)


def publish(parcel: QueuedMessage) -> None:
    """Bulk goes into a queue of its own, which workers look into last."""
    to = {"queue": settings.BULK_QUEUE} if parcel.bulk else {}
    kwargs = {**parcel.payload, "key": parcel.key}
    app.send_task(parcel.kind, kwargs=kwargs, ignore_result=True, **to)


def put_back(parcels: list[QueuedMessage]) -> None:
    """What the queue did not take is due again at once, not after a lease."""
    ids = [parcel.id for parcel in parcels]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_message SET sent_at = NULL"
            " WHERE id = ANY(%s) AND done_at IS NULL AND dead_at IS NULL",
            [ids],
        )


def hand_over() -> int:
    """One round: take what is due and publish it. Returns how many; raises on a dead queue."""
    parcels = take()
    for number, parcel in enumerate(parcels):
        try:
            publish(parcel)
        except QUEUE_FAILURES:
            put_back(parcels[number:])
            raise
    return len(parcels)


class Relay:
    """Rounds until `stopping`: woken by the database's notification, or by the clock."""

    def __init__(self) -> None:
        self.stopping = False
        self.pause = LOOK_EVERY
        self._bell: Any = None
        self._next_sign = 0.0

    def run(self) -> None:
        while not self.stopping:
            try:
                while hand_over() and not self.stopping:
                    pass
                self.pause = LOOK_EVERY
                self._wait()
                self._say_alive()
            except (DatabaseError, psycopg2.Error, *QUEUE_FAILURES) as error:
                self._back_off(error)
        self._hang_up()

    def _wait(self) -> None:
        """Until the bell rings, at most half a second. The bell has a connection of its own."""
        if self._bell is None:
            self._bell = connection.get_new_connection(connection.get_connection_params())
            self._bell.autocommit = True
            with self._bell.cursor() as cursor:
                cursor.execute(f"LISTEN {BELL}")
        select.select([self._bell], [], [], LOOK_EVERY)
        self._bell.poll()
        self._bell.notifies.clear()

    def _say_alive(self) -> None:
        """A file whose age tells a health check that rounds succeed."""
        if time.monotonic() >= self._next_sign:
            settings.VAR.mkdir(parents=True, exist_ok=True)
            (settings.VAR / "relay-alive").touch()
            self._next_sign = time.monotonic() + SIGN_EVERY

    def _back_off(self, error: Exception) -> None:
        log.warning("relay waits", extra={"reason": str(error).strip(), "seconds": self.pause})
        self._hang_up()
        time.sleep(self.pause)
        self.pause = min(LONGEST_PAUSE, self.pause * 2)

    def _hang_up(self) -> None:
        if self._bell is not None:
            self._bell.close()
            self._bell = None
        connection.close()
