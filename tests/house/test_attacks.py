"""Every constraint and trigger of the database is attacked by a test."""

from collections.abc import Iterable
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from tests.attacks.attack import Attack
from tests.attacks.guards import Guard, guards
from tests.attacks.register import ATTACKS
from tests.databases import OwnDatabase

# Adds one guard of each sort, one of them to a table that no model knows.
NEW_GUARDS = """
ALTER TABLE outbox_message ADD CONSTRAINT kind_is_named CHECK (kind <> '');
ALTER TABLE outbox_message ADD CONSTRAINT asked_once UNIQUE (asked_at);
ALTER TABLE outbox_message ADD CONSTRAINT error_alone EXCLUDE USING btree (error WITH =);
CREATE UNIQUE INDEX one_bulk ON outbox_message (kind) WHERE bulk;
CREATE TRIGGER message_stays BEFORE DELETE OR TRUNCATE ON outbox_message
    EXECUTE FUNCTION audit_refuse();
CREATE TABLE without_model (number integer CONSTRAINT number_is_small CHECK (number < 9));
"""
THEIR_NAMES = {
    "kind_is_named",
    "asked_once",
    "error_alone",
    "one_bulk",
    "message_stays on DELETE",
    "message_stays on TRUNCATE",
    "number_is_small",
}


@pytest.fixture
def listed(db: None) -> list[Guard]:
    with connection.cursor() as cursor:
        return guards(cursor)


def attacked(attacks: Iterable[Attack]) -> set[Guard]:
    return {Guard(attack.name, attack.table, attack.event) for attack in attacks}


def without_attack(listed: Iterable[Guard]) -> list[str]:
    """A sentence for each guard that nobody attacks."""
    return [
        f"Nothing attacks {guard} of {guard.table}: add a statement that breaks it to the list of"
        " its floor in tests/attacks."
        for guard in listed
        if guard not in attacked(ATTACKS)
    ]


def test_every_constraint_and_trigger_is_attacked(listed: list[Guard]) -> None:
    assert without_attack(listed) == []


def test_every_attack_is_on_something_the_database_has(listed: list[Guard]) -> None:
    assert [str(guard) for guard in attacked(ATTACKS) - set(listed)] == [], (
        "There is no such constraint or trigger any more: rename or remove the attack."
    )


def test_no_two_of_them_share_a_name(listed: list[Guard]) -> None:
    """An attack is told by the name it meets."""
    names = [name for name, _table in {(guard.name, guard.table) for guard in listed}]

    assert sorted(names) == sorted(set(names))


def test_what_is_added_without_an_attack_is_reported(own_database: OwnDatabase) -> None:
    owner = psycopg2.connect(own_database.env["DATABASE_OWNER_URL"])
    with closing(owner), owner.cursor() as cursor:
        before = set(guards(cursor))
        cursor.execute(NEW_GUARDS)
        added = set(guards(cursor)) - before

    assert {str(guard) for guard in added} == THEIR_NAMES
    assert len(without_attack(added)) == len(THEIR_NAMES)


def test_the_sentence_says_what_to_do() -> None:
    assert without_attack([Guard("kind_is_named", "outbox_message")]) == [
        "Nothing attacks kind_is_named of outbox_message: add a statement that breaks it to the"
        " list of its floor in tests/attacks."
    ]
