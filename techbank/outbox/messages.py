"""What operations and tasks may do with the outbox. Every step is one statement by key."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

if TYPE_CHECKING:
    from .models import Message

MOST_ATTEMPTS = 5
# The channel on which the relay listens. PostgreSQL delivers notifications at commit.
CHANNEL = "outbox"
LONGEST_ERROR = 2000


def _rows() -> "QuerySet[Message]":
    """By name: `techbank.outbox` offers these functions before Django has loaded its models."""
    rows: QuerySet[Message] = apps.get_model("outbox", "Message")._default_manager.all()
    return rows


def _waiting(key: str) -> "QuerySet[Message]":
    return _rows().filter(key=key, done_at__isnull=True, dead_at__isnull=True)


def ask(*, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask for the task named `kind` once this transaction has committed.

    `key` makes it idempotent: asking again with the same key changes nothing, except that a bulk
    message becomes a normal one and goes before other bulk messages. The payload becomes the
    task's keyword arguments, besides `key`: ids only, JSON.
    """
    rows = _rows()
    rows.bulk_create([rows.model(kind=kind, key=key, payload=payload)], ignore_conflicts=True)
    _waiting(key).filter(bulk=True).update(bulk=False, sent_at=None)
    wake_relay()


def ask_in_bulk(*, kind: str, payloads: Mapping[str, dict[str, Any]]) -> None:
    """Ask for many at once, payloads by key, after everything a person waits for.

    What was asked for before stays as it is. One statement for each thousand, and one to notify.
    """
    rows = _rows()
    messages = [
        rows.model(kind=kind, key=key, payload=payload, bulk=True)
        for key, payload in payloads.items()
    ]
    rows.bulk_create(messages, ignore_conflicts=True, batch_size=1000)
    wake_relay()


def wake_relay() -> None:
    """Wake the relay at commit; without it the relay looks by itself twice a second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def begin(key: str) -> bool:
    """Count an attempt, committed at once. False: already done, dead, unknown, or just given up.

    The fifth failed attempt is the last: what would be a sixth becomes a dead letter here, so a
    task that kills its process is given up too.
    """
    waiting = _waiting(key)
    with transaction.atomic():
        if waiting.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
            return True
        _give_up(key, "The worker stopped in the middle of every attempt.")
    return False


def finish(key: str, *, forget: bool = False) -> None:
    """Mark as done, within the caller's transaction; `forget` also drops the payload."""
    values: dict[str, Any] = {"done_at": Now(), "dead_at": None, "error": ""}
    if forget:
        values["payload"] = {}
    _rows().filter(key=key, done_at__isnull=True).update(**values)


def fail(key: str, error: str) -> None:
    """Store the reason; after the fifth attempt the message is dead until asked again."""
    reason = (error.replace("\x00", "") or "No reason was given.")[:LONGEST_ERROR]
    waiting = _waiting(key)
    with transaction.atomic():
        waiting.update(error=reason)
        waiting.filter(attempts__gte=MOST_ATTEMPTS).update(dead_at=Now())


def ask_again(key: str, *, bulk: bool = False, also_done: bool = False) -> bool:
    """An officer's act: a dead or waiting message starts again. False: unknown or already done.

    With ``also_done`` a done message starts again too, for example when its result was deleted.
    """
    rows = _rows().filter(key=key)
    if not also_done:
        rows = rows.filter(done_at__isnull=True)
    changed = rows.update(dead_at=None, done_at=None, attempts=0, error="", sent_at=None, bulk=bulk)
    if changed:
        wake_relay()
    return bool(changed)


def last_error(key: str) -> str:
    """The last recorded reason of a failure since the message was asked for; else empty."""
    return _rows().filter(key=key).values_list("error", flat=True).first() or ""


def is_waiting(key: str) -> bool:
    """Whether it was asked for and is neither done nor given up."""
    return _waiting(key).exists()


def give_up(key: str, error: str) -> None:
    """For an error that trying again cannot solve: dead at once, until asked again."""
    reason = (error.replace("\x00", "") or "No reason was given.")[:LONGEST_ERROR]
    _waiting(key).update(error=reason, dead_at=Now())


def dead_reason(key: str) -> str:
    """Why a message was given up; empty while it is waiting, done or unknown."""
    dead = _rows().filter(key=key, dead_at__isnull=False)
    return dead.values_list("error", flat=True).first() or ""


def _give_up(key: str, reason: str) -> None:
    exhausted = _waiting(key).filter(attempts__gte=MOST_ATTEMPTS)
    exhausted.filter(error="").update(error=reason)
    exhausted.update(dead_at=Now())
