"""What a person with a phone and no account does in a scoring session: join, mark, leave.

No trail: a mark is raw data of the session, kept by itself, and names nobody. The session's row is
held while a mark is written, so that freezing waits for it and nothing comes after.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from assessments.models import ScoringSession, Seat, SeatScore
from assessments.questions import catalogues
from assessments.workshop.queries import sessions
from techbank.database.advisory_locks import advisory_lock
from techbank.exceptions import Invalid, WrongState

# How long a phone keeps its seat: as long as a session may stay open at most.
KEPT_FOR = timedelta(days=14)
SECTORS = catalogues.keys(catalogues.STAKEHOLDER_SECTORS)


def token_hash(token: str) -> str:
    """What the database keeps of a phone's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _live(session: ScoringSession, at: datetime) -> ScoringSession:
    """The session, held against a change of its state; raises ``WrongState`` once it is over.

    Sharing: all phones of a room write at once, and only the facilitator's acts wait for them.
    """
    rows = ScoringSession.objects.raw(
        "SELECT * FROM assessments_scoringsession WHERE id = %s FOR SHARE", [session.pk]
    )
    locked = rows[0]
    over = sessions.why_closed(locked, at)
    if over:
        raise WrongState(over)
    return locked


@dataclass(frozen=True)
class Joined:
    """A new seat and its secret, which only the phone keeps."""

    seat: Seat
    token: str


def join(*, session: ScoringSession, sex: str, sector: str, at: datetime) -> Joined:
    """Take a seat.

    Raises ``WrongState`` once the session is over, ``Invalid`` when it is full or joining closed.
    """
    if sex not in Seat.Sex.values:
        raise Invalid(_("Choose one of the answers."), field="sex")
    if sector and sector not in SECTORS:
        raise Invalid(_("Choose one of the answers."), field="sector")
    token = secrets.token_urlsafe(24)
    return Joined(_sit_down(session, token, sex, sector, at), token)


def joining_closed() -> str:
    return _("Joining is closed. Ask the facilitator to open it again.")


@transaction.atomic
def _sit_down(session: ScoringSession, token: str, sex: str, sector: str, at: datetime) -> Seat:
    locked = _live(session, at)
    if locked.joining_closed_at is not None:
        raise Invalid(joining_closed())
    # A room joins in the same minute: each waits for the number of the one before.
    advisory_lock(f"seat of {session.pk}")
    last = locked.seats.aggregate(last=Max("number"))["last"] or 0
    if last >= sessions.MOST_SEATS:
        raise Invalid(_("All seats of this session are taken."))
    return Seat.objects.create(
        session=locked,
        number=last + 1,
        token_hash=token_hash(token),
        sex=sex,
        sector=sector,
        joined_at=at,
    )


def _held(seat: Seat) -> Seat:
    """The seat, locked; raises ``WrongState`` once it was struck."""
    held = Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    struck = sessions.why_struck(held)
    if struck:
        raise WrongState(struck)
    return held


@transaction.atomic
def leave(*, seat: Seat, withdraw: bool, at: datetime) -> Seat:
    """Give the seat up. Its marks stay in the result unless they are withdrawn, which is final.

    Raises ``WrongState`` for a seat that was struck: what it marked stays as it is.
    """
    _live(seat.session, at)
    _held(seat)
    columns: dict[str, Any] = {"left_at": at}
    if withdraw:
        SeatScore.objects.filter(seat=seat).delete()
        columns["withdrawn_at"] = at
    Seat.objects.filter(pk=seat.pk, left_at__isnull=True).update(**columns)
    seat.refresh_from_db()
    return seat


@transaction.atomic
def come_back(*, seat: Seat, at: datetime) -> Seat:
    """Take the same seat again, on the phone that held it. Withdrawn marks stay withdrawn."""
    _live(seat.session, at)
    _held(seat)
    Seat.objects.filter(pk=seat.pk).update(left_at=None, withdrawn_at=None)
    seat.refresh_from_db()
    return seat


class MarkOutcome(StrEnum):
    SAVED = "saved"
    # A later mark of the same seat stands already: nothing to do, and nothing is lost.
    OLDER = "older"
    NOT_READ = "not_read"


@dataclass(frozen=True)
class Mark:
    """One cell as a phone sent it. ``sequence`` None: a plain form, which comes in order."""

    option: UUID
    criterion: UUID
    value: Decimal | None
    no_opinion: bool
    client_uuid: UUID
    sequence: int | None = None


