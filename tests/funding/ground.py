"""The people and the published plan of the money tests: one person a role."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from assessments.models import Assessment, Cycle, Snapshot
from funding.models import LedgerEntry, Promise
from funding.operations.booking import RowDraft
from funding.operations.ledger import approve_entry, enter_row
from funding.operations.promises import NewPromise
from partners.models import Country, Membership, Organisation, User
from partners.roles import Role
from tests.factories.snapshots import sample_snapshot

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = AT.date()


@dataclass
class Cast:
    """Faith enters, Grace approves, Dora gives for Aurora, Ben for Borealis, Ada audits, and
    Nora coordinates for Testland."""

    faith: User
    grace: User
    dora: User
    ben: User
    ada: User
    nora: User
    aurora: Organisation
    borealis: Organisation
    testland: Country


def _person(name: str, role: Role, **held_for: Any) -> User:
    person = User.objects.create_user(f"{name.lower()}@example.org", "x" * 12, full_name=name)
    Membership.objects.create(user=person, role=role, from_on=date(2020, 1, 1), **held_for)
    return person


def make_cast() -> Cast:
    aurora = Organisation.objects.create(name="Aurora Fund")
    borealis = Organisation.objects.create(name="Borealis Agency")
    testland = Country.objects.create(
        iso3="XTL", iso2="XT", name_en="Testland (invented country)", currency="XTS", fictional=True
    )
    return Cast(
        faith=_person("Faith", Role.FUNDING_OFFICER),
        grace=_person("Grace", Role.FUNDING_APPROVER),
        dora=_person("Dora", Role.DONOR, organisation=aurora),
        ben=_person("Ben", Role.DONOR, organisation=borealis),
        ada=_person("Ada", Role.AUDITOR),
        nora=_person("Nora", Role.COORDINATOR, country=testland),
        aurora=aurora,
        borealis=borealis,
        testland=testland,
    )


def publish(country: Country, people: Cast, cycle: str = "2026") -> Snapshot:
    """A published plan of an invented country, as approval leaves it."""
    period, _new = Cycle.objects.get_or_create(
        code=cycle,
        defaults={"name": cycle, "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)},
    )
    stamps: dict[str, Any] = {}
    for stamp, person in (
        ("opened", people.nora),
        ("submitted", people.nora),
        ("recommended", people.faith),
        ("approved", people.grace),
        ("released", people.nora),
        ("published", people.grace),
    ):
        stamps |= {f"{stamp}_at": AT, f"{stamp}_by": person}
    assessment = Assessment.objects.create(
        country=country,
        cycle=period,
        title="Technology needs of Testland",
        questionnaire="2026.1",
        state="published",
        **stamps,
    )
    public = deepcopy(sample_snapshot("public"))
    return Snapshot.objects.create(
        assessment=assessment,
        version=1,
        format_version=1,
        full=sample_snapshot("full"),
        public=public,
        digest="0" * 64,
        public_digest="0" * 64,
        approved_at=AT,
    )


def action_ids(plan: Snapshot) -> list[UUID]:
    return [UUID(action["id"]) for action in plan.public["actions"]]


@dataclass
class Ledger:
    """Writes rows the short way; approved by the second officer unless told otherwise."""

    people: Cast
    at: datetime = AT

    def promise(self, **options: Any) -> NewPromise:
        facts: dict[str, Any] = {"title": "Core support", "donors": [self.people.aurora], **options}
        return NewPromise(**facts)

    def row(
        self,
        kind: str,
        amount: str,
        *,
        promise: Promise | NewPromise | None = None,
        currency: str = "USD",
        on: date | None = date(2025, 3, 1),
        approve: bool = True,
        at: datetime | None = None,
        **more: Any,
    ) -> LedgerEntry:
        draft = RowDraft(
            kind=kind,
            amount=Decimal(amount),
            currency=currency,
            value_on=on,
            **{"confirmed": True, "reason": "because", **more},
        )
        moment = at or self.at
        entered = enter_row(
            promise=promise or self.promise(), draft=draft, by=self.people.faith, at=moment
        )
        if approve:
            return approve_entry(entry=entered.entry, by=self.people.grace, at=moment)
        return entered.entry

    def due(self, promise: Promise, year: int, amount: str) -> LedgerEntry:
        return self.row("instalment", amount, promise=promise, on=None, year=year)
