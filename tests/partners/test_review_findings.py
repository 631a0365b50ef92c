"""Regression tests for problems a security review found in partners."""

import pytest
from django.test import Client

from tests.factories.cast import Cast, enter


@pytest.mark.parametrize("address", ["elsewhere", "people", "https://evil.example/", "//evil", ""])
def test_the_language_form_leads_to_a_path_of_this_portal_or_home(db: None, address: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/language/", {"language": "fr", "next": address})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_country_code_no_database_can_hold_is_not_found(db: None) -> None:
    assert Client(raise_request_exception=False).get("/countries/%00/").status_code == 404


def test_recording_a_status_under_such_a_code_is_not_found(cast: Cast) -> None:
    client = enter(Client(raise_request_exception=False), cast.amara)
    assert client.get("/countries/%00/status/").status_code == 404
