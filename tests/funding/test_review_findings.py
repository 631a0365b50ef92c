"""What a security review found in the money, and what holds since."""

from typing import Any

import pytest

from funding.models import LedgerEntry
from funding.operations import ledger, offers
from partners.models import Membership, User
from partners.roles import Role
from techbank.exceptions import Refused

from .ground import AT, TODAY, Cast
from .test_operations import _offer


def _also(person: User, role: Role) -> None:
    Membership.objects.create(user=person, role=role, from_on=TODAY)


def test_the_person_who_made_an_offer_does_not_enter_it(cast: Cast, plan: Any) -> None:
    _also(cast.dora, Role.FUNDING_OFFICER)
    with pytest.raises(Refused, match="You made this offer"):
        offers.enter_offer(offer=_offer(cast, plan), by=cast.dora, at=AT)
    assert LedgerEntry.objects.count() == 0


def test_the_person_who_made_an_offer_does_not_approve_its_row(cast: Cast, plan: Any) -> None:
    _also(cast.dora, Role.FUNDING_APPROVER)
    offer = offers.enter_offer(offer=_offer(cast, plan), by=cast.faith, at=AT)
    assert offer.entry is not None
    with pytest.raises(Refused, match="You made this offer"):
        ledger.approve_entry(entry=offer.entry, by=cast.dora, at=AT)
