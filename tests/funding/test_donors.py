"""Who pays: the table of donors, gifts in kind, and the rows behind both."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.models import LedgerEntry, Promise
from funding.operations import reference
from funding.operations.ledger import approve_entry, reject_entry
from funding.operations.promises import make_promise
from funding.queries import donors
from funding.queries.figures import books, coverage
from funding.queries.ladder import Rung, Why
from funding.queries.rows import rows_as_of
from funding.states import PromiseKind
from tests.funding.ground import AT, TODAY, Ledger, action_ids

Sums = tuple[str, Decimal, Decimal, Decimal]


def _sums(table: donors.DonorTable) -> list[Sums]:
    return [(row.donor, row.received, row.signed, row.pledged) for row in table.rows]


def _pays(ledger: Ledger, donor: Any, *rows: tuple[str, str], **facts: Any) -> Promise:
    """One promise of a donor with some rows of 2025."""
    promise = make_promise(ledger.promise(donors=[donor], **facts))
    for kind, amount in rows:
        ledger.row(kind, amount, promise=promise)
    return promise


def test_each_donor_has_what_came_what_is_signed_and_what_is_only_pledged(ledger: Ledger) -> None:
    aurora, borealis = ledger.people.aurora, ledger.people.borealis
    _pays(ledger, borealis, ("agreement", "50"), ("receipt", "20"), ("cancellation", "5"))
    _pays(ledger, aurora, ("pledge", "100"), ("agreement", "60"), ("receipt", "45"))

    table = donors.donor_table(books(TODAY), [2025])

    assert _sums(table) == [
        ("Aurora Fund", 45, 15, 40),
        ("Borealis Agency", 20, 25, 0),
    ]
    assert [row.firm for row in table.rows] == [60, 45]


def test_donors_with_the_same_firm_money_are_in_the_order_of_their_pledges_then_their_names(
    ledger: Ledger,
) -> None:
    aurora, borealis = ledger.people.aurora, ledger.people.borealis
    _pays(ledger, aurora, ("pledge", "10"))
    _pays(ledger, borealis, ("pledge", "30"))
    both = [row.donor for row in donors.donor_table(books(TODAY), [2025]).rows]
    _pays(ledger, aurora, ("pledge", "20"))

    equal = [row.donor for row in donors.donor_table(books(TODAY), [2025]).rows]

    assert both == ["Borealis Agency", "Aurora Fund"]
    assert equal == ["Aurora Fund", "Borealis Agency"]


def test_a_donor_with_money_of_other_years_only_is_not_in_the_table(ledger: Ledger) -> None:
    _pays(ledger, ledger.people.aurora, ("receipt", "45"))

    assert donors.donor_table(books(TODAY), [2024, 2026]).rows == []
    assert _sums(donors.donor_table(books(TODAY), [2024, 2025])) == [("Aurora Fund", 45, 0, 0)]


def test_a_promise_that_was_given_up_puts_no_donor_in_the_table(ledger: Ledger) -> None:
    _pays(ledger, ledger.people.aurora, ("pledge", "40"), ("lapse", "40"))

    assert donors.donor_table(books(TODAY), [2025]).rows == []


def test_what_has_no_rate_or_no_year_stands_beside_the_sums_of_its_donor(ledger: Ledger) -> None:
    aurora, borealis = ledger.people.aurora, ledger.people.borealis
    dollars = _pays(ledger, aurora, ("agreement", "100"))
    ledger.row("receipt", "900", promise=dollars, currency="NOK")
    ledger.row("receipt", "70", promise=ledger.promise(donors=[borealis]), currency="NOK")

    rows = donors.donor_table(books(TODAY), [2025]).rows

    unsummed = {row.donor: [(item.why, item.row.amount) for item in row.unsummed] for row in rows}
    assert unsummed == {
        "Aurora Fund": [(Why.RATE, 900)],
        "Borealis Agency": [(Why.RATE, 70)],
    }
    assert [row.firm for row in rows] == [100, 0]


@pytest.mark.django_db
def test_what_no_source_dates_stands_with_its_donor_as_without_a_year() -> None:
    reference.load()

    rows = {row.donor: row for row in donors.donor_table(books(TODAY), range(2017, 2022)).rows}

    assert [item.why for item in rows["India"].unsummed] == [Why.YEAR]
    assert rows["India"].firm == 0
    assert rows["Türkiye"].unsummed == []
    assert rows["Bangladesh and Guinea"].joint
    assert not rows["Türkiye"].joint


def test_confidential_promises_are_counted_and_name_no_donor(ledger: Ledger) -> None:
    secret = {"confidential": True, "title": "Hush"}
    _pays(ledger, ledger.people.aurora, ("agreement", "9"), ("receipt", "4"), **secret)
    hidden = _pays(ledger, ledger.people.borealis, ("agreement", "8"), **secret)
    ledger.row("receipt", "70", promise=hidden, currency="NOK")

    table = donors.donor_table(books(TODAY), [2025])

    assert (table.rows, table.confidential) == ([], 2)


def test_gifts_in_kind_are_told_apart_and_confidential_ones_not_at_all(ledger: Ledger) -> None:
    gift = {"kind": PromiseKind.IN_KIND}
    _pays(ledger, ledger.people.aurora, ("agreement", "9"), title="Two laboratories", **gift)
    _pays(ledger, ledger.people.aurora, ("agreement", "7"), confidential=True, **gift)
    _pays(ledger, ledger.people.borealis, ("agreement", "5"))

    assert [row.promise.title for row in donors.in_kind(books(TODAY).rows)] == ["Two laboratories"]


def test_public_rows_are_listed_donor_by_donor_and_year_by_year(ledger: Ledger) -> None:
    aurora, borealis = ledger.people.aurora, ledger.people.borealis
    late = _pays(ledger, borealis, ("agreement", "8"))
    ledger.due(late, 2027, "4")
    ledger.due(late, 2024, "4")
    _pays(ledger, aurora, ("receipt", "3"))
    _pays(ledger, borealis, ("receipt", "2"), confidential=True)

    rows = donors.contributions(TODAY)

    assert [(row.promise.donor, row.year, row.kind_label) for row in rows] == [
        ("Aurora Fund", 2025, "Receipt"),
        ("Borealis Agency", 2024, "Instalment due"),
        ("Borealis Agency", 2025, "Agreement"),
        ("Borealis Agency", 2027, "Instalment due"),
    ]


def test_donors_who_share_a_promise_are_joint_only_where_their_shares_are_unknown(
    ledger: Ledger,
) -> None:
    both = [ledger.people.aurora, ledger.people.borealis]
    for title, donors_of, more in (
        ("Shared", both, {"split_known": False}),
        ("Split", both, {}),
        ("Alone", both[:1], {"split_known": False}),
    ):
        ledger.row("receipt", "5", promise=ledger.promise(title=title, donors=donors_of, **more))

    facts = {row.promise.title: row.promise for row in rows_as_of(TODAY)}

    assert {title: fact.joint for title, fact in facts.items()} == {
        "Shared": True,
        "Split": False,
        "Alone": False,
    }
    assert facts["Shared"].donors == ("Aurora Fund", "Borealis Agency")
    assert facts["Shared"].donor == "Aurora Fund, Borealis Agency"


@pytest.mark.django_db
def test_a_row_of_a_source_counts_from_the_day_of_the_source() -> None:
    reference.load()
    entry = LedgerEntry.objects.filter(promise__donor_label="Türkiye").first()
    assert entry is not None

    rows = {row.id: row for row in rows_as_of(TODAY)}

    assert rows[entry.pk].counts_from == entry.known_on


def test_a_row_of_an_officer_counts_from_the_day_of_its_approval(ledger: Ledger) -> None:
    row = ledger.row("receipt", "5", approve=False)
    approve_entry(entry=row, by=ledger.people.grace, at=AT + timedelta(days=2))

    assert rows_as_of(TODAY + timedelta(days=1)) == []
    [counted] = rows_as_of(TODAY + timedelta(days=2))
    assert counted.counts_from == TODAY + timedelta(days=2)


def test_a_row_waits_from_its_entry_to_its_decision_and_no_longer(ledger: Ledger) -> None:
    late, never = (ledger.row("receipt", amount, approve=False) for amount in ("5", "6"))
    approve_entry(entry=late, by=ledger.people.grace, at=AT + timedelta(days=2))
    reject_entry(
        entry=never, reason="No letter.", by=ledger.people.grace, at=AT + timedelta(days=4)
    )

    waiting = [coverage(2025, TODAY + timedelta(days=days)).waiting for days in range(-1, 6)]

    assert waiting == [0, 2, 2, 1, 1, 0, 0]


def test_a_year_knows_its_rungs_and_the_part_that_is_for_country_plans(
    ledger: Ledger, plan: Any
) -> None:
    action = {"snapshot": plan, "action_id": action_ids(plan)[0], "action_title": "One"}
    _pays(ledger, ledger.people.aurora, ("pledge", "100"), ("agreement", "60"), ("receipt", "45"))
    _pays(ledger, ledger.people.borealis, ("agreement", "7"), ("receipt", "3"), **action)

    year = coverage(2025, TODAY, with_invented=True)

    assert [year.rung(rung) for rung in (Rung.RECEIVED, Rung.SIGNED, Rung.PLEDGED)] == [48, 19, 40]
    assert year.for_plans == 7
    assert [figure.amount for figure in (year.received, year.firm, year.with_pledges)] == [
        48,
        67,
        107,
    ]


def test_zero_has_a_meaning_only_in_a_year_of_which_something_is_recorded(ledger: Ledger) -> None:
    ledger.row("receipt", "900", currency="NOK")
    ledger.row("receipt", "5", on=None, year=2023)

    has_rows = {year: coverage(year, TODAY).has_rows for year in (2022, 2023, 2024, 2025)}

    assert has_rows == {2022: False, 2023: True, 2024: False, 2025: True}
