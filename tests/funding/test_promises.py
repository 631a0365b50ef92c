"""Promises and their donors, reversals, and offers that become rows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from funding.models import LedgerEntry, PledgeOffer, Promise
from funding.operations import ledger as books
from funding.operations import offers, reference
from funding.operations.promises import make_promise
from partners.models import Membership, Organisation
from partners.roles import Role
from techbank import audit
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.funding.ground import AT, TODAY, Cast, Ledger, action_ids
from tests.funding.test_booking import _rate
from tests.funding.test_operations import _offer

# --- promises -----------------------------------------------------------------------------------


def test_a_promise_names_all_its_donors(ledger: Ledger) -> None:
    both = [ledger.people.aurora, ledger.people.borealis]

    promise = make_promise(ledger.promise(donors=both, title="  Core support "))

    assert set(promise.donors.all()) == set(both)
    assert (promise.donor_label, promise.title) == (
        "Aurora Fund, Borealis Agency",
        "Core support",
    )


def test_a_promise_of_donors_with_long_names_is_kept(ledger: Ledger) -> None:
    donors = [Organisation.objects.create(name=f"{letter * 150}") for letter in "ABC"]

    promise = make_promise(ledger.promise(donors=donors))

    promise.refresh_from_db()
    assert promise.donor_label == f"{'A' * 150}, {'B' * 98}"
    assert promise.donors.count() == 3


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"donors": []}, "donor", "Choose who makes the promise"),
        ({"title": " "}, "title", "what is promised"),
    ],
)
def test_a_promise_without_a_donor_or_a_title_is_sent_back(
    ledger: Ledger, facts: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        ledger.row("pledge", "5", promise=ledger.promise(**facts))

    assert refusal.value.field == field
    assert Promise.objects.count() == 0


def test_an_action_without_its_plan_is_not_said_to_be_a_double_reference(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError, match="promise_action_has_its_plan"):
        make_promise(ledger.promise(action_id=uuid4(), action_title="One"))


# --- reversals ----------------------------------------------------------------------------------


def test_only_an_approved_row_with_an_amount_is_reversed(ledger: Ledger) -> None:
    reference.load()
    faith = ledger.people.faith
    waiting = ledger.row("receipt", "5", approve=False)
    reversal = books.reverse_entry(
        entry=ledger.row("receipt", "6"), reason="Wrong account.", by=faith, at=AT
    )
    books.approve_entry(entry=reversal, by=ledger.people.grace, at=AT)
    unvalued = LedgerEntry.objects.filter(amount__isnull=True).first()
    assert unvalued is not None

    for row in (waiting, reversal, unvalued):
        with pytest.raises(WrongState, match="Only an approved row with an amount"):
            books.reverse_entry(entry=row, reason="Why not.", by=faith, at=AT)
    assert LedgerEntry.objects.filter(kind="reversal").count() == 1


def test_a_reversal_copies_what_it_cancels_and_needs_a_reason(ledger: Ledger) -> None:
    _rate(ledger.people, date(2025, 1, 1), "8")
    row = ledger.row("receipt", "800", currency="NOK")

    with pytest.raises(Invalid, match="Say why the row is reversed") as refusal:
        books.reverse_entry(entry=row, reason=" ", by=ledger.people.faith, at=AT)
    reversal = books.reverse_entry(
        entry=row, reason="Wrong account.", by=ledger.people.faith, at=AT
    )

    assert refusal.value.field == "reason"
    assert (reversal.amount, reversal.usd, reversal.per_usd) == (-800, -100, 8)
    assert (reversal.value_on, reversal.year, reversal.rate_source) == (
        row.value_on,
        2025,
        "a table, 2025-01-01",
    )
    entry = Entry.objects.get(verb="funding.reversal_entered")
    assert entry.sentence == f"Faith entered a reversal of the ledger row “{row}”."
    assert entry.details["reason"] == "Wrong account."


# --- offers -------------------------------------------------------------------------------------


def test_a_form_another_person_used_is_opened_again(cast: Cast, plan: Any) -> None:
    key = uuid4()
    _offer(cast, plan, client_uuid=key)
    Membership.objects.create(
        user=cast.ben, role=Role.DONOR, organisation=cast.aurora, from_on=TODAY
    )

    with pytest.raises(Invalid, match="This form was used already"):
        _offer(cast, plan, client_uuid=key, by=cast.ben)


@pytest.mark.parametrize("amount", ["0.01", "999999999999999999.99"])
def test_an_offer_is_as_small_or_as_large_as_the_ledger_takes(
    cast: Cast, plan: Any, amount: str
) -> None:
    assert _offer(cast, plan, amount=Decimal(amount)).amount == Decimal(amount)


def test_an_offer_like_a_row_of_the_donor_is_asked_about(
    cast: Cast, plan: Any, ledger: Ledger
) -> None:
    ledger.row("pledge", "250000", on=TODAY - timedelta(days=9))
    offer = _offer(cast, plan)

    with pytest.raises(Invalid, match="If this is another one, confirm it") as refusal:
        offers.enter_offer(offer=offer, by=cast.faith, at=AT)
    entered = offers.enter_offer(offer=offer, by=cast.faith, at=AT, confirmed=True)

    assert refusal.value.field == "confirmed"
    assert entered.entry is not None
    assert (entered.entry.amount, entered.entry.value_on) == (250_000, TODAY)


def test_an_offer_that_the_trail_does_not_take_is_not_made(
    cast: Cast, plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_facts: Any) -> None:
        raise IntegrityError("the trail is closed")

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(IntegrityError, match="the trail is closed"):
        _offer(cast, plan)
    assert PledgeOffer.objects.count() == 0


@pytest.mark.parametrize("who", ["dora", "ben", "grace", "ada", "nora"])
def test_who_may_not_enter_an_offer_reads_nothing_of_the_ledger(
    cast: Cast, plan: Any, ledger: Ledger, who: str
) -> None:
    ledger.row("pledge", "250000", on=TODAY - timedelta(days=9))

    with pytest.raises(Refused, match="This needs one of these roles: Funding officer"):
        offers.enter_offer(offer=_offer(cast, plan), by=getattr(cast, who), at=AT)


def test_an_offer_that_was_entered_is_not_entered_again(cast: Cast, plan: Any) -> None:
    offer = offers.enter_offer(offer=_offer(cast, plan), by=cast.faith, at=AT)

    with pytest.raises(WrongState, match="This offer was decided already"):
        offers.enter_offer(offer=offer, by=cast.faith, at=AT)
    assert Promise.objects.count() == 1


def test_an_offer_for_an_action_becomes_a_promise_for_that_action(cast: Cast, plan: Any) -> None:
    offer = offers.enter_offer(
        offer=_offer(cast, plan, message="From our spring round."), by=cast.faith, at=AT
    )

    assert offer.entry is not None
    promise = offer.entry.promise
    assert (promise.snapshot, promise.action_id) == (plan, action_ids(plan)[0])
    assert (promise.title, promise.purpose) == (offer.action_title, "From our spring round.")
    assert list(promise.donors.all()) == [cast.aurora]
