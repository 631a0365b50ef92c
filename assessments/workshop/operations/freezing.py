"""Freezing a scoring session, and taking its result into the dossier."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.dossiers.operations.editing import lock_for_writing, writer_role
from assessments.models import Criterion, Prioritisation, ScoringSession, TechnologyOption
from assessments.priorities.operations.scores import save_scores, save_weights, set_method
from assessments.states import SessionState
from assessments.workshop import workflow
from assessments.workshop.queries import results, sessions
from partners.models import User
from partners.transitions import perform
from techbank import audit
from techbank.audit.chain import digest_of
from techbank.exceptions import Invalid, WrongState

FORMAT = {"format": "techbank.scoring_session", "format_version": 1}
# How totals are computed; grows with every change of the arithmetic.
ENGINE = "assessments.scoring 1"


def _text(number: Any, places: int = 6) -> str | None:
    return None if number is None else str(scoring.as_decimal(Fraction(number), places))


def _marks(session: ScoringSession, *, struck: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "seat": mark.seat.number,
            "round": mark.round,
            "option": str(mark.option_id),
            "criterion": str(mark.criterion_id),
            "value": None if mark.value is None else f"{mark.value.normalize():f}",
            "no_opinion": mark.no_opinion,
            "carried": mark.carried,
            "written_at": mark.written_at.isoformat(),
        }
        for mark in sessions.all_marks(session, struck=struck)
    ]


def _weights(session: ScoringSession, outcome: results.SessionOutcome) -> dict[str, Any]:
    judgements = [
        {
            "number": weighing.number,
            "method": weighing.method,
            "inputs": weighing.inputs,
            "ranges": weighing.ranges,
            "written_at": weighing.written_at.isoformat(),
        }
        for weighing in session.weighings.order_by("number")
    ]
    shares = outcome.weights.shares if outcome.weights else {}
    return {
        "judgements": judgements,
        "shares": {key: _text(share) for key, share in shares.items()},
        "consistency_ratio": outcome.weights.consistency if outcome.weights else None,
    }


def _result(outcome: results.SessionOutcome) -> dict[str, Any]:
    """The round's totals, ranks, spread and disagreements; numbers as text."""
    ranked = outcome.result.options if outcome.result else ()
    return {
        "round": outcome.round,
        "problem": outcome.problem,
        "warnings": outcome.warnings,
        "options": [
            {
                "option": str(place.id),
                "rank": place.rank,
                "total": _text(place.total),
                "contributions": {
                    str(key): {"value": _text(c.value), "points": _text(c.points)}
                    for key, c in place.contributions.items()
                },
            }
            for place in ranked
        ],
        "cells": [
            {
                "option": option,
                "criterion": criterion,
                "count": cell.count,
                **{name: _text(getattr(cell, name)) for name in _SPREAD},
            }
            for (option, criterion), cell in outcome.combined.cells.items()
        ],
        "disagreements": [
            {key: str(value) for key, value in asdict(disagreement).items()}
            for disagreement in outcome.disagreements
        ],
    }


_SPREAD = ("value", "low", "median", "high", "mean")


def contents(session: ScoringSession, at: datetime) -> dict[str, Any]:
    """Everything of a session, as JSON: what freezing keeps. Seats are numbers, never names.

    A struck seat says why; its marks stand apart from those that count.
    """
    rounds = [results.outcome(session, number) for number in range(1, session.round + 1)]
    return {
        **FORMAT,
        "engine": ENGINE,
        "session": {
            "id": str(session.pk),
            "number": session.number,
            "title": session.title,
            "assessment": str(session.assessment_id),
            "sector": {"id": str(session.sector_id or ""), "name": session.sector_name},
            "opened_at": session.opened_at.isoformat() if session.opened_at else None,
            "frozen_at": at.isoformat(),
            "rounds": session.round,
        },
        "method": session.method,
        "options": session.options,
        "criteria": session.criteria,
        "weights": _weights(session, rounds[-1]),
        "people": sessions.people(session),
        "seats": [
            {
                "number": seat.number,
                "sex": seat.sex,
                "sector": seat.sector,
                "left": seat.left_at is not None,
                "withdrew": seat.withdrawn_at is not None,
                "struck": seat.struck_reason,
            }
            for seat in session.seats.order_by("number")
        ],
        "marks": _marks(session),
        "struck_marks": _marks(session, struck=True),
        "results": [_result(round) for round in rounds],
    }


