"""The cast of the demonstration: invented people, one for each role, with unused addresses."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from partners.models import Country, Membership, Organisation, User
from partners.roles import Role
from techbank import audit

from .reference import load_invented

AURORA = "Aurora Fund (invented donor)"
BOREALIS = "Borealis Development Agency (invented donor)"
CASSIOPEIA = "Cassiopeia Institute of Technology (invented partner)"


@dataclass(frozen=True)
class Character:
    """An invented person and the one role they hold."""

    email: str
    full_name: str
    role: Role
    country: str = ""
    organisation: str = ""


CAST = (
    Character("coordinator@testland.example", "Amara Sol", Role.COORDINATOR, "XTL"),
    Character("contributor@testland.example", "Bakari Lune", Role.CONTRIBUTOR, "XTL"),
    Character("coordinator@otherland.example", "Chitra Vale", Role.COORDINATOR, "XSL"),
    Character("reviewer@bank.example", "Dolma Reed", Role.REVIEWING_OFFICER),
    Character("second.reviewer@bank.example", "Emil Strand", Role.REVIEWING_OFFICER),
    Character("approver@bank.example", "Farida Crane", Role.APPROVING_OFFICER),
    Character("funding@bank.example", "Gaspard Quay", Role.FUNDING_OFFICER),
    Character("second.funding@bank.example", "Hana Ledger", Role.FUNDING_APPROVER),
    Character("donor@aurora.example", "Ines Marlow", Role.DONOR, organisation=AURORA),
    Character("donor@borealis.example", "Jonas Aske", Role.DONOR, organisation=BOREALIS),
    Character("partner@cassiopeia.example", "Kofi Stern", Role.PARTNER, organisation=CASSIOPEIA),
    Character("auditor@bank.example", "Leila Prism", Role.AUDITOR),
    Character("administrator@bank.example", "Mateo Vane", Role.ADMINISTRATOR),
)


def _appoint(character: Character, password: str, at: datetime) -> tuple[User, bool]:
    """The person with the role; a person who exists already keeps their password."""
    person, new = User.objects.get_or_create(
        email=character.email,
        defaults={"full_name": character.full_name, "password": password, "joined_at": at},
    )
    if new:
        Membership.objects.create(
            user=person,
            role=character.role,
            country=Country.objects.get(pk=character.country) if character.country else None,
            organisation=(
                Organisation.objects.get(name=character.organisation)
                if character.organisation
                else None
            ),
            from_on=at.date(),
        )
    return person, new


@transaction.atomic
def load_demonstration_people(*, password: str, at: datetime) -> dict[str, User]:
    """Add the invented countries, organisations and people; the cast by e-mail address.

    All share ``password``, hashed once. Safe to run again: people who exist stay as they are.
    """
    load_invented()
    hashed = make_password(password)
    appointed = {character.email: _appoint(character, hashed, at) for character in CAST}
    added = [person.full_name for person, new in appointed.values() if new]
    if added:
        audit.record(
            verb="people.demonstration_loaded",
            sentence=f"The invented people of the demonstration were added: {', '.join(added)}",
            by=None,
            details={"people": len(added)},
        )
    return {email: person for email, (person, _) in appointed.items()}
