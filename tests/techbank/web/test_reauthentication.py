"""Signing in again: a recent sign-in counts; with a second factor, only one that used it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.internal.flows import login as authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from techbank.web.reauthentication import reauthentication_needed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def person() -> Any:
    return get_user_model().objects.create_user("a@bank.example", "a long enough secret")


def request_of(person: Any, *records: tuple[str, int]) -> HttpRequest:
    """A posted form of a person who signed in again (method, minutes ago)."""
    request = RequestFactory().post("/act/")
    request.user = person
    request.session = SessionStore()
    request.session[authentication.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": AT.timestamp() - 60 * minutes} for method, minutes in records
    ]
    request.session[authentication._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    return request


def test_a_fresh_sign_in_is_proof_enough(person: Any) -> None:
    assert reauthentication_needed(request_of(person, ("password", 14)), at=AT) is None


def test_after_a_quarter_of_an_hour_the_password_is_asked_for(person: Any) -> None:
    answer = reauthentication_needed(request_of(person, ("password", 15)), at=AT)

    assert answer is not None
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_person_with_a_second_factor_signs_in_again_with_it(person: Any) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

    answer = reauthentication_needed(request_of(person, ("mfa", 30), ("password", 1)), at=AT)

    assert answer is not None
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert reauthentication_needed(request_of(person, ("password", 1), ("mfa", 1)), at=AT) is None


def test_a_session_without_any_record_proves_nothing(person: Any) -> None:
    assert reauthentication_needed(request_of(person), at=AT) is not None
