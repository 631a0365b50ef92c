"""The fixed cast: one person a role, the same in every test.

``people`` makes all of them; ``world`` makes the two invented countries and the organisations
they act for. Tests sign in with ``enter``; a browser types ``PASSWORD``.
"""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from partners.models import Country, Membership, Organisation, User
from partners.roles import Role

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
SINCE = date(2021, 1, 1)
PASSWORD = "long enough for the cast"


@dataclass(frozen=True)
class World:
    """What the cast acts for. All of it is invented."""

    testland: Country
    otherland: Country
    aurora: Organisation
    borealis: Organisation
    cassiopeia: Organisation


@dataclass(frozen=True)
class Cast:
    """Amara and Bakari work for Testland, Chitra for Otherland; the rest for the bank or others.

    Nobody holds no role; Oumar was a coordinator of Testland and may no longer sign in.
    """

    world: World
    amara: User
    bakari: User
    chitra: User
    dolma: User
    emil: User
    farida: User
    gaspard: User
    hana: User
    ines: User
    jonas: User
    kofi: User
    leila: User
    mateo: User
    nobody: User
    oumar: User


def make_world() -> World:
    def country(iso3: str, iso2: str, name: str) -> Country:
        defaults = {"iso2": iso2, "name_en": name, "currency": "XTS", "fictional": True}
        return Country.objects.get_or_create(iso3=iso3, defaults=defaults)[0]

    def organisation(name: str, kind: Organisation.Kind) -> Organisation:
        defaults = {"kind": kind, "fictional": True}
        return Organisation.objects.get_or_create(name=name, defaults=defaults)[0]

    return World(
        testland=country("XTL", "XT", "Testland (invented country)"),
        otherland=country("XSL", "XS", "Otherland (invented country)"),
        aurora=organisation("Aurora Fund (invented donor)", Organisation.Kind.NETWORK),
        borealis=organisation(
            "Borealis Development Agency (invented donor)", Organisation.Kind.GOVERNMENT
        ),
        cassiopeia=organisation(
            "Cassiopeia Institute of Technology (invented partner)", Organisation.Kind.ACADEMIC
        ),
    )


def make_person(name: str, **options: object) -> User:
    """Somebody without role; ``name`` is the first name and the address."""
    return User.objects.create(
        email=f"{name}@cast.example",
        full_name=name.title(),
        password=make_password(PASSWORD),
        **options,
    )


def appoint(
    person: User,
    role: Role,
    *,
    country: Country | None = None,
    organisation: Organisation | None = None,
    from_on: date = SINCE,
    until_on: date | None = None,
) -> User:
    """Give a role without asking anybody."""
    Membership.objects.create(
        user=person,
        role=role,
        country=country,
        organisation=organisation,
        from_on=from_on,
        until_on=until_on,
    )
    return person


def make_cast() -> Cast:
    world = make_world()

    def play(name: str, role: Role, **held_for: Country | Organisation) -> User:
        return appoint(make_person(name), role, **held_for)  # type: ignore[arg-type]

    oumar = make_person("oumar", is_active=False)
    return Cast(
        world=world,
        amara=play("amara", Role.COORDINATOR, country=world.testland),
        bakari=play("bakari", Role.CONTRIBUTOR, country=world.testland),
        chitra=play("chitra", Role.COORDINATOR, country=world.otherland),
        dolma=play("dolma", Role.REVIEWING_OFFICER),
        emil=play("emil", Role.REVIEWING_OFFICER),
        farida=play("farida", Role.APPROVING_OFFICER),
        gaspard=play("gaspard", Role.FUNDING_OFFICER),
        hana=play("hana", Role.FUNDING_APPROVER),
        ines=play("ines", Role.DONOR, organisation=world.aurora),
        jonas=play("jonas", Role.DONOR, organisation=world.borealis),
        kofi=play("kofi", Role.PARTNER, organisation=world.cassiopeia),
        leila=play("leila", Role.AUDITOR),
        mateo=play("mateo", Role.ADMINISTRATOR),
        nobody=make_person("nobody"),
        oumar=appoint(oumar, Role.COORDINATOR, country=world.testland),
    )


def enter(client: Client, person: User, *, proved_just_now: bool = True) -> Client:
    """Sign the person in; ``proved_just_now`` as after a password and a second factor."""
    client.force_login(person)
    if proved_just_now:
        proof = {"method": "password", "at": time.time(), "reauthenticated": True}
        session = client.session
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def signed_in(person: User) -> Client:
    """A browser of the person's own, signed in long ago."""
    return enter(Client(), person, proved_just_now=False)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def without_second_factor(settings: object) -> None:
    """Pages are open to officers who have not set up a second factor."""
    settings.SECOND_FACTOR = "optional"  # type: ignore[attr-defined]
