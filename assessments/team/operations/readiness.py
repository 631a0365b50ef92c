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


def _require_own(one: SectionAssignment, by: User, at: datetime) -> None:
    require(by, Permission.EDIT_ASSESSMENT, on=at.date(), country=one.assessment.country)
    if one.person_id != by.pk:
        raise Refused(_("Only the person to whom it is assigned can say that it is ready."))


@transaction.atomic
def call_ready(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Say "ready for my review": the coordinator who assigned it gets a letter.

    Only by the person herself. Saying it twice changes nothing.
    """
    one = locked_assignment(assignment)
    _require_own(one, by, at)
    require_before_approval(one.assessment)
    if one.ready_at is not None:
        return one
    set_columns(one, ready_at=at)
    if one.assigned_by_id != by.pk and one.assigned_by.is_active:
        write_about(one, one.assigned_by, "ready", by, at)
    tell(one, "section.ready", "called section “%s” of “%s” ready for review.", by, at)
    return one


@transaction.atomic
def take_back(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Take "ready" back, while nobody has accepted it. Only by the person herself."""
    one = locked_assignment(assignment)
    _require_own(one, by, at)
    if one.accepted_at is not None:
        raise WrongState(_("The coordinator has looked at it already."))
    if one.ready_at is None:
        return one
    set_columns(one, ready_at=None)
    tell(one, "section.not_ready", "goes on with section “%s” of “%s”.", by, at)
    return one


def _require_judge(one: SectionAssignment, by: User, at: datetime) -> None:
    require_assigner(one.assessment, by, at)
    require_before_approval(one.assessment)
    if one.person_id == by.pk:
        raise Refused(_("Nobody reviews their own section: another coordinator can."))
    if one.ready_at is None:
        raise WrongState(_("It has not been called ready yet."))


@transaction.atomic
def accept(*, assignment: SectionAssignment, by: User, at: datetime) -> SectionAssignment:
    """Say "looks good" to what was called ready. Accepting twice changes nothing."""
    one = locked_assignment(assignment)
    _require_judge(one, by, at)
    if one.accepted_at is not None:
        return one
    set_columns(one, accepted_at=at, accepted_by=by)
    tell(one, "section.accepted", f"accepted section “%s” of “%s” from {one.person}.", by, at)
    return one


@transaction.atomic
def send_back(
    *, assignment: SectionAssignment, note: str, by: User, at: datetime
) -> SectionAssignment:
    """Say "back to you", with a note that goes to her by e-mail. Also after accepting it."""
    one = locked_assignment(assignment)
    _require_judge(one, by, at)
    if not note.strip():
        raise Invalid(_("Say what is still to be done."), field="note")
    set_columns(
        one,
        ready_at=None,
        accepted_at=None,
        accepted_by=None,
        sent_back_at=at,
        sent_back_by=by,
        sent_back_note=note.strip(),
    )
    write_about(one, one.person, "sent_back", by, at)
    tell(
        one,
        "section.sent_back",
        f"gave section “%s” of “%s” back to {one.person}.",
        by,
        at,
        note=note.strip(),
    )
    return one
