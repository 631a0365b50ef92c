"""At the edges of what may be booked, and who sees what of the ledger."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from funding.models import LedgerEntry, PledgeOffer, Promise
from funding.operations import ledger as books
from funding.operations import offers
from funding.operations.exchange import enter_rate
from funding.operations.promises import NewPromise, make_promise
from funding.queries import ledger as reading
from funding.queries.desk import desk
from funding.queries.donors import contributions
from funding.queries.ladder import Rung, ladder
from funding.queries.rows import rows_as_of, waiting_on
from techbank.exceptions import Hidden, Invalid, Refused, WrongState
from tests.factories.ledger_rows import row
from tests.funding.ground import AT, TODAY, Cast, Ledger, action_ids


def rate(cast: Cast, per_usd: str, **more: Any) -> None:
    values: dict[str, Any] = {"currency": "EUR", "valid_from": TODAY, "source": "For this test"}
    values |= {"by": cast.faith, "at": AT, **more}
    enter_rate(per_usd=Decimal(per_usd), **values)


def offer(cast: Cast, plan: Any, **changes: Any) -> PledgeOffer:
    values = {"client_uuid": uuid4(), "donor": cast.aurora, "snapshot": plan, "currency": "USD"}
    values |= {"action_id": action_ids(plan)[0], "amount": Decimal("0.5"), "by": cast.dora}
    return offers.offer_pledge(at=AT, **{**values, **changes})


def test_what_came_in_this_year_may_be_booked_with_the_year_alone(ledger: Ledger) -> None:
    entry = ledger.row("receipt", "5", on=None, year=TODAY.year)

    assert (entry.year, entry.value_on) == (TODAY.year, None)


def test_an_instalment_needs_its_day_or_its_year_and_not_both(ledger: Ledger) -> None:
    agreement = ledger.row("agreement", "100")

    by_year = ledger.due(agreement.promise, 2027, "40")
    day = date(2028, 5, 1)
    by_day = ledger.row("instalment", "60", promise=agreement.promise, on=None, due_on=day)

    assert (by_year.year, by_day.year) == (2027, 2028)


def test_a_receipt_of_all_that_was_signed_asks_nothing_and_a_cent_more_names_the_cent(
    ledger: Ledger,
) -> None:
    promise = ledger.row("agreement", "100").promise
    ledger.row("receipt", "60", promise=promise, confirmed=False)
    ledger.row("receipt", "40", promise=promise, confirmed=False)

    with pytest.raises(Invalid, match=r"USD 0\.01 above"):
        ledger.row("receipt", "0.01", promise=promise, confirmed=False)


def test_a_receipt_where_nothing_was_signed_asks_nothing(ledger: Ledger) -> None:
    assert ledger.row("receipt", "60", confirmed=False).amount == 60


def test_all_that_came_may_be_given_back_and_not_a_cent_more(ledger: Ledger) -> None:
    promise = ledger.row("receipt", "60").promise

    with pytest.raises(Invalid, match="More would be given back"):
        ledger.row("refund", "60.01", promise=promise)
    assert ledger.row("refund", "60", promise=promise).amount == -60


def test_an_amount_of_nineteen_digits_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Invalid):
        ledger.row("pledge", str(10**18))
    with pytest.raises(Invalid):
        ledger.row("amendment", str(-(10**18)))


def test_an_instalment_due_later_has_the_rate_of_today_one_overdue_that_of_its_day(
    ledger: Ledger,
) -> None:
    rate(ledger.people, "0.8", valid_from=date(2026, 1, 1))
    rate(ledger.people, "0.5", valid_from=date(2026, 8, 1))
    promise = ledger.row("agreement", "100", currency="EUR", on=date(2026, 2, 1)).promise
    facts: dict[str, Any] = {"promise": promise, "currency": "EUR", "on": None}

    overdue = ledger.row("instalment", "40", due_on=date(2026, 7, 1), **facts)
    later = ledger.row("instalment", "40", due_on=date(2027, 7, 1), **facts)

    assert (overdue.usd, later.usd) == (50, 80)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "USD"}, "currency"),
        ({"currency": "XXY"}, "currency"),
        ({"per_usd": "0"}, "per_usd"),
        ({"per_usd": "-1"}, "per_usd"),
        ({"source": " "}, "source"),
    ],
)
def test_a_rate_that_cannot_be_is_sent_back_with_its_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    values = {"per_usd": "0.9", **changes}

    with pytest.raises(Invalid) as refusal:
        rate(cast, values.pop("per_usd"), **values)

    assert refusal.value.field == field


def test_only_an_approved_row_is_reversed_and_no_reversal(ledger: Ledger) -> None:
    faith = ledger.people.faith
    waiting = ledger.row("pledge", "5", approve=False)
    reversal = books.reverse_entry(
        entry=ledger.row("pledge", "6"), reason="Wrong donor.", by=faith, at=AT
    )
    books.approve_entry(entry=reversal, by=ledger.people.grace, at=AT)

    for entry in (waiting, reversal):
        with pytest.raises(WrongState, match="Only an approved row"):
            books.reverse_entry(entry=entry, reason="Again.", by=faith, at=AT)


def test_a_promise_needs_a_donor_and_a_title(cast: Cast) -> None:
    for donors, title, field in (((), "Core support", "donor"), ((cast.aurora,), " ", "title")):
        with pytest.raises(Invalid) as refusal:
            make_promise(NewPromise(title=title, donors=donors))
        assert refusal.value.field == field


def test_donors_who_promise_together_are_all_stored_and_joint_only_without_a_split(
    ledger: Ledger,
) -> None:
    both = [ledger.people.aurora, ledger.people.borealis]
    for title, donors, known in (("A", both, False), ("B", both, True), ("C", both[:1], False)):
        promise = ledger.promise(title=title, donors=donors, split_known=known)
        ledger.row("pledge", "5", promise=promise)

    facts = {line.promise.title: line.promise for line in rows_as_of(TODAY)}

    assert {title: fact.joint for title, fact in facts.items()} == {
        "A": True,
        "B": False,
        "C": False,
    }
    assert facts["A"].donors == ("Aurora Fund", "Borealis Agency")
    assert facts["A"].donor == "Aurora Fund, Borealis Agency"


def test_a_row_says_from_which_day_it_counts(ledger: Ledger) -> None:
    ledger.row("pledge", "5")

    assert [line.counts_from for line in rows_as_of(TODAY)] == [TODAY]


def test_a_row_waits_until_it_is_approved_or_rejected(ledger: Ledger) -> None:
    ledger.row("pledge", "5")
    rejected = ledger.row("pledge", "6", approve=False)
    waiting = ledger.row("pledge", "7", approve=False)
    books.reject_entry(entry=rejected, reason="No letter.", by=ledger.people.grace, at=AT)

    assert list(waiting_on(TODAY)) == [waiting]
    assert list(waiting_on(TODAY - timedelta(days=1))) == []


def test_the_ledger_is_read_by_state_kind_and_part_of_a_donors_name(ledger: Ledger) -> None:
    other = ledger.promise(donors=[ledger.people.borealis])
    pledge = ledger.row("pledge", "5")
    receipt = ledger.row("receipt", "6", promise=other, approve=False)

    assert set(reading.entries()) == {pledge, receipt}
    assert list(reading.entries(kind="receipt")) == [receipt]
    assert list(reading.entries(donor="aurora")) == [pledge]
    assert list(reading.entries(state="entered", kind="pledge")) == []
    assert reading.get_promise(pledge.promise_id) == pledge.promise
    with pytest.raises(Hidden):
        reading.get_promise(0)
    with pytest.raises(Hidden):
        reading.get_entry(uuid4())


def test_officers_see_on_the_desk_what_they_may_decide(
    cast: Cast, plan: Any, ledger: Ledger
) -> None:
    offered = offer(cast, plan)
    entry = ledger.row("pledge", "7", approve=False)

    entering, approving = (desk(person, TODAY) for person in (cast.faith, cast.grace))

    assert (entering.offers_to_decide, entering.rows_to_approve) == ([offered], None)
    assert (approving.offers_to_decide, approving.rows_to_approve) == (None, [entry])


def test_an_offer_form_is_used_by_one_person_and_may_be_small(cast: Cast, plan: Any) -> None:
    key = uuid4()
    assert offer(cast, plan, client_uuid=key).amount == Decimal("0.5")

    with pytest.raises(Invalid, match="used already"):
        offer(cast, plan, client_uuid=key, donor=cast.borealis, by=cast.ben)


def test_an_offer_is_entered_once_and_its_likeness_is_asked_about(cast: Cast, plan: Any) -> None:
    first, second = (offer(cast, plan, amount=Decimal(5)) for _number in range(2))
    offers.enter_offer(offer=first, by=cast.faith, at=AT)

    with pytest.raises(WrongState, match="decided"):
        offers.enter_offer(offer=first, by=cast.faith, at=AT)
    with pytest.raises(Invalid, match="same donor"):
        offers.enter_offer(offer=second, by=cast.faith, at=AT)
    assert (Promise.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def rungs(*rows: Any) -> dict[tuple[str, int | None], int]:
    parts = ladder(rows).parts
    return {(part.rung.value, part.year): int(part.amount) for part in parts}


def test_what_is_cancelled_is_taken_from_its_own_year_then_from_the_latest() -> None:
    signed = [row("agreement", 100, 2024)]
    due = [row("instalment", 50, 2025), row("instalment", 50, 2026)]

    assert rungs(*signed, *due, row("cancellation", -20, 2025)) == {
        ("signed", 2025): 30,
        ("signed", 2026): 50,
        ("given_up", 2025): 20,
    }
    assert rungs(*signed, *due, row("cancellation", -20, None)) == {
        ("signed", 2025): 50,
        ("signed", 2026): 30,
        ("given_up", None): 20,
    }


def test_a_lapse_is_taken_from_the_pledge_and_never_from_what_was_signed() -> None:
    rows = (row("pledge", 100), row("agreement", 60), row("lapse", -40))

    assert rungs(*rows) == {("signed", 2025): 60, ("given_up", 2025): 40}


def test_a_cancellation_above_what_was_signed_is_taken_from_the_pledge() -> None:
    rows = (row("pledge", 100, 2026), row("agreement", 10), row("cancellation", -30))

    assert rungs(*rows) == {("pledged", 2026): 70, ("given_up", 2025): 30}


def test_an_amendment_upwards_is_signed_and_one_of_zero_changes_nothing() -> None:
    rows = (row("agreement", 10), row("amendment", 5, 2026), row("amendment", 0, 2027))

    assert rungs(*rows) == {("signed", 2025): 10, ("signed", 2026): 5}


def test_instalments_of_the_whole_agreement_leave_no_line_of_the_rest() -> None:
    assert rungs(row("agreement", 50, 2024), row("instalment", 50, 2025)) == {("signed", 2025): 50}


def test_another_currency_without_a_rate_is_left_out_of_the_promise() -> None:
    whole = ladder([row("agreement", 50), row("receipt", 10, currency="EUR")])

    assert [(part.row.currency, part.why.value) for part in whole.left_out] == [("EUR", "rate")]
    assert [part.rung for part in whole.parts] == [Rung.SIGNED]


@pytest.mark.parametrize("who", ["dora", "ada", "nora", "grace"])
def test_only_the_first_officer_enters_a_rate(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        rate(cast, "0.9", by=getattr(cast, who))


def test_a_desk_is_clear_until_something_waits(cast: Cast, plan: Any, ledger: Ledger) -> None:
    people = (cast.faith, cast.grace, cast.dora)
    assert [desk(person, TODAY).is_clear for person in people] == [True, True, True]

    offer(cast, plan)
    ledger.row("pledge", "7", approve=False)

    assert [desk(person, TODAY).is_clear for person in people] == [False, False, True]


def test_the_rows_of_a_promise_come_in_the_order_of_their_years(ledger: Ledger) -> None:
    promise = ledger.row("agreement", "100", on=date(2025, 3, 1)).promise
    late = ledger.due(promise, 2027, "60")
    soon = ledger.due(promise, 2026, "40")

    assert [entry.year for entry in reading.rows_of(promise)] == [2025, soon.year, late.year]


def test_public_rows_come_by_donor_and_year_with_undated_ones_last(ledger: Ledger) -> None:
    borealis = ledger.promise(title="B", donors=[ledger.people.borealis])
    ledger.row("pledge", "1", promise=borealis)
    promise = ledger.row("agreement", "100", on=date(2026, 3, 1)).promise
    ledger.row("receipt", "2", promise=promise, on=date(2025, 3, 1))
    ledger.row("receipt", "3", promise=ledger.promise(title="Secret", confidential=True))

    rows = contributions(TODAY)

    assert [(line.promise.donor, line.year) for line in rows] == [
        ("Aurora Fund", 2025),
        ("Aurora Fund", 2026),
        ("Borealis Agency", 2025),
    ]


def test_a_donor_sees_the_own_offers_on_the_desk_without_those_taken_back(
    cast: Cast, plan: Any
) -> None:
    offered, taken_back = offer(cast, plan), offer(cast, plan)
    offers.withdraw_offer(offer=taken_back, by=cast.dora, at=AT)

    assert desk(cast.dora, TODAY).own_offers == [offered]
    assert desk(cast.faith, TODAY).own_offers is None
    assert desk(cast.nora, TODAY).own_sections == []
