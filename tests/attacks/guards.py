"""What guards the rows: every constraint and trigger, as the database itself lists them.

Not listed: primary and foreign keys and NOT NULL, which say what a column is and are refused by
PostgreSQL in the same way everywhere; and the tables of Django, allauth and the REST framework,
whose constraints are tested there. A table that no model knows counts as ours.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

FLOORS = ("techbank", "partners", "assessments", "funding")
# Checks, unique constraints and exclusions; then unique indexes that are no constraint (those
# with a condition); then triggers, once an event they fire on.
_LIST = """
SELECT c.conname, t.relname, ''
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
 WHERE c.contype IN ('c', 'u', 'x') AND t.relnamespace = 'public'::regnamespace
UNION ALL
SELECT i.relname, t.relname, ''
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
 WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_constraint c
                    WHERE c.conindid = i.oid AND c.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT g.tgname, t.relname, fires.event
  FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
  JOIN (VALUES ('INSERT', 4), ('DELETE', 8), ('UPDATE', 16), ('TRUNCATE', 32))
    AS fires(event, bit) ON g.tgtype & fires.bit > 0
 WHERE NOT g.tgisinternal AND t.relnamespace = 'public'::regnamespace
 ORDER BY 2, 1, 3
"""


@dataclass(frozen=True)
class Guard:
    """A constraint or unique index, or a trigger at one of the events it fires on."""

    name: str
    table: str
    event: str = ""

    def __str__(self) -> str:
        return f"{self.name} on {self.event}" if self.event else self.name


def tables_of_others() -> set[str]:
    """The tables of the programs we use."""
    theirs = [app for app in apps.get_app_configs() if app.name.split(".")[0] not in FLOORS]
    models = [model for app in theirs for model in app.get_models(include_auto_created=True)]
    return {"django_migrations"} | {model._meta.db_table for model in models}


def guards(cursor: Any) -> list[Guard]:
    """Every guard of our own tables, in the database of that cursor."""
    cursor.execute(_LIST)
    others = tables_of_others()
    return [Guard(*row) for row in cursor.fetchall() if row[1] not in others]
