"""What happens to every request, for any person and any view."""

import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, include, path
from django.utils import timezone, translation
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from techbank.audit.models import Entry
from techbank.configuration.logs import JsonLines
from techbank.exceptions import Hidden, Invalid, Refused, Stale, WrongState
from techbank.outbox.models import Message
from techbank.web.refused_attempts import record_refused_attempt

SENTENCE = "Three sections are unanswered."
ERRORS = {
    "refused": Refused(SENTENCE),
    "state": WrongState(SENTENCE),
    "hidden": Hidden("plan 7 of another country"),
    "invalid": Invalid(SENTENCE),
    "stale": Stale(SENTENCE, theirs=None),
    "broken": ZeroDivisionError(),
}


def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{translation.get_language()} {timezone.get_current_timezone_name()}")


def refusing(request: HttpRequest, kind: str) -> HttpResponse:
    """Writes, then refuses: nothing that was written may stay."""
    with transaction.atomic():
        Message.objects.create(kind="x", key="half done")
        raise ERRORS[kind]


@api_view(["GET"])
def api_refusing(request: Request, kind: str) -> Response:
    raise ERRORS[kind]


@login_not_required
def asking_the_database(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Message.objects.count()))


handler500 = "techbank.web.health.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shown", shown, name="shown"),
    path("refusing/<kind>", refusing, name="refusing"),
    path("api/refusing/<kind>", api_refusing, name="api_refusing"),
    path("asking", asking_the_database, name="asking"),
    path("", include("techbank.urls")),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def person(db: None) -> Any:
    return get_user_model().objects.create_user(
        "p@example.org", "a long password", full_name="P", language="fr", time_zone="Asia/Dhaka"
    )


@pytest.fixture
def signed_in(person: Any, settings: Any) -> Client:
    settings.SECOND_FACTOR = "optional"
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_a_page_is_closed_to_strangers_by_default(client: Client) -> None:
    response = client.get("/shown")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/shown")


def test_what_a_person_sees_is_kept_by_nobody(signed_in: Client) -> None:
    assert signed_in.get("/shown")["Cache-Control"] == "private, no-store"


def test_every_answer_has_an_id_and_a_strict_policy(client: Client) -> None:
    response = client.get("/healthz")
    policy = response["Content-Security-Policy"]
    assert len(response["X-Request-ID"]) == 32
    assert "unsafe" not in policy
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
        assert rule in policy


def test_the_page_speaks_the_language_and_zone_of_the_person(signed_in: Client) -> None:
    response = signed_in.get("/shown")
    assert response.content == b"fr Asia/Dhaka"
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")


def test_a_zone_this_machine_does_not_know_becomes_utc(signed_in: Client, person: Any) -> None:
    type(person).objects.update(time_zone="Mars/Olympus")
    assert signed_in.get("/shown").content == b"fr UTC"


@pytest.mark.parametrize(("kind", "status"), [("refused", 403), ("state", 409)])
def test_a_refusal_shows_its_sentence_leaves_a_trace_and_undoes_the_act(
    signed_in: Client, kind: str, status: int
) -> None:
    response = signed_in.get(f"/refusing/{kind}")
    assert response.status_code == status
    assert SENTENCE in response.content.decode()
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.sentence, entry.actor_name) == ("access.refused", SENTENCE, "P")
    assert entry.details == {"method": "GET", "path": f"/refusing/{kind}"}
    assert Message.objects.count() == 0


def test_what_somebody_else_has_changed_since_is_a_conflict(signed_in: Client) -> None:
    response = signed_in.get("/refusing/stale")
    assert response.status_code == 409
    assert SENTENCE in response.content.decode()


def test_what_belongs_to_others_looks_like_nothing_and_leaves_a_trace(signed_in: Client) -> None:
    hidden, missing = signed_in.get("/refusing/hidden"), signed_in.get("/no-such-page")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert "another country" not in hidden.content.decode()
    assert Entry.objects.latest("seq").details == {"method": "GET", "path": "/refusing/hidden"}


@pytest.mark.parametrize(
    ("kind", "status"), [("refused", 403), ("state", 409), ("stale", 409), ("invalid", 400)]
)
def test_the_api_answers_with_the_sentence(signed_in: Client, kind: str, status: int) -> None:
    response = signed_in.get(f"/api/refusing/{kind}")
    assert (response.status_code, response.json()) == (status, {"detail": SENTENCE})


