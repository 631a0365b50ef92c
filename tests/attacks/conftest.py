"""One filled database for all attacks, which each of them leaves as it was."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.test import override_settings

from tests.attacks.world import fill
from tests.databases import CHEAP_HASHERS, OwnDatabase, drop, fresh_copy, leading_to


@pytest.fixture(scope="session", autouse=True)
def _plain_settings() -> None:
    """Instead of that of every test: an attack is SQL, needs no folder, and there are many."""


@pytest.fixture(scope="session")
def filled(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OwnDatabase]:
    """A copy of the migrated database with a row in every table."""
    folder = tmp_path_factory.mktemp("attacked")
    cheap = override_settings(
        PASSWORD_HASHERS=CHEAP_HASHERS,
        DOCUMENTS_ROOT=folder / "documents",
        EVIDENCE_ROOT=folder / "evidence",
        DEMONSTRATION_PASSWORD="long enough for the cast",
    )
    own = fresh_copy("attacked")
    try:
        with django_db_blocker.unblock(), leading_to(own), cheap:
            fill()
        yield own
    finally:
        drop(own.name)


@pytest.fixture(scope="session")
def application(filled: OwnDatabase) -> Iterator[Any]:
    """A connection with the role of the portal."""
    with closing(psycopg2.connect(filled.env["DATABASE_URL"])) as connection:
        yield connection


@pytest.fixture(scope="session")
def owner(filled: OwnDatabase) -> Iterator[Any]:
    """A connection with the role that owns the tables."""
    with closing(psycopg2.connect(filled.env["DATABASE_OWNER_URL"])) as connection:
        yield connection
