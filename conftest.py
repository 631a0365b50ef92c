"""The basis of every test: a private PostgreSQL, the application's role, no network.

The test database is created by the owner's role and used by the application's, as in production.
Only the tests use its folder; databases are named by process, so that several runs at once do not
collide (TEST_DATABASE_SUFFIX names one to keep with --reuse-db).
"""

import os
import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.databases import CHEAP_HASHERS, django_db_setup, own_database, start_postgres

__all__ = ["django_db_setup", "own_database"]

VAR = Path(
    os.environ.get("TECHBANK_TEST_VAR", f"{tempfile.gettempdir()}/techbank-tests-{os.getuid()}")
)
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "techbank.settings",
    "TECHBANK_VAR": str(VAR),
    "TECHBANK_AS_OWNER": "1",
    "SECRET_KEY": "only for tests: 0123456789abcdefghijklmnopqrstuvwxyz",
    "HTTPS": "0",
    "STATIC_MANIFEST": "0",
    "SECOND_FACTOR": "required",
    "LOG_LEVEL": "ERROR",
    # Some tests drive Django from a thread that also runs Playwright's event loop.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _prepare() -> None:
    """Before any other conftest imports a model: the environment, PostgreSQL, Django."""
    import django

    os.environ.update(SETTINGS)
    os.environ.setdefault("TEST_DATABASE_SUFFIX", str(os.getpid()))
    os.environ.update(start_postgres(VAR))
    (VAR / "static").mkdir(exist_ok=True)
    django.setup()
    _block_network()


def _block_network() -> None:
    """Tests may connect only to this machine."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise OSError(f"Tests have no network: {address[0]}")
        connect(self, address)

    socket.socket.connect = connect_locally  # type: ignore[assignment, method-assign]


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any, tmp_path: Path) -> None:
    """Cheap password hashes; the next test does not see a test's documents."""
    settings.PASSWORD_HASHERS = CHEAP_HASHERS
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


_prepare()
