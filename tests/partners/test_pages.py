"""Who may open which page of the app, and how many queries the public pages need."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from partners.models import Organisation, ProgrammeArea, ProgrammePartner, Project
from partners.operations import reference
from tests.factories.cast import NOON, Cast, enter

PUBLIC = ["/", "/countries/", "/countries/XTL/", "/programme/", "/organisations/"]
OFFICERS = {"dolma", "emil", "farida"}
NAMES = (
    "amara bakari chitra dolma emil farida gaspard hana ines jonas kofi leila mateo nobody".split()
)
CLOSED = {
    "/account/": set(NAMES),
    "/countries/XTL/status/": OFFICERS,
    "/people/": {"mateo"},
    "/people/add/": {"mateo"},
    "/trail/": {"leila"},
    "/trail/1/": {"leila"},
    "/trail/export/": {"leila"},
}


@pytest.mark.parametrize("path", PUBLIC)
def test_anybody_reads_the_public_pages(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", CLOSED)
def test_the_other_pages_ask_strangers_to_sign_in(cast: Cast, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", CLOSED)
def test_a_page_opens_to_its_roles_only(
    cast: Cast, client: Client, without_second_factor: None, path: str
) -> None:
    reference.load(at=NOON)  # so that entry 1 of the trail is there
    opened = {
        name for name in NAMES if enter(client, getattr(cast, name)).get(path).status_code == 200
    }
    assert opened == CLOSED[path]


def test_somebody_whose_access_is_closed_is_a_stranger(cast: Cast, client: Client) -> None:
    assert enter(client, cast.oumar).get("/account/").status_code == 302


def test_access_is_closed_on_a_second_page_only(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.mateo)
    page = f"/people/{cast.bakari.pk}/"
    assert b'value="no"' not in client.get(page).content
    second = client.get(f"{page}?close=yes").content
    assert b"signed out everywhere" in second
    assert b'value="no"' in second
    client.post(f"{page}access/", {"may_sign_in": "no"})
    cast.bakari.refresh_from_db()
    assert not cast.bakari.is_active
    assert b'value="yes"' in client.get(f"{page}?close=yes").content


@pytest.mark.parametrize("number", [1, 3])
def test_the_programme_costs_the_same_for_few_and_many(
    db: None, client: Client, django_assert_num_queries: Callable[[int], Any], number: int
) -> None:
    for item in range(number):
        area = ProgrammeArea.objects.create(code=str(item), name="Area", position=item)
        organisation = Organisation.objects.create(name=f"Organisation {item}")
        ProgrammePartner.objects.create(organisation=organisation, area=area)
        ProgrammePartner.objects.create(organisation=organisation)
        Project.objects.create(name="Project", area=area)
        Project.objects.create(name="Project")
    with django_assert_num_queries(8):
        answer = client.get("/programme/")
    assert len(answer.context["programme"].areas) == number


@pytest.mark.parametrize("number", [1, 3])
def test_organisations_cost_the_same_for_few_and_many(
    db: None, client: Client, django_assert_num_queries: Callable[[int], Any], number: int
) -> None:
    for item in range(number):
        organisation = Organisation.objects.create(name=f"Organisation {item}")
        ProgrammePartner.objects.create(organisation=organisation)
    with django_assert_num_queries(2):
        answer = client.get("/organisations/")
    assert len(answer.context["organisations"]) == number


def test_the_programme_of_the_review_is_there_with_its_paragraphs(db: None, client: Client) -> None:
    reference.load(at=NOON)
    programme = client.get("/programme/").context["programme"]
    assert [part.area.code for part in programme.areas] == ["1", "2", "3", "4", "5", "6"]
    assert [part.area.code for part in programme.areas[0].parts] == ["1(c)", "1(d)", "1(h)"]
    first_round = programme.areas[1].projects[0]
    assert first_round.citation == "A/76/272, para. 26"
    assert [country.pk for country in first_round.countries.all()] == [
        "BTN",
        "GMB",
        "GIN",
        "TLS",
        "UGA",
    ]


def test_projects_stand_on_the_pages_of_their_countries(db: None, client: Client) -> None:
    reference.load(at=NOON)
    projects = client.get("/countries/UGA/").context["projects"]
    assert "Technology needs assessments - first round" in {project.name for project in projects}
