"""A sum of money with its currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up to two decimals, the way invoices round."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Money:
    """``amount`` in whole units of ``currency`` (an ISO 4217 code), two decimals."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Raises ``ValueError`` when the currencies differ: convert first, at a dated rate."""
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,.2f}"
