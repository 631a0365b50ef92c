"""Conversion of any currency to United States dollars, only at a stored and dated rate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .models import ExchangeRate
from .values import Money, to_cents

USD = "USD"


@dataclass(frozen=True)
class RateTable:
    """All rates in force on one day, read once: ``rates`` maps a currency to its row."""

    day: date
    rates: dict[str, ExchangeRate]

    def in_usd(self, money: Money) -> Decimal | None:
        """The sum in dollars to the cent; ``None`` when no rate is known, never a guess."""
        if money.currency == USD:
            return money.amount
        rate = self.rates.get(money.currency)
        return None if rate is None else to_cents(money.amount / rate.per_usd)


def rate_table(day: date) -> RateTable:
    """The rates in force on ``day``. One query."""
    rows = ExchangeRate.objects.filter(valid_from__lte=day).order_by("currency", "-valid_from")
    return RateTable(day, {row.currency: row for row in rows.distinct("currency")})


def rate_on(currency: str, day: date) -> ExchangeRate | None:
    """The row in force for ``currency`` on ``day``. One query."""
    rows = ExchangeRate.objects.filter(currency=currency, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def in_usd(money: Money, day: date) -> Decimal | None:
    """One sum in dollars at the rate of ``day``; ``None`` when there is none."""
    if money.currency == USD:
        return money.amount
    rate = rate_on(money.currency, day)
    return None if rate is None else to_cents(money.amount / rate.per_usd)
