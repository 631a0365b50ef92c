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
    """The person has just used the new second factor; sessions that began without it end."""
    if authenticator.type != authenticator.Type.TOTP:
        return
    # Needs models, which are not loaded yet when the settings name the adapter above.
    from allauth.usersessions.internal.flows.sessions import end_other_sessions

    record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
    end_other_sessions(request, user)


def _record(verb: str, sentence: str, user: Any, **details: str) -> None:
    with transaction.atomic():
        audit.record(verb=verb, sentence=sentence, by=user, subject=user, details=details)


def signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    _record("account.signed_in", f"{user} signed in.", user)


def password_changed(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Set for the first time, changed, or reset by a letter."""
    _record("account.password_changed", f"{user} set a new password.", user)


def factor_changed(*, request: HttpRequest, user: Any, authenticator: Any, **how: Any) -> None:
    added = how.get("signal") is authenticator_added
    change = "added" if added else "removed"
    _record(
        f"account.second_factor_{change}",
        f"{user} {change} a second factor.",
        user,
        kind=str(authenticator.type),
    )


def connect_signals() -> None:
    """Connect allauth's signals: the trail records them, and a new second factor counts as used."""
    receivers = {
        signed_in: [user_logged_in],
        password_changed: [account_password_changed, password_reset, password_set],
        factor_changed: [authenticator_added, authenticator_removed],
        second_factor_added: [authenticator_added],
    }
    for receiver, signals in receivers.items():
        for number, signal in enumerate(signals):
            signal.connect(receiver, dispatch_uid=f"techbank.{receiver.__name__}.{number}")
