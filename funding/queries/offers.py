"""Which pledge offers a person may see."""

from datetime import date

from django.db.models import Q, QuerySet

from funding.models import PledgeOffer
from funding.states import OfferState
from partners.access import Person, holding, organisations_of
from partners.roles import Permission
from techbank.exceptions import Hidden


def visible_to(user: Person, on: date) -> QuerySet[PledgeOffer]:
    """The offers of the person's own organisation; every offer for those who read the ledger."""
    own = Q(donor__in=organisations_of(user, Permission.OFFER_PLEDGE, on))
    if holding(user, Permission.READ_LEDGER, on):
        own = Q()
    offers = PledgeOffer.objects.filter(own)
    return offers.select_related("donor", "offered_by", "decided_by", "entry__promise")


def get_visible(user: Person, offer_id: int, on: date) -> PledgeOffer:
    """One offer; raises ``Hidden`` when it belongs to others. One query."""
    offer = visible_to(user, on).filter(pk=offer_id).first()
    if offer is None:
        raise Hidden
    return offer


def open_offers() -> QuerySet[PledgeOffer]:
    """Offers that wait for a decision, oldest first."""
    waiting = PledgeOffer.objects.filter(state=OfferState.OFFERED).select_related("donor")
    return waiting.order_by("offered_at", "pk")
