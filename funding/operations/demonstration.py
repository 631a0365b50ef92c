"""The example dossier of the invented country, from the first entry to a donor, act by act.

Every step is the act a person would do, by the invented person who has the role for it, so that
the trail of the demonstration reads like a real one.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from assessments.demonstration.operations.dossier import content, write_demonstration
from assessments.demonstration.operations.reports import write_reports
from assessments.models import Assessment, Cycle
from assessments.publication.queries import plans
from assessments.review.operations import path, threads
from assessments.states import CLOSED
from assessments.team.operations import assigning, readiness
from funding.models import PledgeOffer, Promise
from funding.states import EntryKind
from partners.models import Country, Organisation, User
from partners.operations.demonstration import AURORA, load_demonstration_people
from techbank.exceptions import Invalid
from techbank.money.models import ExchangeRate

from . import ledger, offers
from .booking import RowDraft

INVENTED = "XTL"
# Makes the same client UUID on every machine, so that loading twice offers once.
_NAMESPACE = UUID("5e0f4f0a-6a1b-4f53-9a38-6f1f5f3c9a10")

# The story is told as having happened in the last hour, a minute an act.
_LASTS = timedelta(hours=1)
_STEP = timedelta(minutes=1)

People = dict[str, User]


class _Clock:
    """Gives every act a moment of its own, one minute after the one before."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def next(self) -> datetime:
        self.now += _STEP
        return self.now


def load_demonstration(*, at: datetime, people_only: bool = False) -> str:
    """Add what is missing of the demonstration; returns a sentence that says what was done.

    Safe to run again: an invented country that has a dossier keeps it as it is. Raises ``Invalid``
    when no password of the demonstration is set, so that no account is open to everybody.
    """
    if not settings.DEMONSTRATION_PASSWORD:
        raise Invalid(
            "Set DEMONSTRATION_PASSWORD: everybody in the demonstration signs in with it."
        )
    people = load_demonstration_people(
        # A day before the story: it may begin before midnight.
        password=settings.DEMONSTRATION_PASSWORD,
        at=at - timedelta(days=1),
    )
    clock = _Clock(at - _LASTS)
    _load_rates()
    if people_only:
        return "The invented people are there."
    if Assessment.objects.filter(country=INVENTED).exclude(state__in=CLOSED).exists():
        return "The invented country has its dossier already."
    assessment = _published(people, clock)
    _pledges(assessment, people, clock)
    coordinator = people["coordinator@testland.example"]
    write_reports(assessment=assessment, by=coordinator, at=clock.next())
    return f"The dossier “{assessment}” was written, approved and published."


def _load_rates() -> None:
    for row in content()["exchange_rates"]:
        ExchangeRate.objects.get_or_create(
            currency=row["currency"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={"per_usd": Decimal(row["per_usd"]), "source": row["source"]},
        )


def _published(people: People, clock: _Clock) -> Assessment:
    coordinator = people["coordinator@testland.example"]
    reviewer = people["reviewer@bank.example"]
    approver = people["approver@bank.example"]
    dossier = write_demonstration(
        country=Country.objects.get(pk=INVENTED),
        cycle=Cycle.objects.order_by("-starts_on")[0],
        by=coordinator,
        at=clock.next(),
    )
    _hand_out(dossier, coordinator, people["contributor@testland.example"], clock)
    dossier = path.submit(assessment=dossier, by=coordinator, at=clock.next())
    dossier = path.take(assessment=dossier, by=reviewer, at=clock.next())
    _ask_and_answer(dossier, reviewer, coordinator, clock)
    dossier = path.recommend(assessment=dossier, by=reviewer, at=clock.next())
    dossier = path.approve(assessment=dossier, by=approver, at=clock.next())
    dossier = path.release(assessment=dossier, by=coordinator, at=clock.next())
    return path.publish(assessment=dossier, by=approver, at=clock.next())


def _hand_out(assessment: Assessment, coordinator: User, contributor: User, clock: _Clock) -> None:
    """Three sections for the contributor; one is accepted, one is ready for review."""
    assigned = assigning.assign(
        assessment=assessment,
        sections=["sectors", "needs", "inclusion"],
        person=contributor,
        due_on=clock.now.date() + timedelta(days=14),
        note="Invented note of the demonstration: begin with the sectors.",
        by=coordinator,
        at=clock.next(),
    )
    for assignment in assigned[:2]:
        readiness.call_ready(assignment=assignment, by=contributor, at=clock.next())
    readiness.accept(assignment=assigned[0], by=coordinator, at=clock.next())


def _ask_and_answer(
    assessment: Assessment, reviewer: User, coordinator: User, clock: _Clock
) -> None:
    thread = threads.open_thread(
        assessment=assessment,
        section="plan",
        must_fix=False,
        text="Two costs are not known yet. When will the country know them?",
        by=reviewer,
        at=clock.next(),
    )
    threads.add_remark(
        thread=thread,
        text="After the site survey of the first year; the plan says so as a risk.",
        by=coordinator,
        at=clock.next(),
    )
    threads.resolve_thread(thread=thread, by=reviewer, at=clock.next())


def _pledges(assessment: Assessment, people: People, clock: _Clock) -> None:
    """One promise from offer to receipt, and one offer that waits for a decision."""
    snapshot = plans.latest_snapshot(assessment)
    if snapshot is None:
        return
    first, second = snapshot.public["actions"][:2]
    donor = people["donor@aurora.example"]
    offered: dict[str, Any] = {
        "donor": Organisation.objects.get(name=AURORA),
        "snapshot": snapshot,
        "currency": "USD",
        "by": donor,
        "at": clock.next(),
    }
    offer = offers.offer_pledge(
        client_uuid=uuid5(_NAMESPACE, f"{snapshot.pk}-1"),
        action_id=UUID(first["id"]),
        amount=Decimal("900000.00"),
        message="Invented pledge of the demonstration.",
        **offered,
    )
    offers.offer_pledge(
        client_uuid=uuid5(_NAMESPACE, f"{snapshot.pk}-2"),
        action_id=UUID(second["id"]),
        amount=Decimal("250000.00"),
        message="Invented offer that waits for the funding officer.",
        **offered,
    )
    _from_pledge_to_receipt(offer.pk, people, clock)


def _from_pledge_to_receipt(offer_id: Any, people: People, clock: _Clock) -> None:
    enters, approves = people["funding@bank.example"], people["second.funding@bank.example"]
    offer = PledgeOffer.objects.get(pk=offer_id)
    entered = offers.enter_offer(offer=offer, by=enters, at=clock.next())
    if entered.entry is None:
        return
    ledger.approve_entry(entry=entered.entry, by=approves, at=clock.next())
    promise: Promise = entered.entry.promise
    for kind, amount in ((EntryKind.AGREEMENT, "600000.00"), (EntryKind.RECEIPT, "200000.00")):
        row = ledger.enter_row(
            promise=promise,
            draft=RowDraft(
                kind=kind,
                amount=Decimal(amount),
                currency="USD",
                value_on=clock.now.date(),
                reason="Invented row of the demonstration.",
                document_reference=f"Invented document {promise.pk}-{kind}",
            ),
            by=enters,
            at=clock.next(),
        )
        ledger.approve_entry(entry=row.entry, by=approves, at=clock.next())
