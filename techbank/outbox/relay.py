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
SELECT id, kind, key, payload FROM outbox_message
WHERE done_at IS NULL AND dead_at IS NULL
  AND (sent_at IS NULL OR sent_at < now() - make_interval(secs => %s * 2 ^ attempts))
ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
LOOK_EVERY = 0.5
LONGEST_PAUSE = 5.0
SIGN_EVERY = 10.0
QUEUE_FAILURES = (OperationalError, KombuError, RedisError, OSError)


@dataclass(frozen=True)
class Parcel:
    """What is handed over: the task's name and its keyword arguments."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]


def take(limit: int = 100) -> list[Parcel]:
    """Mark due messages as sent, committed before anything is published. Two small statements."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE, [settings.OUTBOX_LEASE_SECONDS, limit])
        rows = cursor.fetchall()
        if rows:
            ids = [row[0] for row in rows]
            cursor.execute("UPDATE outbox_message SET sent_at = now() WHERE id = ANY(%s)", [ids])
    return [Parcel(id, kind, key, _as_dict(payload)) for id, kind, key, payload in rows]


def _as_dict(payload: Any) -> dict[str, Any]:
    """Django's cursor hands jsonb over as text."""
    return dict(json.loads(payload) if isinstance(payload, str) else payload)


def publish(parcel: Parcel) -> None:
    app.send_task(parcel.kind, kwargs={**parcel.payload, "key": parcel.key}, ignore_result=True)


def put_back(parcels: list[Parcel]) -> None:
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
