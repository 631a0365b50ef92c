"""Writing one row: when it is valid, at which rate it is booked, and what needs confirmation."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from funding.models import LedgerEntry, Promise
from funding.states import ADDS, BY_HAND, EITHER_WAY, PLANNED, TAKES_AWAY, EntryKind, EntryState
from partners.access import role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Invalid
from techbank.money import is_currency
from techbank.money.rates import rate_on
from techbank.money.values import to_cents

USD = "USD"
LARGEST = Decimal(10) ** 18
ALIKE_WITHIN = timedelta(days=60)
# A receipt above what was signed, or a second row like the first, is asked about, never assumed.
ASKED = "confirmed"


@dataclass(frozen=True)
class RowDraft:
    """A row as an officer enters it. ``amount`` is above zero, except for changes and amendments,
    which may be below; kinds that subtract get their minus sign here. Give ``value_on``, or
    ``year`` when only the year is known; ``due_on`` for instalments. ``confirmed``: the officer has
    read the warning."""

    kind: str
    amount: Decimal
    currency: str
    value_on: date | None = None
    year: int | None = None
    due_on: date | None = None
    reason: str = ""
    document_reference: str = ""
    confirmed: bool = False


def _check_kind(draft: RowDraft) -> None:
    if draft.kind not in BY_HAND:
        raise Invalid(_("Choose what kind of row this is."), field="kind")
    if draft.kind in TAKES_AWAY | EITHER_WAY and not draft.reason.strip():
        raise Invalid(_("Say why: a row that changes a promise needs a reason."), field="reason")


def _check_amount(draft: RowDraft) -> None:
    if not is_currency(draft.currency):
        raise Invalid(_("Choose a currency from the list."), field="currency")
    if draft.amount == 0 or abs(draft.amount) >= LARGEST:
        raise Invalid(_("Enter an amount that is not zero."), field="amount")
    if draft.amount < 0 and draft.kind in ADDS | TAKES_AWAY:
        raise Invalid(
            _("Enter the amount without a minus sign; the kind of row says what it does."),
            field="amount",
        )
    if draft.amount != to_cents(draft.amount):
        raise Invalid(_("Amounts have at most two decimals."), field="amount")


def _check_days(draft: RowDraft, today: date) -> None:
    if draft.kind == EntryKind.INSTALMENT:
        if draft.due_on is None and draft.year is None:
            raise Invalid(_("Enter the day the instalment is due, or its year."), field="due_on")
        return
    if draft.due_on is not None:
        raise Invalid(_("Only an instalment has a day it is due on."), field="due_on")
    if draft.value_on is None and draft.year is None:
        raise Invalid(
            _("Enter the date, or the year when only the year is known."), field="value_on"
        )
    if draft.kind in PLANNED:
        return
    if draft.value_on is not None and draft.value_on > today:
        raise Invalid(
            _("This has not happened yet: the date is in the future. Enter it on its day."),
            field="value_on",
        )
    if draft.value_on is None and draft.year is not None and draft.year > today.year:
        raise Invalid(_("This has not happened yet: the year is in the future."), field="year")


def _signed(draft: RowDraft) -> RowDraft:
    return replace(draft, amount=-draft.amount) if draft.kind in TAKES_AWAY else draft


def _year(draft: RowDraft) -> int | None:
    day = draft.due_on if draft.kind == EntryKind.INSTALMENT else draft.value_on
    return day.year if day else draft.year


def _rate_columns(draft: RowDraft, today: date) -> dict[str, object]:
    """The rate in force on the value date, stored with the row. Without a day there is no rate."""
    if draft.currency == USD:
        return {"usd": draft.amount}
    day = draft.value_on
    if draft.kind == EntryKind.INSTALMENT:
        day = min(draft.due_on, today) if draft.due_on else None
    rate = rate_on(draft.currency, day) if day else None
    if rate is None:
        return {}
    return {
        "usd": to_cents(draft.amount / rate.per_usd),
        "per_usd": rate.per_usd,
        "rate_source": f"{rate.source}, {rate.valid_from.isoformat()}",
    }


def _like_it(promise: Promise, draft: RowDraft) -> LedgerEntry | None:
    """A row of the same donor, kind, amount and currency within sixty days."""
    if draft.value_on is None:
        return None
    alike = LedgerEntry.objects.filter(
        promise__donor_label=promise.donor_label,
        kind=draft.kind,
        amount=draft.amount,
        currency=draft.currency,
        value_on__range=(draft.value_on - ALIKE_WITHIN, draft.value_on + ALIKE_WITHIN),
    )
    return alike.exclude(state=EntryState.REJECTED).first()


def _booked(promise: Promise, kinds: set[EntryKind], currency: str) -> Decimal:
    rows = promise.entries.filter(kind__in=kinds, currency=currency)
    rows = rows.exclude(state=EntryState.REJECTED).exclude(reversed_in__state=EntryState.APPROVED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _overpaid(promise: Promise, draft: RowDraft) -> Decimal:
    """How far this receipt exceeds what was signed in its currency; zero if nothing was signed."""
    if draft.kind != EntryKind.RECEIPT:
        return Decimal(0)
    reduces = {
        EntryKind.AGREEMENT,
        EntryKind.AMENDMENT,
        EntryKind.CANCELLATION,
        EntryKind.WRITE_OFF,
    }
    signed = _booked(promise, reduces, draft.currency)
    if signed <= 0:
        return Decimal(0)
    received = _booked(promise, {EntryKind.RECEIPT, EntryKind.REFUND}, draft.currency)
    return max(received + draft.amount - signed, Decimal(0))


def _ask_about(promise: Promise, draft: RowDraft) -> None:
    if draft.confirmed:
        return
    like_it = _like_it(promise, draft)
    if like_it is not None:
        raise Invalid(
            _(
                "A row of the same donor, kind and amount is dated %(day)s. If this is another"
                " one, confirm it."
            )
            % {"day": like_it.value_on},
            field=ASKED,
        )
    over = _overpaid(promise, draft)
    if over:
        raise Invalid(
            _("This receipt is %(currency)s %(over)s above what was signed. Confirm it if so.")
            % {"currency": draft.currency, "over": f"{over:,.2f}"},
            field=ASKED,
        )


def _refunds_more_than_came(promise: Promise, draft: RowDraft) -> bool:
    if draft.kind != EntryKind.REFUND:
        return False
    received = _booked(promise, {EntryKind.RECEIPT, EntryKind.REFUND}, draft.currency)
    return received + draft.amount < 0


def add_row(*, promise: Promise, draft: RowDraft, by: User, at: datetime) -> LedgerEntry:
    """Write the row in state entered, with the rate of its day when one is stored; without one
    ``usd`` stays unknown. Raises ``Invalid``. Call it inside a transaction; it records nothing.
    """
    _check_kind(draft)
    _check_amount(draft)
    _check_days(draft, at.date())
    # One row at a time on a promise, so that the checks below see what the others wrote.
    Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    signed = _signed(draft)
    if _refunds_more_than_came(promise, signed):
        raise Invalid(_("More would be given back than was received."), field="amount")
    _ask_about(promise, signed)
    try:
        with transaction.atomic():
            return LedgerEntry.objects.create(
                promise=promise,
                kind=signed.kind,
                amount=signed.amount,
                currency=signed.currency,
                value_on=None if signed.kind == EntryKind.INSTALMENT else signed.value_on,
                year=_year(signed),
                due_on=signed.due_on,
                reason=signed.reason,
                document_reference=signed.document_reference,
                entered_at=at,
                entered_by=by,
                **_rate_columns(signed, at.date()),
            )
    except IntegrityError as error:
        raise Invalid(_("The ledger cannot take this row as it is. Check it again.")) from error


def record_row(entry: LedgerEntry, verb: str, sentence: str, by: User, at: datetime) -> None:
    """Record in the trail that an officer entered this row."""
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=role_used(by, Permission.ENTER_LEDGER, on=at.date()),
        subject=entry,
        details={
            "kind": entry.kind,
            "amount": str(entry.amount),
            "currency": entry.currency,
            "year": entry.year,
            "reason": entry.reason,
        },
    )