@dataclass(frozen=True)
class Marked:
    client_uuid: UUID
    outcome: MarkOutcome
    sentence: str = ""


# A phone counts its marks one by one; nobody reaches this by hand.
HIGHEST_SEQUENCE = 1_000_000


@transaction.atomic
def mark(*, seat: Seat, marks: Sequence[Mark], at: datetime) -> list[Marked]:
    """Keep marks; safe to send twice, late, and in any order.

    Of two marks of a cell the one with the higher sequence of the seat stands. Raises
    ``WrongState`` once the session is over or the seat was given up; then nothing was kept.
    """
    session = _live(seat.session, at)
    held = _held(seat)
    if held.left_at is not None:
        raise WrongState(_("You left this session. Take your seat again to go on."))
    return [_keep(session, held, sent, at) for sent in marks]


def _keep(session: ScoringSession, seat: Seat, mark: Mark, at: datetime) -> Marked:
    problem = why_unread(session, mark)
    if problem:
        return Marked(mark.client_uuid, MarkOutcome.NOT_READ, problem)
    seat.sequence = max(seat.sequence, mark.sequence or seat.sequence + 1)
    Seat.objects.filter(pk=seat.pk).update(sequence=Greatest(F("sequence"), Value(seat.sequence)))
    sequence = mark.sequence or seat.sequence
    try:
        with transaction.atomic():
            result = _write(session, seat, mark, sequence, at)
    except IntegrityError:
        # The UUID was used for another cell: the phone, not the person, has made a mistake.
        sentence = _("This mark was sent before for something else.")
        return Marked(mark.client_uuid, MarkOutcome.NOT_READ, sentence)
    return Marked(mark.client_uuid, MarkOutcome.SAVED if result else MarkOutcome.OLDER)


_WRITE = """
INSERT INTO assessments_seatscore AS kept
    (seat_id, round, option_id, criterion_id, value, no_opinion, sequence, client_uuid, carried,
     written_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, false, %s)
ON CONFLICT (seat_id, round, option_id, criterion_id) DO UPDATE SET
    value = EXCLUDED.value, no_opinion = EXCLUDED.no_opinion, sequence = EXCLUDED.sequence,
    client_uuid = EXCLUDED.client_uuid, carried = false, written_at = EXCLUDED.written_at
WHERE kept.sequence < EXCLUDED.sequence
RETURNING id
"""


def _write(session: ScoringSession, seat: Seat, mark: Mark, sequence: int, at: datetime) -> bool:
    """One statement: the database compares the sequence. True also for the same mark again."""
    row: list[Any] = [
        seat.pk,
        session.round,
        mark.option,
        mark.criterion,
        mark.value,
        mark.no_opinion,
        sequence,
        mark.client_uuid,
        at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, row)
        if cursor.fetchone():
            return True
    return SeatScore.objects.filter(client_uuid=mark.client_uuid, seat=seat).exists()


def why_unread(session: ScoringSession, mark: Mark) -> str:
    """The sentence for a mark that is none of this session's scale; empty for a good one."""
    criterion = next((c for c in session.criteria if c["id"] == str(mark.criterion)), None)
    if criterion is None or str(mark.option) not in {o["id"] for o in session.options}:
        return _("This option or criterion is not part of the session.")
    if mark.sequence is not None and not 0 < mark.sequence <= HIGHEST_SEQUENCE:
        return _("This mark could not be read.")
    if mark.value is None or mark.no_opinion:
        return "" if mark.value is None else _("This mark could not be read.")
    return _out_of_scale(criterion, mark.value)


def _out_of_scale(criterion: dict[str, Any], value: Decimal) -> str:
    low, high = Decimal(criterion["low"]), Decimal(criterion["high"])
    if not low <= value <= high:
        return _("Enter a number from %(low)s to %(high)s.") % {"low": low, "high": high}
    whole = criterion["scale"] in sessions.POINT_SCALES
    if value != round(value, 0 if whole else 4):
        return (
            _("Enter a whole number.")
            if whole
            else _("Enter a number with at most %d decimals.") % 4
        )
    return ""


def as_value(raw: object) -> Decimal | None:
    """A number as a phone's module sends it; None for blank. Raises ``Invalid``."""
    if raw is None or raw == "":
        return None
    try:
        value = Decimal(str(raw)[:40])
    except InvalidOperation:
        raise Invalid(_("This mark could not be read.")) from None
    if not value.is_finite():
        raise Invalid(_("This mark could not be read."))
    return value
