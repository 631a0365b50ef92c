"""The rows of the ledger that counted on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol, cast
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from funding.models import LedgerEntry, PromiseDonor
from funding.states import EntryKind, EntryState


@dataclass(frozen=True)
class PromiseFacts:
    """What all rows of one promise share.

    ``joint``: several donors, split not known. ``invented``: a donor or the country of the plan was
    invented for demonstration.
    """

    id: int
    title: str
    donor: str
    donors: tuple[str, ...]
    joint: bool
    in_kind: bool
    confidential: bool
    invented: bool
    action_id: UUID | None
    purpose: str
    earmarking: str
    note: str


@dataclass(frozen=True)
class LedgerRow:
    """A row of the ledger, frozen. Amounts as in ``LedgerEntry``."""

    id: UUID
    promise: PromiseFacts
    kind: str
    amount: Decimal | None
    currency: str
    per_usd: Decimal | None
    rate_source: str
    usd: Decimal | None
    year: int | None
    value_on: date | None
    due_on: date | None
    imported: bool
    counts_from: date
    document: str
    stage_in_source: str
    citation: str
    source_title: str
    note: str

    @property
    def kind_label(self) -> str:
        return str(EntryKind(self.kind).label)


def day_after(day: date) -> datetime:
    """The first moment after ``day`` in UTC: what was approved before it was approved by then."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def approved_by(day: date) -> QuerySet[LedgerEntry]:
    """Rows that count on ``day``: approved by its end, or imported from a source of that age."""
    return LedgerEntry.objects.filter(
        Q(imported=True, known_on__lte=day)
        | Q(imported=False, state=EntryState.APPROVED, approved_at__lt=day_after(day))
    )


def waiting_on(day: date) -> QuerySet[LedgerEntry]:
    """Rows that were entered by the end of ``day`` and neither approved nor rejected by then."""
    end = day_after(day)
    decided = Q(approved_at__lt=end) | Q(rejected_at__lt=end)
    return LedgerEntry.objects.filter(imported=False, entered_at__lt=end).exclude(decided)


class _WithPlan(Protocol):
    """What the query adds to each entry."""

    plan_invented: bool | None


def _facts(entry: LedgerEntry) -> PromiseFacts:
    promise = entry.promise
    donors = [link.organisation for link in promise.donor_links.all()]
    names = tuple(donor.name for donor in donors)
    plan_invented = cast(_WithPlan, entry).plan_invented
    return PromiseFacts(
        id=promise.pk,
        title=promise.title,
        donor=promise.donor_label,
        donors=names,
        joint=len(names) > 1 and not promise.split_known,
        in_kind=promise.in_kind,
        confidential=promise.confidential,
        invented=bool(plan_invented) or any(donor.fictional for donor in donors),
        action_id=promise.action_id,
        purpose=promise.purpose,
        earmarking=promise.earmarking,
        note=promise.source_note,
    )


def _counts_from(entry: LedgerEntry) -> date:
    if entry.approved_at is not None:
        return entry.approved_at.astimezone(UTC).date()
    return entry.known_on or date.max


def _row(entry: LedgerEntry, promise: PromiseFacts) -> LedgerRow:
    return LedgerRow(
        id=entry.pk,
        promise=promise,
        kind=entry.kind,
        amount=entry.amount,
        currency=entry.currency,
        per_usd=entry.per_usd,
        rate_source=entry.rate_source,
        usd=entry.usd,
        year=entry.year,
        value_on=entry.value_on,
        due_on=entry.due_on,
        imported=entry.imported,
        counts_from=_counts_from(entry),
        document=entry.document_reference,
        stage_in_source=entry.stage_in_source,
        citation=entry.citation,
        source_title=entry.source_title,
        note=entry.source_note,
    )


def _standing(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Without reversed rows and their reversals, which cancel each other."""
    rows = list(entries)
    reversed_ids = {item.reverses_id for item in rows if item.kind == EntryKind.REVERSAL}
    return [
        item for item in rows if item.kind != EntryKind.REVERSAL and item.pk not in reversed_ids
    ]


def rows_as_of(
    day: date, *, action_ids: Iterable[UUID] | None = None, with_invented: bool = False
) -> list[LedgerRow]:
    """Every row that counts on ``day``, oldest first. Two queries, however many rows.

    Invented rows are left out by default: invented money must never be in a real sum.
    """
    fictional = F("promise__snapshot__assessment__country__fictional")
    entries = approved_by(day).select_related("promise").annotate(plan_invented=fictional)
    if action_ids is not None:
        entries = entries.filter(promise__action_id__in=list(action_ids))
    links = PromiseDonor.objects.select_related("organisation")
    entries = entries.prefetch_related(Prefetch("promise__donor_links", queryset=links))
    ordered = entries.order_by("promise_id", "year", "value_on", "due_on", "pk")
    promises: dict[int, PromiseFacts] = {}
    rows = []
    for entry in _standing(ordered):
        facts = promises.setdefault(entry.promise_id, _facts(entry))
        if with_invented or not facts.invented:
            rows.append(_row(entry, facts))
    return rows
