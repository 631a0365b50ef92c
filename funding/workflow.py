"""How an offer becomes a row, and when a row counts as money: two tables of acts.

offered -> entered | declined | withdrawn, and for ledger rows entered -> approved | rejected.
``partners.transitions`` is the engine; nobody approves what they entered themselves.
"""

from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import LedgerEntry, PledgeOffer
from funding.states import EntryState, OfferState
from partners.access import YES, AccessDecision, no
from partners.models import Organisation, User
from partners.roles import Permission
from partners.transitions import Act


def _donor(offer: Any) -> Organisation:
    return cast(Organisation, offer.donor)


def _own_offer() -> AccessDecision:
    return no(_("You made this offer, so somebody else has to decide on it."))


def _not_own_offer(offer: PledgeOffer, by: User, _at: datetime) -> AccessDecision:
    return _own_offer() if offer.offered_by_id == by.pk else YES


def _four_eyes(entry: LedgerEntry, by: User, _at: datetime) -> AccessDecision:
    if entry.entered_by_id == by.pk:
        return no(_("You entered this row, so somebody else has to decide on it."))
    if PledgeOffer.objects.filter(entry=entry, offered_by=by).exists():
        return _own_offer()
    return YES


ENTER_OFFER = Act(
    name="enter",
    permission=Permission.ENTER_LEDGER,
    from_states=(OfferState.OFFERED,),
    to_state=OfferState.ENTERED,
    guard=_not_own_offer,
    stamp="decided",
    verb="funding.offer_entered",
    sentence="%(by)s entered the pledge offer “%(thing)s” in the ledger.",
    refusal=gettext_lazy("This offer was decided already."),
)
DECLINE_OFFER = Act(
    name="decline",
    permission=Permission.ENTER_LEDGER,
    from_states=(OfferState.OFFERED,),
    to_state=OfferState.DECLINED,
    guard=_not_own_offer,
    stamp="decided",
    needs_reason=True,
    verb="funding.offer_declined",
    sentence="%(by)s declined the pledge offer “%(thing)s”.",
    refusal=gettext_lazy("This offer was decided already."),
)
WITHDRAW_OFFER = Act(
    name="withdraw",
    permission=Permission.OFFER_PLEDGE,
    from_states=(OfferState.OFFERED,),
    to_state=OfferState.WITHDRAWN,
    belongs_to=_donor,
    stamp="decided",
    verb="funding.offer_withdrawn",
    sentence="%(by)s withdrew the pledge offer “%(thing)s”.",
    refusal=gettext_lazy("This offer was decided already and can no longer be withdrawn."),
)
APPROVE_ENTRY = Act(
    name="approve",
    permission=Permission.APPROVE_LEDGER,
    from_states=(EntryState.ENTERED,),
    to_state=EntryState.APPROVED,
    guard=_four_eyes,
    stamp="approved",
    verb="funding.entry_approved",
    sentence="%(by)s approved the ledger row “%(thing)s”.",
    refusal=gettext_lazy("This row was decided already."),
)
REJECT_ENTRY = Act(
    name="reject",
    permission=Permission.APPROVE_LEDGER,
    from_states=(EntryState.ENTERED,),
    to_state=EntryState.REJECTED,
    guard=_four_eyes,
    stamp="rejected",
    needs_reason=True,
    verb="funding.entry_rejected",
    sentence="%(by)s rejected the ledger row “%(thing)s”.",
    refusal=gettext_lazy("This row was decided already."),
)

OFFER_ACTS: dict[str, Act] = {a.name: a for a in (ENTER_OFFER, DECLINE_OFFER, WITHDRAW_OFFER)}
ENTRY_ACTS: dict[str, Act] = {a.name: a for a in (APPROVE_ENTRY, REJECT_ENTRY)}
