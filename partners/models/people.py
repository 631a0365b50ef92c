"""People and the roles they hold, from a day to a day."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.roles import (
    HELD_FOR_COUNTRY,
    HELD_FOR_ORGANISATION,
    NEEDS_SECOND_FACTOR,
    ROLES,
    Permission,
    Role,
)

from .countries import Country
from .organisations import Organisation


class People(BaseUserManager["User"]):
    """Creates people; upper and lower case of an address do not matter."""

    def create_user(self, email: str, password: str | None = None, **names: Any) -> "User":
        """A person who can sign in; without a password only after setting one by e-mail."""
        person = self.model(email=email.strip().lower(), **names)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. What they may do follows from memberships."""

    email = models.EmailField(_("E-mail address"), unique=True)
    full_name = models.CharField(_("Full name"), max_length=200)
    language = models.CharField(_("Language"), max_length=10, default="en")
    time_zone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(_("May sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    wants_reminders = models.BooleanField(_("Reminders by e-mail"), default=True)
    # When the last letter was sent that lets them set a first password.
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="email_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def reading_language(self) -> str:
        """Their language where it is offered, else English: of screens and letters alike."""
        return self.language if self.language in dict(settings.LANGUAGES) else "en"

    def memberships_on(self, day: date) -> list["Membership"]:
        """Roles held on ``day``; read once per instance and day, so a request queries once."""
        cache: dict[date, list[Membership]] = self.__dict__.setdefault("_held", {})
        if day not in cache:
            rows = Membership.objects.filter(user=self).held_on(day)
            cache[day] = list(rows.select_related("country", "organisation"))
        return cache[day]

    def _may_today(self, permission: Permission) -> bool:
        # For templates, to decide what to offer; operations use partners.access with a date.
        memberships = self.memberships_on(timezone.now().date()) if self.is_active else []
        return any(permission in ROLES[Role(membership.role)] for membership in memberships)

    @property
    def needs_second_factor(self) -> bool:
        """True while any role held today is one that signs in with a second factor."""
        memberships = self.memberships_on(timezone.now().date())
        return any(Role(membership.role) in NEEDS_SECOND_FACTOR for membership in memberships)

    @property
    def may_read_trail(self) -> bool:
        return self._may_today(Permission.READ_TRAIL)

    @property
    def may_manage_people(self) -> bool:
        return self._may_today(Permission.MANAGE_PEOPLE)

    @property
    def may_read_ledger(self) -> bool:
        return self._may_today(Permission.READ_LEDGER)


class MembershipSet(models.QuerySet["Membership"]):
    def held_on(self, day: date) -> "MembershipSet":
        """Roles in force on ``day``; the last day still counts."""
        started = self.filter(from_on__lte=day)
        return started.filter(Q(until_on__isnull=True) | Q(until_on__gte=day))


class Membership(models.Model):
    """A role held for a country or an organisation, from a day to a day. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = MembershipSet.as_manager()

    class Meta:
        ordering = ["user", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="role_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="role_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(role__in=sorted(HELD_FOR_COUNTRY), country__isnull=False)
                    | (~Q(role__in=sorted(HELD_FOR_COUNTRY)) & Q(country__isnull=True))
                ),
                name="national_roles_have_a_country",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role__in=sorted(HELD_FOR_ORGANISATION), organisation__isnull=False)
                    | (~Q(role__in=sorted(HELD_FOR_ORGANISATION)) & Q(organisation__isnull=True))
                ),
                name="outside_roles_have_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        place = self.country or self.organisation
        role = Role(self.role).label
        return f"{role}, {place}" if place else str(role)
