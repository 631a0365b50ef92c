"""A donor offers to pay for an action; an officer enters it in the ledger or declines it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Snapshot
from assessments.publication.queries import plans
from funding.models import PledgeOffer
from funding.states import EntryKind, PromiseKind
from funding.workflow import DECLINE_OFFER, ENTER_OFFER, WITHDRAW_OFFER
from partners.access import require, role_used
from partners.models import Organisation, User
from partners.roles import Permission
from partners.transitions import perform
from techbank import audit
from techbank.exceptions import Invalid, WrongState
from techbank.money import is_currency
from techbank.money.values import to_cents

from .booking import LARGEST, RowDraft, add_row, record_row
from .promises import NewPromise, make_promise


def _action(snapshot: Snapshot, action_id: UUID) -> dict[str, Any]:
    """The action as the public plan has it. Raises ``Invalid``."""
    if not plans.published().filter(pk=snapshot.pk).exists():
        raise Invalid(_("This plan is not published, or a newer version has replaced it."))
    for action in snapshot.public["actions"]:
        if action["id"] == str(action_id):
            return dict(action)
    raise Invalid(_("The plan has no such action."))


def _check_money(amount: Decimal, currency: str) -> None:
    if not 0 < amount < LARGEST:
        raise Invalid(_("Enter an amount above zero."), field="amount")
    if amount != to_cents(amount):
        raise Invalid(_("Amounts have at most two decimals."), field="amount")
    if not is_currency(currency):
        raise Invalid(_("Choose a currency from the list."), field="currency")


def offer_pledge(
    *,
    client_uuid: UUID,
    donor: Organisation,
    snapshot: Snapshot,
    action_id: UUID,
    amount: Decimal,
    currency: str,
    message: str = "",
    by: User,
    at: datetime,
) -> PledgeOffer:
    """Record the offer; the same ``client_uuid`` again returns the same offer and changes nothing.

    Raises ``Refused`` for another organisation's representative, ``Invalid`` when the plan is not
    published, the action is not in it, or the sum is not valid.
    """
    require(by, Permission.OFFER_PLEDGE, on=at.date(), organisation=donor)
    earlier = _earlier(client_uuid, by)
    if earlier is not None:
        return earlier
    _check_money(amount, currency)
    action = _action(snapshot, action_id)
    try:
        with transaction.atomic():
            offer = PledgeOffer.objects.create(
                client_uuid=client_uuid,
                donor=donor,
                snapshot=snapshot,
                action_id=action_id,
                action_title=action["title"],
                amount=amount,
                currency=currency,
                message=message,
                offered_at=at,
                offered_by=by,
            )
            audit.record(
                verb="funding.pledge_offered",
                sentence=f"{by} offered {offer}.",
                by=by,
                role=role_used(by, Permission.OFFER_PLEDGE, on=at.date(), organisation=donor),
                subject=offer,
                country=snapshot.public["assessment"]["country"]["iso3"],
                details={"amount": str(amount), "currency": currency, "action": str(action_id)},
            )
    except IntegrityError:
        # The same form sent twice at the same moment: the other request was first.
        earlier = _earlier(client_uuid, by)
        if earlier is None:
            raise
        return earlier
    return offer


def _earlier(client_uuid: UUID, by: User) -> PledgeOffer | None:
    offer = PledgeOffer.objects.filter(client_uuid=client_uuid).first()
    if offer is not None and offer.offered_by_id != by.pk:
        raise Invalid(_("This form was used already. Open it again."))
    return offer


def withdraw_offer(*, offer: PledgeOffer, by: User, at: datetime, reason: str = "") -> PledgeOffer:
    """The donor withdraws the offer before an officer has decided on it."""
    return perform(WITHDRAW_OFFER, offer, by=by, at=at, reason=reason, also={"reason": reason})


def decline_offer(*, offer: PledgeOffer, reason: str, by: User, at: datetime) -> PledgeOffer:
    """The bank does not accept the offer; the donor reads the reason."""
    return perform(DECLINE_OFFER, offer, by=by, at=at, reason=reason, also={"reason": reason})


@transaction.atomic
def enter_offer(
    *, offer: PledgeOffer, by: User, at: datetime, confirmed: bool = False
) -> PledgeOffer:
    """Make a promise and a pledge row from the offer; the row then waits for a second officer.

    If two officers do this at the same time, one enters it and the other gets ``WrongState``.
    Raises ``Refused``, ``WrongState``, and ``Invalid`` for a likely duplicate that was not
    ``confirmed``.
    """
    require(by, Permission.ENTER_LEDGER, on=at.date())
    locked = PledgeOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if locked.state not in ENTER_OFFER.from_states:
        raise WrongState(str(ENTER_OFFER.refusal))
    promise = make_promise(
        NewPromise(
            title=locked.action_title,
            kind=PromiseKind.CASH,
            donors=(locked.donor,),
            snapshot=locked.snapshot,
            action_id=locked.action_id,
            action_title=locked.action_title,
            purpose=locked.message,
        )
    )
    draft = RowDraft(
        kind=EntryKind.PLEDGE,
        amount=locked.amount,
        currency=locked.currency,
        value_on=locked.offered_at.date(),
        reason="Offered in the portal.",
        confirmed=confirmed,
    )
    entry = add_row(promise=promise, draft=draft, by=by, at=at)
    return perform(
        ENTER_OFFER,
        locked,
        by=by,
        at=at,
        also={"entry": entry},
        before_trail=lambda _offer: record_row(
            entry, "funding.entry_entered", f"{by} entered the ledger row “{entry}”.", by, at
        ),
    )
