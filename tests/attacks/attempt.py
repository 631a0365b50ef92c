"""Tries an attack on the filled database and says who refused it. Every attempt is undone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from tests.attacks.attack import Attack

# "PL/pgSQL function audit_refuse() line 3 at RAISE"
_FUNCTION = re.compile(r"^PL/pgSQL function (\w+)\(\) line \d+ at RAISE")


@contextmanager
def undone(connection: Any) -> Iterator[Any]:
    """A cursor, and a rollback whatever happened."""
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.rollback()


def put_away(cursor: Any, name: str, table: str) -> None:
    """Drop a constraint, an index or a trigger, as the owner and until the rollback."""
    if function_of(cursor, name, table):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        return
    cursor.execute("SELECT FROM pg_constraint WHERE conname = %s", [name])
    is_constraint = cursor.rowcount > 0
    cursor.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}" if is_constraint else f"DROP INDEX {name}"
    )


def function_of(cursor: Any, trigger: str, table: str) -> str:
    """The function a trigger calls; empty where no trigger has that name."""
    cursor.execute(
        "SELECT p.proname FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid"
        " WHERE g.tgname = %s AND g.tgrelid = %s::regclass",
        [trigger, table],
    )
    row = cursor.fetchone()
    return row[0] if row else ""


def prepare(cursor: Any, attack: Attack) -> None:
    """What stands in front is put away, and what has to be there is written."""
    for name in attack.behind:
        put_away(cursor, name, attack.table)
    for statement in attack.before:
        cursor.execute(statement)


def refuser(cursor: Any, statement: str) -> str:
    """The constraint, or the trigger's function, that refused; empty when nobody did.

    Raises what was refused for another reason: a right, a type, a foreign key.
    """
    try:
        cursor.execute(statement)
    except psycopg2.IntegrityError as error:
        if error.diag.constraint_name:
            return str(error.diag.constraint_name)
        raised = _FUNCTION.match(error.diag.context or "")
        if raised is None:
            raise
        return raised.group(1)
    return ""


def must_refuse(connection: Any, attack: Attack) -> None:
    """The statement fails, and for that very guard; or the guard sets it right."""
    with undone(connection) as cursor:
        guard = function_of(cursor, attack.name, attack.table) or attack.name
        prepare(cursor, attack)
        refused_by = refuser(cursor, attack.tried)
        if attack.holds:
            assert refused_by == "", f"{attack} corrects, but {refused_by} refused."
            assert _is_true(cursor, attack.holds), f"{attack} did not set it right."
        else:
            assert refused_by, f"Nothing refused what {attack} is there to refuse: {attack.tried}"
            assert refused_by == guard, f"{refused_by} refused, not {guard}: {attack.tried}"


def must_accept(connection: Any, attack: Attack) -> None:
    """The same with allowed values is done, foreign keys and all, and it does concern a row."""
    with undone(connection) as cursor:
        prepare(cursor, attack)
        cursor.execute(attack.harmless)
        assert cursor.rowcount == 1, f"The harmless statement met {cursor.rowcount} rows."
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def must_pass_without(owner: Any, attack: Attack) -> None:
    """With this one guard put away the attack succeeds: nothing else refuses it."""
    with undone(owner) as cursor:
        put_away(cursor, attack.name, attack.table)
        prepare(cursor, attack)
        refused_by = refuser(cursor, attack.tried)
        if attack.holds:
            assert refused_by or not _is_true(cursor, attack.holds), f"{attack} changes nothing."
        else:
            assert refused_by == "", f"Without {attack}, {refused_by} refuses: {attack.tried}"


def _is_true(cursor: Any, condition: str) -> bool:
    cursor.execute(f"SELECT {condition}")
    return bool(cursor.fetchone()[0])
