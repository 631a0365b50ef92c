"""People as an administrator reads them, and the team of a country."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from partners.models import Country, Membership, User
from partners.roles import Role


def people_with_roles(day: date, *, search: str = "") -> QuerySet[User]:
    """Everybody, with the roles in force on ``day`` as ``held``. Two queries when read."""
    rows = User.objects.all()
    if search:
        rows = rows.filter(full_name__icontains=search) | rows.filter(email__icontains=search)
    memberships = Membership.objects.held_on(day).select_related("country", "organisation")
    return rows.prefetch_related(Prefetch("memberships", queryset=memberships, to_attr="held"))


def roles_ever(person: User) -> list[Membership]:
    """All roles the person held, holds or will hold, newest first. One query."""
    rows = person.memberships.select_related("country", "organisation")
    return list(rows.order_by("-from_on", "-pk"))


def team_of(country: Country, day: date) -> list[Membership]:
    """The national roles held for a country on ``day`` or later, by people who may sign in.

    Coordinators first, then by name. One query.
    """
    rows = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=day),
        country=country,
        role__in=(Role.COORDINATOR, Role.CONTRIBUTOR),
        user__is_active=True,
    )
    memberships = list(rows.select_related("user").order_by("user__full_name", "from_on", "pk"))
    return sorted(memberships, key=lambda membership: membership.role != Role.COORDINATOR)
