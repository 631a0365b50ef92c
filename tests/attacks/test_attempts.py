"""The attacks themselves are no mere ceremony: each fails when its guard is gone."""

from typing import Any

import pytest

from tests.attacks.attack import Attack, changed
from tests.attacks.attempt import must_accept, must_refuse, put_away
from tests.attacks.counts import SPECIAL, WRITTEN_ONCE
from tests.attacks.register import ATTACKS


def attack_on(name: str) -> Attack:
    return next(attack for attack in ATTACKS if str(attack) == name)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("cost_is_not_negative", "Nothing refused what cost_is_not_negative is there to refuse"),
        ("one_answer_a_question", "Nothing refused"),
        ("one_open_round", "Nothing refused"),
        ("snapshot_is_frozen on DELETE", "Nothing refused"),
        ("ledger_is_kept on TRUNCATE", "Nothing refused"),
        ("audit_entry_chain on INSERT", "did not set it right"),
    ],
)
def test_an_attack_fails_when_its_guard_is_dropped(owner: Any, name: str, complaint: str) -> None:
    attack = attack_on(name)
    with owner.cursor() as cursor:
        put_away(cursor, attack.name, attack.table)

    with pytest.raises(AssertionError, match=complaint):
        must_refuse(owner, attack)

    # The attempt was undone, and the drop with it.
    must_refuse(owner, attack)


def test_an_attack_fails_when_another_guard_refuses(application: Any) -> None:
    wrong = changed("cost_is_not_negative", "assessments_costline", {"version": "-1"}, {})

    with pytest.raises(AssertionError, match="assessments_costline_version_check refused, not"):
        must_refuse(application, wrong)


def test_a_harmless_statement_that_meets_no_row_proves_nothing(application: Any) -> None:
    amount = {"amount": "0"}
    idle = changed("cost_is_not_negative", "assessments_costline", amount, amount, row="false")

    with pytest.raises(AssertionError, match="met 0 rows"):
        must_accept(application, idle)


def test_what_is_said_of_a_column_that_counts_is_said_of_one_there_is() -> None:
    assert set(SPECIAL) - {attack.name for attack in ATTACKS} == set()
    assert WRITTEN_ONCE - {attack.table for attack in ATTACKS} == set()
