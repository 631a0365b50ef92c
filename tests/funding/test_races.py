"""Two at the same moment: one of them wins, the other is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.db import connection

from funding.models import LedgerEntry, PledgeOffer
from funding.operations import ledger as books
from funding.operations import offers
from techbank.audit.models import Entry
from techbank.exceptions import WrongState
from tests.funding.ground import AT, Ledger, action_ids, make_cast, publish


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act gave, or the exception it ended with, all started at once."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_an_offer_is_entered_once_by_four_officers_at_once(own_database: Any) -> None:
    cast = make_cast()
    plan = publish(cast.testland, cast)
    action = action_ids(plan)[0]
    key = uuid4()

    def send() -> PledgeOffer:
        return offers.offer_pledge(
            client_uuid=key,
            amount=Decimal(10),
            currency="USD",
            by=cast.dora,
            at=AT,
            donor=cast.aurora,
            snapshot=plan,
            action_id=action,
        )

    sent = together([send] * 4)
    assert {item.pk for item in sent} == {PledgeOffer.objects.get().pk}

    entered = together([lambda: offers.enter_offer(offer=sent[0], by=cast.faith, at=AT)] * 4)

    assert sorted(type(item).__name__ for item in entered) == ["PledgeOffer"] + ["WrongState"] * 3
    assert LedgerEntry.objects.count() == 1
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["funding.pledge_offered", "funding.entry_entered", "funding.offer_entered"]


def test_a_row_is_approved_or_rejected_and_never_both(own_database: Any) -> None:
    ledger = Ledger(make_cast())
    row, grace = ledger.row("pledge", "10", approve=False), ledger.people.grace

    results = together(
        [
            lambda: books.approve_entry(entry=row, by=grace, at=AT),
            lambda: books.reject_entry(entry=row, reason="No.", by=grace, at=AT),
        ]
    )

    assert sum(isinstance(row, LedgerEntry) for row in results) == 1
    assert sum(isinstance(row, WrongState) for row in results) == 1


def test_an_agreement_is_not_overpaid_by_two_receipts_at_once(own_database: Any) -> None:
    ledger = Ledger(make_cast())
    promise = ledger.row("agreement", "100").promise

    def pay(day: int) -> Callable[[], LedgerEntry]:
        return lambda: ledger.row(
            "receipt", str(60 + day), promise=promise, approve=False, confirmed=False
        )

    results = together([pay(1), pay(2)])

    assert sum(isinstance(row, LedgerEntry) for row in results) == 1
