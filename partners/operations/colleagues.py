"""A coordinator's own team: inviting colleagues, inviting them again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from partners.access import require
from partners.models import Country, Membership, User
from partners.roles import Permission, Role
from techbank.exceptions import Invalid, Refused

from .invitations import invite
from .people import Appointment, add_person, grant_role

# A letter is sent again at most this often.
PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Invited:
    """``new``: an account was created for the person; otherwise they had one already."""

    person: User
    new: bool


def _person_with_address(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def _check_not_in_team(person: User, country: Country, on: date) -> None:
    memberships = Membership.objects.held_on(on).filter(
        user=person, country=country, role__in=(Role.COORDINATOR, Role.CONTRIBUTOR)
    )
    if memberships.exists():
        raise Invalid(
            _("%(person)s is in the team of %(country)s already.")
            % {"person": person, "country": country},
            field="email",
        )


def _grant(person: User, appointment: Appointment, by: User, at: datetime) -> None:
    """Raises ``Invalid`` with one sentence for every reason that the inviter must not learn."""
    refusal = Invalid(
        _(
            "This address cannot be added to the team of a country. Ask your colleague for "
            "another address, or ask an administrator of the portal."
        ),
        field="email",
    )
    if not person.is_active:
        raise refusal
    try:
        with transaction.atomic():
            grant_role(person=person, appointment=appointment, by=by, at=at)
    except Invalid as problem:
        raise (problem if problem.field == "until_on" else refusal) from None


@transaction.atomic
def invite_colleague(
    *,
    email: str,
    full_name: str,
    language: str,
    until_on: date | None,
    country: Country,
    by: User,
    at: datetime,
) -> Invited:
    """Make a person a contributor of the country from today, and write to them.

    A new address gets an account and the letter that opens it; a known one gets the role and a
    letter that says so. Raises ``Refused`` without the right for that country, ``Invalid`` when
    the person is in the team already or cannot be; the reason why not is not given.
    """
    require(by, Permission.INVITE_COLLEAGUES, on=at.date(), country=country)
    appointment = Appointment(Role.CONTRIBUTOR, at.date(), country=country, until_on=until_on)
    person = _person_with_address(email)
    if person is None:
        try:
            person = add_person(
                email=email, full_name=full_name, language=language, by=by, at=at, country=country
            )
        except Invalid:  # somebody added the same address at the same moment
            person = _person_with_address(email)
        else:
            _grant(person, appointment, by, at)
            _invite(person, country, by, at)
            return Invited(person, new=True)
    if person is None:
        raise Invalid(_("Try again."), field="email")
    _check_not_in_team(person, country, at.date())
    _grant(person, appointment, by, at)
    _notify_of_role(person, country, by)
    return Invited(person, new=False)


def _invite(person: User, country: Country, by: User, at: datetime) -> None:
    User.objects.filter(pk=person.pk).update(invited_at=at)
    person.invited_at = at
    invite(person=person, by=by, country=country.pk)


def _notify_of_role(person: User, country: Country, by: User) -> None:
    with translation.override(person.reading_language):
        context = {"person": person, "by": by, "country": country, "address": settings.PUBLIC_URL}
        text = render_to_string("emails/colleague.txt", context)
        subject = _("You are in the team of %(country)s") % {"country": country}
    send_mail(subject, text, None, [person.email])


@transaction.atomic
def invite_again(*, person: User, country: Country, by: User, at: datetime) -> User:
    """Send the letter that opens the account once more, at most once an hour.

    Raises ``Refused`` without the right for the country, when the person is not of its team, has
    opened their account already, or was written to within the hour.
    """
    require(by, Permission.INVITE_COLLEAGUES, on=at.date(), country=country)
    locked = User.objects.select_for_update().get(pk=person.pk)
    memberships = Membership.objects.held_on(at.date()).filter(user=locked, country=country)
    if not locked.is_active or not memberships.filter(role=Role.CONTRIBUTOR).exists():
        raise Refused(_("Only people of your own team can be invited again."))
    if locked.has_usable_password() or locked.last_login:
        raise Refused(
            _("%(person)s has opened the account already and can sign in.") % {"person": locked}
        )
    if locked.invited_at and at - locked.invited_at < PAUSE:
        raise Refused(
            _("The last invitation went out less than an hour ago. Wait before sending another.")
        )
    _invite(locked, country, by, at)
    return locked
