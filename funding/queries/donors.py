"""Who pays: money by donor and rung of the ladder, and what is given in kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .figures import Books
from .ladder import LadderPart, LeftOut, Rung, Why
from .rows import LedgerRow, rows_as_of


@dataclass
class DonorRow:
    """One donor, or several together where the split is not known. Dollars in the requested years.

    ``unsummed`` are rows of this donor that are in no sum, with their original amounts.
    """

    donor: str
    joint: bool
    invented: bool
    received: Decimal = Decimal(0)
    signed: Decimal = Decimal(0)
    pledged: Decimal = Decimal(0)
    unsummed: list[LeftOut] = field(default_factory=list)

    @property
    def firm(self) -> Decimal:
        return self.received + self.signed


@dataclass(frozen=True)
class DonorTable:
    rows: list[DonorRow]
    confidential: int


def donor_table(books: Books, years: Sequence[int]) -> DonorTable:
    """Donors by firm money, largest first. No query. Confidential rows are counted, not listed."""
    by_donor: dict[str, DonorRow] = {}

    def of(row: LedgerRow) -> DonorRow:
        promise = row.promise
        fresh = DonorRow(promise.donor, promise.joint, promise.invented)
        return by_donor.setdefault(promise.donor, fresh)

    open_parts = [part for part in books.ladder.parts if not part.row.promise.confidential]
    for part in open_parts:
        if part.rung == Rung.GIVEN_UP:
            continue
        _add(of(part.row), part, years)
    for left_out_part in books.ladder.left_out:
        if left_out_part.why != Why.NOT_VALUED and not left_out_part.row.promise.confidential:
            of(left_out_part.row).unsummed.append(left_out_part)
    hidden = {p.row.promise.id for p in books.ladder.parts if p.row.promise.confidential}
    rows = [row for row in by_donor.values() if row.firm or row.pledged or row.unsummed]
    rows.sort(key=lambda row: (-row.firm, -row.pledged, row.donor))
    return DonorTable(rows, len(hidden))


def _add(donor: DonorRow, part: LadderPart, years: Sequence[int]) -> None:
    if part.year is None or part.usd is None:
        why = Why.YEAR if part.year is None else Why.RATE
        donor.unsummed.append(LeftOut(part.row, why))
        return
    if part.year not in years:
        return
    if part.rung == Rung.RECEIVED:
        donor.received += part.usd
    elif part.rung == Rung.SIGNED:
        donor.signed += part.usd
    else:
        donor.pledged += part.usd


def in_kind(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Rows given in kind, in order, with requests that nobody answered (kind ``request``)."""
    return [row for row in rows if row.promise.in_kind and not row.promise.confidential]


def contributions(as_of: date, *, with_invented: bool = False) -> list[LedgerRow]:
    """Every public row that counts on the day, by donor. Two queries."""
    entries = rows_as_of(as_of, with_invented=with_invented)
    rows = [row for row in entries if not row.promise.confidential]
    return sorted(rows, key=lambda row: (row.promise.donor, row.promise.id, row.year or 9999))
