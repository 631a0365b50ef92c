"""What a facilitator does against a stuffed ballot: close joining, strike a seat, count it again.

Nothing is deleted, every act is in the trail, and none is possible once the session is frozen.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import ScoringSession, Seat
from assessments.states import LIVE_STATES
from partners.models import User
from techbank.exceptions import Invalid, WrongState

from .sessions import held, saved_as_next, tell


@transaction.atomic
def close_joining(*, session: ScoringSession, by: User, at: datetime) -> ScoringSession:
    """No new seat from now on; who sits there goes on marking."""
    locked = held(session, LIVE_STATES, by, at)
    if locked.joining_closed_at is not None:
        return locked
    locked.joining_closed_at = at
    saved = saved_as_next(locked, "joining_closed_at")
    seats = locked.seats.count()
    tell(
        "scoring.joining_closed", f"{by} closed joining of “{locked}”.", locked, by, at, seats=seats
    )
    return saved


@transaction.atomic
def reopen_joining(*, session: ScoringSession, by: User, at: datetime) -> ScoringSession:
    """Seats can be taken again."""
    locked = held(session, LIVE_STATES, by, at)
    if locked.joining_closed_at is None:
        return locked
    locked.joining_closed_at = None
    saved = saved_as_next(locked, "joining_closed_at")
    tell("scoring.joining_reopened", f"{by} reopened joining of “{locked}”.", locked, by, at)
    return saved


def _seat(session: ScoringSession, number: int, *, struck: bool) -> Seat:
    """The seat, locked against its phone; raises ``WrongState`` when it is that already."""
    seat = session.seats.select_for_update().get(number=number)
    if (seat.struck_at is not None) is struck:
        raise WrongState(_("Somebody else changed this seat in the meantime. Load the page again."))
    return seat


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_("Fill this in."), field="reason")
    return reason.strip()


@transaction.atomic
def strike_seat(*, seat: Seat, reason: str, by: User, at: datetime) -> Seat:
    """Its marks stay in the database and count nowhere; its phone is told why and sends no more.

    Raises ``WrongState`` once the session has ended or when it was struck meanwhile.
    """
    session = held(seat.session, LIVE_STATES, by, at)
    locked = _seat(session, seat.number, struck=True)
    locked.struck_at, locked.struck_by, locked.struck_reason = at, by, _reason(reason)
    locked.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    sentence = f"{by} struck seat {locked.number} of “{session}”."
    facts = {"seat": locked.number, "reason": locked.struck_reason}
    tell("scoring.seat_struck", sentence, session, by, at, **facts)
    return locked


@transaction.atomic
def count_seat_again(*, seat: Seat, reason: str, by: User, at: datetime) -> Seat:
    """Take back a strike: the seat's marks count, and its phone goes on."""
    session = held(seat.session, LIVE_STATES, by, at)
    locked = _seat(session, seat.number, struck=False)
    facts = {"seat": locked.number, "reason": _reason(reason)}
    locked.struck_at, locked.struck_by, locked.struck_reason = None, None, ""
    locked.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    sentence = f"{by} let seat {locked.number} of “{session}” count again."
    tell("scoring.seat_counted_again", sentence, session, by, at, **facts)
    return locked
