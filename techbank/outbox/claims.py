"""One attempt at a time: a message is claimed in the database while somebody works on it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

# Sets these locks apart from others of the same database.
SEED = 7_301_982


@contextmanager
def claim(key: str) -> Iterator[bool]:
    """Whether this process alone works on the message now, until the end of `with`.

    A lock of the session: a process that is killed loses it with its connection, at once, so
    nobody has to guess how long a claim is good for. It needs a connection that is kept, which a
    task's is. One statement at either end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", [key, SEED])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            # A connection that broke has let go of it already.
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", [key, SEED])
