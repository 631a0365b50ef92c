"""Entering rows, and the second officer's decision on them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funding.models import LedgerEntry, Promise
from funding.states import EntryKind, EntryState
from funding.workflow import APPROVE_ENTRY, REJECT_ENTRY
from partners.access import require
from partners.models import User
from partners.roles import Permission
from partners.transitions import perform
from techbank.exceptions import Invalid, WrongState

from .booking import RowDraft, add_row, record_row
from .promises import NewPromise, make_promise


@dataclass(frozen=True)
class Entered:
    """The new row, and warnings for the officer to read."""

    entry: LedgerEntry
    remarks: tuple[str, ...]


@transaction.atomic
def enter_row(*, promise: Promise | NewPromise, draft: RowDraft, by: User, at: datetime) -> Entered:
    """Enter a row on a promise, or on a new one. It is in no figure before it is approved.

    Raises ``Refused`` without the permission, ``Invalid`` with the field to change.
    """
    require(by, Permission.ENTER_LEDGER, on=at.date())
    thread = promise if isinstance(promise, Promise) else make_promise(promise)
    entry = add_row(promise=thread, draft=draft, by=by, at=at)
    record_row(entry, "funding.entry_entered", f"{by} entered the ledger row “{entry}”.", by, at)
    return Entered(entry, _remarks(entry))


def _remarks(entry: LedgerEntry) -> tuple[str, ...]:
    if entry.usd is not None:
        return ()
    return (
        _(
            "No exchange rate is stored for %(currency)s on this date: the row is kept in its "
            "own currency and is not included in dollar totals."
        )
        % {"currency": entry.currency},
    )


def approve_entry(*, entry: LedgerEntry, by: User, at: datetime) -> LedgerEntry:
    """The second officer approves the row; from now on it counts. Raises ``Refused`` for the person
    who entered it, ``WrongState`` when it was decided before."""
    return perform(APPROVE_ENTRY, entry, by=by, at=at)


def reject_entry(*, entry: LedgerEntry, reason: str, by: User, at: datetime) -> LedgerEntry:
    """The row stays in the ledger with the reason and is in no figure."""
    return perform(
        REJECT_ENTRY, entry, by=by, at=at, reason=reason, also={"rejected_reason": reason}
    )


@transaction.atomic
def reverse_entry(*, entry: LedgerEntry, reason: str, by: User, at: datetime) -> LedgerEntry:
    """Enter the row that cancels ``entry``; once it is approved, neither of the two counts.

    The reversal copies the rate of the row it reverses. Raises ``Refused``, ``WrongState`` when the
    row was never approved or is being reversed already, ``Invalid`` without a reason.
    """
    require(by, Permission.ENTER_LEDGER, on=at.date())
    locked = LedgerEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if (
        locked.state != EntryState.APPROVED
        or locked.kind == EntryKind.REVERSAL
        or locked.amount is None
    ):
        raise WrongState(_("Only an approved row with an amount can be reversed."))
    if not reason.strip():
        raise Invalid(_("Say why the row is reversed."), field="reason")
    try:
        with transaction.atomic():
            reversal = _reversal_of(locked, reason, by, at)
    except IntegrityError as error:
        raise WrongState(_("A reversal of this row was entered already.")) from error
    sentence = f"{by} entered a reversal of the ledger row “{locked}”."
    record_row(reversal, "funding.reversal_entered", sentence, by, at)
    return reversal


def _reversal_of(entry: LedgerEntry, reason: str, by: User, at: datetime) -> LedgerEntry:
    return LedgerEntry.objects.create(
        promise=entry.promise,
        kind=EntryKind.REVERSAL,
        reverses=entry,
        amount=None if entry.amount is None else -entry.amount,
        currency=entry.currency,
        value_on=entry.value_on,
        year=entry.year,
        due_on=entry.due_on,
        per_usd=entry.per_usd,
        rate_source=entry.rate_source,
        usd=None if entry.usd is None else -entry.usd,
        reason=reason,
        entered_at=at,
        entered_by=by,
    )
