"""Where scores come from: the scoring session whose result the dossier took, or its own team."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from assessments.models import ScoringSession


@dataclass(frozen=True)
class SeatDisagreement:
    """A cell in which the room was far apart: ``size`` of the criterion's range, 0 to 1."""

    option: str
    criterion: str
    size: Fraction
    low: Fraction
    high: Fraction
    count: int


@dataclass(frozen=True)
class Origin:
    """The frozen scoring session that a result rests on.

    ``disagreements``: the widest first; ``struck``: how many seats are not counted.
    """

    session: UUID
    number: int
    title: str
    digest: str
    rounds: int
    people: int
    struck: int
    aggregate: str
    weighing: str
    arithmetic: str
    apart: tuple[SeatDisagreement, ...]

    def as_data(self) -> dict[str, Any]:
        """What a snapshot keeps of it: which session, never a mark."""
        return {
            "id": str(self.session),
            "number": self.number,
            "title": self.title,
            "digest": self.digest,
            "rounds": self.rounds,
            "people": self.people,
            "aggregate": self.aggregate,
            "weighing": self.weighing,
        }


def origin(session_id: UUID | None) -> Origin | None:
    """The frozen session with this id; None without one. One query."""
    if session_id is None:
        return None
    session = ScoringSession.objects.filter(pk=session_id).first()
    return None if session is None else origin_of(session)


def origin_of(session: ScoringSession) -> Origin | None:
    """None for a session that is not frozen. No query."""
    stored = session.frozen
    if stored is None:
        return None
    judgements = stored["weights"]["judgements"]
    return Origin(
        session=session.pk,
        number=session.number,
        title=session.title,
        digest=session.digest,
        rounds=stored["session"]["rounds"],
        people=sum(stored["people"]["by_sex"].values()),
        struck=sum(bool(seat.get("struck")) for seat in stored["seats"]),
        aggregate=stored["method"].get("aggregate", "mean"),
        weighing=judgements[-1]["method"] if judgements else "",
        arithmetic=stored["engine"],
        apart=_apart(stored),
    )


def _apart(stored: Mapping[str, Any]) -> tuple[SeatDisagreement, ...]:
    options = {option["id"]: option["name"] for option in stored["options"]}
    criteria = {criterion["id"]: criterion["name"] for criterion in stored["criteria"]}
    last = stored["results"][-1] if stored["results"] else {"disagreements": []}
    return tuple(
        SeatDisagreement(
            options[disagreement["option"]],
            criteria[disagreement["criterion"]],
            Fraction(disagreement["size"]),
            Fraction(disagreement["low"]),
            Fraction(disagreement["high"]),
            int(disagreement["count"]),
        )
        for disagreement in last["disagreements"]
    )