@pytest.mark.parametrize(("kind", "entries"), [("refused", 1), ("hidden", 1), ("invalid", 0)])
def test_the_api_leaves_the_same_traces(signed_in: Client, kind: str, entries: int) -> None:
    before = Entry.objects.filter(verb="access.refused").count()
    signed_in.get(f"/api/refusing/{kind}")
    assert Entry.objects.filter(verb="access.refused").count() == before + entries


def test_a_failure_of_ours_is_a_page_with_500(signed_in: Client) -> None:
    assert signed_in.get("/refusing/broken").status_code == 500


@pytest.fixture
def must_have_second_factor(person: Any, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Client:
    settings.SECOND_FACTOR = "required"
    monkeypatch.setattr(type(person), "needs_second_factor", True, raising=False)
    client = Client()
    client.force_login(person)
    return client


def test_without_a_second_factor_every_page_leads_to_setting_one_up(
    must_have_second_factor: Client,
) -> None:
    response = must_have_second_factor.get("/shown")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("url", ["/accounts/logout/", "/accounts/2fa/", "/healthz"])
def test_without_a_second_factor_one_may_still_set_it_up_or_leave(
    must_have_second_factor: Client, url: str
) -> None:
    assert must_have_second_factor.get(url).status_code == 200


def test_with_a_second_factor_pages_open(must_have_second_factor: Client, person: Any) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert must_have_second_factor.get("/shown").status_code == 200


def test_a_second_factor_may_be_optional(must_have_second_factor: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "optional"
    assert must_have_second_factor.get("/shown").status_code == 200


@pytest.mark.django_db
def test_nobody_registers(client: Client) -> None:
    facts = {
        "email": "new@example.org",
        "password1": "a long password",
        "password2": "a long password",
    }
    client.post("/accounts/signup/", facts)
    assert get_user_model().objects.count() == 0


@pytest.fixture
def database_away(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        host = connection.settings_dict["HOST"]
        connection.close()
        connection.settings_dict["HOST"] = "/nonexistent"
        yield
        connection.close()
        connection.settings_dict["HOST"] = host


@pytest.mark.parametrize("url", ["/asking", "/shown", "/accounts/login/"])
def test_without_database_a_page_says_so_in_under_a_second(database_away: None, url: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
    started = time.perf_counter()
    response = client.get(url)
    seconds = time.perf_counter() - started
    assert (response.status_code, response["Retry-After"], seconds < 1) == (503, "5", True)


def test_without_database_the_process_is_alive_and_not_ready(database_away: None) -> None:
    client = Client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()["reason"]) == (503, "database")


@pytest.mark.django_db
def test_with_a_migrated_database_the_process_is_ready(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True}


def test_a_line_of_the_log_is_one_json_object_without_query(
    signed_in: Client, person: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="techbank.request"):
        signed_in.get("/shown?token=secret")
    record = next(r for r in caplog.records if r.name == "techbank.request")
    line = json.loads(JsonLines().format(record))
    assert (line["path"], line["status"], line["user"]) == ("/shown", 200, person.pk)
    assert "secret" not in JsonLines().format(record)


def test_a_line_of_the_log_carries_the_stack_it_was_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("techbank").info("Where am I?", stack_info=True)
    assert "test_middleware.py" in json.loads(JsonLines().format(caplog.records[-1]))["stack"]


@pytest.mark.parametrize(
    "path", ["/join/K7M2QX/", "/join/K7M2QX/sync/", "/accounts/password/reset/key/8-K7M2QX/"]
)
@pytest.mark.django_db
def test_no_line_of_the_log_names_a_code_that_lets_somebody_in(
    client: Client, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO):
        client.get(path)
        client.post(path.removesuffix("/"))
        logging.getLogger("django.security.csrf").warning("Forbidden: %s", path)
    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) >= 3
    assert "K7M2QX" not in "".join(lines)
    assert any("…" in json.loads(line)["message"] for line in lines)


def test_the_trail_of_refusals_names_no_code(person: Any) -> None:
    request = RequestFactory().get("/join/K7M2QX/marks/")
    request.user = person
    record_refused_attempt(request, Refused("Not so."))
    assert Entry.objects.latest("seq").details["path"] == "/join/…/marks/"
