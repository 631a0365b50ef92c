"""People, roles, and the pages of the administrator."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from partners.access import may
from partners.models import Membership, User
from partners.operations.demonstration import CAST, load_demonstration_people
from partners.operations.people import (
    Appointment,
    add_person,
    end_role,
    grant_role,
    set_access,
)
from partners.roles import Permission, Role
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.factories.cast import NOON, TODAY, Cast, appoint, enter, make_person

AUDITOR = Appointment(role=Role.AUDITOR, from_on=TODAY)


def last_verb() -> str:
    return Entry.objects.values_list("verb", flat=True)[0]


def test_an_administrator_grants_a_role(cast: Cast) -> None:
    grant_role(person=cast.nobody, appointment=AUDITOR, by=cast.mateo, at=NOON)
    fresh = User.objects.get(pk=cast.nobody.pk)
    assert may(fresh, Permission.READ_TRAIL, on=TODAY)
    assert last_verb() == "people.role_granted"


def test_administrators_grant_no_role_to_themselves(cast: Cast) -> None:
    with pytest.raises(Refused, match="themselves"):
        grant_role(person=cast.mateo, appointment=AUDITOR, by=cast.mateo, at=NOON)


@pytest.mark.parametrize("name", ["amara", "farida", "leila", "ines", "nobody", "oumar"])
def test_others_grant_no_roles(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        grant_role(person=cast.bakari, appointment=AUDITOR, by=getattr(cast, name), at=NOON)


def test_coordinators_add_contributors_to_their_country_and_nothing_else(cast: Cast) -> None:
    testland, otherland = cast.world.testland, cast.world.otherland

    def grant(role: Role, country: Any) -> Membership:
        wanted = Appointment(role=role, from_on=TODAY, country=country)
        return grant_role(person=cast.nobody, appointment=wanted, by=cast.amara, at=NOON)

    assert grant(Role.CONTRIBUTOR, testland).country == testland
    with pytest.raises(Refused):
        grant(Role.CONTRIBUTOR, otherland)
    with pytest.raises(Refused):
        grant(Role.COORDINATOR, testland)


def test_a_role_held_in_that_time_is_not_given_again(cast: Cast) -> None:
    grant_role(person=cast.nobody, appointment=AUDITOR, by=cast.mateo, at=NOON)
    with pytest.raises(Invalid, match="already held"):
        grant_role(person=cast.nobody, appointment=AUDITOR, by=cast.mateo, at=NOON)


@pytest.mark.parametrize(
    ("role", "field"),
    [(Role.COORDINATOR, "country"), (Role.DONOR, "organisation")],
)
def test_a_role_names_whom_it_is_held_for(cast: Cast, role: Role, field: str) -> None:
    wanted = Appointment(role=role, from_on=TODAY)
    with pytest.raises(Invalid) as refusal:
        grant_role(person=cast.nobody, appointment=wanted, by=cast.mateo, at=NOON)
    assert refusal.value.field == field


def test_a_role_of_the_bank_is_held_for_nobody_else(cast: Cast) -> None:
    wanted = Appointment(role=Role.AUDITOR, from_on=TODAY, country=cast.world.testland)
    with pytest.raises(Invalid) as refusal:
        grant_role(person=cast.nobody, appointment=wanted, by=cast.mateo, at=NOON)
    assert refusal.value.field == "country"


@pytest.mark.parametrize("name", ["amara", "bakari", "ines", "kofi"])
def test_nobody_acts_for_both_sides(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid, match="at the same time"):
        grant_role(person=getattr(cast, name), appointment=AUDITOR, by=cast.mateo, at=NOON)


def test_an_officer_does_not_coordinate_a_country_too(cast: Cast) -> None:
    wanted = Appointment(role=Role.COORDINATOR, from_on=TODAY, country=cast.world.testland)
    with pytest.raises(Invalid, match="End the other role first"):
        grant_role(person=cast.farida, appointment=wanted, by=cast.mateo, at=NOON)


def test_a_new_portal_begins_with_one_administrator_whose_link_works(
    db: None, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("first_administrator", "first@bank.example", "First Person")
    address = capsys.readouterr().out.strip()
    first = User.objects.get(email="first@bank.example")
    assert may(first, Permission.MANAGE_PEOPLE, on=timezone.now().date())
    assert last_verb() == "people.first_administrator"
    path = address.removeprefix(settings.PUBLIC_URL)
    assert client.get(path, follow=True).status_code == 200
    with pytest.raises(CommandError, match="already"):
        call_command("first_administrator", "second@bank.example", "Second Person")


def test_an_ended_role_counts_on_its_last_day_and_no_longer(cast: Cast) -> None:
    held = Membership.objects.get(user=cast.leila)
    end_role(held=held, last_day=TODAY, by=cast.mateo, at=NOON)
    fresh = User.objects.get(pk=cast.leila.pk)
    assert may(fresh, Permission.READ_TRAIL, on=TODAY)
    assert not may(fresh, Permission.READ_TRAIL, on=TODAY + timedelta(days=1))
    assert last_verb() == "people.role_ended"


def test_a_role_is_not_ended_into_the_past(cast: Cast) -> None:
    held = Membership.objects.get(user=cast.leila)
    with pytest.raises(Invalid, match="at the earliest"):
        end_role(held=held, last_day=TODAY - timedelta(days=1), by=cast.mateo, at=NOON)


def test_closed_access_takes_every_right(cast: Cast) -> None:
    set_access(person=cast.leila, may_sign_in=False, by=cast.mateo, at=NOON)
    fresh = User.objects.get(pk=cast.leila.pk)
    assert not may(fresh, Permission.READ_TRAIL, on=TODAY)
    with pytest.raises(Refused):
        set_access(person=cast.mateo, may_sign_in=False, by=cast.mateo, at=NOON)


def test_one_address_is_one_person_whatever_its_capitals(cast: Cast) -> None:
    def add(email: str) -> User:
        return add_person(email=email, full_name="Zora", language="fr", by=cast.mateo, at=NOON)

    assert add("Zora@Cast.example").email == "zora@cast.example"
    with pytest.raises(Invalid) as refusal:
        add("ZORA@cast.example")
    assert refusal.value.field == "email"


def test_the_database_refuses_capitals_in_an_address(db: None) -> None:
    with pytest.raises(IntegrityError, match="email_in_lower_case"), transaction.atomic():
        User.objects.create(email="Upper@cast.example", full_name="Upper")


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"role": "coordinator"}, "national_roles_have_a_country"),
        ({"role": "donor"}, "outside_roles_have_an_organisation"),
        ({"role": "minister"}, "role_is_known"),
        ({"role": "auditor", "until_on": date(2020, 1, 1)}, "role_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_a_role_that_does_not_fit(
    cast: Cast, columns: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Membership.objects.create(user=cast.nobody, from_on=TODAY, **columns)


def test_the_demonstration_has_one_person_a_part_and_loads_once(db: None) -> None:
    people = load_demonstration_people(password="a long password", at=NOON)
    load_demonstration_people(password="another password", at=NOON)
    assert User.objects.count() == len(CAST) == len(people)
    assert {item.role for item in CAST} == set(Role)
    assert all(email.endswith(".example") for email in people)
    assert User.objects.get(email="coordinator@testland.example").check_password("a long password")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_people_costs_the_same_for_few_and_many(
    cast: Cast,
    client: Client,
    without_second_factor: None,
    django_assert_num_queries: Callable[[int], Any],
    number: int,
) -> None:
    for name in ("quorra", "quentin", "quinn")[:number]:
        appoint(make_person(name), Role.COORDINATOR, country=cast.world.testland)
    enter(client, cast.mateo)
    with django_assert_num_queries(6):
        answer = client.get("/people/", {"search": "qu"})
    assert answer.context["page"].paginator.count == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_person_costs_the_same_with_one_and_three_roles(
    cast: Cast,
    client: Client,
    without_second_factor: None,
    django_assert_num_queries: Callable[[int], Any],
    number: int,
) -> None:
    person = make_person("quorra")
    for role in (Role.REVIEWING_OFFICER, Role.AUDITOR, Role.FUNDING_OFFICER)[:number]:
        appoint(person, role)
    enter(client, cast.mateo)
    with django_assert_num_queries(6):
        answer = client.get(f"/people/{person.pk}/")
    assert len(answer.context["roles"]) == number


def test_adding_a_person_invites_them_and_the_link_works(
    cast: Cast, client: Client, without_second_factor: None, mailoutbox: list[EmailMessage]
) -> None:
    enter(client, cast.mateo)
    typed = {"full_name": "Zora", "email": "zora@cast.example", "language": "en"}
    answer = client.post("/people/add/", typed)
    zora = User.objects.get(email="zora@cast.example")
    assert answer.headers["Location"] == f"/people/{zora.pk}/"
    [mail] = mailoutbox
    assert mail.to == ["zora@cast.example"]
    path = next(word for word in mail.body.split() if "/password/reset/key/" in word)
    opened = Client().get(path[path.index("/accounts/") :], follow=True)
    assert opened.status_code == 200
    assert 'name="password1"' in opened.content.decode()


def test_roles_change_only_after_proving_who_one_is(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.mateo, proved_just_now=False)
    typed = {"role": "auditor", "from_on": TODAY.isoformat()}
    answer = client.post(f"/people/{cast.nobody.pk}/roles/", typed)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not Membership.objects.filter(user=cast.nobody).exists()


def test_an_administrator_grants_and_ends_a_role_on_the_pages(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.mateo)
    typed = {"role": "coordinator", "country": "XTL", "from_on": "2026-01-01"}
    client.post(f"/people/{cast.nobody.pk}/roles/", typed)
    held = Membership.objects.get(user=cast.nobody)
    assert client.get(f"/people/roles/{held.pk}/end/").status_code == 200
    client.post(f"/people/roles/{held.pk}/end/", {"last_day": "2090-01-01"})
    held.refresh_from_db()
    assert held.until_on == date(2090, 1, 1)
    assert client.get(f"/people/{cast.nobody.pk}/").status_code == 200


def test_a_wrong_role_keeps_what_was_typed(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.mateo)
    typed = {"role": "coordinator", "from_on": "2026-02-03"}
    answer = client.post(f"/people/{cast.nobody.pk}/roles/", typed)
    assert answer.context["form"].errors.keys() == {"country"}
    assert 'value="2026-02-03"' in answer.content.decode()


def test_the_account_page_keeps_language_and_zone(cast: Cast, client: Client) -> None:
    enter(client, cast.amara)
    typed = {"full_name": "Amara S.", "language": "ar", "time_zone": "Africa/Lome"}
    client.post("/account/", typed)
    cast.amara.refresh_from_db()
    assert (cast.amara.language, cast.amara.time_zone) == ("ar", "Africa/Lome")
    assert last_verb() == "people.renamed"
    assert 'dir="rtl"' in client.get("/account/").content.decode()


def test_choosing_a_language_is_remembered_with_and_without_account(
    cast: Cast, client: Client
) -> None:
    client.post("/language/", {"language": "fr", "next": "/countries/"})
    assert 'lang="fr"' in client.get("/countries/").content.decode()
    enter(client, cast.amara).post("/language/", {"language": "pt", "next": "/"})
    cast.amara.refresh_from_db()
    assert cast.amara.language == "pt"


def test_the_language_page_leads_to_no_other_portal(db: None, client: Client) -> None:
    answer = client.post("/language/", {"language": "fr", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_whose_language_is_not_offered_reads_english_that_says_it_is_english(
    cast: Cast, client: Client
) -> None:
    User.objects.filter(pk=cast.amara.pk).update(language="es")
    answer = enter(client, cast.amara).get("/account/")

    assert 'lang="en"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"
    assert User.objects.get(pk=cast.amara.pk).reading_language == "en"
    refused = client.post("/language/", {"language": "es", "next": "/"})
    assert "sessionid" in client.cookies
    assert refused.cookies.get("django_language") is None
