"""The ladder of a promise without overlap: received, signed but not received, pledged but not
signed, given up. A receipt uses up what was signed; an agreement uses up what was pledged.

Arithmetic is done in the promise's own currency, so that a changed rate leaves no false remainder;
dollars are computed at the rate stored on the row a part comes from. Pure: no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from funding.states import EntryKind
from techbank.money.values import to_cents

from .rows import LedgerRow

ZERO = Decimal(0)
USD = "USD"


class Rung(StrEnum):
    RECEIVED = "received"
    SIGNED = "signed"
    PLEDGED = "pledged"
    GIVEN_UP = "given_up"


class Why(StrEnum):
    """Why a row is in no sum."""

    AMOUNT = "amount"
    RATE = "rate"
    YEAR = "year"
    NOT_VALUED = "not_valued"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class LadderPart:
    """A part of one promise on one rung in one year. ``usd`` None: no rate is known."""

    rung: Rung
    row: LedgerRow
    year: int | None
    amount: Decimal
    currency: str
    usd: Decimal | None

    @property
    def adjusted(self) -> bool:
        """True when the part is not the whole of its row."""
        return self.row.amount != self.amount


@dataclass(frozen=True)
class LeftOut:
    row: LedgerRow
    why: Why


@dataclass
class _Line:
    row: LedgerRow
    year: int | None
    rest: Decimal

    def part(self, rung: Rung, currency: str) -> LadderPart:
        return LadderPart(rung, self.row, self.year, self.rest, currency, _usd(self.rest, self.row))


@dataclass
class Ladder:
    """All parts of some promises, and the rows that are in no part."""

    parts: list[LadderPart] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    # Signed above what was pledged, by promise, in its currency: legal, and worth seeing.
    above_pledge: dict[int, Decimal] = field(default_factory=dict)

    def on(self, rung: Rung) -> list[LadderPart]:
        return [part for part in self.parts if part.rung == rung]


def _usd(amount: Decimal, row: LedgerRow) -> Decimal | None:
    """Dollars of a part of ``row`` at the row's own rate."""
    if row.currency == USD:
        return amount
    return to_cents(amount / row.per_usd) if row.per_usd else None


def ladder(rows: Iterable[LedgerRow]) -> Ladder:
    """The ladder of every promise in ``rows``, which must be ordered by promise."""
    whole = Ladder()
    for _promise, group in groupby(rows, key=lambda row: row.promise.id):
        _climb(list(group), whole)
    return whole


def _climb(rows: list[LedgerRow], whole: Ladder) -> None:
    # What was asked for is nobody's promise: in no sum, and not missing from any.
    rows = [row for row in rows if row.kind != EntryKind.REQUEST]
    if not rows:
        return
    known = [row for row in rows if row.amount is not None]
    reason = Why.NOT_VALUED if rows[0].promise.in_kind else Why.AMOUNT
    whole.left_out += [LeftOut(row, reason) for row in rows if row.amount is None]
    if not known or rows[0].promise.in_kind:
        # In kind is told apart and never added to cash, valued or not.
        return
    base = _base(known)
    matched = []
    for row in known:
        amount = _in_base(row, base)
        if amount is None:
            whole.left_out.append(LeftOut(row, Why.RATE))
        else:
            matched.append((row, amount))
    _settle(matched, base.currency, whole)


def _base(known: Sequence[LedgerRow]) -> LedgerRow:
    """The row in whose currency the promise is counted: agreement, else pledge, else receipt."""
    for kind in (EntryKind.AGREEMENT, EntryKind.PLEDGE, EntryKind.RECEIPT):
        for row in known:
            if row.kind == kind:
                return row
    return known[0]


def _in_base(row: LedgerRow, base: LedgerRow) -> Decimal | None:
    """The row's amount in the base currency; other currencies are converted through dollars."""
    if row.currency == base.currency:
        return row.amount
    if row.usd is None:
        return None
    if base.currency == USD:
        return row.usd
    return to_cents(row.usd * base.per_usd) if base.per_usd else None