@transaction.atomic
def freeze_session(*, session: ScoringSession, by: User, at: datetime) -> ScoringSession:
    """Keep the session for good: every raw mark, who was in the room, the method, the result.

    Nothing of it is written again; the database holds that. Raises ``Invalid`` while there is no
    result, ``WrongState`` before the results were shown.
    """
    rows = ScoringSession.objects.select_for_update(of=("self",))
    locked = rows.select_related("assessment__country").get(pk=session.pk)
    if locked.state in workflow.FREEZE_SESSION.from_states:
        outcome = results.outcome(locked)
        if outcome.result is None:
            raise Invalid(outcome.problem)
    frozen = contents(locked, at)
    digest = digest_of(frozen)
    return perform(
        workflow.FREEZE_SESSION,
        locked,
        by=by,
        at=at,
        also={"frozen": frozen, "digest": digest},
        before_trail=lambda _session: {
            "digest": digest,
            "people": sum(frozen["people"]["by_sex"].values()),
        },
    )


def _whole_shares(shares: Mapping[UUID, Fraction]) -> dict[UUID, Decimal]:
    """Shares with four decimals that add up to one: the largest remainders are rounded up."""
    unit = Decimal("0.0001")
    exact = {
        key: Decimal(share.numerator) / Decimal(share.denominator) for key, share in shares.items()
    }
    down = {key: exact_share.quantize(unit, ROUND_FLOOR) for key, exact_share in exact.items()}
    missing = int((1 - sum(down.values(), Decimal(0))) / unit)
    by_remainder = sorted(exact, key=lambda key: down[key] - exact[key])
    return {key: down[key] + (unit if key in by_remainder[:missing] else 0) for key in exact}


def _dossier_scores(
    frozen: dict[str, Any], criteria: Mapping[UUID, Criterion]
) -> dict[tuple[UUID, UUID], Decimal | None]:
    """Values from 0 to 100 as the dossier's direct scores; it turns round what is better low."""
    scores: dict[tuple[UUID, UUID], Decimal | None] = {}
    for row in frozen["options"]:
        for key in criteria:
            brought = row["contributions"].get(str(key))
            value = (
                None if brought is None else Decimal(brought["value"]).quantize(Decimal("0.0001"))
            )
            if value is not None and criteria[key].direction == Criterion.Direction.MIN:
                value = 100 - value
            scores[UUID(row["option"]), key] = value
    return scores


@transaction.atomic
def use_result(*, session: ScoringSession, by: User, at: datetime) -> Prioritisation:
    """Make a frozen session's result the dossier's prioritisation, which then names the session.

    The dossier takes the weights and, as direct scores from 0 to 100, the values of each option.
    Raises ``WrongState`` before the session is frozen, ``Invalid`` when an option or a criterion
    it scored is not in the dossier any more.
    """
    if session.state != SessionState.FROZEN or session.frozen is None:
        raise WrongState(_("Freeze the session first; then its result can be used."))
    locked = lock_for_writing(assessment=session.assessment, section="priorities", by=by, at=at)
    criteria = {item.pk: item for item in Criterion.objects.filter(assessment=locked)}
    shares = {
        UUID(key): Fraction(share) for key, share in session.frozen["weights"]["shares"].items()
    }
    options = {UUID(option["id"]) for option in session.frozen["options"]}
    still = TechnologyOption.objects.filter(assessment=locked, pk__in=options).count()
    if set(shares) - set(criteria) or still < len(options):
        raise Invalid(_("An option or a criterion of this session is not in the dossier any more."))
    scored = {key: criteria[key] for key in shares}
    weights = _whole_shares({key: shares.get(key, Fraction(0)) for key in criteria})
    reasons = Prioritisation.objects.filter(assessment=locked).values_list("reason", flat=True)
    set_method(
        assessment=locked,
        kind=Prioritisation.Kind.SCORED,
        normalisation=Prioritisation.Normalisation.DIRECT,
        missing=session.method["missing"],
        reason=reasons.first() or "",
        by=by,
        at=at,
    )
    save_weights(assessment=locked, weights=weights, by=by, at=at)
    last = session.frozen["results"][-1]
    save_scores(assessment=locked, scores=_dossier_scores(last, scored), by=by, at=at)
    Prioritisation.objects.filter(assessment=locked).update(from_session=session)
    audit.record(
        verb="scoring.result_used",
        sentence=f"{by} took the result of “{session}” into “{locked}”.",
        by=by,
        role=writer_role(locked, by, at),
        subject=session,
        country=locked.country_id,
        details={"digest": session.digest},
    )
    return Prioritisation.objects.get(assessment=locked)
