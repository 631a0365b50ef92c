"""What a facilitator does with a scoring session: set up, open, show, score again, freeze."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import (
    Assessment,
    Criterion,
    ScoringSession,
    SeatScore,
    Sector,
    WeightJudgement,
)
from assessments.states import LIVE_STATES, SessionState
from assessments.workshop import workflow
from assessments.workshop.queries import results, sessions
from partners.models import User
from partners.transitions import perform
from techbank import audit
from techbank.exceptions import Invalid, WrongState

_SECTION = "priorities"
# Read aloud and typed on a phone: no 0 and O, no 1, I and L, no U that is heard as a V.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 6
LONGEST = timedelta(days=14)


def tell(
    verb: str, sentence: str, session: ScoringSession, by: User, at: datetime, **details: Any
) -> None:
    audit.record(
        verb=verb,
        sentence=sentence,
        by=by,
        role=writer_role(session.assessment, by, at),
        subject=session,
        country=session.assessment.country_id,
        details=details,
    )


@transaction.atomic
def make_session(
    *, assessment: Assessment, title: str, sector: UUID | None, by: User, at: datetime
) -> ScoringSession:
    """A session to be set up, with the options and criteria the dossier has now, copied by value.

    Raises ``Invalid`` when the sector is none of the dossier's.
    """
    locked = lock_for_writing(assessment=assessment, section=_SECTION, by=by, at=at)
    chosen = Sector.objects.filter(assessment=locked, pk=sector).first() if sector else None
    if sector and chosen is None:
        raise Invalid(_("This sector is not part of the dossier any more."), field="sector")
    rows = ScoringSession.objects.filter(assessment=locked)
    session = _numbered(
        rows,
        assessment=locked,
        title=title.strip(),
        sector_id=sector,
        sector_name=str(chosen) if chosen else "",
        facilitator=by,
        options=[
            sessions.option_copy(option) for option in sessions.options_to_score(locked, sector)
        ],
        criteria=[
            sessions.criterion_copy(item) for item in Criterion.objects.filter(assessment=locked)
        ],
        method={"aggregate": "mean", "missing": "renormalise"},
        made_at=at,
    )
    tell("scoring.made", f"{by} began to set up “{session}”.", session, by, at)
    return session


def _numbered(rows: Any, **columns: Any) -> ScoringSession:
    for _attempt in range(5):
        number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                return ScoringSession.objects.create(number=number, **columns)
        except IntegrityError:
            continue
    raise Invalid(_("Somebody began a session at the same moment. Try again."))


def held(session: ScoringSession, states: Sequence[str], by: User, at: datetime) -> ScoringSession:
    """The session, locked, in one of these states; the writer's right to it was checked."""
    lock_for_writing(assessment=session.assessment, section=_SECTION, by=by, at=at)
    rows = ScoringSession.objects.select_for_update(of=("self",))
    locked = rows.select_related("assessment__country").get(pk=session.pk)
    if locked.state not in states:
        raise WrongState(_("This cannot be changed any more in this session."))
    return locked


def _same_version(locked: ScoringSession, base_version: int) -> None:
    if locked.version != base_version:
        raise Invalid(_("Somebody else changed this session in the meantime. Load the page again."))


def saved_as_next(locked: ScoringSession, *columns: str) -> ScoringSession:
    locked.version += 1
    locked.save(update_fields=[*columns, "version"])
    return locked


@transaction.atomic
def choose_options(
    *,
    session: ScoringSession,
    options: Sequence[UUID],
    base_version: int,
    by: User,
    at: datetime,
) -> ScoringSession:
    """Copy these options of the dossier into the session, in the dossier's order."""
    locked = held(session, [SessionState.SETUP], by, at)
    _same_version(locked, base_version)
    offered = sessions.options_to_score(locked.assessment, locked.sector_id)
    chosen = [option for option in offered if option.pk in set(options)]
    if len(chosen) < len(set(options)):
        raise Invalid(
            _("An option was removed in the meantime. Load the page again."), field="options"
        )
    if len(chosen) < 2:
        raise Invalid(_("Choose at least two options to score."), field="options")
    locked.options = [sessions.option_copy(option) for option in chosen]
    saved = saved_as_next(locked, "options")
    tell("scoring.options_chosen", f"{by} chose what “{locked}” scores.", locked, by, at)
    return saved


@transaction.atomic
def describe_criteria(
    *,
    session: ScoringSession,
    criteria: Sequence[Mapping[str, Any]],
    method: Mapping[str, str],
    base_version: int,
    by: User,
    at: datetime,
) -> ScoringSession:
    """Say which criteria are scored, in which scale, and how marks are put together.

    ``criteria`` are {"id", "help", "direction", "scale", "low", "high", "curve"}; name, group and
    unit come from the dossier. Weights given for other ranges are stale from now on.
    """
    locked = held(session, [SessionState.SETUP], by, at)
    _same_version(locked, base_version)
    known = {str(item.pk): item for item in Criterion.objects.filter(assessment=locked.assessment)}
    if not criteria:
        raise Invalid(_("Choose at least one criterion."))
    if {criterion["id"] for criterion in criteria} - set(known):
        raise Invalid(_("A criterion was removed in the meantime. Load the page again."))
    locked.criteria = [
        sessions.criterion_copy(known[criterion["id"]])
        | {name: criterion[name] for name in _DESCRIBED}
        for criterion in criteria
    ]
    locked.method = dict(method)
    saved = saved_as_next(locked, "criteria", "method")
    stale = sessions.stale_criteria(locked, sessions.weighing(locked))
    tell(
        "scoring.criteria_described",
        f"{by} said by what “{locked}” is scored.",
        locked,
        by,
        at,
        stale_weights=bool(stale),
    )
    return saved


