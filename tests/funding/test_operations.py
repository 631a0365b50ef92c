"""Entering, deciding, offering: who may, what is refused and with which sentence."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from funding.models import LedgerEntry, PledgeOffer, Promise
from funding.operations import ledger as books
from funding.operations import offers
from funding.operations.booking import RowDraft
from funding.operations.exchange import enter_rate
from funding.queries.action_funding import action_funding
from partners.models import Membership
from partners.roles import Role
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.funding.ground import AT, TODAY, Cast, Ledger, action_ids


def _verbs() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


def _offer(cast: Cast, plan: Any, **changes: Any) -> PledgeOffer:
    values = {
        "client_uuid": uuid4(),
        "donor": cast.aurora,
        "snapshot": plan,
        "action_id": action_ids(plan)[0],
        "amount": Decimal("250000"),
        "currency": "USD",
        "by": cast.dora,
        "at": AT,
        **changes,
    }
    return offers.offer_pledge(**values)


def test_an_entered_row_waits_and_an_approved_one_is_stamped(ledger: Ledger) -> None:
    row = ledger.row("pledge", "100")

    assert row.approved_by == ledger.people.grace
    assert _verbs() == ["funding.entry_entered", "funding.entry_approved"]


def test_nobody_approves_their_own_row(ledger: Ledger) -> None:
    row = ledger.row("pledge", "100", approve=False)
    Membership.objects.create(
        user=ledger.people.faith, role=Role.FUNDING_APPROVER, from_on=date(2020, 1, 1)
    )
    faith = type(ledger.people.faith).objects.get(pk=ledger.people.faith.pk)

    with pytest.raises(Refused, match="You entered this row"):
        books.approve_entry(entry=row, by=faith, at=AT)


@pytest.mark.parametrize("name", ["dora", "ada", "nora", "faith"])
def test_only_the_second_officer_approves(ledger: Ledger, name: str) -> None:
    row = ledger.row("pledge", "100", approve=False)

    with pytest.raises(Refused):
        books.approve_entry(entry=row, by=getattr(ledger.people, name), at=AT)


@pytest.mark.parametrize("name", ["dora", "ada", "nora", "grace"])
def test_only_the_first_officer_enters(ledger: Ledger, name: str) -> None:
    draft = RowDraft("pledge", Decimal(100), "USD", value_on=date(2025, 3, 1))

    with pytest.raises(Refused):
        books.enter_row(
            promise=ledger.promise(), draft=draft, by=getattr(ledger.people, name), at=AT
        )
    assert Promise.objects.count() == 0


def test_a_row_is_decided_once(ledger: Ledger) -> None:
    row = ledger.row("pledge", "100")

    with pytest.raises(WrongState):
        books.approve_entry(entry=row, by=ledger.people.grace, at=AT)
    with pytest.raises(WrongState):
        books.reject_entry(entry=row, reason="Late", by=ledger.people.grace, at=AT)


def test_a_rejected_row_keeps_its_reason(ledger: Ledger) -> None:
    row = ledger.row("pledge", "100", approve=False)

    with pytest.raises(Refused, match="needs a reason"):
        books.reject_entry(entry=row, reason=" ", by=ledger.people.grace, at=AT)
    row = books.reject_entry(entry=row, reason="No letter.", by=ledger.people.grace, at=AT)

    assert (row.state, row.rejected_reason) == ("rejected", "No letter.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "-5"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"currency": "ABC"}, "currency"),
        ({"on": TODAY + timedelta(days=1)}, "value_on"),
        ({"on": None}, "value_on"),
        ({"on": None, "year": 2027}, "year"),
        ({"due_on": TODAY}, "due_on"),
        ({"kind": "instalment"}, "due_on"),
        ({"kind": "write_off", "reason": ""}, "reason"),
        ({"kind": "reversal"}, "kind"),
        ({"kind": "request"}, "kind"),
        ({"kind": "refund"}, "amount"),
    ],
)
def test_a_row_that_cannot_be_is_sent_back_with_its_field(
    ledger: Ledger, changes: dict[str, Any], field: str
) -> None:
    values: dict[str, Any] = {"kind": "receipt", "amount": "5", **changes}
    if values["kind"] == "instalment":
        values["on"] = None

    with pytest.raises(Invalid) as refusal:
        ledger.row(values.pop("kind"), values.pop("amount"), **values)

    assert refusal.value.field == field
    assert LedgerEntry.objects.count() == 0


def test_without_a_rate_the_row_is_kept_and_the_officer_is_told(ledger: Ledger) -> None:
    draft = RowDraft("receipt", Decimal(1_000_000), "NOK", value_on=date(2025, 4, 3))

    entered = books.enter_row(promise=ledger.promise(), draft=draft, by=ledger.people.faith, at=AT)

    assert entered.entry.usd is None
    assert len(entered.remarks) == 1


def test_the_rate_of_the_value_date_is_frozen_on_the_row(ledger: Ledger) -> None:
    for month, rate in ((4, "8.574"), (9, "7.837")):
        enter_rate(
            currency="NOK",
            valid_from=date(2017, month, 1),
            per_usd=Decimal(rate),
            source="invented for this test",
            by=ledger.people.faith,
            at=AT,
        )

    april = ledger.row("receipt", "1000000", currency="NOK", on=date(2017, 4, 20))
    september = ledger.row("receipt", "1000000", currency="NOK", on=date(2017, 9, 20))

    assert (april.usd, september.usd) == (Decimal("116631.68"), Decimal("127599.85"))
    assert april.rate_source == "invented for this test, 2017-04-01"


def test_a_likely_duplicate_is_asked_about_once(ledger: Ledger) -> None:
    ledger.row("pledge", "100", on=date(2025, 3, 1))

    with pytest.raises(Invalid) as result:
        ledger.row("pledge", "100", on=date(2025, 4, 29), confirmed=False)
    ledger.row("pledge", "100", on=date(2025, 4, 29), confirmed=True)
    ledger.row("pledge", "100", on=date(2025, 7, 29), confirmed=False)

    assert result.value.field == "confirmed"


def test_an_overpayment_is_asked_about(ledger: Ledger) -> None:
    agreement = ledger.row("agreement", "100")

    with pytest.raises(Invalid) as result:
        ledger.row("receipt", "100.01", promise=agreement.promise, confirmed=False)

    assert result.value.field == "confirmed"


def test_a_reference_of_a_donor_names_one_promise(ledger: Ledger) -> None:
    ledger.row("agreement", "100", promise=ledger.promise(external_reference="A-1"))

    with pytest.raises(Invalid) as refusal:
        ledger.row("agreement", "90", promise=ledger.promise(external_reference="A-1"))

    assert refusal.value.field == "external_reference"


def test_a_row_is_reversed_once_and_again_only_after_a_rejection(ledger: Ledger) -> None:
    row, faith, grace = ledger.row("write_off", "5"), ledger.people.faith, ledger.people.grace

    first = books.reverse_entry(entry=row, reason="It came.", by=faith, at=AT)
    with pytest.raises(WrongState):
        books.reverse_entry(entry=row, reason="It came.", by=faith, at=AT)
    books.reject_entry(entry=first, reason="Show it.", by=grace, at=AT)
    again = books.reverse_entry(entry=row, reason="It came, see letter.", by=faith, at=AT)

    assert again.amount == 5


def test_the_same_offer_twice_is_one_offer(cast: Cast, plan: Any) -> None:
    key = uuid4()

    first, second = (_offer(cast, plan, client_uuid=key) for _ in range(2))

    assert first == second
    assert _verbs() == ["funding.pledge_offered"]


def test_a_donor_offers_for_no_other_donor(cast: Cast, plan: Any) -> None:
    with pytest.raises(Refused):
        _offer(cast, plan, donor=cast.borealis)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"currency": "XXY"}, "currency"),
        ({"action_id": uuid4()}, ""),
    ],
)
def test_an_offer_that_cannot_be(
    cast: Cast, plan: Any, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        _offer(cast, plan, **changes)

    assert refusal.value.field == field


def test_no_offer_for_a_plan_that_is_not_published(cast: Cast, plan: Any) -> None:
    type(plan.assessment).objects.filter(pk=plan.assessment_id).update(superseded_at=AT)

    with pytest.raises(Invalid):
        _offer(cast, plan)


def test_an_offer_counts_only_after_two_officers(cast: Cast, plan: Any) -> None:
    action = action_ids(plan)[0]
    offer = _offer(cast, plan)
    assert action_funding([plan], TODAY)[action].pledged == 0

    offer = offers.enter_offer(offer=offer, by=cast.faith, at=AT)
    assert offer.entry is not None
    assert action_funding([plan], TODAY)[action].pledged == 0

    books.approve_entry(entry=offer.entry, by=cast.grace, at=AT)
    funding = action_funding([plan], TODAY)[action]
    assert funding.pledged == 250_000
    assert funding.gap == funding.cost
    assert _verbs() == [
        "funding.pledge_offered",
        "funding.entry_entered",
        "funding.offer_entered",
        "funding.entry_approved",
    ]


def test_a_decided_offer_is_decided(cast: Cast, plan: Any) -> None:
    offer = offers.withdraw_offer(offer=_offer(cast, plan), by=cast.dora, at=AT)

    with pytest.raises(WrongState):
        offers.enter_offer(offer=offer, by=cast.faith, at=AT)
    with pytest.raises(WrongState):
        offers.decline_offer(offer=offer, reason="No.", by=cast.faith, at=AT)
    assert LedgerEntry.objects.count() == 0


def test_another_donor_cannot_withdraw(cast: Cast, plan: Any) -> None:
    with pytest.raises(Refused):
        offers.withdraw_offer(offer=_offer(cast, plan), by=cast.ben, at=AT)


def test_a_declined_offer_says_why(cast: Cast, plan: Any) -> None:
    offer = _offer(cast, plan)

    with pytest.raises(Refused, match="needs a reason"):
        offers.decline_offer(offer=offer, reason="", by=cast.faith, at=AT)
    assert offers.decline_offer(offer=offer, reason="Tied.", by=cast.faith, at=AT).reason == "Tied."


def test_money_of_one_confidential_donor_is_not_shown_by_action(ledger: Ledger, plan: Any) -> None:
    action = action_ids(plan)[0]
    pays = {"snapshot": plan, "action_id": action, "action_title": "One"}
    ledger.row("agreement", "10", promise=ledger.promise(confidential=True, **pays))
    ledger.row("agreement", "5", promise=ledger.promise(title="Open", **pays))

    funding = action_funding([plan], TODAY)[action]

    assert (funding.signed, funding.confidential) == (5, True)
