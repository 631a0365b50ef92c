"""Regression tests for problems a security review found in techbank."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from techbank.audit.models import Entry
from techbank.text import markdown
from tests.factories.cast import PASSWORD, Cast, enter, make_cast

MANY_ADDRESSES = 400


def test_callers_from_many_addresses_do_not_push_out_the_count_of_failed_sign_ins(
    db: None,
) -> None:
    cache.set("allauth:rl:login_failed:key:amara", [1.0, 2.0, 3.0], 300)
    for number in range(MANY_ADDRESSES):
        cache.set(f"throttle_anon_2001:db8::{number:x}", [1.0], 60)
    assert cache.get("allauth:rl:login_failed:key:amara") == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("columns", [200, 2000])
def test_a_table_that_is_all_head_costs_no_more_than_its_text(columns: int) -> None:
    text = "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|a\n" * columns
    started = time.process_time()
    rendered = markdown(text)
    assert time.process_time() - started < 0.5
    assert "<table>" not in rendered
    assert len(rendered) < 3 * len(text)


def test_a_long_table_of_a_plan_stays_a_table() -> None:
    text = "| a | b | c | d | e |\n|---|---|---|---|---|\n" + "| 1 | 2 | 3 | 4 | 5 |\n" * 1000
    assert markdown(text).count("<td>") == 5000


def test_no_mark_in_an_address_keeps_a_refused_attempt_out_of_the_trail(cast: Cast) -> None:
    client = enter(Client(raise_request_exception=False), cast.amara)
    before = Entry.objects.filter(verb="access.refused").count()
    answer = client.get("/assessments/00000000-0000-0000-0000-000000000000/history/a%00b/")
    assert answer.status_code == 404
    client.get("/assessments/external/none/")
    assert Entry.objects.filter(verb="access.refused").count() == before + 2


def test_strangers_cannot_fill_the_trail_with_addresses_that_are_not_there(db: None) -> None:
    before = Entry.objects.count()
    answer = Client().get("/plans/00000000-0000-0000-0000-000000000000/")
    assert (answer.status_code, Entry.objects.count()) == (404, before)


@pytest.mark.parametrize(
    "page",
    [
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
    ],
)
def test_a_password_alone_does_not_reach_the_second_factor_itself(cast: Cast, page: str) -> None:
    totp.TOTP.activate(cast.farida, totp.generate_totp_secret())
    client = enter(Client(), cast.farida)
    for answer in (client.get(reverse(page)), client.post(reverse(page))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=cast.farida, type=Authenticator.Type.TOTP).exists()


def _signed_in(cast: Cast) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": cast.farida.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_setting_up_a_second_factor_ends_sessions_that_began_without_it(
    own_database: object,
) -> None:
    cast = make_cast()
    earlier, client = _signed_in(cast), _signed_in(cast)
    assert earlier.get(reverse("desk"))["Location"] == reverse("mfa_activate_totp")
    client.get(reverse("mfa_activate_totp"))
    secret = client.session[totp.SECRET_SESSION_KEY]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})

    assert client.get(reverse("desk")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert earlier.get(reverse("desk"))["Location"].startswith(reverse(settings.LOGIN_URL))
