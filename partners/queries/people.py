"""People as an administrator reads them."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from partners.models import Membership, User


def people_with_roles(day: date, *, search: str = "") -> QuerySet[User]:
    """Everybody, with the roles in force on ``day`` as ``held``. Two queries when read."""
    rows = User.objects.all()
    if search:
        rows = rows.filter(full_name__icontains=search) | rows.filter(email__icontains=search)
    held = Membership.objects.held_on(day).select_related("country", "organisation")
    return rows.prefetch_related(Prefetch("memberships", queryset=held, to_attr="held"))


def roles_ever(person: User) -> list[Membership]:
    """All roles the person held, holds or will hold, newest first. One query."""
    rows = person.memberships.select_related("country", "organisation")
    return list(rows.order_by("-from_on", "-pk"))
