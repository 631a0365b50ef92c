"""What squawk says about the SQL of every migration that came after the last release.

The SQL is the one PostgreSQL would be given: each migration is written out against a database that
stands where it would find it, and then applied, so that the next one finds its place too. While
`migrate` runs, and until the parts are started again, the release before still works on the same
tables; squawk knows what it would stumble over, and .squawk.toml what is of no weight here.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from techbank.processes.embedded import OWNER
from tests.databases import copy_of, drop, leading_to

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ("techbank", "partners", "assessments", "funding")
Name = tuple[str, str]


@dataclass(frozen=True)
class Config:
    """The table [tool.new-migrations] of pyproject.toml."""

    # The last migrations of the release, each as app.name.
    released: list[str]
    # app.name → rule of squawk → why it may be broken there.
    accepted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def last(self) -> list[Name]:
        return [(app, name) for app, _, name in (item.partition(".") for item in self.released)]


def configured() -> Config:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return Config(**settings["tool"]["new-migrations"])


def ours() -> set[str]:
    """The labels of the portal's own apps."""
    return {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in FLOORS}


def new_ones(config: Config) -> list[Name]:
    """In the order they are applied in. Asks no database."""
    graph = MigrationLoader(None).graph
    released = {node for last in config.last for node in graph.forwards_plan(last)}
    every: dict[Name, None] = {}
    for leaf in graph.leaf_nodes():
        every |= dict.fromkeys(graph.forwards_plan(leaf))
    return [node for node in every if node[0] in ours() and node not in released]


@contextmanager
def release(config: Config) -> Iterator[str]:
    """The name of a database as the release left it, to copy from. Takes as long as `migrate`."""
    with _database("template1") as name:
        _executor().migrate([*config.last, *_of_others()])
        connection.close()
        yield name


def complaints(config: Config, left_by_release: str) -> dict[str, list[str]]:
    """app.name → rules that its SQL breaks and that nobody accepted there; without fault, []."""
    with _database(left_by_release):
        return {".".join(item): _look_at(item, config) for item in new_ones(config)}


def _look_at(name: Name, config: Config) -> list[str]:
    migration = _executor().loader.get_migration(*name)
    accepted = config.accepted.get(".".join(name), {})
    result = broken_rules(sql_of(migration), shown_as=f"{'.'.join(name)}.sql")
    _executor().migrate([name])
    return [rule for rule in result if rule not in accepted]


def sql_of(migration: Migration) -> str:
    statements = "\n".join(_executor().loader.collect_sql([(migration, False)]))
    return f"BEGIN;\n{statements}\nCOMMIT;\n" if migration.atomic else f"{statements}\n"


def broken_rules(sql: str, *, shown_as: str) -> list[str]:
    """The rules of squawk in the order of the lines that break them."""
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "squawk"),
            f"--config={PROJECT / '.squawk.toml'}",
            f"--stdin-filepath={shown_as}",
            "--reporter=json",
        ],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return [item["rule_name"] for item in rows]


def _executor() -> MigrationExecutor:
    """A new one knows what the database has now."""
    return MigrationExecutor(connection)


def _of_others() -> list[Name]:
    return [leaf for leaf in MigrationLoader(None).graph.leaf_nodes() if leaf[0] not in ours()]


@contextmanager
def _database(template: str) -> Iterator[str]:
    """A copy of the owner's, gone afterwards; Django's connection leads to it."""
    own = copy_of(template, f"test_techbank_{os.getpid()}_migrations_{uuid4().hex[:8]}")
    role = connection.settings_dict["USER"]
    try:
        with leading_to(own):
            connection.settings_dict["USER"] = OWNER
            yield own.name
    finally:
        connection.settings_dict["USER"] = role
        drop(own.name)
