"""The path of a dossier: who may move it, from where, and what every act leaves behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.answers.operations import answers
from assessments.dossiers.queries.access import awaiting, get_visible, may_edit, visible_to
from assessments.models import Assessment, PlanDocument, ReviewRound, Snapshot
from assessments.publication.queries import plans
from assessments.records.operations import removing
from assessments.review.operations import path, threads
from assessments.states import State
from techbank.audit.chain import digest_of
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused, WrongState
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast, Walk

TODAY = NOW.date()


def verbs(assessment: Assessment) -> list[str]:
    rows = Entry.objects.filter(subject_id=str(assessment.pk)).order_by("seq")
    return list(rows.values_list("verb", flat=True))


def test_the_whole_path_leads_to_a_published_plan(walk: Walk) -> None:
    assessment = walk(State.PUBLISHED)
    assert assessment.state == State.PUBLISHED
    assert [item.assessment_id for item in plans.published()] == [assessment.pk]
    assert verbs(assessment)[-6:] == [
        "assessment.submitted",
        "assessment.taken_for_review",
        "assessment.recommended",
        "assessment.approved",
        "assessment.released",
        "assessment.published",
    ]


def test_submit_refuses_when_a_section_is_not_complete(draft: Assessment, cast: Cast) -> None:
    answers.mark_section(
        assessment=draft, section="inclusion", complete=False, by=cast.amara, at=NOW
    )
    with pytest.raises(Refused, match="not marked as complete"):
        path.submit(assessment=draft, by=cast.amara, at=NOW)
    draft.refresh_from_db()
    assert draft.state == State.DRAFTING


def test_submit_is_the_coordinators_alone(draft: Assessment, cast: Cast) -> None:
    for other in (cast.bakari, cast.chitra, cast.dolma, cast.mateo):
        with pytest.raises(Refused):
            path.submit(assessment=draft, by=other, at=NOW)


def test_submit_twice_is_refused_with_its_reason(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.SUBMITTED)
    with pytest.raises(WrongState, match="drafting or returned"):
        path.submit(assessment=assessment, by=cast.amara, at=NOW)


def test_a_dossier_held_by_one_officer_is_closed_to_the_other(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    with pytest.raises(Refused, match="Dolma"):
        path.recommend(assessment=assessment, by=cast.emil, at=NOW)


def test_a_returned_section_opens_and_the_others_stay_closed(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    path.return_sections(
        assessment=assessment, sections=["needs"], reason="Say who.", by=cast.dolma, at=NOW
    )
    assessment.refresh_from_db()
    assert assessment.state == State.RETURNED
    assert may_edit(assessment, cast.amara, TODAY, "needs")
    assert not may_edit(assessment, cast.amara, TODAY, "plan")
    with pytest.raises(Refused, match="did not hand back"):
        answers.mark_section(
            assessment=assessment, section="plan", complete=True, by=cast.amara, at=NOW
        )
    assert ReviewRound.objects.get(assessment=assessment).outcome == "returned"


def test_a_returned_dossier_is_submitted_again_once_its_sections_are_complete(
    walk: Walk, cast: Cast
) -> None:
    assessment = walk(State.IN_REVIEW)
    path.return_sections(
        assessment=assessment, sections=["needs"], reason="Say who.", by=cast.dolma, at=NOW
    )
    with pytest.raises(Refused, match="not marked as complete"):
        path.submit(assessment=assessment, by=cast.amara, at=NOW)
    answers.mark_section(
        assessment=assessment, section="needs", complete=True, by=cast.amara, at=NOW
    )
    assert path.submit(assessment=assessment, by=cast.amara, at=NOW).state == State.SUBMITTED


def test_return_needs_a_section_and_a_reason(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    with pytest.raises(Invalid):
        path.return_sections(
            assessment=assessment, sections=[], reason="Why", by=cast.dolma, at=NOW
        )
    with pytest.raises(Refused, match="Say why"):
        path.return_sections(
            assessment=assessment, sections=["needs"], reason=" ", by=cast.dolma, at=NOW
        )


def test_an_open_must_fix_remark_forbids_the_recommendation(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    thread = threads.open_thread(
        assessment=assessment,
        section="needs",
        must_fix=True,
        text="Whose need?",
        by=cast.dolma,
        at=NOW,
    )
    with pytest.raises(Refused, match="must fix"):
        path.recommend(assessment=assessment, by=cast.dolma, at=NOW)
    threads.add_remark(thread=thread, text="The herders'.", by=cast.amara, at=NOW)
    threads.resolve_thread(thread=thread, by=cast.dolma, at=NOW)
    recommended = path.recommend(assessment=assessment, by=cast.dolma, at=NOW)
    assert recommended.state == State.RECOMMENDED


def test_an_auditor_writes_no_remark_and_another_country_sees_no_thread(
    walk: Walk, cast: Cast
) -> None:
    assessment = walk(State.IN_REVIEW)
    thread = threads.open_thread(
        assessment=assessment, section="needs", must_fix=False, text="?", by=cast.dolma, at=NOW
    )
    with pytest.raises(Refused):
        threads.add_remark(thread=thread, text="Hm", by=cast.leila, at=NOW)
    with pytest.raises(Hidden):
        threads.add_remark(thread=thread, text="Hm", by=cast.chitra, at=NOW)


def test_threads_stay_as_they_are_once_the_review_is_over(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    thread = threads.open_thread(
        assessment=assessment, section="needs", must_fix=False, text="?", by=cast.dolma, at=NOW
    )
    path.recommend(assessment=assessment, by=cast.dolma, at=NOW)
    path.approve(assessment=assessment, by=cast.farida, at=NOW)
    with pytest.raises(WrongState, match="review is over"):
        threads.add_remark(thread=thread, text="Late", by=cast.amara, at=NOW)
    with pytest.raises(WrongState, match="review is over"):
        threads.resolve_thread(thread=thread, by=cast.dolma, at=NOW)


def test_approval_freezes_a_snapshot_and_asks_for_its_documents(walk: Walk) -> None:
    assessment = walk(State.APPROVED)
    snapshot = Snapshot.objects.get(assessment=assessment)
    assert snapshot.digest == digest_of(snapshot.full)
    assert snapshot.public_digest == digest_of(snapshot.public)
    documents = PlanDocument.objects.filter(snapshot=snapshot)
    assert sorted(documents.values_list("projection", "state")) == [
        ("full", "queued"),
        ("public", "queued"),
    ]
    assert Message.objects.filter(kind="assessments.render_plan_document").count() == 2


def test_a_refused_approval_leaves_no_snapshot_and_asks_for_nothing(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.IN_REVIEW)
    with pytest.raises(WrongState):
        path.approve(assessment=assessment, by=cast.farida, at=NOW)
    assert not Snapshot.objects.exists()
    assert not Message.objects.exists()


def test_nobody_approves_what_they_wrote(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.RECOMMENDED)
    # An officer who once helped to write: that text is in the history.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO assessments_revision (client_uuid, assessment_id, key, value, not_known,"
            " version, first_version, dropped, outcome, opened_at, written_at, written_by_id)"
            " VALUES (%s, %s, 'needs.x', '1', false, 1, 1, 0, 'saved', now(), now(), %s)",
            [uuid4(), assessment.pk, cast.farida.pk],
        )
    with pytest.raises(Refused, match="You wrote in this dossier"):
        path.approve(assessment=assessment, by=cast.farida, at=NOW)
    # And the database refuses it whatever the code thinks.
    with pytest.raises(IntegrityError, match="approver wrote"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(
            **{"state": "approved", "approved_by": cast.farida, "approved_at": NOW}
        )


def test_the_database_refuses_an_approver_who_recommended(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.RECOMMENDED)
    with pytest.raises(IntegrityError, match="approver_is_not_recommender"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(
            **{"state": "approved", "approved_by": cast.dolma, "approved_at": NOW}
        )


def test_the_database_refuses_approved_without_an_approver(walk: Walk) -> None:
    assessment = walk(State.RECOMMENDED)
    with pytest.raises(IntegrityError, match="approved_means"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(**{"state": "approved"})


def test_the_database_refuses_to_change_or_delete_a_snapshot(walk: Walk) -> None:
    walk(State.APPROVED)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        Snapshot.objects.update(digest="0" * 64)
    with (
        pytest.raises(IntegrityError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM assessments_snapshot")


def test_publishing_waits_for_the_countrys_release(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.APPROVED)
    with pytest.raises(Refused, match="not released"):
        path.publish(assessment=assessment, by=cast.farida, at=NOW)
    assert list(plans.published()) == []
    with pytest.raises(Refused):
        path.release(assessment=assessment, by=cast.dolma, at=NOW)


def test_send_back_clears_the_recommendation_and_reopens_the_round(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.RECOMMENDED)
    sent = path.send_back(assessment=assessment, reason="Costs?", by=cast.farida, at=NOW)
    assert (sent.state, sent.recommended_by, sent.taken_by) == (State.IN_REVIEW, None, cast.dolma)
    rounds = ReviewRound.objects.filter(assessment=assessment).order_by("number")
    assert [round.outcome for round in rounds] == ["recommended", "open"]


def test_a_refused_dossier_is_final_and_makes_room_for_a_new_one(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.RECOMMENDED)
    path.refuse(assessment=assessment, reason="Not a need.", by=cast.farida, at=NOW)
    with pytest.raises(WrongState):
        path.withdraw(assessment=assessment, reason="Oh", by=cast.amara, at=NOW)


def test_a_draft_is_its_own_countrys_alone(draft: Assessment, cast: Cast) -> None:
    assert get_visible(cast.bakari, draft.pk, TODAY) == draft
    for other in (cast.chitra, cast.dolma, cast.farida, cast.ines, cast.leila, cast.mateo):
        with pytest.raises(Hidden):
            get_visible(other, draft.pk, TODAY)


def test_a_right_that_ended_yesterday_is_gone(draft: Assessment, cast: Cast) -> None:
    held = cast.bakari.memberships.get()
    held.until_on = TODAY
    held.save()
    tomorrow = TODAY + timedelta(days=1)
    assert list(visible_to(cast.bakari, TODAY)) == [draft]
    assert list(visible_to(cast.bakari, tomorrow)) == []


@pytest.mark.parametrize(
    ("station", "who"),
    [
        (State.SUBMITTED, "dolma"),
        (State.IN_REVIEW, "dolma"),
        (State.RECOMMENDED, "farida"),
        (State.APPROVED, "amara"),
        ("released", "farida"),
    ],
)
def test_the_desk_shows_a_dossier_to_the_person_who_acts_next(
    walk: Walk, cast: Cast, station: str, who: str
) -> None:
    assessment = walk(station)
    assert list(awaiting(getattr(cast, who), TODAY)) == [assessment]


def test_nobody_writes_into_a_submitted_dossier(walk: Walk, cast: Cast) -> None:
    assessment = walk(State.SUBMITTED)
    need = assessment.needs.first()
    assert need is not None
    with pytest.raises(Refused, match="Submitted"):
        removing.remove_record(
            assessment=assessment, kind="need", record_id=need.pk, by=cast.amara, at=NOW
        )
