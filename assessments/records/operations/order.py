"""Putting the records of a dossier in order, one step at a time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import Assessment, Record
from partners.models import User
from techbank import audit
from techbank.exceptions import Hidden

from .kinds import kind_of


@transaction.atomic
def move_record(
    *,
    assessment: Assessment,
    kind: str,
    record_id: UUID,
    up: bool,
    within: str = "",
    by: User,
    at: datetime,
) -> bool:
    """Let a record change places with the one before it, or after it; False at the end of the list.

    ``within`` names the field whose record's own list it stands in. Of two people who move at the
    same time the second moves in the order the first has made. The record's version stays: a place
    is no text. Raises ``Refused`` when the section is closed, ``Hidden`` when it is gone.
    """
    what = kind_of(kind)
    locked = lock_for_writing(assessment=assessment, section=what.section, by=by, at=at)
    rows = what.model._default_manager.filter(assessment=locked)
    # Held in one order by everybody, so that two who move never wait for each other in a circle.
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    order = sorted(
        held, key=lambda candidate: (candidate.position, candidate.updated_at, candidate.pk)
    )
    record = next((candidate for candidate in order if candidate.pk == record_id), None)
    if record is None:
        raise Hidden
    if not _change_places(order, record, up, within):
        return False
    moved = [
        candidate for place, candidate in enumerate(order, start=1) if candidate.position != place
    ]
    for place, candidate in enumerate(order, start=1):
        candidate.position = place
    rows.model._default_manager.bulk_update(moved, ["position"])
    way = "up" if up else "down"
    audit.record(
        verb=f"{kind}.moved",
        sentence=f"{by} moved the {kind.replace('_', ' ')} “{record}” {way} in “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=locked,
        country=locked.country_id,
        details={"kind": kind, "record": str(record_id), "way": way},
    )
    return True


def _change_places(order: list[Record], record: Record, up: bool, within: str) -> bool:
    """Swap the record with its neighbour of the same list; False when there is none."""
    column = f"{within}_id"
    own = [at for at in order if not within or getattr(at, column) == getattr(record, column)]
    here = own.index(record)
    there = here + (-1 if up else 1)
    if not 0 <= there < len(own):
        return False
    at, other = order.index(record), order.index(own[there])
    order[at], order[other] = order[other], order[at]
    return True
