"""Ready for review, looks good, back to you: what two people say about an assigned section."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import SectionAssignment
from partners.access import require
from partners.models import User
from partners.roles import Permission
from techbank.exceptions import Invalid, Refused, WrongState

from .section_work import (
    locked_assignment,
    require_assigner,
    require_before_approval,
    set_columns,
    tell,
    write_about,
)


def _require_own(assignment: SectionAssignment, by: User, at: datetime) -> None:
    require(by, Permission.EDIT_ASSESSMENT, on=at.date(), country=assignment.assessment.country)
    if assignment.person_id != by.pk:
        raise Refused(_("Only the person to whom it is assigned can say that it is ready."))


@transaction.atomic
def call_ready(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Say "ready for my review": the coordinator who assigned it gets a letter.

    Only by the person assigned. Saying it twice changes nothing.
    """
    locked = locked_assignment(assignment)
    _require_own(locked, by, at)
    require_before_approval(locked.assessment)
    if locked.ready_at is not None:
        return locked
    set_columns(locked, ready_at=at)
    if locked.assigned_by_id != by.pk and locked.assigned_by.is_active:
        write_about(locked, locked.assigned_by, "ready", by, at)
    tell(locked, "section.ready", "called section “%s” of “%s” ready for review.", by, at)
    return locked


@transaction.atomic
def take_back(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Take "ready" back, while nobody has accepted it. Only by the person assigned."""
    locked = locked_assignment(assignment)
    _require_own(locked, by, at)
    if locked.accepted_at is not None:
        raise WrongState(_("The coordinator has looked at it already."))
    if locked.ready_at is None:
        return locked
    set_columns(locked, ready_at=None)
    tell(locked, "section.not_ready", "goes on with section “%s” of “%s”.", by, at)
    return locked


def _require_judge(assignment: SectionAssignment, by: User, at: datetime) -> None:
    require_assigner(assignment.assessment, by, at)
    require_before_approval(assignment.assessment)
    if assignment.person_id == by.pk:
        raise Refused(_("Nobody reviews their own section: another coordinator can."))
    if assignment.ready_at is None:
        raise WrongState(_("It has not been called ready yet."))


@transaction.atomic
def accept(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Say "looks good" to what was called ready. Accepting twice changes nothing."""
    locked = locked_assignment(assignment)
    _require_judge(locked, by, at)
    if locked.accepted_at is not None:
        return locked
    set_columns(locked, accepted_at=at, accepted_by=by)
    tell(locked, "section.accepted", f"accepted section “%s” of “%s” from {locked.person}.", by, at)
    return locked


@transaction.atomic
def send_back(
    *, assignment: SectionAssignment, note: str, by: User, at: datetime
) -> SectionAssignment:
    """Say "back to you", with a note that goes to the person by e-mail. Also after accepting it."""
    locked = locked_assignment(assignment)
    _require_judge(locked, by, at)
    if not note.strip():
        raise Invalid(_("Say what is still to be done."), field="note")
    set_columns(
        locked,
        ready_at=None,
        accepted_at=None,
        accepted_by=None,
        sent_back_at=at,
        sent_back_by=by,
        sent_back_note=note.strip(),
    )
    write_about(locked, locked.person, "sent_back", by, at)
    tell(
        locked,
        "section.sent_back",
        f"gave section “%s” of “%s” back to {locked.person}.",
        by,
        at,
        note=note.strip(),
    )
    return locked
