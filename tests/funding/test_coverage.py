"""The anchor of A/76/272, and what a day before or after an approval shows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.models import LedgerEntry, Promise, Requirement
from funding.operations import reference
from funding.operations.ledger import approve_entry, reverse_entry
from funding.queries.figures import FigureCertainty, books, coverage
from funding.queries.ladder import Why
from tests.funding.ground import AT, TODAY, Ledger

MILLION = Decimal(1_000_000)


@pytest.fixture
def carried(db: None) -> None:
    reference.load()


@pytest.mark.usefixtures("carried")
def test_2020_is_twenty_per_cent_firm_and_received_is_unknown() -> None:
    year = coverage(2020, TODAY)

    assert year.need is not None
    assert year.need.amount == 15 * MILLION
    assert year.firm.amount == 3 * MILLION
    assert year.firm.share == Decimal("0.2")
    assert year.firm.gap == 12 * MILLION
    assert year.received.amount is None
    assert year.received.certainty == FigureCertainty.UNKNOWN


@pytest.mark.usefixtures("carried")
def test_the_turkish_promise_is_counted_once() -> None:
    firm = {year: books(TODAY).coverage(year).firm.amount for year in range(2017, 2023)}

    assert firm == {
        2017: 2 * MILLION,
        2018: 2 * MILLION,
        2019: 2 * MILLION,
        2020: 3 * MILLION,
        2021: 2 * MILLION,
        2022: 0,
    }


@pytest.mark.usefixtures("carried")
def test_what_no_source_dates_or_values_is_left_out_and_counted() -> None:
    left_out = {
        (item.row.promise.donor, item.why): item.row.amount
        for item in coverage(2017, TODAY).left_out
    }

    assert left_out == {
        ("Norway", Why.RATE): 1 * MILLION,
        ("India", Why.YEAR): 100_000,
        ("Bangladesh and Guinea", Why.YEAR): 50_000,
        ("Türkiye", Why.NOT_VALUED): None,
        ("Italy", Why.NOT_VALUED): None,
        (
            "Member States, United Nations entities and development partners",
            Why.NOT_VALUED,
        ): None,
    }


@pytest.mark.usefixtures("carried")
def test_joint_donors_stay_joint() -> None:
    promise = Promise.objects.get(carried_as="bangladesh-guinea")

    assert promise.donors.count() == 2
    assert not promise.split_known


@pytest.mark.usefixtures("carried")
def test_imported_rows_count_from_the_day_of_their_source() -> None:
    published = LedgerEntry.objects.filter(promise__donor_label="Türkiye").first()
    assert published is not None
    assert published.known_on is not None

    before = coverage(2020, published.known_on - timedelta(days=1))
    after = coverage(2020, published.known_on)

    assert before.firm.amount == 0
    assert before.need is None
    assert after.firm.amount == 3 * MILLION


@pytest.mark.usefixtures("carried")
def test_loading_again_changes_nothing() -> None:
    before = (LedgerEntry.objects.count(), Promise.objects.count(), Requirement.objects.count())

    reference.load()

    after = (LedgerEntry.objects.count(), Promise.objects.count(), Requirement.objects.count())
    assert after == before


def _need(amount: int, known_on: date, **more: Any) -> Requirement:
    facts = {"label": "revised", "basis": "per_year", "year_from": 2025, **more}
    return Requirement.objects.create(
        body="Technology Bank", amount=amount, currency="USD", known_on=known_on, **facts
    )


@pytest.mark.django_db
def test_a_need_revised_in_mid_year_holds_from_the_day_it_is_known() -> None:
    _need(100, date(2025, 1, 1), label="original")
    _need(150, date(2025, 7, 1))

    before, after = coverage(2025, date(2025, 6, 30)), coverage(2025, date(2025, 7, 1))

    assert before.need is not None
    assert after.need is not None
    assert (before.need.amount, after.need.amount) == (100, 150)


def test_more_than_the_need_is_a_surplus(ledger: Ledger) -> None:
    _need(100, date(2025, 1, 1))
    ledger.row("receipt", "130")

    assert coverage(2025, TODAY).received.gap == -30


def test_an_unapproved_row_is_in_no_figure_and_is_counted_as_waiting(ledger: Ledger) -> None:
    ledger.row("receipt", "130", approve=False)

    year = coverage(2025, TODAY)

    assert (year.received.amount, year.waiting) == (0, 1)


def test_a_row_counts_on_the_day_it_was_approved_and_not_before(ledger: Ledger) -> None:
    ledger.row("receipt", "130")

    assert coverage(2025, TODAY - timedelta(days=1)).received.amount == 0
    assert coverage(2025, TODAY).received.amount == 130


def test_a_reversed_row_is_gone_only_after_its_reversal_was_approved(ledger: Ledger) -> None:
    receipt = ledger.row("receipt", "130")
    later = AT + timedelta(days=10)
    reversal = reverse_entry(
        entry=receipt, reason="Wrong account.", by=ledger.people.faith, at=later
    )

    assert coverage(2025, later.date()).received.amount == 130
    approve_entry(entry=reversal, by=ledger.people.grace, at=later)
    assert coverage(2025, later.date()).received.amount == 0
    assert coverage(2025, TODAY).received.amount == 130


def test_one_confidential_donor_is_in_no_total_and_two_are(ledger: Ledger) -> None:
    secret = {"confidential": True}
    ledger.row("receipt", "10", promise=ledger.promise(**secret))
    ledger.row("receipt", "5")

    alone = coverage(2025, TODAY)
    ledger.row("receipt", "20", promise=ledger.promise(donors=[ledger.people.borealis], **secret))
    together = coverage(2025, TODAY)

    assert (alone.received.amount, [item.why for item in alone.left_out]) == (5, [Why.CONFIDENTIAL])
    assert (together.received.amount, together.left_out) == (35, ())


def test_books_cost_four_queries_however_many_rows(
    ledger: Ledger, django_assert_num_queries: Any
) -> None:
    ledger.row("receipt", "10")
    with django_assert_num_queries(4):
        books(TODAY)
    ledger.row("receipt", "20")
    ledger.row("agreement", "30", promise=ledger.promise(donors=[ledger.people.borealis]))
    with django_assert_num_queries(4):
        books(TODAY)


@pytest.mark.usefixtures("carried")
def test_the_years_reach_from_the_first_to_the_last_that_a_row_or_a_need_names() -> None:
    sourced = books(TODAY).years()
    _need(100, date(2025, 1, 1), year_from=2015, year_to=2031)

    assert sourced == list(range(sourced[0], sourced[-1] + 1))
    assert sourced[0] <= 2017
    assert books(TODAY).years() == list(range(2015, 2032))


def test_without_rows_and_needs_there_is_no_year(ledger: Ledger) -> None:
    empty = books(TODAY).years()
    ledger.row("receipt", "5", on=date(2019, 3, 1))
    ledger.row("receipt", "5", on=date(2021, 3, 1))

    assert (empty, books(TODAY).years()) == ([], [2019, 2020, 2021])


@pytest.mark.django_db
def test_a_need_holds_from_its_first_to_its_last_year() -> None:
    _need(100, date(2025, 1, 1), year_from=2025, year_to=2026)
    known = books(TODAY)

    needs = {year: known.need(year) for year in (2024, 2025, 2026, 2027)}

    assert [year for year, need in needs.items() if need is not None] == [2025, 2026]


def test_each_row_without_a_year_or_a_rate_is_left_out_once(ledger: Ledger) -> None:
    dollars = ledger.row("agreement", "100").promise
    ledger.row("receipt", "900", promise=dollars, currency="NOK")
    ledger.row("receipt", "70", promise=ledger.promise(title="Else"), currency="NOK")
    ledger.row("receipt", "80", promise=ledger.promise(title="Early"), on=date(2024, 2, 1))

    year = coverage(2025, TODAY)

    assert sorted((item.why, item.row.amount) for item in year.left_out) == [
        (Why.RATE, 70),
        (Why.RATE, 900),
    ]
    assert (year.received.amount, year.firm.amount) == (0, 100)
    assert coverage(2024, TODAY).left_out == ()
