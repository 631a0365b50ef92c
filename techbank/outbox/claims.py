"""One attempt at a time: a message is claimed in the database while somebody works on it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

# Separates these locks from others of the same database.
SEED = 7_301_982


@contextmanager
def claim(key: str) -> Iterator[bool]:
    """Whether this process alone works on the message now, until the end of `with`.

    A lock of the session: a process that is killed loses it with its connection, at once, so
    no time limit of a claim has to be guessed. It needs a connection that stays open, which a
    task's does. One statement at the beginning and one at the end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", [key, SEED])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            # A connection that broke has released the lock already.
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", [key, SEED])
