"""Whose hands a dossier has been in: nobody acts for the bank on what they wrote themselves."""

from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Assessment, SectionProgress
from assessments.questions import questionnaire
from assessments.records.operations import writing
from assessments.review import workflow
from assessments.review.operations import path
from assessments.states import State
from partners.models import User
from partners.roles import Role
from partners.transitions import verdict
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import appoint


def _hand_in(dossier: Assessment, by: User) -> Assessment:
    """As submitted, whatever it holds."""
    Assessment.objects.filter(pk=dossier.pk).update(
        **{"state": State.SUBMITTED, "submitted_at": NOW, "submitted_by": by}
    )
    dossier.refresh_from_db()
    return dossier


@pytest.mark.parametrize("who", ["amara", "chitra"])
def test_who_opened_or_submitted_a_dossier_does_not_review_it(
    blank: Assessment, cast: Cast, who: str
) -> None:
    """Amara opened it; here Chitra of another country stands for who submitted it."""
    dossier = _hand_in(blank, cast.chitra)
    appoint(getattr(cast, who), Role.REVIEWING_OFFICER)
    person = User.objects.get(pk=getattr(cast, who).pk)

    with pytest.raises(Refused, match="You wrote in this dossier"):
        path.take(assessment=dossier, by=person, at=NOW)
    assert verdict(workflow.TAKE, dossier, by=cast.dolma, at=NOW)


def test_who_wrote_a_record_does_not_review_the_dossier(
    blank: Assessment, cast: Cast, second_coordinator: User
) -> None:
    writing.save_record(
        assessment=blank,
        kind="sector",
        record_id=None,
        values={"key": "energy", "name": "Energy"},
        base_version=None,
        by=second_coordinator,
        at=NOW,
    )
    dossier = _hand_in(blank, cast.amara)
    appoint(second_coordinator, Role.REVIEWING_OFFICER)
    officer = User.objects.get(pk=second_coordinator.pk)

    with pytest.raises(Refused, match="You wrote in this dossier"):
        path.take(assessment=dossier, by=officer, at=NOW)


def test_what_the_page_says_of_an_act_is_what_the_act_does(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.SUBMITTED)

    late = verdict(workflow.SUBMIT, dossier, by=cast.amara, at=NOW)
    stranger = verdict(workflow.TAKE, dossier, by=cast.amara, at=NOW)

    assert (late.allowed, late.reason) == (
        False,
        "Only a dossier in drafting or returned can be submitted.",
    )
    assert (stranger.allowed, stranger.reason) == (
        False,
        "This needs one of these roles for Testland (invented country): Reviewing officer.",
    )
    assert verdict(workflow.TAKE, dossier, by=cast.dolma, at=NOW).allowed


def test_all_sections_may_go_back_and_an_unknown_one_may_not(walk: Walk, cast: Cast) -> None:
    dossier = walk(State.IN_REVIEW)
    every = [section.key for section in questionnaire(dossier.questionnaire).sections]

    with pytest.raises(Invalid, match="Choose the sections that go back"):
        path.return_sections(
            assessment=dossier, sections=["needs", "zoo"], reason="Why.", by=cast.dolma, at=NOW
        )
    path.return_sections(
        assessment=dossier, sections=every, reason="Begin again.", by=cast.dolma, at=NOW
    )

    open_sections = SectionProgress.objects.filter(assessment=dossier, returned=True)
    assert {row.key for row in open_sections} == set(every)


@pytest.mark.parametrize("act", [path.send_back, path.refuse])
def test_a_decision_against_a_dossier_needs_a_reason(walk: Walk, cast: Cast, act: Any) -> None:
    dossier = walk(State.RECOMMENDED)

    with pytest.raises(Refused, match="Say why: this act needs a reason"):
        act(assessment=dossier, reason=" ", by=cast.farida, at=NOW)
    dossier.refresh_from_db()
    assert dossier.state == State.RECOMMENDED


def test_a_withdrawal_needs_a_reason(draft: Assessment, cast: Cast) -> None:
    with pytest.raises(Refused, match="Say why: this act needs a reason"):
        path.withdraw(assessment=draft, reason="", by=cast.amara, at=NOW)


def test_the_trail_keeps_from_where_to_where_and_the_reason_where_there_is_any(
    walk: Walk, cast: Cast
) -> None:
    dossier = walk(State.RECOMMENDED)
    path.send_back(assessment=dossier, reason="Costs?", by=cast.farida, at=NOW + timedelta(hours=1))

    details = {
        entry.verb: entry.details for entry in Entry.objects.filter(subject_id=str(dossier.pk))
    }
    assert details["assessment.taken_for_review"] == {"from": "submitted", "to": "in_review"}
    assert details["assessment.sent_back"] == {
        "from": "recommended",
        "to": "in_review",
        "reason": "Costs?",
    }
