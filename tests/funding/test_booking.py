"""Booking a row: boundaries, rates, what is asked about, and reversals."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import LedgerEntry
from funding.operations import ledger as books
from funding.operations.exchange import enter_rate
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from techbank.money.models import ExchangeRate
from tests.funding.ground import AT, TODAY, Cast, Ledger


def _rate(cast: Cast, valid_from: date, per_usd: str, **more: Any) -> ExchangeRate:
    values = {"currency": "NOK", "source": " a table ", "by": cast.faith, "at": AT, **more}
    return enter_rate(valid_from=valid_from, per_usd=Decimal(per_usd), **values)


# --- days and amounts ---------------------------------------------------------------------------


@pytest.mark.parametrize("when", [{"year": 2027}, {"due_on": date(2027, 3, 1)}])
def test_an_instalment_may_name_only_its_year_or_only_its_day(
    ledger: Ledger, when: dict[str, Any]
) -> None:
    promise = ledger.row("agreement", "100").promise

    row = ledger.row("instalment", "40", promise=promise, on=None, **when)

    assert (row.year, row.due_on, row.value_on) == (2027, when.get("due_on"), None)


def test_an_instalment_has_no_value_date(ledger: Ledger) -> None:
    promise = ledger.row("agreement", "100").promise

    row = ledger.row("instalment", "40", promise=promise, due_on=date(2026, 3, 1))

    assert (row.due_on, row.value_on, row.year) == (date(2026, 3, 1), None, 2026)


def test_what_is_of_today_or_of_this_year_has_happened(ledger: Ledger) -> None:
    today = ledger.row("receipt", "5", on=TODAY)
    this_year = ledger.row("receipt", "6", on=None, year=TODAY.year)

    assert (today.value_on, this_year.value_on, this_year.year) == (TODAY, None, TODAY.year)


@pytest.mark.parametrize("amount", ["1000000000000000000", "-1000000000000000000"])
def test_an_amount_that_no_column_holds_is_sent_back(ledger: Ledger, amount: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ledger.row("amendment", amount)

    assert refusal.value.field == "amount"


def test_the_largest_amount_is_kept_to_its_cent(ledger: Ledger) -> None:
    row = ledger.row("pledge", "999999999999999999.99")

    row.refresh_from_db()
    assert row.amount == row.usd == Decimal("999999999999999999.99")


def test_a_row_of_a_negative_year_is_sent_back_with_a_sentence(ledger: Ledger) -> None:
    with pytest.raises(Invalid, match="cannot take this row as it is"):
        ledger.row("receipt", "5", on=None, year=-1)
    assert LedgerEntry.objects.count() == 0


# --- rates --------------------------------------------------------------------------------------


def test_an_instalment_is_booked_at_the_rate_of_its_day_and_a_later_one_at_that_of_today(
    ledger: Ledger,
) -> None:
    for valid_from, per_usd in (
        (date(2026, 1, 1), "8"),
        (date(2026, 8, 1), "10"),
        (date(2027, 1, 1), "20"),
    ):
        _rate(ledger.people, valid_from, per_usd)
    promise = ledger.row("agreement", "2000", currency="NOK", on=date(2026, 1, 2)).promise

    due = [
        ledger.row("instalment", "800", promise=promise, currency="NOK", on=None, due_on=day)
        for day in (date(2026, 2, 1), date(2027, 3, 1))
    ]
    undated = ledger.row("instalment", "8", promise=promise, currency="NOK", on=None, year=2026)

    assert [row.usd for row in due] == [100, 80]
    assert (undated.usd, undated.per_usd) == (None, None)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"per_usd": "0"}, "per_usd", "A rate is above zero"),
        ({"per_usd": "-8"}, "per_usd", "A rate is above zero"),
        ({"currency": "USD"}, "currency", "other than the dollar"),
        ({"currency": "ABC"}, "currency", "other than the dollar"),
        ({"source": "  "}, "source", "where the rate comes from"),
    ],
)
def test_a_rate_that_cannot_be_is_sent_back_with_its_field(
    cast: Cast, changes: dict[str, Any], field: str, sentence: str
) -> None:
    values = {"per_usd": "8", **changes}
    with pytest.raises(Invalid, match=sentence) as refusal:
        _rate(cast, TODAY, **values)

    assert refusal.value.field == field
    assert ExchangeRate.objects.count() == 0


def test_a_day_has_one_rate_and_the_trail_says_who_entered_it(cast: Cast) -> None:
    rate = _rate(cast, TODAY, "0.5")
    with pytest.raises(Invalid, match="stored for that day already") as refusal:
        _rate(cast, TODAY, "9")

    assert refusal.value.field == "valid_from"
    assert (rate.source, rate.per_usd) == ("a table", Decimal("0.5"))
    entry = Entry.objects.get(verb="funding.rate_entered")
    assert entry.sentence == f"Faith entered the exchange rate {rate}."
    assert (entry.actor_role, entry.subject_id) == ("funding officer", str(rate.pk))
    assert entry.details == {"per_usd": "0.5", "source": "a table"}


# --- what is asked about ------------------------------------------------------------------------


def test_the_officer_reads_by_how_much_a_receipt_is_above_what_was_signed(ledger: Ledger) -> None:
    promise = ledger.row("agreement", "0.90").promise
    ledger.row("receipt", "0.40", promise=promise)

    with pytest.raises(Invalid, match=r"This receipt is USD 0\.20 above what was signed"):
        ledger.row("receipt", "0.70", promise=promise, confirmed=False)
    ledger.row("receipt", "0.50", promise=promise, confirmed=False)


def test_a_large_excess_is_written_with_its_thousands(ledger: Ledger) -> None:
    promise = ledger.row("agreement", "1000").promise
    ledger.row("amendment", "-400", promise=promise)
    ledger.row("refund", "100", promise=ledger.row("receipt", "100", promise=promise).promise)

    with pytest.raises(Invalid, match=r"USD 1,234\.00 above"):
        ledger.row("receipt", "1834", promise=promise, confirmed=False)


def test_where_nothing_was_signed_no_receipt_is_too_much(ledger: Ledger) -> None:
    promise = ledger.row("pledge", "5").promise

    assert ledger.row("receipt", "700", promise=promise, confirmed=False).amount == 700


def test_all_that_came_may_be_given_back_and_not_a_cent_more(ledger: Ledger) -> None:
    promise = ledger.row("receipt", "10").promise
    ledger.row("refund", "4", promise=promise)

    with pytest.raises(Invalid, match="More would be given back than was received") as refusal:
        ledger.row("refund", "6.01", promise=promise)
    row = ledger.row("refund", "6", promise=promise)

    assert (refusal.value.field, row.amount) == ("amount", -6)


def test_a_rejected_receipt_pays_for_no_refund(ledger: Ledger) -> None:
    receipt = ledger.row("receipt", "10", approve=False)
    books.reject_entry(entry=receipt, reason="No advice.", by=ledger.people.grace, at=AT)

    with pytest.raises(Invalid, match="More would be given back"):
        ledger.row("refund", "1", promise=receipt.promise)


@pytest.mark.parametrize(("days", "asks"), [(60, True), (-60, True), (61, False), (-61, False)])
def test_a_row_like_another_is_asked_about_within_sixty_days(
    ledger: Ledger, days: int, asks: bool
) -> None:
    ledger.row("pledge", "100", on=date(2025, 3, 1))
    day = date(2025, 3, 1) + timedelta(days=days)

    if asks:
        with pytest.raises(Invalid, match="is dated 2025-03-01"):
            ledger.row("pledge", "100", on=day, confirmed=False)
    else:
        assert ledger.row("pledge", "100", on=day, confirmed=False).value_on == day


def test_a_row_is_checked_against_the_others_of_its_promise_one_at_a_time(
    ledger: Ledger,
) -> None:
    promise = ledger.row("agreement", "100").promise

    with CaptureQueriesContext(connection) as context:
        ledger.row("receipt", "60", promise=promise, approve=False, confirmed=False)

    statements = [query["sql"] for query in context]
    [lock] = [n for n, text in enumerate(statements) if "FOR UPDATE" in text]
    sums = [n for n, text in enumerate(statements) if "SUM(" in text]
    assert '"funding_promise"' in statements[lock]
    assert lock < min(sums)


@pytest.mark.parametrize("who", ["dora", "ada", "nora", "grace"])
def test_only_the_first_officer_enters_a_rate(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        _rate(cast, TODAY, "0.9", by=getattr(cast, who))
