"""Acts of people on their accounts are recorded in the trail."""

from typing import Any

from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.test import Client, RequestFactory
from django.urls import reverse

from techbank.audit.models import Entry
from tests.factories.cast import PASSWORD, Cast


def verbs() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


def test_signing_in_is_recorded(cast: Cast, client: Client) -> None:
    typed = {"login": cast.amara.email, "password": PASSWORD}
    client.post(reverse("account_login"), typed)
    last = Entry.objects.latest("seq")
    assert (last.verb, last.actor_name) == ("account.signed_in", "Amara")


def test_a_failed_sign_in_reveals_nothing_about_anybody(cast: Cast, client: Client) -> None:
    client.post(reverse("account_login"), {"login": cast.amara.email, "password": "no"})
    assert "account.signed_in" not in verbs()


def test_a_new_password_and_a_removed_factor_are_recorded(cast: Cast, rf: RequestFactory) -> None:
    request: Any = rf.get("/")
    password_reset.send(sender=type(cast.amara), request=request, user=cast.amara)
    factor = Authenticator(user=cast.amara, type=Authenticator.Type.TOTP, data={})
    authenticator_removed.send(
        sender=Authenticator, request=request, user=cast.amara, authenticator=factor
    )
    assert verbs()[-2:] == ["account.password_changed", "account.second_factor_removed"]
