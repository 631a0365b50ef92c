"""How people sign in: invited accounts only, found by e-mail address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed as account_password_changed
from allauth.account.signals import password_reset, password_set, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.db import transaction
from django.http import HttpRequest

from techbank import audit


class InvitedOnly(DefaultAccountAdapter):
    """Nobody registers: an invitation creates the account and proves the address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def second_factor_added(*, request: HttpRequest, user: Any, authenticator: Any, **_: Any) -> None:
    """Who sets one up has just used it; sessions that began without it end."""
    if authenticator.type != authenticator.Type.TOTP:
        return
    # Needs models, which are not loaded yet when the settings name the adapter above.
    from allauth.usersessions.internal.flows.sessions import end_other_sessions

    record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
    end_other_sessions(request, user)


def _tell(verb: str, sentence: str, user: Any, **details: str) -> None:
    with transaction.atomic():
        audit.record(verb=verb, sentence=sentence, by=user, subject=user, details=details)


def signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    _tell("account.signed_in", f"{user} signed in.", user)


def password_changed(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Set for the first time, changed, or given anew after a letter."""
    _tell("account.password_changed", f"{user} set a new password.", user)


def factor_changed(*, request: HttpRequest, user: Any, authenticator: Any, **how: Any) -> None:
    added = how.get("signal") is authenticator_added
    said = "added" if added else "removed"
    _tell(
        f"account.second_factor_{said}",
        f"{user} {said} a second factor.",
        user,
        kind=str(authenticator.type),
    )


def listen() -> None:
    """Hear what allauth does with accounts: the trail tells it, and a new factor is used."""
    told = {
        signed_in: [user_logged_in],
        password_changed: [account_password_changed, password_reset, password_set],
        factor_changed: [authenticator_added, authenticator_removed],
        second_factor_added: [authenticator_added],
    }
    for receiver, signals in told.items():
        for number, signal in enumerate(signals):
            signal.connect(receiver, dispatch_uid=f"techbank.{receiver.__name__}.{number}")
