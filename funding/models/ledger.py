"""The ledger. A row is written once; only its approval or rejection is stamped, once.

A database trigger (migration 0002) refuses every other change, and requires that a reversal
matches the row it reverses.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from funding.states import ADDS, TAKES_AWAY, EntryKind, EntryState
from techbank.citations import Cited

from .promises import Promise


def _person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


_PEOPLE = ("entered_by", "approved_by", "rejected_by")


class LedgerEntry(Cited):
    """One amount that was promised, signed, due, received, refunded or cancelled.

    ``amount`` is in whole units of ``currency``, two decimals; None where the source gives none.
    ``value_on`` is the value date, ``year`` its year, or all that is known of the date; ``due_on``
    is for instalments. ``per_usd`` is the rate frozen when the row was booked (units of currency
    per dollar) and ``usd`` the amount at it; None where no rate was known: such a row is in no
    figure in dollars. An imported row names no people and counts from ``known_on``, the date of its
    source.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.ENTERED)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    value_on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    per_usd = models.DecimalField(max_digits=20, decimal_places=8, null=True, blank=True)
    rate_source = models.CharField(max_length=400, blank=True, default="")
    usd = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    document_reference = models.CharField(max_length=200, blank=True, default="")
    stage_in_source = models.CharField(max_length=120, blank=True, default="")
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_in"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = _person()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _person()
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejected_by = _person()
    rejected_reason = models.TextField(blank=True, default="")
    imported = models.BooleanField(default=False)
    known_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "known_on", "year", "pk"]
        indexes = [
            models.Index(fields=["promise", "kind"], name="ledger_promise_kind"),
            models.Index(fields=["state"], name="ledger_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in EntryKind]), name="ledger_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in EntryState]), name="ledger_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True)
                | Q(kind__in=sorted(ADDS), amount__gt=0)
                | Q(kind__in=sorted(TAKES_AWAY), amount__lt=0)
                | (~Q(kind__in=sorted(ADDS | TAKES_AWAY)) & ~Q(amount=0)),
                name="ledger_sign_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, usd__isnull=True, per_usd__isnull=True)
                | (Q(amount__isnull=False) & ~Q(currency="")),
                name="ledger_amount_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(usd__isnull=True)
                | Q(currency="USD", usd=F("amount"), per_usd__isnull=True)
                | (~Q(currency="USD") & Q(per_usd__gt=0) & ~Q(rate_source="")),
                name="ledger_usd_has_its_rate",
            ),
            models.CheckConstraint(
                condition=~Q(currency="USD") | Q(amount__isnull=True) | Q(usd__isnull=False),
                name="ledger_dollars_are_dollars",
            ),
            models.CheckConstraint(
                condition=Q(value_on__isnull=True) | Q(year=ExtractYear("value_on")),
                name="ledger_year_is_of_value_date",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(kind=EntryKind.INSTALMENT, year=ExtractYear("due_on"))
                | Q(kind=EntryKind.REVERSAL),
                name="ledger_only_instalments_are_due",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                name="ledger_reversal_names_its_row",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=~Q(state=EntryState.REJECTED),
                name="ledger_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    imported=True,
                    known_on__isnull=False,
                    state=EntryState.APPROVED,
                    entered_at__isnull=True,
                    approved_at__isnull=True,
                    rejected_at__isnull=True,
                    **{f"{name}__isnull": True for name in _PEOPLE},
                )
                | Q(
                    imported=False,
                    known_on__isnull=True,
                    entered_at__isnull=False,
                    entered_by__isnull=False,
                ),
                name="ledger_imported_or_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(
                    state=EntryState.ENTERED,
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                    rejected_at__isnull=True,
                    rejected_by__isnull=True,
                )
                | Q(
                    state=EntryState.APPROVED,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    rejected_at__isnull=True,
                    rejected_by__isnull=True,
                )
                | Q(
                    state=EntryState.REJECTED,
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                    rejected_at__isnull=False,
                    rejected_by__isnull=False,
                ),
                name="ledger_state_fits_stamps",
            ),
            models.CheckConstraint(
                condition=~Q(state=EntryState.REJECTED) | ~Q(rejected_reason=""),
                name="ledger_rejection_says_why",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                name="ledger_approver_is_not_enterer",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approved_at__gte=F("entered_at")),
                name="ledger_approved_after_entered",
            ),
        ]

    def __str__(self) -> str:
        amount = "?" if self.amount is None else f"{self.amount:,.2f}"
        # English and stable: the trail keeps these words.
        kind = self.kind.replace("_", " ")
        return f"{kind} {self.currency} {amount}, {self.promise.donor_label}"

    @property
    def state_label(self) -> str:
        return str(EntryState(self.state).label)
