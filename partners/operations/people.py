"""People and their roles. Roles are ended, never deleted; nobody gives a role to themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from partners.access import may, require, role_used
from partners.models import Country, Membership, Organisation, User
from partners.roles import HELD_FOR_COUNTRY, HELD_FOR_ORGANISATION, Permission, Role
from techbank import audit
from techbank.exceptions import Invalid, Refused


@dataclass(frozen=True)
class Appointment:
    """A role for a country or an organisation, from a day to a day; both days count."""

    role: Role
    from_on: date
    country: Country | None = None
    organisation: Organisation | None = None
    until_on: date | None = None

    @property
    def country_code(self) -> str:
        return self.country.pk if self.country else ""


def _record(verb: str, sentence: str, *, by: User, at: datetime, person: User, **more: Any) -> None:
    permission = more.pop("permission", Permission.MANAGE_PEOPLE)
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=role_used(by, permission, on=at.date(), country=more.pop("held_for", None)),
        subject=person,
        **more,
    )


def _permission_for(by: User, country: Country | None, role: str, at: datetime) -> Permission:
    """The right by which ``by`` may give or end the role.

    An administrator gives every role; a coordinator adds contributors to their own country.
    Raises ``Refused`` for everybody else.
    """
    own_team = role == Role.CONTRIBUTOR and country is not None
    if own_team and may(by, Permission.INVITE_COLLEAGUES, on=at.date(), country=country):
        return Permission.INVITE_COLLEAGUES
    require(by, Permission.MANAGE_PEOPLE, on=at.date())
    return Permission.MANAGE_PEOPLE


@transaction.atomic
def add_person(
    *, email: str, full_name: str, language: str, by: User, at: datetime, country: Any = None
) -> User:
    """A person without roles and without a password, which the letter of invitation lets them set.

    A coordinator adds people for their own ``country``, an administrator for any. Raises
    ``Refused``, or ``Invalid`` when the address is known.
    """
    permission = _permission_for(by, country, Role.CONTRIBUTOR, at)
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, full_name=full_name, language=language)
    except IntegrityError:
        raise Invalid(_("Somebody with this address is already here."), field="email") from None
    _record(
        "people.added",
        f"{by} added {person}",
        by=by,
        at=at,
        person=person,
        permission=permission,
        held_for=country,
        country=country.pk if country else "",
        details={"email": person.email},
    )
    return person


@transaction.atomic
def appoint_first_administrator(*, email: str, full_name: str, at: datetime) -> User:
    """The first person of a new portal, where nobody exists yet who could appoint them.

    Raises ``Invalid`` once the portal has an administrator: from then on people are added there.
    """
    administrators = Membership.objects.held_on(at.date()).filter(role=Role.ADMINISTRATOR)
    if administrators.filter(user__is_active=True).exists():
        raise Invalid(_("The portal has an administrator already, who adds people on its pages."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, full_name=full_name)
    except IntegrityError:
        raise Invalid(_("Somebody with this address is already here."), field="email") from None
    Membership.objects.create(user=person, role=Role.ADMINISTRATOR, from_on=at.date())
    audit.record(
        verb="people.first_administrator",
        sentence=f"{person} became the first administrator, appointed on the command line.",
        by=None,
        subject=person,
        details={"email": person.email},
    )
    return person


def _check_holder(appointment: Appointment) -> None:
    role = appointment.role
    if (role in HELD_FOR_COUNTRY) != (appointment.country is not None):
        sentence = (
            _("Choose the country for which this role is held.")
            if role in HELD_FOR_COUNTRY
            else _("This role is not held for a country.")
        )
        raise Invalid(sentence, field="country")
    if (role in HELD_FOR_ORGANISATION) != (appointment.organisation is not None):
        sentence = (
            _("Choose the organisation for which this role is held.")
            if role in HELD_FOR_ORGANISATION
            else _("This role is not held for an organisation.")
        )
        raise Invalid(sentence, field="organisation")


def _check_days(appointment: Appointment) -> None:
    if appointment.until_on and appointment.until_on < appointment.from_on:
        raise Invalid(_("The last day is before the first."), field="until_on")


def _check_not_held(person: User, appointment: Appointment) -> None:
    overlapping = Membership.objects.filter(
        user=person,
        role=appointment.role,
        country=appointment.country,
        organisation=appointment.organisation,
    ).filter(Q(until_on__isnull=True) | Q(until_on__gte=appointment.from_on))
    if appointment.until_on:
        overlapping = overlapping.filter(from_on__lte=appointment.until_on)
    if overlapping.exists():
        raise Invalid(_("This role is already held in that time."), field="role")


OUTSIDE = HELD_FOR_COUNTRY | HELD_FOR_ORGANISATION


def _check_one_side(person: User, appointment: Appointment) -> None:
    """Nobody acts for both sides: for a country or an organisation, and for the bank."""
    memberships = Membership.objects.filter(user=person).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=appointment.from_on)
    )
    if appointment.until_on:
        memberships = memberships.filter(from_on__lte=appointment.until_on)
    outside = appointment.role in OUTSIDE
    other = (
        memberships.exclude(role__in=OUTSIDE) if outside else memberships.filter(role__in=OUTSIDE)
    )
    if other.exists():
        raise Invalid(
            _(
                "Somebody who acts for a country or an organisation cannot work for the bank at "
                "the same time. End the other role first."
            ),
            field="role",
        )


@transaction.atomic
def grant_role(*, person: User, appointment: Appointment, by: User, at: datetime) -> Membership:
    """Give a role. Raises ``Refused`` for oneself, or without the right; ``Invalid`` when the
    role does not fit its country, organisation or days, or is already held."""
    permission = _permission_for(by, appointment.country, appointment.role, at)
    if person.pk == by.pk:
        raise Refused(_("Nobody gives a role to themselves: ask another administrator."))
    _check_holder(appointment)
    _check_days(appointment)
    locked = User.objects.select_for_update().get(pk=person.pk)
    _check_not_held(locked, appointment)
    _check_one_side(locked, appointment)
    membership = Membership.objects.create(
        user=locked,
        role=appointment.role,
        country=appointment.country,
        organisation=appointment.organisation,
        from_on=appointment.from_on,
        until_on=appointment.until_on,
    )
    _record(
        "people.role_granted",
        f"{by} gave {locked} the role {_in_english(membership)}",
        by=by,
        at=at,
        person=locked,
        permission=permission,
        held_for=appointment.country,
        country=appointment.country_code,
        details=_details(membership),
    )
    return membership


def _in_english(membership: Membership) -> str:
    """The role in English words, for the trail."""
    if membership.country:
        return f"{membership.role} of {membership.country.names['en']}"
    return (
        f"{membership.role} of {membership.organisation}"
        if membership.organisation
        else membership.role
    )


def _details(membership: Membership) -> dict[str, str]:
    return {
        "role": membership.role,
        "organisation": str(membership.organisation or ""),
        "from_on": membership.from_on.isoformat(),
        "until_on": membership.until_on.isoformat() if membership.until_on else "",
    }


@transaction.atomic
def end_role(*, held: Membership, last_day: date, by: User, at: datetime) -> Membership:
    """End a role with ``last_day``, which still counts and may not be in the past.

    A role that has not begun ends on its first day at the earliest. Raises ``Refused`` without
    the right, ``Invalid`` for a day that does not fit.
    """
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=held.pk)
    permission = _permission_for(by, locked.country, locked.role, at)
    earliest = max(locked.from_on, at.date())
    if locked.until_on and locked.until_on < at.date():
        raise Invalid(_("This role has already ended."), field="last_day")
    if last_day < earliest:
        raise Invalid(
            _("The last day can be %(day)s at the earliest.") % {"day": earliest.isoformat()},
            field="last_day",
        )
    locked.until_on = last_day
    locked.save(update_fields=["until_on"])
    _record(
        "people.role_ended",
        f"{by} let the role {_in_english(locked)} of {locked.user} end with {last_day.isoformat()}",
        by=by,
        at=at,
        person=locked.user,
        permission=permission,
        held_for=locked.country,
        country=locked.country_id or "",
        details=_details(locked),
    )
    return locked


@transaction.atomic
def set_access(*, person: User, may_sign_in: bool, by: User, at: datetime) -> User:
    """Close or reopen a person's access at once, whatever roles they hold.

    Raises ``Refused`` without the right, and for one's own access.
    """
    require(by, Permission.MANAGE_PEOPLE, on=at.date())
    if person.pk == by.pk:
        raise Refused(_("Nobody closes their own access: ask another administrator."))
    locked = User.objects.select_for_update().get(pk=person.pk)
    locked.is_active = may_sign_in
    locked.save(update_fields=["is_active"])
    verb, word = ("reopened", "reopened") if may_sign_in else ("closed", "closed")
    _record(
        f"people.access_{verb}", f"{by} {word} the access of {locked}", by=by, at=at, person=locked
    )
    return locked
