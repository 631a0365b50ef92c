"""Attacks as data: a statement that breaks one guard and nothing else, and a harmless twin.

Values are SQL, evaluated in the row that is changed or copied: ``{"amount": "-0.01"}``,
``{"approved_by_id": "opened_by_id"}``. The rows are those of ``world``.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import UUIDField

Columns = dict[str, str]

# What a copy needs besides another id, so that it does not repeat what is there once.
FRESH: dict[str, Columns] = {
    "assessments_revision": {"client_uuid": "gen_random_uuid()"},
    "assessments_rollforward": {"to_version": "'2099.1'"},
    "assessments_scoringsession": {"number": "99", "code": "'OTHER1'"},
    "assessments_seat": {"number": "99", "token_hash": "repeat('9', 64)"},
    "assessments_seatscore": {"client_uuid": "gen_random_uuid()", "round": "99"},
    "assessments_snapshot": {"version": "99"},
    "assessments_weightjudgement": {"number": "99"},
    "assessments_workbookreturn": {"file_digest": "repeat('9', 64)"},
    "funding_pledgeoffer": {"client_uuid": "gen_random_uuid()"},
    "money_exchangerate": {"valid_from": "valid_from + 1000"},
}


@dataclass(frozen=True)
class Attack:
    """``tried`` breaks the guard; ``harmless`` is the same statement with values that are allowed.

    ``before`` is done first in the same transaction. ``behind`` names guards that stand in front
    and refuse, too: they are put out of the way by the owner. ``holds`` is for a trigger that
    corrects instead of refusing: a condition that is true when it did.
    """

    name: str
    table: str
    tried: str
    harmless: str
    event: str = ""
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    holds: str = ""

    @property
    def by_owner(self) -> bool:
        """Whether only the owner comes that far: the application's role may not even try."""
        return bool(self.behind) or self.event == "TRUNCATE"

    def __str__(self) -> str:
        return f"{self.name} on {self.event}" if self.event else self.name


def change(table: str, columns: Columns, row: str = "true") -> str:
    """An UPDATE of one row."""
    values = ", ".join(f'"{name}" = {value}' for name, value in columns.items())
    return f"UPDATE {table} SET {values} WHERE ctid = ({_row(table, 'ctid', row)})"


def copy(table: str, columns: Columns, row: str = "true") -> str:
    """An INSERT of one row once more, with another id and what is said to be different."""
    written = _fresh_id(table) | FRESH.get(table, {}) | columns
    changes = ", ".join(f"'{name}', {value}" for name, value in written.items())
    copied = f"jsonb_populate_record(original, jsonb_build_object({changes}))"
    return f"INSERT INTO {table} ({_row(f'{table} original', f'({copied}).*', row)})"


def delete(table: str, row: str = "true") -> str:
    """A DELETE of one row."""
    return f"DELETE FROM {table} WHERE ctid = ({_row(table, 'ctid', row)})"


def changed(
    name: str,
    table: str,
    broken: Columns,
    allowed: Columns,
    *,
    row: str = "true",
    event: str = "",
    before: tuple[str, ...] = (),
    behind: tuple[str, ...] = (),
    holds: str = "",
) -> Attack:
    """A row is changed."""
    tried, harmless = (change(table, columns, row) for columns in (broken, allowed))
    return Attack(name, table, tried, harmless, event, before, behind, holds)


def copied(
    name: str,
    table: str,
    broken: Columns,
    allowed: Columns,
    *,
    row: str = "true",
    event: str = "",
    before: tuple[str, ...] = (),
    behind: tuple[str, ...] = (),
    holds: str = "",
) -> Attack:
    """A row is written once more: for what repeats, and for rows that nobody may change."""
    tried, harmless = (copy(table, columns, row) for columns in (broken, allowed))
    return Attack(name, table, tried, harmless, event, before, behind, holds)


def removed(
    name: str, table: str, *, harmless: str, row: str = "true", before: tuple[str, ...] = ()
) -> Attack:
    """A row that stays is deleted."""
    return Attack(name, table, delete(table, row), harmless, "DELETE", before)


def kept(
    name: str,
    table: str,
    columns: Columns,
    *,
    row: str = "true",
    harmless: str = "",
) -> list[Attack]:
    """A row that stays as it is, is changed and is deleted; to write one more is harmless."""
    harmless = harmless or copy(table, {}, row)
    return [
        Attack(name, table, change(table, columns, row), harmless, "UPDATE"),
        removed(name, table, row=row, harmless=harmless),
    ]


def emptied(name: str, table: str, *, harmless: str) -> Attack:
    """The whole table is emptied, by the owner: the application's role has no right to."""
    return Attack(name, table, f"TRUNCATE {table} CASCADE", harmless, "TRUNCATE")


def _row(table: str, what: str, row: str) -> str:
    return f"SELECT {what} FROM {table} WHERE {row} LIMIT 1"


@cache
def _key_fields() -> dict[str, tuple[str, bool]]:
    """Of each table its key's column and whether that is a UUID."""
    keys = {}
    for model in apps.get_models(include_auto_created=True):
        key = model._meta.pk
        keys[model._meta.db_table] = (str(key.column), isinstance(key, UUIDField))
    return keys


def _fresh_id(table: str) -> Columns:
    column, is_uuid = _key_fields()[table]
    if column != "id":
        return {}
    value = "gen_random_uuid()" if is_uuid else f"nextval(pg_get_serial_sequence('{table}', 'id'))"
    return {column: value}
