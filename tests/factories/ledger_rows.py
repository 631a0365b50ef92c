"""Rows of the ledger as the figures read them, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from funding.queries.rows import LedgerRow, PromiseFacts

PROMISE = PromiseFacts(
    id=1,
    title="Core support",
    donor="Aurora",
    donors=("Aurora",),
    joint=False,
    in_kind=False,
    confidential=False,
    invented=False,
    action_id=None,
    purpose="",
    earmarking="",
    note="",
)


def promise(number: int, donor: str, **more: Any) -> PromiseFacts:
    return replace(PROMISE, id=number, donor=donor, donors=(donor,), **more)


def row(
    kind: str,
    amount: str | int | None,
    year: int | None = 2025,
    currency: str = "USD",
    per_usd: str | None = None,
    promise: PromiseFacts = PROMISE,
    **more: Any,
) -> LedgerRow:
    """``usd`` follows from ``currency`` and ``per_usd``; unknown without a rate."""
    known = None if amount is None else Decimal(amount)
    rate = None if per_usd is None else Decimal(per_usd)
    usd = known if currency == "USD" else None
    if known is not None and rate is not None:
        usd = (known / rate).quantize(Decimal("0.01"))
    facts: dict[str, Any] = {
        "rate_source": "",
        "value_on": None,
        "due_on": None,
        "imported": False,
        "counts_from": date(2025, 1, 1),
        "document": "",
        "stage_in_source": "",
        "citation": "",
        "source_title": "",
        "note": "",
        **more,
    }
    return LedgerRow(
        id=uuid4(),
        promise=promise,
        kind=kind,
        amount=known,
        currency=currency,
        per_usd=rate,
        usd=usd,
        year=year,
        **facts,
    )
