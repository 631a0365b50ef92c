"""Waiting for one's turn, where no row stands for what two people must not do at once."""

from django.db import connection


def advisory_lock(what: str) -> None:
    """Wait until nobody else holds ``what``; held until the transaction ends. In a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
