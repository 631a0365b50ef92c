"""What a facilitator does with a session, and what a session can no longer do once frozen."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from assessments import scoring
from assessments.models import (
    Assessment,
    Criterion,
    Prioritisation,
    Score,
    ScoringSession,
    TechnologyOption,
)
from assessments.priorities.operations import scores
from assessments.priorities.queries.ranking import ranking
from assessments.publication.queries.snapshot import public_projection
from assessments.records.operations import removing, writing
from assessments.review.operations import path
from assessments.states import SessionState
from assessments.workshop.operations import seats, sessions
from assessments.workshop.operations.freezing import freeze_session, use_result
from assessments.workshop.queries import results
from assessments.workshop.queries import sessions as workshop
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused, WrongState
from tests.assessments.conftest import NOW
from tests.factories.cast import Cast
from tests.factories.team import entrust
from tests.factories.workshop import cell, made, mark_all, opened, seat

ROWS: tuple[list[list[int | None]], ...] = (
    [[8, 3], [4, 9], [6, 6]],
    [[6, 5], [8, 7], [6, None]],
    [[10, 1], [0, 8], [6, 6]],
)


@pytest.fixture
def scored(draft: Assessment, cast: Cast) -> ScoringSession:
    session = opened(draft, cast.amara, NOW)
    for rows in ROWS:
        mark_all(seat(session, NOW), session, rows, NOW)
    return session


def shown(session: ScoringSession, cast: Cast) -> ScoringSession:
    return sessions.reveal(session=session, by=cast.amara, at=NOW)


def test_a_session_is_opened_only_when_nothing_is_missing(draft: Assessment, cast: Cast) -> None:
    session = sessions.make_session(assessment=draft, title="T", sector=None, by=cast.amara, at=NOW)
    with pytest.raises(Refused, match="Say how heavy the criteria are"):
        sessions.open_session(
            session=session, expires_at=NOW + timedelta(hours=1), by=cast.amara, at=NOW
        )
    ready = made(draft, cast.amara, NOW)
    done = sessions.open_session(
        session=ready, expires_at=NOW + timedelta(hours=1), by=cast.amara, at=NOW
    )
    assert (done.state, len(done.code)) == (SessionState.OPEN, sessions.CODE_LENGTH)
    assert set(done.code) <= set(sessions.CODE_LETTERS)
    assert not set("O0I1LU") & set(sessions.CODE_LETTERS)


def test_weights_are_stale_when_a_range_changes_afterwards(draft: Assessment, cast: Cast) -> None:
    session = made(draft, cast.amara, NOW)
    assert workshop.obstacles(session) == []
    changed = [dict(criterion) for criterion in session.criteria]
    changed[0] |= {"scale": "points_100", "high": "100"}
    session = sessions.describe_criteria(
        session=session,
        criteria=changed,
        method=session.method,
        base_version=session.version,
        by=cast.amara,
        at=NOW,
    )
    judged = workshop.weighing(session)
    assert workshop.stale_criteria(session, judged) == [session.criteria[0]["name"]]
    assert workshop.obstacles(session) == [
        "A range changed after the weights were given. Weigh the criteria again."
    ]


def test_what_the_dossier_becomes_later_does_not_change_a_session(
    scored: ScoringSession, draft: Assessment
) -> None:
    before = (scored.options, scored.criteria)
    Criterion.objects.filter(assessment=draft).update(name="Another name", weight=0)
    scored.refresh_from_db()
    assert (scored.options, scored.criteria) == before


def test_two_who_set_up_at_once_do_not_overwrite_each_other(draft: Assessment, cast: Cast) -> None:
    session = made(draft, cast.amara, NOW)
    options = [UUID(option["id"]) for option in session.options]
    sessions.choose_options(
        session=session, options=options[:2], base_version=session.version, by=cast.amara, at=NOW
    )
    with pytest.raises(Invalid, match="Somebody else changed"):
        sessions.choose_options(
            session=session, options=options, base_version=session.version, by=cast.amara, at=NOW
        )


def test_the_result_is_the_engines(scored: ScoringSession) -> None:
    outcome = results.outcome(scored)
    ids = [option["id"] for option in scored.options]
    means = {
        (0, 0): Fraction(24, 3), (0, 1): Fraction(9, 3), (1, 0): Fraction(12, 3),
        (1, 1): Fraction(24, 3), (2, 0): Fraction(6), (2, 1): Fraction(6),
    }  # fmt: skip
    case = scoring.Case(
        options=ids,
        criteria=[
            scoring.CaseCriterion(c["id"], c["name"], Fraction(1, 2), "max", 0, 10)
            for c in scored.criteria
        ],
        scores={(ids[o], scored.criteria[c]["id"]): x for (o, c), x in means.items()},
        normalisation="fixed_range",
    )
    expected = scoring.rank(case)
    assert outcome.result is not None
    assert [(option.id, option.total, option.rank) for option in outcome.result.options] == [
        (option.id, option.total, option.rank) for option in expected.options
    ]
    assert [float(disagreement.size) for disagreement in outcome.disagreements][:2] == [0.8, 0.4]


def test_a_weight_that_is_tried_is_the_engines_moved_weight(scored: ScoringSession) -> None:
    outcome = results.outcome(scored)
    tried = results.with_weight(outcome, scored.criteria[0]["id"], Decimal("0.9"))
    assert outcome.case is not None
    expected = scoring.rank(scoring.moved(outcome.case, scored.criteria[0]["id"], "0.9"))
    assert tried is not None
    assert [option.total for option in tried.options] == [
        option.total for option in expected.options
    ]


@pytest.mark.parametrize(
    ("method", "inputs", "shares"),
    [
        ("direct", ["70", "30"], [0.7, 0.3]),
        ("swing", ["100", "25"], [0.8, 0.2]),
        ("ratio", ["30", "10"], [0.75, 0.25]),
        ("ahp", "3", [0.75, 0.25]),
    ],
)
def test_four_ways_of_weighing_give_weights(
    draft: Assessment, cast: Cast, method: str, inputs: list[str] | str, shares: list[float]
) -> None:
    session = made(draft, cast.amara, NOW)
    ids = [criterion["id"] for criterion in session.criteria]
    raw = (
        {"pairs": [[*ids, inputs]]}
        if isinstance(inputs, str)
        else {"points": dict(zip(ids, inputs, strict=True))}
    )
    sessions.weigh(session=session, method=method, inputs=raw, by=cast.amara, at=NOW)
    weights = results.weights_of(session)
    assert weights is not None
    assert [float(weights.shares[item]) for item in ids] == pytest.approx(shares)


def test_pairs_that_contradict_each_other_are_shown_as_such(draft: Assessment, cast: Cast) -> None:
    session = made(draft, cast.amara, NOW, criteria=3)
    a, b, c = (criterion["id"] for criterion in session.criteria)
    inputs = {"pairs": [[a, b, "9"], [b, c, "9"], [a, c, "1/9"]]}
    sessions.weigh(session=session, method="ahp", inputs=inputs, by=cast.amara, at=NOW)
    weights = results.weights_of(session)
    assert weights is not None
    assert weights.contradicts_itself


def test_a_curve_says_what_a_measured_value_is_worth(draft: Assessment, cast: Cast) -> None:
    session = made(draft, cast.amara, NOW, criteria=1)
    described = dict(session.criteria[0])
    described |= {"scale": "measured", "low": "20", "high": "130"}
    described["curve"] = [["20", "100"], ["60", "70"], ["130", "0"]]
    session = sessions.describe_criteria(
        session=session,
        criteria=[described],
        method=session.method,
        base_version=session.version,
        by=cast.amara,
        at=NOW,
    )
    points = {session.criteria[0]["id"]: "100"}
    sessions.weigh(
        session=session, method="direct", inputs={"points": points}, by=cast.amara, at=NOW
    )
    session = sessions.open_session(
        session=session, expires_at=NOW + timedelta(hours=1), by=cast.amara, at=NOW
    )
    mark_all(seat(session, NOW), session, [[20], [40], [130]], NOW)
    outcome = results.outcome(session)
    assert outcome.result is not None
    assert [option.total for option in outcome.result.options] == [100, 85, 0]


def test_another_round_begins_with_the_marks_of_the_first_and_keeps_it(
    scored: ScoringSession, cast: Cast
) -> None:
    session = sessions.begin_round(session=shown(scored, cast), by=cast.amara, at=NOW)
    item = session.seats.get(number=1)
    assert (session.state, session.round, session.revealed_at) == (SessionState.OPEN, 2, None)
    assert [(row.done, row.looked) for row in workshop.progress(session)] == [(6, 0)] * 3
    seats.mark(seat=item, marks=[cell(session, 0, 0, 2)], at=NOW)
    assert [row.looked for row in workshop.progress(session)] == [1, 0, 0]
    key = (session.options[0]["id"], session.criteria[0]["id"])
    assert [workshop.sheets(session, n)[1][key] for n in (1, 2)] == [8, 2]


def test_a_mark_made_before_the_round_and_sent_in_it_counts(draft: Assessment, cast: Cast) -> None:
    session = opened(draft, cast.amara, NOW)
    scorer = seat(session, NOW)
    early, late = cell(session, 0, 0, 3, sequence=1), cell(session, 0, 0, 7, sequence=2)
    seats.mark(seat=scorer, marks=[early], at=NOW)
    session = sessions.begin_round(session=shown(session, cast), by=cast.amara, at=NOW)
    seats.mark(seat=scorer, marks=[late], at=NOW)
    key = (session.options[0]["id"], session.criteria[0]["id"])
    assert [workshop.sheets(session, n)[1][key] for n in (1, 2)] == [3, 7]


def test_marks_after_the_results_were_shown_are_counted_as_late(
    scored: ScoringSession, cast: Cast
) -> None:
    session = shown(scored, cast)
    item = session.seats.get(number=1)
    seats.mark(seat=item, marks=[cell(session, 0, 0, 2)], at=NOW + timedelta(minutes=1))
    assert workshop.late_marks(session) == 1


def test_freezing_keeps_every_mark_who_was_there_and_the_method(
    scored: ScoringSession, cast: Cast
) -> None:
    frozen = freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    stored = frozen.frozen
    assert stored is not None
    assert len(stored["marks"]) == 18
    assert sum(mark["no_opinion"] for mark in stored["marks"]) == 1
    assert stored["people"]["by_sex"] == {"woman": 3, "man": 0, "not_said": 0}
    assert stored["weights"]["judgements"][0]["method"] == "direct"
    assert stored["method"] == {"aggregate": "mean", "missing": "renormalise"}
    assert [option["rank"] for option in stored["results"][0]["options"]] == [1, 1, 3]
    assert len(frozen.digest) == 64
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.details["digest"]) == ("scoring.frozen", frozen.digest)


def test_a_session_without_marks_cannot_be_frozen(draft: Assessment, cast: Cast) -> None:
    session = opened(draft, cast.amara, NOW)
    only = seat(session, NOW)
    mark_all(only, session, ROWS[0], NOW)
    session = shown(session, cast)
    seats.leave(seat=only, withdraw=True, at=NOW)
    with pytest.raises(Invalid, match="Nobody has marked anything yet"):
        freeze_session(session=session, by=cast.amara, at=NOW)


def test_a_frozen_session_refuses_everything_with_a_sentence(
    scored: ScoringSession, cast: Cast
) -> None:
    session = freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    item = session.seats.get(number=1)
    with pytest.raises(WrongState, match="kept as it is"):
        seats.mark(seat=item, marks=[cell(session, 0, 0, 2)], at=NOW)
    with pytest.raises(WrongState):
        seats.join(session=session, sex="man", sector="", at=NOW)
    with pytest.raises(WrongState):
        seats.leave(seat=item, withdraw=True, at=NOW)
    with pytest.raises(WrongState):
        sessions.weigh(session=session, method="direct", inputs={}, by=cast.amara, at=NOW)
    with pytest.raises(WrongState):
        sessions.close(session=session, reason="No.", by=cast.amara, at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_seatscore SET value = 1",
        "DELETE FROM assessments_seatscore",
        "UPDATE assessments_seat SET sex = 'man'",
        "DELETE FROM assessments_seat",
        "UPDATE assessments_weightjudgement SET inputs = '{}'",
        "DELETE FROM assessments_weightjudgement",
        "UPDATE assessments_scoringsession SET method = '{}'",
        "UPDATE assessments_scoringsession SET state = 'open', frozen = NULL, digest = ''",
        "DELETE FROM assessments_scoringsession",
        "INSERT INTO assessments_seatscore (seat_id, round, option_id, criterion_id, value,"
        " no_opinion, sequence, client_uuid, carried, written_at) SELECT seat_id, 9, option_id,"
        " criterion_id, value, no_opinion, sequence, gen_random_uuid(), carried, written_at"
        " FROM assessments_seatscore LIMIT 1",
        "INSERT INTO assessments_weightjudgement (session_id, number, method, inputs, ranges,"
        " written_at) SELECT session_id, 99, method, inputs, ranges, written_at"
        " FROM assessments_weightjudgement LIMIT 1",
    ],
)
def test_the_database_keeps_a_frozen_session_as_it_is(
    scored: ScoringSession, cast: Cast, statement: str
) -> None:
    freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_an_open_session_without_code_and_a_value_of_no_opinion(
    scored: ScoringSession,
) -> None:
    for statement in (
        "UPDATE assessments_scoringsession SET code = ''",
        "UPDATE assessments_scoringsession SET state = 'frozen'",
        "UPDATE assessments_seatscore SET no_opinion = true WHERE value IS NOT NULL",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_frozen_result_becomes_the_dossiers_prioritisation(
    scored: ScoringSession, cast: Cast, draft: Assessment
) -> None:
    session = freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    others = TechnologyOption.objects.filter(assessment=draft, name="Efficient stoves")
    others.update(screened_in=False)
    used = use_result(session=session, by=cast.amara, at=NOW)
    ranked = ranking(draft)
    assert (used.from_session_id, used.normalisation) == (session.pk, "direct")
    assert ranked.result is not None
    chosen = {UUID(option["id"]) for option in session.options}
    places = {option.id: round(float(option.total), 3) for option in ranked.result.options}
    values = {
        UUID(option["option"]): round(float(option["total"]), 3)
        for option in session.frozen["results"][0]["options"]  # type: ignore[index]
    }
    assert {key: places[key] for key in chosen} == values

    scores.set_method(
        assessment=draft, kind="scored", normalisation="direct", missing="zero", reason="",
        by=cast.amara, at=NOW,
    )  # fmt: skip
    assert Prioritisation.objects.get(assessment=draft).from_session is None


@pytest.mark.parametrize("how", ["weight", "direction", "removed", "option"])
def test_what_is_changed_in_a_record_afterwards_is_no_sessions_result(
    scored: ScoringSession, cast: Cast, draft: Assessment, how: str
) -> None:
    session = freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    use_result(session=session, by=cast.amara, at=NOW)
    criterion = Criterion.objects.filter(assessment=draft).first()
    assert criterion is not None
    who: dict[str, Any] = {"assessment": draft, "by": cast.amara, "at": NOW}
    values = {"kind": "criterion", "record_id": criterion.pk, **who}
    writing.save_record(values={"name": "Called otherwise"}, base_version=None, **values)
    assert Prioritisation.objects.get(assessment=draft).from_session == session
    if how == "removed":
        removing.remove_record(**values)
    elif how == "option":
        option = TechnologyOption.objects.create(
            assessment=draft, name="Scored", need=draft.needs.get(), updated_at=NOW,
            updated_by=cast.amara,
        )  # fmt: skip
        Score.objects.create(assessment=draft, option=option, criterion=criterion, value=4)
        removing.remove_record(kind="option", record_id=option.pk, **who)
    else:
        turned = "max" if criterion.direction == "min" else "min"
        text: dict[str, Any] = {"weight": Decimal("0.01"), "direction": turned}
        writing.save_record(values={how: text[how]}, base_version=None, **values)
    assert Prioritisation.objects.get(assessment=draft).from_session is None


def test_a_result_is_used_only_once_frozen(scored: ScoringSession, cast: Cast) -> None:
    with pytest.raises(WrongState):
        use_result(session=scored, by=cast.amara, at=NOW)


def test_only_who_may_write_the_priorities_facilitates(draft: Assessment, cast: Cast) -> None:
    with pytest.raises(Refused, match="not assigned to you"):
        made(draft, cast.bakari, NOW)
    entrust(draft, cast.bakari, by=cast.amara, at=NOW, sections=["priorities"])
    session = made(draft, cast.bakari, NOW)
    for stranger in (cast.chitra, cast.dolma, cast.leila):
        with pytest.raises(Refused):
            sessions.open_session(
                session=session, expires_at=NOW + timedelta(hours=1), by=stranger, at=NOW
            )
        with pytest.raises(Refused):
            sessions.weigh(session=session, method="direct", inputs={}, by=stranger, at=NOW)


def test_a_withdrawn_dossier_has_no_session_that_goes_on(
    draft: Assessment, cast: Cast, scored: ScoringSession
) -> None:
    path.withdraw(assessment=draft, by=cast.amara, at=NOW, reason="Begun too early.")
    scored = workshop.get_session(draft, scored.pk)
    with pytest.raises(Refused):
        sessions.reveal(session=scored, by=cast.amara, at=NOW)


def test_every_act_of_the_facilitator_is_in_the_trail(scored: ScoringSession, cast: Cast) -> None:
    freeze_session(session=shown(scored, cast), by=cast.amara, at=NOW)
    verbs = list(
        Entry.objects.filter(verb__startswith="scoring.")
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "scoring.made",
        "scoring.options_chosen",
        "scoring.criteria_described",
        "scoring.weighed",
        "scoring.opened",
        "scoring.revealed",
        "scoring.frozen",
    ]


def test_no_mark_of_anybody_is_in_the_public_projection() -> None:
    """The snapshot's public projection is made from the ranking, which has no session in it."""
    assert "session" not in public_projection.__code__.co_names
