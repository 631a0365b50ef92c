"""A scoring session of a dossier, brought to where a test needs it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from assessments.models import (
    Assessment,
    Criterion,
    Cycle,
    Need,
    ScoringSession,
    Seat,
    Sector,
    TechnologyOption,
)
from assessments.questions import questionnaire
from assessments.workshop.operations import seats, sessions
from assessments.workshop.queries import sessions as workshop
from partners.models import Country, User

OPTIONS = ("Micro-hydropower", "Solar mini-grids", "Wind pumps", "Efficient stoves")
CRITERIA = (("Cost per person", "min", "0.5"), ("Jobs", "max", "0.3"), ("Speed", "max", "0.2"))


def small_dossier(by: User, at: datetime) -> Assessment:
    """Four options for one need, three criteria; nothing else is written."""
    written = {"updated_at": at, "updated_by": by}
    assessment = Assessment.objects.create(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Needs of Testland (invented)",
        questionnaire=questionnaire().version,
        opened_at=at,
        opened_by=by,
    )
    sector = Sector.objects.create(assessment=assessment, key="energy", name="Energy", **written)
    need = Need.objects.create(
        assessment=assessment, sector=sector, challenge="Dark.", statement="Light.", **written
    )
    for place, name in enumerate(OPTIONS):
        TechnologyOption.objects.create(
            assessment=assessment,
            need=need,
            name=name,
            description=f"All about {name}.",
            position=place,
            **written,
        )
    for place, (name, direction, weight) in enumerate(CRITERIA):
        Criterion.objects.create(
            assessment=assessment,
            name=name,
            direction=direction,
            weight=Decimal(weight),
            position=place,
            **written,
        )
    return assessment


def made(
    assessment: Assessment, by: User, at: datetime, *, options: int = 3, criteria: int = 2
) -> ScoringSession:
    """Set up with the dossier's first options and criteria, points 0 to 10, weighed alike."""
    session = sessions.make_session(
        assessment=assessment, title="Energy in the valleys", sector=None, by=by, at=at
    )
    chosen = [UUID(option["id"]) for option in session.options[:options]]
    session = sessions.choose_options(
        session=session, options=chosen, base_version=session.version, by=by, at=at
    )
    session = sessions.describe_criteria(
        session=session,
        criteria=session.criteria[:criteria],
        method=session.method,
        base_version=session.version,
        by=by,
        at=at,
    )
    points = {criterion["id"]: "50" for criterion in session.criteria}
    sessions.weigh(session=session, method="direct", inputs={"points": points}, by=by, at=at)
    return workshop.get_session(assessment, session.pk)


def opened(
    assessment: Assessment,
    by: User,
    at: datetime,
    *,
    hours: int = 8,
    options: int = 3,
    criteria: int = 2,
) -> ScoringSession:
    session = made(assessment, by, at, options=options, criteria=criteria)
    return sessions.open_session(
        session=session, expires_at=at + timedelta(hours=hours), by=by, at=at
    )


def seat(session: ScoringSession, at: datetime, *, sex: str = "woman", sector: str = "") -> Seat:
    return seats.join(session=session, sex=sex, sector=sector, at=at).seat


def cell(
    session: ScoringSession,
    option: int,
    criterion: int,
    value: int | str | None,
    *,
    sequence: int | None = None,
    no_opinion: bool = False,
    client_uuid: UUID | None = None,
) -> seats.Mark:
    """A mark by places: option and criterion count from zero."""
    return seats.Mark(
        option=UUID(session.options[option]["id"]),
        criterion=UUID(session.criteria[criterion]["id"]),
        value=None if value is None else Decimal(value),
        no_opinion=no_opinion,
        client_uuid=client_uuid or uuid4(),
        sequence=sequence,
    )


def mark_all(
    item: Seat, session: ScoringSession, rows: Sequence[Sequence[int | None]], at: datetime
) -> None:
    """Rows are options, columns criteria; None is “no opinion”."""
    marks = [
        cell(session, o, c, value, no_opinion=value is None)
        for o, row in enumerate(rows)
        for c, value in enumerate(row)
    ]
    seats.mark(seat=item, marks=marks, at=at)


def stored(item: Seat) -> Mapping[tuple[str, str], Decimal | None]:
    return {key: mark.value for key, mark in workshop.marks_of(item, item.session.round).items()}
