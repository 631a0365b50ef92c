"""The API of countries."""

from django.test import Client

from partners.operations import reference
from tests.factories.cast import NOON


def test_the_list_of_a_day_is_open_to_anybody(db: None, client: Client) -> None:
    reference.load(at=NOON)
    answer = client.get("/api/v1/countries/", {"on": "2021-07-23"})
    assert answer.status_code == 200
    assert sum(row["is_ldc"] for row in answer.json()) == 46


def test_one_country_shows_its_schedule(db: None, client: Client) -> None:
    reference.load(at=NOON)
    row = client.get("/api/v1/countries/BGD/", {"on": "2026-11-20"}).json()
    assert row["names"]["fr"] == "Bangladesh"
    assert (row["is_ldc"], row["scheduled_on"]) == (True, "2026-11-24")
    assert (row["scheduled_confirmed"], row["decision_pending"]) == (False, True)


def test_a_wrong_day_is_refused_with_its_field(db: None, client: Client) -> None:
    answer = client.get("/api/v1/countries/", {"on": "soon"})
    assert answer.status_code == 400
    assert answer.json().keys() == {"on"}


def test_unknown_and_invented_countries_are_not_found(db: None, client: Client) -> None:
    reference.load_invented()
    assert client.get("/api/v1/countries/ZZZ/").status_code == 404
    assert client.get("/api/v1/countries/XTL/").status_code == 404


def test_nothing_is_written_through_it(db: None, client: Client) -> None:
    assert client.post("/api/v1/countries/").status_code in {401, 405}
