"""Acts of the auditor. Verifying or exporting the whole trail adds an entry to it."""

from datetime import datetime

from django.db import transaction

from partners.access import require, role_used
from partners.models import User
from partners.roles import Permission
from techbank import audit
from techbank.audit.chain import Break
from techbank.audit.verify import Head, head, verify


@transaction.atomic
def verify_trail(*, by: User, at: datetime) -> tuple[Head, list[Break]]:
    """Check every row; returns the head that was checked and every break. Raises ``Refused``."""
    require(by, Permission.READ_TRAIL, on=at.date())
    checked, breaks = head(), verify()
    outcome = f"{len(breaks)} breaks" if breaks else "the chain holds"
    _record("trail.verified", f"{by} verified {checked.seq} entries: {outcome}", by, at, checked)
    return checked, breaks


@transaction.atomic
def export_trail(*, by: User, at: datetime) -> Head:
    """Record that the whole trail is exported; returns the head the export ends with.

    Raises ``Refused`` without the right.
    """
    require(by, Permission.READ_TRAIL, on=at.date())
    ends_with = head()
    _record("trail.exported", f"{by} exported {ends_with.seq} entries", by, at, ends_with)
    return ends_with


def _record(verb: str, sentence: str, by: User, at: datetime, upto: Head) -> None:
    role = role_used(by, Permission.READ_TRAIL, on=at.date())
    details = {"head": upto.seq, "hash": upto.hash}
    audit.record(verb=verb, sentence=sentence, by=by, role=role, details=details)
