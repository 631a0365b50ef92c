"""The application's role cannot switch off what guards the rows, at no table of ours."""

from typing import Any

import psycopg2
import pytest

from tests.attacks.attempt import undone
from tests.attacks.guards import tables_of_others

TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
CONSTRAINTS = (
    "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint"
    " WHERE contype IN ('c', 'u', 'x') AND connamespace = 'public'::regnamespace"
)
FUNCTIONS = (
    "SELECT DISTINCT p.proname FROM pg_proc p JOIN pg_trigger g ON g.tgfoid = p.oid"
    " WHERE NOT g.tgisinternal"
)


def names(connection: Any, query: str) -> list[str]:
    with undone(connection) as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def denied(connection: Any, statement: str) -> bool:
    """Whether the role has no right to do that. Raises what fails for another reason."""
    with undone(connection) as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.errors.InsufficientPrivilege:
            return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE TRIGGER USER",
        "ALTER TABLE {} ADD COLUMN another integer",
        "ALTER TABLE {} OWNER TO CURRENT_USER",
        "ALTER TABLE {} RENAME TO another",
        "DROP TABLE {} CASCADE",
        "CREATE TRIGGER another BEFORE INSERT ON {} EXECUTE FUNCTION audit_refuse()",
        "CREATE RULE another AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)
def test_it_changes_no_table(application: Any, statement: str) -> None:
    ours = set(names(application, TABLES)) - tables_of_others()

    assert len(ours) > 50
    assert [table for table in ours if not denied(application, statement.format(table))] == []


def test_it_drops_no_constraint(application: Any) -> None:
    places = [place.split(" ") for place in names(application, CONSTRAINTS)]

    assert [
        name
        for table, name in places
        if not denied(application, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    ] == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP FUNCTION {} CASCADE",
        "ALTER FUNCTION {} RENAME TO another",
        "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_it_changes_no_function_of_a_trigger(application: Any, statement: str) -> None:
    functions = names(application, FUNCTIONS)

    assert functions
    assert [name for name in functions if not denied(application, statement.format(name))] == []


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE techbank_owner",
        "SET SESSION AUTHORIZATION techbank_owner",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "CREATE TABLE public.another (id integer)",
        "UPDATE pg_trigger SET tgenabled = 'D'",
    ],
)
def test_it_becomes_nobody_else(application: Any, statement: str) -> None:
    assert denied(application, statement)
