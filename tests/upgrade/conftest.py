"""A worked database of each earlier release, brought up to date once for all its tests."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.databases import OwnDatabase, copy_of, drop, leading_to, postgres
from tests.upgrade import facts
from tests.upgrade.releases import Release, migrate, restored


@dataclass(frozen=True)
class Upgraded:
    """A database that was migrated to the present, and every row it had before that."""

    release: Release
    database: OwnDatabase
    before: dict[str, list[facts.Row]]


@dataclass(frozen=True)
class Portal:
    """The present code on a copy of that database; Django's connections lead there."""

    release: Release
    database: OwnDatabase

    @property
    def expected(self) -> dict[str, Any]:
        return self.release.expected

    def signed_in(self, email: str) -> Client:
        from django.contrib.auth import get_user_model

        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        return client


@pytest.fixture(scope="session")
def release(request: pytest.FixtureRequest) -> Release:
    parameter: Release = request.param
    return parameter


@pytest.fixture(scope="session")
def upgraded(release: Release, django_db_setup: None) -> Iterator[Upgraded]:
    with restored(release, "upgraded") as own:
        with postgres().connect(database=own.name) as reader, reader.cursor() as cursor:
            before = facts.every_row(cursor)
        migrate(own)
        yield Upgraded(release, own, before)


@pytest.fixture
def portal(
    upgraded: Upgraded, django_db_blocker: Any, settings: Any, tmp_path: Path
) -> Iterator[Portal]:
    """For one test alone: it may change what it likes. The files of the release lie beside it.

    An upgrade keeps the secret key: workbooks and what browsers keep are known by it.
    """
    settings.SECRET_KEY = upgraded.release.expected["secret_key"]
    settings.DEMONSTRATION = True
    settings.SECOND_FACTOR = "optional"
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    shutil.copytree(upgraded.release.files, tmp_path, dirs_exist_ok=True)
    own = copy_of(upgraded.database.name, f"{upgraded.database.name}_{uuid4().hex[:4]}")
    try:
        with django_db_blocker.unblock(), leading_to(own):
            yield Portal(upgraded.release, own)
    finally:
        drop(own.name)
