"""May this person do that, today, for that country or organisation?

Answers come with a reason: a refusal is a sentence a person can act on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from techbank.exceptions import Refused

from .models import Country, Membership, Organisation, User
from .roles import HELD_FOR_COUNTRY, HELD_FOR_ORGANISATION, ROLES, Permission, Role

Person = User | AnonymousUser


@dataclass(frozen=True)
class AccessDecision:
    """Yes, or no with its reason. Truthy when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = AccessDecision(True)


def no(reason: str) -> AccessDecision:
    """A refusal with the sentence the screen shows."""
    return AccessDecision(False, reason)


def roles_held(user: Person, on: date) -> list[Membership]:
    """The memberships in force on ``on``; none for a person who is not signed in or not active."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return user.memberships_on(on)


def holding(user: Person, permission: Permission, on: date) -> list[Membership]:
    """The memberships that give ``permission`` on that day."""
    return [
        membership
        for membership in roles_held(user, on)
        if permission in ROLES[Role(membership.role)]
    ]


def countries_of(user: Person, permission: Permission, on: date) -> list[str]:
    """ISO3 codes of the countries for which the person holds the right."""
    return [
        membership.country_id
        for membership in holding(user, permission, on)
        if membership.country_id
    ]


def organisations_of(user: Person, permission: Permission, on: date) -> list[int]:
    """Ids of the organisations for which the person holds the right."""
    return [
        membership.organisation_id
        for membership in holding(user, permission, on)
        if membership.organisation_id
    ]


def _fits(
    membership: Membership, country: Country | None, organisation: Organisation | None
) -> bool:
    if membership.role in HELD_FOR_COUNTRY:
        return country is not None and membership.country_id == country.pk
    if membership.role in HELD_FOR_ORGANISATION:
        return organisation is None or membership.organisation_id == organisation.pk
    return True


def role_used(
    user: Person,
    permission: Permission,
    *,
    on: date,
    country: Country | None = None,
    organisation: Organisation | None = None,
) -> str:
    """The role by which the person may do it, for the trail; empty when they may not."""
    fitting = [m for m in holding(user, permission, on) if _fits(m, country, organisation)]
    return fitting[0].role if fitting else ""


def _role_names(permission: Permission) -> Iterable[str]:
    return (str(role.label) for role, rights in ROLES.items() if permission in rights)


def may(
    user: Person,
    permission: Permission,
    *,
    on: date,
    country: Country | None = None,
    organisation: Organisation | None = None,
) -> AccessDecision:
    """Whether the right is held on that day. A national role counts for its own country only."""
    if role_used(user, permission, on=on, country=country, organisation=organisation):
        return YES
    roles = ", ".join(_role_names(permission))
    if country is not None:
        return no(
            _("This needs one of these roles for %(country)s: %(roles)s.")
            % {"country": country, "roles": roles}
        )
    return no(_("This needs one of these roles: %(roles)s.") % {"roles": roles})


def require(
    user: Person,
    permission: Permission,
    *,
    on: date,
    country: Country | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Raises ``Refused`` with the reason unless ``may`` says yes."""
    verdict = may(user, permission, on=on, country=country, organisation=organisation)
    if not verdict:
        raise Refused(verdict.reason)
