"""What is sent after the session ended is kept for its writer, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from partners.models import User
from techbank.tasks import forget_sessions
from techbank.web.interrupted_posts import mark_for
from tests.factories.cast import PASSWORD, Cast, enter

WHERE = "/account/"
TEXT = "A long text about pumps."
pytestmark = pytest.mark.django_db


def sign_in(browser: Client, person: User) -> Any:
    return browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def kept_in(browser: Client) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = browser.session.get("kept_posts", [])
    return posts


def send(browser: Client, **fields: str) -> Any:
    return browser.post(WHERE, {"text": TEXT, **fields})


def test_a_text_sent_after_the_session_ended_is_given_back_after_signing_in(
    cast: Cast, client: Client
) -> None:
    answer = send(client, **{"kept-for": mark_for(cast.amara)})
    assert answer["Location"] == "/accounts/login/?next=/kept/"
    sign_in(client, cast.amara)
    page = client.get("/kept/")
    assert TEXT in page.content.decode()
    assert f'action="{WHERE}"' in page.content.decode()


def test_nobody_else_is_shown_the_text(cast: Cast, client: Client) -> None:
    send(client, **{"kept-for": mark_for(cast.amara)})
    sign_in(client, cast.bakari)
    assert TEXT not in client.get("/kept/").content.decode()


def test_a_stranger_cannot_have_anything_kept(client: Client, cast: Cast) -> None:
    for mark in ({}, {"kept-for": "made:up"}, {"kept-for": str(cast.amara.pk)}):
        assert send(client, **mark)["Location"].startswith(f"/accounts/login/?next={WHERE}")
    assert kept_in(client) == []


def test_the_mark_itself_is_not_kept_and_no_more_than_five_posts_are(
    cast: Cast, client: Client
) -> None:
    for number in range(7):
        send(client, **{"kept-for": mark_for(cast.amara), "number": str(number)})
    result = kept_in(client)
    assert [dict(item["fields"])["number"] for item in result] == [
        ["2"],
        ["3"],
        ["4"],
        ["5"],
        ["6"],
    ]
    assert {name for item in result for name, _texts in item["fields"]} == {"text", "number"}


def test_a_page_of_an_earlier_sign_in_gives_the_text_back(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    enter(strict, cast.amara)
    answer = send(strict, **{"kept-for": mark_for(cast.amara), "csrfmiddlewaretoken": "old"})
    assert (answer.status_code, answer["Location"]) == (302, "/kept/")
    assert TEXT in strict.get("/kept/").content.decode()
    unmarked = send(strict)
    assert unmarked.status_code == 403


def test_sending_again_or_dropping_it_takes_it_away(cast: Cast, client: Client) -> None:
    for _time in range(2):
        send(client, **{"kept-for": mark_for(cast.amara)})
    sign_in(client, cast.amara)
    first, second = kept_in(client)
    client.post("/kept/", {"drop": first["id"]})
    assert [item["id"] for item in kept_in(client)] == [second["id"]]
    name = {"full_name": "Amara", "language": "en", "time_zone": "UTC"}
    client.post(WHERE, {**name, "kept": second["id"]})
    assert kept_in(client) == []


def test_what_autosave_sends_with_an_old_token_is_answered_as_json(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    enter(strict, cast.amara)
    answer = strict.post(WHERE, {}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["outcome"]) == (403, "token")


@pytest.mark.parametrize(("site", "kept"), [("cross-site", False), ("same-origin", True)])
def test_another_sites_form_begins_no_session_in_somebodys_browser(
    cast: Cast, site: str, kept: bool
) -> None:
    browser = Client(enforce_csrf_checks=True)
    fields = {"text": TEXT, "kept-for": mark_for(cast.bakari)}
    browser.post(WHERE, fields, headers={"Sec-Fetch-Site": site})
    assert ("sessionid" in browser.cookies) is kept


@pytest.mark.parametrize(
    ("limit", "most"), [("_MOST_POSTS_A_DAY", 1), ("_MOST_CHARACTERS", len(TEXT) + 1)]
)
def test_what_is_too_much_is_reported_and_never_dropped_silently(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(f"techbank.web.interrupted_posts.{limit}", most)
    mark = {"kept-for": mark_for(cast.amara)}
    first, second = send(Client(), **mark), send(Client(), **mark, more="and more")
    assert (first.status_code, second.status_code) == (302, 413)
    assert "copy the text" in second.content.decode()
    other = send(Client(), **{"kept-for": mark_for(cast.bakari)})
    assert other.status_code == 302


def test_ended_sessions_go_with_what_was_kept_in_them(cast: Cast, client: Client) -> None:
    send(client, **{"kept-for": mark_for(cast.amara)})
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    forget_sessions()
    assert Session.objects.count() == 0


def test_a_file_is_not_kept_and_asked_for_again(cast: Cast, client: Client) -> None:
    file = SimpleUploadedFile("survey.csv", b"a,b")
    client.post(WHERE, {"text": TEXT, "survey": file, "kept-for": mark_for(cast.amara)})
    sign_in(client, cast.amara)
    page = client.get("/kept/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page
    assert 'name="survey"' in page
    assert "Choose it again." in page
