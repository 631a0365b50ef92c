"""A donor's offer in the portal, before it is a row of the ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models import Snapshot
from funding.states import OfferState
from partners.models import Organisation

from .ledger import LedgerEntry


class PledgeOffer(models.Model):
    """An offer to pay for one action of a published plan. In no figure until it is a row that
    one officer entered and another approved.

    ``client_uuid`` comes from the form, so that the same offer sent twice is one offer.
    """

    client_uuid = models.UUIDField(unique=True)
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    action_id = models.UUIDField()
    action_title = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3)
    message = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, default="")
    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="offer"
    )

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="offer_above_zero"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OfferState]), name="offer_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=OfferState.OFFERED, decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~Q(state=OfferState.OFFERED)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="offer_decision_has_moment_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.ENTERED, entry__isnull=False)
                | (~Q(state=OfferState.ENTERED) & Q(entry__isnull=True)),
                name="entered_offer_has_its_row",
            ),
            models.CheckConstraint(
                condition=~Q(state=OfferState.DECLINED) | ~Q(reason=""),
                name="declined_offer_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,.2f}, {self.donor}, for “{self.action_title}”"

    @property
    def state_label(self) -> str:
        return str(OfferState(self.state).label)
