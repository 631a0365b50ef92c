"""What waits for a person, in all parts of the portal."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.dossiers.queries import access
from assessments.models import Assessment, SectionAssignment
from assessments.progress.queries import Due, reports_due
from assessments.team import queries as team
from funding.models import LedgerEntry, PledgeOffer
from funding.states import EntryState, OfferState
from partners.access import Person, holding, organisations_of, roles_held
from partners.models import Membership
from partners.roles import Permission

from . import ledger, offers


@dataclass(frozen=True)
class Desk:
    """Empty lists mean that nothing of the kind waits; None that the person has no such work.

    ``in_review``: the person reads dossiers as the bank does, not as the country.
    """

    roles: list[Membership]
    dossiers: list[Assessment]
    in_hand: list[Assessment]
    in_review: bool
    offers_to_decide: list[PledgeOffer] | None
    rows_to_approve: list[LedgerEntry] | None
    rows_rejected: list[LedgerEntry] | None
    own_offers: list[PledgeOffer] | None
    may_open: bool
    ready_for_review: list[SectionAssignment]
    own_sections: list[SectionAssignment]
    reports_due: list[Due]

    @property
    def is_clear(self) -> bool:
        """Nothing waits for this person."""
        work: tuple[Any, ...] = (self.dossiers, self.offers_to_decide, self.rows_to_approve)
        return not any((*work, self.ready_for_review, self.own_sections, self.reports_due))


def desk(user: Person, on: date, *, longest: int = 20) -> Desk:
    """The person's desk today; each list at most ``longest``. At most eleven queries."""
    may_enter = bool(holding(user, Permission.ENTER_LEDGER, on))
    may_approve = bool(holding(user, Permission.APPROVE_LEDGER, on))
    waiting = list(access.awaiting(user, on)[:longest])
    return Desk(
        roles=roles_held(user, on),
        dossiers=waiting,
        in_hand=_in_hand(user, on, waiting, longest),
        in_review=bool(holding(user, Permission.READ_SUBMITTED, on)),
        offers_to_decide=list(offers.open_offers()[:longest]) if may_enter else None,
        rows_to_approve=_to_approve(user, longest) if may_approve else None,
        rows_rejected=_rejected(user, longest) if may_enter else None,
        own_offers=_own_offers(user, on, longest),
        may_open=bool(holding(user, Permission.OPEN_ASSESSMENT, on)),
        ready_for_review=_ready_for_review(user, on, longest),
        own_sections=_own_sections(user, on, longest),
        reports_due=reports_due(user, on, longest=longest),
    )


def _ready_for_review(user: Person, on: date, longest: int) -> list[SectionAssignment]:
    """Sections that colleagues marked as ready; no query for a person who may not assign any."""
    if not holding(user, Permission.ASSIGN_SECTIONS, on):
        return []
    return list(team.ready_for_review(user, on)[:longest])


def _own_sections(user: Person, on: date, longest: int) -> list[SectionAssignment]:
    if not holding(user, Permission.EDIT_ASSESSMENT, on):
        return []
    return list(team.own_work(user, on)[:longest])


def _in_hand(user: Person, on: date, waiting: list[Assessment], longest: int) -> list[Assessment]:
    """Own country's dossiers that are with somebody else just now."""
    visible = access.visible_to(user, on).exclude(pk__in=[dossier.pk for dossier in waiting])
    return list(visible.order_by("-opened_at")[:longest])


def _to_approve(user: Person, longest: int) -> list[LedgerEntry]:
    rows = ledger.waiting_for_approval().exclude(entered_by=user.pk)
    return list(rows[:longest])


def _rejected(user: Person, longest: int) -> list[LedgerEntry]:
    rows = ledger.entries(state=EntryState.REJECTED).filter(entered_by=user.pk)
    return list(rows.order_by("-rejected_at")[:longest])


def _own_offers(user: Person, on: date, longest: int) -> list[PledgeOffer] | None:
    donors = organisations_of(user, Permission.OFFER_PLEDGE, on)
    if not donors:
        return None
    own = offers.visible_to(user, on).filter(donor__in=donors)
    return list(own.exclude(state=OfferState.WITHDRAWN)[:longest])
