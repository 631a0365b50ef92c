"""How people sign in: invited accounts only, found by e-mail address."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):
    """Nobody registers: an invitation creates the account and proves the address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
