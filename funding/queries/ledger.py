"""The ledger as officers and auditors read it: every row, whatever its state."""

from uuid import UUID

from django.db.models import QuerySet

from funding.models import LedgerEntry, Promise
from funding.states import EntryState
from techbank.exceptions import Hidden

_WHO = ("promise", "entered_by", "approved_by", "rejected_by")


def entries(*, state: str = "", kind: str = "", donor: str = "") -> QuerySet[LedgerEntry]:
    """Rows that match the filters; rows entered by people first, newest on top, then imported."""
    rows = LedgerEntry.objects.select_related(*_WHO)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if donor:
        rows = rows.filter(promise__donor_label__icontains=donor)
    return rows.order_by("imported", "-entered_at", "promise__donor_label", "year", "pk")


def get_entry(entry_id: UUID) -> LedgerEntry:
    """One row with its promise and its people; raises ``Hidden``. One query."""
    entry = LedgerEntry.objects.select_related(*_WHO, "reverses").filter(pk=entry_id).first()
    if entry is None:
        raise Hidden
    return entry


def get_promise(promise_id: int) -> Promise:
    """One promise; raises ``Hidden``. One query."""
    promise = Promise.objects.filter(pk=promise_id).first()
    if promise is None:
        raise Hidden
    return promise


def rows_of(promise: Promise) -> QuerySet[LedgerEntry]:
    """All rows of one promise in the order of their years. One query."""
    rows = promise.entries.select_related("promise", "entered_by", "approved_by")
    return rows.order_by("year", "value_on", "due_on", "entered_at", "pk")


def waiting_for_approval() -> QuerySet[LedgerEntry]:
    """Rows that wait for a decision, oldest first."""
    return entries(state=EntryState.ENTERED).order_by("entered_at", "pk")
