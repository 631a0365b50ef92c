"""Amounts with their currency, and dated exchange rates."""

from .currencies import CURRENCIES, is_currency
from .values import Money

__all__ = ["CURRENCIES", "Money", "is_currency"]