Matched = Sequence[tuple[LedgerRow, Decimal]]


def _settle(rows: Matched, currency: str, whole: Ladder) -> None:
    signed_rows = [
        (r, a) for r, a in rows if r.kind in {EntryKind.AGREEMENT, EntryKind.AMENDMENT} and a > 0
    ]
    signed_gross = sum((a for _row, a in signed_rows), ZERO)
    signed = _schedule(rows, signed_rows, signed_gross)
    pledged = [
        _Line(r, r.year, a)
        for r, a in rows
        if r.kind in {EntryKind.PLEDGE, EntryKind.PLEDGE_CHANGE} and a > 0
    ]
    _give_up(rows, signed, pledged, currency, whole)
    received = ZERO
    for row, amount in rows:
        if row.kind in {EntryKind.RECEIPT, EntryKind.REFUND}:
            received += amount
            whole.parts.append(LadderPart(Rung.RECEIVED, row, row.year, amount, currency, row.usd))
    _use_up(signed, received)
    over = _use_up(pledged, max(signed_gross, received))
    if over and any(r.kind == EntryKind.PLEDGE for r, _a in rows):
        whole.above_pledge[rows[0][0].promise.id] = over
    whole.parts += [line.part(Rung.SIGNED, currency) for line in signed if line.rest]
    whole.parts += [line.part(Rung.PLEDGED, currency) for line in pledged if line.rest]


def _schedule(rows: Matched, signed_rows: Matched, signed_gross: Decimal) -> list[_Line]:
    """What was signed, line by line: its instalments, and what no instalment covers.

    Instalments never add to what was signed; an excess is cut from the last ones.
    """
    instalments = [_Line(r, r.year, a) for r, a in rows if r.kind == EntryKind.INSTALMENT]
    if not instalments:
        return [_Line(r, r.year, a) for r, a in signed_rows]
    planned = sum((line.rest for line in instalments), ZERO)
    if planned > signed_gross:
        _take(list(reversed(instalments)), planned - signed_gross)
    elif signed_gross > planned:
        last = signed_rows[-1][0]
        instalments.append(_Line(last, last.year, signed_gross - planned))
    return instalments


_GIVES_UP_SIGNED = frozenset({EntryKind.AMENDMENT, EntryKind.CANCELLATION, EntryKind.WRITE_OFF})
_GIVES_UP_PLEDGED = frozenset({EntryKind.PLEDGE_CHANGE, EntryKind.LAPSE})


def _give_up(
    rows: Matched, signed: list[_Line], pledged: list[_Line], currency: str, whole: Ladder
) -> None:
    """Reductions are taken from the line of their own year first, then from the latest; what was
    not signed is taken from the pledge."""
    for row, amount in rows:
        if amount >= 0 or row.kind not in _GIVES_UP_SIGNED | _GIVES_UP_PLEDGED:
            continue
        rest = -amount
        if row.kind in _GIVES_UP_SIGNED:
            rest = _take(_own_year_first(signed, row.year), rest)
        _take(_own_year_first(pledged, row.year), rest)
        whole.parts.append(
            LadderPart(Rung.GIVEN_UP, row, row.year, -amount, currency, _positive(row))
        )


def _positive(row: LedgerRow) -> Decimal | None:
    return None if row.usd is None else -row.usd


def _own_year_first(lines: list[_Line], year: int | None) -> list[_Line]:
    latest_first = list(reversed(lines))
    return sorted(latest_first, key=lambda line: year is None or line.year != year)


def _use_up(lines: list[_Line], amount: Decimal) -> Decimal:
    """Take ``amount`` from the lines, earliest first; returns what is left over."""
    return _take(lines, max(amount, ZERO))


def _take(lines: Iterable[_Line], amount: Decimal) -> Decimal:
    for line in lines:
        taken = min(line.rest, amount)
        line.rest -= taken
        amount -= taken
    return amount
