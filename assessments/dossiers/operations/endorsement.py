"""Recording the national endorsement."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, Endorsement
from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Invalid
from techbank.text import CURRENT

from .editing import lock_for_writing

_SECTION = "endorsement"


def _check(
    held_on: date, place: str, women: int, men: int, by_sector: Mapping[str, int], today: date
) -> None:
    if held_on > today:
        raise Invalid(
            _("The workshop lies in the future; record it once it was held."), field="held_on"
        )
    if not place.strip():
        raise Invalid(_("Say where the workshop was held."), field="place")
    if min([women, men, *by_sector.values()]) < 0:
        raise Invalid(_("A number of people cannot be negative."))
    if women + men == 0:
        raise Invalid(_("Say how many women and men took part."), field="women")
    if sum(by_sector.values()) != women + men:
        raise Invalid(
            _(
                "The participants by sector add up to %(sectors)d, women and men to %(people)d. "
                "Make both the same."
            )
            % {"sectors": sum(by_sector.values()), "people": women + men},
            field="by_sector",
        )


@transaction.atomic
def record_endorsement(
    *,
    assessment: Assessment,
    held_on: date,
    place: str,
    women: int,
    men: int,
    by_sector: Mapping[str, int],
    minutes: str,
    by: User,
    at: datetime,
) -> Endorsement:
    """Record the validation workshop, or correct it while the section is open.

    Raises ``Invalid`` with the field when the figures do not hold together, ``Refused`` without
    the right (the coordinator's alone).
    """
    require(by, Permission.RECORD_ENDORSEMENT, on=at.date(), country=assessment.country)
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    _check(held_on, place, women, men, by_sector, at.date())
    row, _created = Endorsement.objects.update_or_create(
        assessment=locked,
        defaults={
            "held_on": held_on,
            "place": place.strip(),
            "women": women,
            "men": men,
            "by_sector": dict(by_sector),
            "minutes": minutes,
            "dialect": CURRENT,
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    audit.record(
        verb="endorsement.recorded",
        sentence=f"{by} recorded the national endorsement of “{locked}” on {held_on}.",
        by=by,
        role=role_used(by, Permission.RECORD_ENDORSEMENT, on=at.date(), country=locked.country),
        subject=locked,
        country=locked.country_id,
        details={"held_on": held_on.isoformat(), "women": women, "men": men},
    )
    return row
