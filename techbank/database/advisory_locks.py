"""Locks by name, for acts that must not run at the same time and have no row to lock."""

from django.db import connection


def advisory_lock(name: str) -> None:
    """Wait for the lock ``name``, held until the transaction ends. Needs a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
