"""No migration since the last release breaks the release that still runs while it is applied."""

import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.new_migrations import (
    PROJECT,
    Config,
    broken_rules,
    complaints,
    configured,
    new_ones,
    ours,
    release,
)

RATE = "exchangerate"
HEAD = "from django.db import migrations, models\nfrom django.db.models import Q\n\n\n"
# What a migration does, as it would be written by hand, and the rules that refuse it.
PLANTED: dict[str, tuple[str, list[str]]] = {
    "column_that_may_be_empty": (
        f"migrations.AddField('{RATE}', 'seen_at', models.DateTimeField(null=True))",
        [],
    ),
    "default_of_the_database": (
        f"migrations.AddField('{RATE}', 'page', models.CharField(max_length=9, db_default=''))",
        [],
    ),
    "new_table_with_all_it_has": (
        "migrations.CreateModel('Day', [('id', models.BigAutoField(primary_key=True)),"
        " ('on', models.DateField(unique=True)), ('rate', models.ForeignKey("
        "'money.exchangerate', models.PROTECT))])",
        [],
    ),
    "index_and_constraint": (
        f"migrations.AddIndex('{RATE}', models.Index(fields=['source'], name='by_source')),"
        f" migrations.AddConstraint('{RATE}', models.CheckConstraint("
        "condition=~Q(source=''), name='has_source'))",
        [],
    ),
    "default_of_django_alone": (
        f"migrations.AddField('{RATE}', 'mark', models.CharField(max_length=9, default=''))",
        ["ban-drop-default"],
    ),
    "default_once": (
        f"migrations.AddField('{RATE}', 'rank', models.IntegerField(default=1),"
        " preserve_default=False)",
        ["ban-drop-default"],
    ),
    "required_column_in_sql": (
        "migrations.RunSQL('ALTER TABLE money_exchangerate ADD COLUMN sign text NOT NULL',"
        " migrations.RunSQL.noop)",
        ["adding-required-field"],
    ),
    "no_longer_empty": (
        f"migrations.AlterField('{RATE}', 'seen_at', models.DateTimeField())",
        ["adding-not-nullable-field"],
    ),
    "other_type": (
        f"migrations.AlterField('{RATE}', 'source', models.TextField())",
        ["changing-column-type"],
    ),
    "other_name": (
        f"migrations.RenameField('{RATE}', 'page', 'leaf')",
        ["renaming-column"],
    ),
    # Which unique constraint it was is asked of the database as it stands by then.
    "unique_no_longer": (
        "migrations.AlterField('day', 'on', models.DateField())",
        ["ban-drop-constraint"],
    ),
    "column_dropped": (f"migrations.RemoveField('{RATE}', 'note')", ["ban-drop-column"]),
    "table_renamed": ("migrations.RenameModel('Day', 'Dated')", ["renaming-table"]),
    "table_dropped": ("migrations.DeleteModel('Dated')", ["ban-drop-table"]),
}


def planted(folder: Path) -> list[str]:
    """Write the migrations of PLANTED behind those of `money`; their names, in order."""
    shutil.copytree(PROJECT / "techbank" / "money" / "migrations", folder)
    before = sorted(path.stem for path in folder.glob("0*.py"))[-1]
    names = []
    for at, (name, (operations, _)) in enumerate(PLANTED.items(), 9001):
        body = f"    dependencies = [('money', '{before}')]\n    operations = [{operations}]\n"
        before = f"{at}_{name}"
        (folder / f"{before}.py").write_text(
            f"{HEAD}class Migration(migrations.Migration):\n{body}"
        )
        names.append(before)
    return names


@pytest.fixture(scope="module")
def left_by_release(django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), release(configured()) as name:
        yield name


@pytest.fixture
def planting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, left_by_release: str
) -> dict[str, list[str]]:
    """The complaints about the planted migrations, by name."""
    monkeypatch.syspath_prepend(tmp_path)
    names = planted(tmp_path / "planted_migrations")
    settings.MIGRATION_MODULES = {"money": "planted_migrations"}
    config = Config(configured().released, {f"money.{names[-1]}": {"ban-drop-table": "a try"}})
    try:
        result = complaints(config, left_by_release)
    finally:
        for module in [module for module in sys.modules if module.startswith("planted_migrations")]:
            del sys.modules[module]
    return {name: result[f"money.{name}"] for name in names}


def test_no_new_migration_breaks_the_release_that_still_runs(
    request: pytest.FixtureRequest,
) -> None:
    config, result = configured(), {}
    if new_ones(config):
        result = complaints(config, request.getfixturevalue("left_by_release"))
    broken = {name: rules for name, rules in result.items() if rules}
    assert broken == {}, "squawkhq.com/docs/rules says why and what to do instead"


def test_what_would_break_it_is_found_and_nothing_else(planting: dict[str, list[str]]) -> None:
    *text, (last, accepted) = planting.items()
    assert {name[5:]: rules for name, rules in text} == {
        name: rules for name, (_, rules) in list(PLANTED.items())[:-1]
    }
    assert (last[5:], accepted) == ("table_dropped", [])


def test_what_was_released_is_there_and_is_not_looked_at_again() -> None:
    config = configured()
    new = new_ones(config)
    assert {app for app, _ in config.last} <= ours()
    assert set(config.last).isdisjoint(new)
    assert all(app in ours() for app, _ in new)


def test_only_what_is_new_and_explained_is_accepted() -> None:
    config = configured()
    new = {".".join(item) for item in new_ones(config)}
    assert config.accepted.keys() - new == set()
    reasons = [why for rules in config.accepted.values() for why in rules.values()]
    assert [why for why in reasons if len(why) < 20] == []


def test_a_trigger_and_its_function_are_read_as_the_database_reads_them() -> None:
    body = "BEGIN IF NEW.note IS NOT NULL THEN RAISE EXCEPTION 'DROP COLUMN'; END IF; END"
    function = f"CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$;"
    assert broken_rules(function, shown_as="trigger.sql") == []
    assert broken_rules("ALTER TABEL no_sql;", shown_as="wrong.sql")[:1] == ["syntax-error"]


def test_the_linter_reads_for_the_postgresql_that_is_deployed() -> None:
    rules = tomllib.loads((PROJECT / ".squawk.toml").read_text(encoding="utf-8"))
    image = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"postgres:{rules['pg_version']}-" in image
