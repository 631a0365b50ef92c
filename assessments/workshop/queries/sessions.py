"""Scoring sessions: which there are, who sits in them, what stands between setting up and opening.

Nothing here is public. What a phone without account may read is ``sheet``: options, criteria and
its own marks, nothing else of the dossier.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.models import (
    Assessment,
    Criterion,
    ScoringSession,
    Seat,
    SeatScore,
    TechnologyOption,
    WeightJudgement,
)
from assessments.states import LIVE_STATES, SessionState
from techbank.exceptions import Hidden

# The whole room marks on one of these; a measured value has the range its facilitator states.
POINT_SCALES: dict[str, tuple[str, str]] = {
    "points_100": ("0", "100"),
    "points_10": ("0", "10"),
    "points_5": ("1", "5"),
}
MEASURED = "measured"
MOST_SEATS = 300
_CODE = re.compile(r"[A-Z0-9]{6}", re.ASCII)


def sessions_of(assessment: Assessment) -> QuerySet[ScoringSession]:
    """All sessions of a dossier, latest first, with how many seats were taken. One query."""
    rows = ScoringSession.objects.filter(assessment=assessment).select_related("facilitator")
    counted = rows.annotate(seat_count=Count("seats", filter=Q(seats__struck_at__isnull=True)))
    return counted.defer("frozen").order_by("-number")


def get_session(assessment: Assessment, session_id: UUID) -> ScoringSession:
    """A session of this dossier; raises ``Hidden`` for another's. One query."""
    rows = ScoringSession.objects.filter(assessment=assessment, pk=session_id)
    session = rows.select_related("assessment__country", "facilitator").first()
    if session is None:
        raise Hidden
    return session


def is_code(written: str) -> bool:
    """Whether it could be a code at all: six capital letters and digits."""
    return bool(_CODE.fullmatch(written))


def by_code(code: str) -> ScoringSession | None:
    """The session behind a code, whatever its state; None for a wrong code. One query."""
    if not is_code(code):
        return None
    return ScoringSession.objects.filter(code=code).select_related("assessment").first()


def get_seat(session: ScoringSession, number: int) -> Seat:
    """A seat of this session by its number; raises ``Hidden`` without one. One query."""
    seat = Seat.objects.filter(session=session, number=number).first()
    if seat is None:
        raise Hidden
    return seat


def seat_of(session: ScoringSession, token_hash: str) -> Seat | None:
    """The seat a phone's secret belongs to, in this session only. One query."""
    return Seat.objects.filter(session=session, token_hash=token_hash).first()


def why_closed(session: ScoringSession, at: datetime) -> str:
    """The sentence for a phone whose marks are not taken any more; empty while they are."""
    if session.state == SessionState.FROZEN:
        return _("The scoring is finished and its result is kept as it is.")
    if session.state not in LIVE_STATES:
        return _("This scoring session was closed.")
    if session.expires_at is None or session.expires_at <= at:
        return _("The time for scoring is over. Ask the facilitator to open it again.")
    return ""


def why_struck(seat: Seat) -> str:
    """The sentence for a phone whose seat was struck; empty for a seat that counts."""
    if seat.struck_at is None:
        return ""
    sentence = _("The facilitator removed this seat: its marks do not count. Reason: %(reason)s")
    return sentence % {"reason": seat.struck_reason}


def options_to_score(assessment: Assessment, sector: UUID | None) -> list[TechnologyOption]:
    """Options that passed the screening, of one sector or of all. One query."""
    rows = TechnologyOption.objects.filter(assessment=assessment, screened_in=True)
    return list(rows.filter(need__sector=sector) if sector else rows)


def option_copy(option: TechnologyOption) -> dict[str, Any]:
    """What a session keeps of an option; later changes of the dossier do not reach it."""
    return {"id": str(option.pk), "name": option.name, "description": option.description}


def criterion_copy(criterion: Criterion) -> dict[str, Any]:
    """What a session keeps of a criterion: at first marked with points from 0 to 10."""
    low, high = POINT_SCALES["points_10"]
    return {
        "id": str(criterion.pk),
        "name": criterion.name,
        "group": criterion.group,
        "unit": criterion.unit,
        "help": "",
        "direction": Criterion.Direction.MAX,
        "scale": "points_10",
        "low": low,
        "high": high,
        "curve": [],
    }


def ranges_of(session: ScoringSession) -> dict[str, Any]:
    """The scales weights were given for: by criterion, what would make a weight stale."""
    names = ("scale", "low", "high", "direction", "curve")
    return {criterion["id"]: [criterion[name] for name in names] for criterion in session.criteria}


def weighing(session: ScoringSession) -> WeightJudgement | None:
    """The weights that count: the room's latest judgement. One query."""
    return session.weighings.filter(seat=None).order_by("-number").first()


def stale_criteria(session: ScoringSession, judged: WeightJudgement | None) -> list[str]:
    """Names of the criteria whose range changed after the weights were given, or that are new."""
    if judged is None:
        return []
    now = ranges_of(session)
    names = {criterion["id"]: criterion["name"] for criterion in session.criteria}
    gone = [_("a criterion that was removed")] if set(judged.ranges) - set(now) else []
    return [names[key] for key in now if judged.ranges.get(key) != now[key]] + gone


