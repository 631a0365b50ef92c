"""The reasoned order of the options: an order with its reason and without scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import Assessment, Prioritisation, TechnologyOption
from partners.models import User
from techbank import audit
from techbank.exceptions import Invalid
from techbank.text import CURRENT

from .scores import held_method

_SECTION = "priorities"


@dataclass(frozen=True)
class Placed:
    """An option and, if somebody gave one, the reason of its place."""

    option: UUID
    reason: str = ""


@transaction.atomic
def save_order(
    *,
    assessment: Assessment,
    order: Sequence[Placed],
    reason: str,
    kind: str,
    base_version: int,
    by: User,
    at: datetime,
) -> Prioritisation:
    """Store the order, first first, its reason, and by ``kind`` which order the dossier follows.

    The scores stay as they are beside it. Raises ``Invalid`` when the order is empty or has no
    reason, names an option twice or one that is not of this dossier, and when somebody saved
    another since ``base_version``; then nothing is changed.
    """
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    row = held_method(locked)
    if row.version != base_version:
        raise Invalid(
            _(
                "Somebody saved another order in the meantime; it is shown beside yours. Save "
                "again to replace it."
            )
        )
    _check(locked, order, reason)
    before = row.order
    row.order = [
        {"option": str(record.option), "reason": record.reason.strip()} for record in order
    ]
    row.reason, row.kind, row.dialect = reason.strip(), kind, CURRENT
    row.version += 1
    row.save(update_fields=["order", "reason", "kind", "dialect", "version"])
    audit.record(
        verb="order.saved",
        sentence=f"{by} put the options of “{locked}” in a reasoned order.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"from": before, "to": row.order, "reason": row.reason, "follows": kind},
    )
    return row


def _check(assessment: Assessment, order: Sequence[Placed], reason: str) -> None:
    if not order:
        raise Invalid(_("Give at least one option a place."))
    if not reason.strip():
        raise Invalid(
            _("An order without scores needs its reason: write why it is this one."),
            field="reason",
        )
    named = [record.option for record in order]
    here = TechnologyOption.objects.filter(assessment=assessment, screened_in=True)
    if len(set(named)) < len(named):
        raise Invalid(_("An option has two places. Give it one."))
    if set(named) - set(here.values_list("pk", flat=True)):
        raise Invalid(_("An option was removed in the meantime. Load the page again."))
