"""Sums with their currency, and rates that are dated and never changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from techbank.money import CURRENCIES, Money, is_currency
from techbank.money.models import ExchangeRate
from techbank.money.rates import in_usd, rate_on, rate_table
from techbank.money.values import to_cents


def rate(currency: str, day: date, per_usd: str) -> ExchangeRate:
    return ExchangeRate.objects.create(
        currency=currency, valid_from=day, per_usd=Decimal(per_usd), source="Test"
    )


@pytest.mark.parametrize(
    ("amount", "cents"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.0049", "1.00")]
)
def test_cents_round_half_away_from_zero(amount: str, cents: str) -> None:
    assert to_cents(Decimal(amount)) == Decimal(cents)


def test_sums_of_one_currency_add_up() -> None:
    assert Money(Decimal("1.10"), "XOF") + Money(Decimal("2"), "XOF") == Money(
        Decimal("3.10"), "XOF"
    )


def test_sums_of_two_currencies_do_not() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        Money(Decimal(1), "XOF") + Money(Decimal(1), "USD")


def test_currencies_are_those_of_the_standard_and_the_one_for_testing() -> None:
    assert is_currency("XOF")
    assert is_currency("XTS")
    assert not is_currency("xof")
    assert not is_currency("ZZZ")
    assert len(CURRENCIES) > 150


def test_a_rate_holds_until_the_next_one_begins(db: None) -> None:
    rate("XTS", date(2026, 1, 1), "2")
    rate("XTS", date(2026, 7, 1), "4")
    money = Money(Decimal(100), "XTS")
    assert in_usd(money, date(2025, 12, 31)) is None
    assert in_usd(money, date(2026, 1, 1)) == Decimal("50.00")
    assert in_usd(money, date(2026, 6, 30)) == Decimal("50.00")
    assert in_usd(money, date(2026, 7, 1)) == Decimal("25.00")


def test_dollars_need_no_rate(db: None) -> None:
    assert in_usd(Money(Decimal("7.00"), "USD"), date(2026, 1, 1)) == Decimal("7.00")


def test_the_table_of_a_day_agrees_with_single_rates_in_one_query(
    db: None, django_assert_num_queries: object
) -> None:
    rate("XTS", date(2026, 1, 1), "2")
    rate("XTS", date(2026, 7, 1), "4")
    rate("XOF", date(2026, 1, 1), "600")
    day = date(2026, 8, 1)
    with django_assert_num_queries(1):  # type: ignore[operator]
        table = rate_table(day)
    assert set(table.rates) == {"XTS", "XOF"}
    for currency in table.rates:
        assert table.rates[currency] == rate_on(currency, day)
    assert table.in_usd(Money(Decimal(6), "XOF")) == Decimal("0.01")
    assert table.in_usd(Money(Decimal(6), "XAF")) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE money_exchangerate SET per_usd = 1", "DELETE FROM money_exchangerate"]
)
def test_the_database_keeps_rates(db: None, statement: str) -> None:
    rate("XTS", date(2026, 1, 1), "2")
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("currency", "per_usd", "constraint"),
    [
        ("XTS", "0", "rate_above_zero"),
        ("XTS", "-1", "rate_above_zero"),
        ("USD", "1", "rate_not_of_usd"),
        ("XOF", "600", "one_rate_a_day"),
    ],
)
def test_the_database_refuses_a_rate_that_cannot_be(
    db: None, currency: str, per_usd: str, constraint: str
) -> None:
    rate("XOF", date(2026, 1, 1), "601")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rate(currency, date(2026, 1, 1), per_usd)
