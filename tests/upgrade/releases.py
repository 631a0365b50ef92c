"""The worked databases of earlier releases, one folder each in `data/`.

A folder holds `database.sql.xz` (what pg_dump wrote), `expected.json` (what the release's own
portal held and showed), `workbook.xlsx`, `drafts.json`, `files/` and a README. A later release is
added by adding its folder.
"""

import json
import lzma
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from techbank.processes.embedded import OWNER
from tests.databases import OwnDatabase, copy_of, drop, environment, postgres
from tests.stack import MANAGE

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Release:
    folder: Path

    def __str__(self) -> str:
        return self.folder.name.removeprefix("release-")

    @property
    def files(self) -> Path:
        """Documents and evidence, as they lay in the folders of the release's portal."""
        return self.folder / "files"

    @cached_property
    def expected(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "expected.json").read_text("utf-8"))
        return content

    @property
    def dump(self) -> str:
        return lzma.decompress((self.folder / "database.sql.xz").read_bytes()).decode()


RELEASES = [Release(folder) for folder in sorted(DATA.glob("release-*"))]


@contextmanager
def restored(release: Release, purpose: str) -> Iterator[OwnDatabase]:
    """A database as the release left it, restored by the owner; dropped at the end."""
    from django.db import connection

    shared = connection.settings_dict["NAME"]
    own = copy_of("template0", f"{shared}_{purpose}_{uuid4().hex[:6]}")
    try:
        with postgres().connect(OWNER, own.name) as owner, owner.cursor() as cursor:
            cursor.execute(release.dump)
        yield own
    finally:
        drop(own.name)


def migrate(database: OwnDatabase) -> None:
    """As an administrator does after an upgrade, in a process of its own."""
    done = subprocess.run(
        [*MANAGE, "migrate", "--no-input", "--verbosity", "0"],
        env=environment(**database.env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