def obstacles(session: ScoringSession) -> list[str]:
    """What is missing before the session can be opened, each as a sentence. One query."""
    sentences = []
    if len(session.options) < 2:
        sentences.append(_("Choose at least two options to score."))
    if not session.criteria:
        sentences.append(_("Choose at least one criterion."))
    sentences += [
        _("Give “%(criterion)s” a range from a smaller to a larger number.")
        % {"criterion": criterion["name"]}
        for criterion in session.criteria
        if not has_range(criterion)
    ]
    judged = weighing(session)
    if judged is None:
        sentences.append(_("Say how heavy the criteria are."))
    elif stale_criteria(session, judged):
        sentences.append(
            _("A range changed after the weights were given. Weigh the criteria again.")
        )
    return sentences


def has_range(criterion: dict[str, Any]) -> bool:
    low, high = criterion["low"], criterion["high"]
    return bool(low and high) and Decimal(low) < Decimal(high)


@dataclass(frozen=True)
class SeatProgress:
    """How far one seat is: ``done`` of ``cells`` have a mark or “no opinion”, ``looked`` of them
    in this round. Never what was marked."""

    seat: Seat
    done: int
    looked: int
    cells: int

    @property
    def all_done(self) -> bool:
        return self.done >= self.cells

    @property
    def counts(self) -> bool:
        """Whether its marks are part of the result."""
        return self.seat.struck_at is None

    @property
    def awaited(self) -> bool:
        """Whether the room waits for it."""
        return self.counts and self.seat.left_at is None and not self.all_done


def progress(session: ScoringSession) -> list[SeatProgress]:
    """Every seat, struck ones too, with how many cells it has marked in this round. One query."""
    marked = Q(scores__round=session.round) & (
        Q(scores__value__isnull=False) | Q(scores__no_opinion=True)
    )
    here = session.seats.filter(withdrawn_at__isnull=True).order_by("number")
    rows = here.annotate(
        done=Count("scores", filter=marked),
        looked=Count("scores", filter=marked & Q(scores__carried=False)),
    )
    cells = len(session.options) * len(session.criteria)
    return [SeatProgress(seat, seat.done, seat.looked, cells) for seat in rows]


def late_marks(session: ScoringSession) -> int:
    """How many marks arrived after the results of this round were shown. One query."""
    if session.state != SessionState.REVEALED or session.revealed_at is None:
        return 0
    rows = SeatScore.objects.filter(seat__session=session, round=session.round, carried=False)
    return rows.filter(written_at__gt=session.revealed_at, seat__struck_at__isnull=True).count()


Cell = tuple[str, str]
Sheet = dict[Cell, Decimal | None]


def marks_of(seat: Seat, round_number: int) -> dict[Cell, SeatScore]:
    """A seat's own marks by (option id, criterion id), as text. One query."""
    rows = SeatScore.objects.filter(seat=seat, round=round_number)
    return {(str(row.option_id), str(row.criterion_id)): row for row in rows}


def all_marks(
    session: ScoringSession, round_number: int | None = None, *, struck: bool = False
) -> list[SeatScore]:
    """Every mark that counts, of one round or of all: no seat's that withdrew or was struck.

    With ``struck`` those of struck seats instead. One query.
    """
    rows = SeatScore.objects.filter(seat__session=session, seat__withdrawn_at__isnull=True)
    rows = rows.filter(seat__struck_at__isnull=not struck)
    if round_number is not None:
        rows = rows.filter(round=round_number)
    ordered = rows.select_related("seat").order_by("round", "seat__number")
    return list(ordered.order_by("round", "seat__number", "option_id", "criterion_id"))


def anything_marked(session: ScoringSession) -> bool:
    """Whether a seat that counts marked anything in this round. One query."""
    rows = SeatScore.objects.filter(seat__session=session, round=session.round)
    counted = rows.filter(seat__withdrawn_at__isnull=True, seat__struck_at__isnull=True)
    return counted.filter(Q(value__isnull=False) | Q(no_opinion=True)).exists()


def sheets(session: ScoringSession, round_number: int | None = None) -> dict[int, Sheet]:
    """Seat number → its marks by (option id, criterion id); “no opinion” is None. One query."""
    by_seat: dict[int, Sheet] = {}
    for mark in all_marks(session, round_number or session.round):
        cell = (str(mark.option_id), str(mark.criterion_id))
        by_seat.setdefault(mark.seat.number, {})[cell] = mark.value
    return by_seat


def people(session: ScoringSession) -> dict[str, dict[str, int]]:
    """Who was in the room, in numbers: {"by_sex": {...}, "by_sector": {...}}. One query.

    Nobody is counted for a seat that was struck.
    """
    rows = list(session.seats.filter(struck_at=None).values_list("sex", "sector"))
    by_sex = {key: sum(sex == key for sex, _sector in rows) for key in Seat.Sex.values}
    sectors = sorted({sector for _sex, sector in rows})
    by_sector = {key or "not_said": sum(s == key for _sex, s in rows) for key in sectors}
    return {"by_sex": by_sex, "by_sector": by_sector}