_DESCRIBED = ("help", "direction", "scale", "low", "high", "curve")


@transaction.atomic
def weigh(
    *, session: ScoringSession, method: str, inputs: Mapping[str, Any], by: User, at: datetime
) -> WeightJudgement:
    """Keep a judgement of the criteria's weights as it was given; the latest counts.

    Also while the session is open or shown. Raises ``Invalid`` with the engine's sentence when no
    weights come of it.
    """
    locked = held(session, [SessionState.SETUP, *LIVE_STATES], by, at)
    names = {criterion["id"]: criterion["name"] for criterion in locked.criteria}
    try:
        weights = results.weights_from(method, inputs, names)
    except scoring.ScoringError as error:
        raise Invalid(error.sentence.in_language(_)) from None
    last = locked.weighings.aggregate(last=Max("number"))["last"] or 0
    judged = WeightJudgement.objects.create(
        session=locked,
        number=last + 1,
        method=method,
        inputs=dict(inputs),
        ranges=sessions.ranges_of(locked),
        written_at=at,
        written_by=by,
    )
    tell(
        "scoring.weighed",
        f"{by} weighed the criteria of “{locked}”.",
        locked,
        by,
        at,
        method=method,
        weights={key: f"{float(share):.6f}" for key, share in weights.shares.items()},
    )
    return judged


def _code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH))


def open_session(
    *, session: ScoringSession, expires_at: datetime, by: User, at: datetime
) -> ScoringSession:
    """Open it: from now on phones join by its code, until ``expires_at``.

    Raises ``Invalid`` for an end in the past or more than two weeks away, ``Refused`` with what is
    still missing.
    """
    _check_end(expires_at, at)
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return perform(
                    workflow.OPEN_SESSION,
                    session,
                    by=by,
                    at=at,
                    also={"code": _code(), "expires_at": expires_at},
                )
        except IntegrityError:
            continue
    raise Invalid(_("No free code was found. Try again."))


def _check_end(expires_at: datetime, at: datetime) -> None:
    if not at < expires_at <= at + LONGEST:
        raise Invalid(_("A session stays open for at most two weeks."), field="hours")


@transaction.atomic
def extend(
    *, session: ScoringSession, expires_at: datetime, by: User, at: datetime
) -> ScoringSession:
    """Let phones join and send until later; also after the time was over."""
    _check_end(expires_at, at)
    locked = held(session, LIVE_STATES, by, at)
    locked.expires_at = expires_at
    saved = saved_as_next(locked, "expires_at")
    until = expires_at.isoformat()
    tell("scoring.extended", f"{by} kept “{locked}” open longer.", locked, by, at, until=until)
    return saved


@transaction.atomic
def reveal(*, session: ScoringSession, by: User, at: datetime) -> ScoringSession:
    """Show the results of the round to the room. Raises ``Invalid`` while nobody marked."""
    rows = ScoringSession.objects.select_for_update(of=("self",))
    locked = rows.get(pk=session.pk)
    if locked.state == SessionState.OPEN and not sessions.anything_marked(locked):
        raise Invalid(_("Nobody has marked anything yet."))
    return perform(workflow.REVEAL_SESSION, locked, by=by, at=at)


@transaction.atomic
def begin_round(*, session: ScoringSession, by: User, at: datetime) -> ScoringSession:
    """Score again after the discussion, from the marks of the round before, which stays."""
    rows = ScoringSession.objects.select_for_update(of=("self",))
    locked = rows.get(pk=session.pk)
    next_round = locked.round + 1

    def carry(session: ScoringSession) -> dict[str, int]:
        # A seat that was struck may count again later: its marks come along.
        for struck in (False, True):
            marks = sessions.all_marks(session, next_round - 1, struck=struck)
            SeatScore.objects.bulk_create(_carried(mark, next_round) for mark in marks)
        return {"round": next_round}

    also = {"round": next_round}
    return perform(workflow.SCORE_AGAIN, session, by=by, at=at, also=also, before_trail=carry)


def _carried(mark: SeatScore, next_round: int) -> SeatScore:
    return SeatScore(
        seat=mark.seat,
        round=next_round,
        option_id=mark.option_id,
        criterion_id=mark.criterion_id,
        value=mark.value,
        no_opinion=mark.no_opinion,
        sequence=mark.sequence,
        client_uuid=uuid4(),
        carried=True,
        written_at=mark.written_at,
    )


def close(*, session: ScoringSession, reason: str, by: User, at: datetime) -> ScoringSession:
    """End it without a result; nothing is deleted."""
    return perform(workflow.CLOSE_SESSION, session, by=by, at=at, reason=reason)
