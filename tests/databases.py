"""Databases of the tests. No test flushes: the trail refuses TRUNCATE.

A test that needs real commits or threads uses `own_database`: a copy of the migrated database
that is dropped afterwards.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg2
import pytest
from psycopg2 import sql

from techbank.processes.embedded import APPLICATION, OWNER, Postgres

CHEAP_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FAST = ("fsync", "synchronous_commit", "full_page_writes")
_postgres: list[Postgres] = []


def start_postgres(var: Path) -> dict[str, str]:
    """Start or join the tests' PostgreSQL; returns the addresses of its two roles."""
    server = Postgres(var / "postgres")
    server.start()
    _postgres.append(server)
    with server.connect() as connection, connection.cursor() as cursor:
        for name in FAST:
            cursor.execute(f"ALTER SYSTEM SET {name} = off")
        cursor.execute("SELECT pg_reload_conf()")
        _drop_leftover_databases(cursor)
    return server.addresses()


def postgres() -> Postgres:
    """The server of this run."""
    return _postgres[0]


def _drop_leftover_databases(cursor: Any) -> None:
    """Drop databases of processes that do not run any more."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_techbank_[0-9]+'")
    for (name,) in cursor.fetchall():
        number = name.removeprefix("test_techbank_").split("_")[0]
        if not psutil.pid_exists(int(number)):
            with suppress(psycopg2.Error):
                cursor.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name))
                )


@dataclass(frozen=True)
class OwnDatabase:
    """A database of one test, and what other processes need to reach it."""

    name: str

    @property
    def env(self) -> dict[str, str]:
        return postgres().addresses(self.name)


def copy_of(template: str, name: str) -> OwnDatabase:
    """A new database like `template`, which must have no connections."""
    with postgres().connect(OWNER, "postgres") as connection, connection.cursor() as cursor:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        cursor.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return OwnDatabase(name)


def drop(name: str) -> None:
    """Drop a database and close its connections, which only PostgreSQL's own role may do."""
    with postgres().connect() as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _as_role(role: str) -> Iterator[None]:
    """The role of every connection opened inside, in all threads."""
    from django.db import connection

    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    # Each process of one run has its own name for its database.
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Created and migrated by the owner; used by the application's role, which owns nothing."""
    from django.db import connection
    from django.test.utils import setup_databases

    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=set())
        connection.close()
        pristine = f"{connection.settings_dict['NAME']}_pristine"
        drop(pristine)
        copy_of(connection.settings_dict["NAME"], pristine)
    with _as_role(APPLICATION):
        yield
    with django_db_blocker.unblock():
        drop(pristine)
        if not django_db_keepdb:
            # A server that a test stopped may still be closing its last connection.
            connection.close()
            drop(connection.settings_dict["NAME"])


@contextmanager
def leading_to(database: OwnDatabase) -> Iterator[None]:
    """Django's connections of this process, in all threads, use that database."""
    from django.db import connection, connections

    shared = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database.name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = shared


def fresh_copy(purpose: str) -> OwnDatabase:
    """A copy of the migrated, empty database under a name of its own."""
    from django.db import connection

    shared = connection.settings_dict["NAME"]
    return copy_of(f"{shared}_pristine", f"{shared}_{purpose}_{uuid4().hex[:8]}")


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[OwnDatabase]:
    """Real commits, real threads: Django's connections use a new copy. Not with `db`."""
    own = fresh_copy("own")
    try:
        with django_db_blocker.unblock(), leading_to(own):
            yield own
    finally:
        drop(own.name)


def environment(**more: str) -> dict[str, str]:
    """The environment of a process started by a test, without the owner's role."""
    inherited = {k: v for k, v in os.environ.items() if k != "TECHBANK_AS_OWNER"}
    return inherited | more
