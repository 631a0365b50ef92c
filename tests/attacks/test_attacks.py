"""Every constraint and trigger is attacked in SQL, behind the back of the whole program.

Each attack is tried three times: it is refused, and by that very guard; the same statement with
allowed values is accepted; and once the guard is put away, the attack succeeds.
"""

from typing import Any

import pytest

from tests.attacks.attack import Attack
from tests.attacks.attempt import must_accept, must_pass_without, must_refuse
from tests.attacks.register import ATTACKS

every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=str)


@every_attack
def test_the_database_refuses_it(attack: Attack, application: Any, owner: Any) -> None:
    must_refuse(owner if attack.by_owner else application, attack)


@every_attack
def test_what_is_allowed_is_accepted(attack: Attack, application: Any, owner: Any) -> None:
    must_accept(owner if attack.behind else application, attack)


@every_attack
def test_nothing_but_its_guard_refuses_it(attack: Attack, owner: Any) -> None:
    must_pass_without(owner, attack)
