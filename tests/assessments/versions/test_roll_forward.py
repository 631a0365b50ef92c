"""Carrying a dossier over to a newer questionnaire: nothing is lost, and everything is said."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import questions
from assessments.answers.operations import answers
from assessments.dossiers.operations import opening
from assessments.models import (
    Answer,
    Assessment,
    Cycle,
    Indicator,
    RecordRevision,
    Revision,
    RollForward,
    SectionProgress,
    Thread,
)
from assessments.questions.definitions import Question, QuestionKind, Questionnaire, Section
from assessments.questions.steps import Given, Moved, QuestionnaireStep, QuestionOutcome
from assessments.records.operations import writing
from assessments.states import State
from assessments.versions.operations import roll_forward
from assessments.versions.queries import follow, roll_of
from partners.models import Country
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Refused, WrongState
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import enter


def write(assessment: Assessment, by: Any, values: dict[str, Any]) -> None:
    for key, value in values.items():
        written = answers.Written(key, value, value is None, 0, uuid4())
        section = key.partition(".")[0]
        answers.save_answers(
            assessment=assessment, section=section, written=[written], by=by, at=NOW
        )


OLD = {
    "team.lead_ministry": "Ministry of Planning",
    "team.stakeholders": "Seven ministries and the Polytechnic.",
    "sti_system.strategic_planning": "Strong: a plan. Missing: a budget.",
    "sti_system.rd_expenditure": "0.14",
    "sti_system.rd_expenditure_year": 2023,
    "sti_system.researchers": None,
    "sti_system.readiness": "ICT 0.41, rank 120",
    "sti_system.indicator_sources": None,
}


@pytest.fixture
def older(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """A dossier of Testland on the version before the current one, with a few answers."""
    assessment = opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Needs of Testland",
        language="en",
        by=cast.amara,
        at=NOW,
    )
    Assessment.objects.filter(pk=assessment.pk).update(questionnaire="2026.1")
    assessment.refresh_from_db()
    write(assessment, cast.amara, OLD)
    for key in ("team", "inclusion"):
        SectionProgress.objects.create(
            assessment=assessment, key=key, complete=True, updated_at=NOW, updated_by=cast.amara
        )
    return assessment


def roll(assessment: Assessment, cast: Cast) -> RollForward:
    return roll_forward(assessment=assessment, by=cast.amara, at=NOW)


def test_a_new_version_leaves_a_running_dossier_alone(older: Assessment, cast: Cast) -> None:
    assert questions.CURRENT == "2026.3"
    assert older.questionnaire == "2026.1"
    write(older, cast.amara, {"sti_system.innovation": "Workshops copy machines."})
    with pytest.raises(Hidden):
        writing.save_record(
            assessment=older,
            kind="stakeholder",
            record_id=None,
            values={"organisation": "Polytechnic", "sector": "academia", "role": "expert"},
            base_version=None,
            by=cast.amara,
            at=NOW,
        )


def test_answers_follow_their_question_and_nothing_is_lost(older: Assessment, cast: Cast) -> None:
    before = set(Answer.objects.values_list("key", flat=True))
    roll(older, cast)
    older.refresh_from_db()
    assert older.questionnaire == "2026.3"
    now = {answer.key: answer for answer in Answer.objects.filter(assessment=older)}
    assert before <= set(now)
    assert now["team.lead_ministry"].version == 1
    moved = now["team.stakeholders_note"]
    assert (moved.value, moved.version, moved.updated_by) == (
        OLD["team.stakeholders"],
        1,
        cast.amara,
    )
    assert (
        now["sti_system.strategic_planning_strengths"].value
        == (OLD["sti_system.strategic_planning"])
    )
    assert now["sti_system.indicators_note"].not_known
    assert "sti_system.strategic_planning_gaps" not in now
    assert Revision.objects.get(key="team.stakeholders_note").value == OLD["team.stakeholders"]
    assert Revision.objects.get(key="sti_system.readiness").value == OLD["sti_system.readiness"]


def test_a_figure_becomes_an_indicator_with_its_year(older: Assessment, cast: Cast) -> None:
    roll(older, cast)
    indicator = Indicator.objects.get(assessment=older)
    assert (indicator.key, f"{indicator.value:.2f}", indicator.unit, indicator.year) == (
        "sdg_9_5_1",
        "0.14",
        "%",
        2023,
    )
    assert (
        indicator.name
        == "Research and development expenditure as a share of GDP, in per cent (SDG 9.5.1)"
    )
    assert RecordRevision.objects.get(record_id=indicator.pk).values["key"] == "sdg_9_5_1"


def test_the_report_says_of_every_question_what_became_of_it(older: Assessment, cast: Cast) -> None:
    report = roll(older, cast).report
    values = {row["key"] or row["to"]: row for row in report["questions"]}
    wanted = questions.VERSIONS["2026.1"]
    assert {row["key"] for row in report["questions"] if row["key"]} == {q.key for q in wanted}
    assert values["team.mandate"]["outcome"] == "kept"
    assert values["team.stakeholders"]["to"] == "team.stakeholders_note"
    assert values["sti_system.readiness"] == {
        "key": "sti_system.readiness",
        "outcome": "gone",
        "to": "",
        "answered": True,
        "open": False,
        "reason": "Each block of the index is a row in the list of indicators now. Copy the "
        "scores from this answer.",
    }
    assert values["plan.next_steps"]["outcome"] == "new"
    assert list(report["sections"]) == ["team", "sti_system", "sectors", "barriers", "plan"]


def test_sections_that_changed_are_to_be_completed_again(older: Assessment, cast: Cast) -> None:
    roll(older, cast)
    complete = SectionProgress.objects.filter(assessment=older, complete=True)
    assert [item.key for item in complete] == ["inclusion"]
    assert not SectionProgress.objects.filter(assessment=older, returned=True).exists()


def test_in_a_returned_dossier_the_changed_sections_are_open(older: Assessment, cast: Cast) -> None:
    Assessment.objects.filter(pk=older.pk).update(state=State.RETURNED)
    thread = Thread.objects.create(
        assessment=older,
        section="team",
        question="team.stakeholders",
        answer_version=4,
        opened_at=NOW,
        opened_by=cast.dolma,
    )
    gone = Thread.objects.create(
        assessment=older,
        section="sti_system",
        question="sti_system.readiness",
        answer_version=1,
        opened_at=NOW,
        opened_by=cast.dolma,
    )
    roll(older, cast)
    opened = SectionProgress.objects.filter(assessment=older, returned=True)
    assert sorted(item.key for item in opened) == [
        "barriers",
        "plan",
        "sectors",
        "sti_system",
        "team",
    ]
    thread.refresh_from_db()
    gone.refresh_from_db()
    assert (thread.question, thread.answer_version) == ("team.stakeholders_note", 1)
    assert (gone.question, gone.answer_version) == ("", None)


def test_only_the_coordinator_rolls_a_dossier_forward(older: Assessment, cast: Cast) -> None:
    for person in (cast.bakari, cast.chitra, cast.dolma):
        with pytest.raises(Refused):
            roll_forward(assessment=older, by=person, at=NOW)
    assert RollForward.objects.count() == 0


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.WITHDRAWN])
def test_what_was_handed_in_is_not_rolled_forward(
    older: Assessment, cast: Cast, state: State
) -> None:
    Assessment.objects.filter(pk=older.pk).update(state=state)
    with pytest.raises(WrongState):
        roll(older, cast)


def test_a_dossier_is_rolled_forward_once_and_the_trail_says_so(
    older: Assessment, cast: Cast
) -> None:
    roll(older, cast)
    entry = Entry.objects.get(verb="assessment.rolled_forward")
    assert entry.details["questions"] == {"kept": 61, "changed": 9, "gone": 5, "new": 6}
    with pytest.raises(WrongState):
        roll(older, cast)


def test_a_report_is_never_changed(older: Assessment, cast: Cast) -> None:
    result = roll(older, cast)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_rollforward SET to_version = 'x'")
    with pytest.raises(IntegrityError), transaction.atomic():
        result.delete()


# A thousand answers, and answers that are stored in another way

MANY = 1_000


def _section(keys: list[str], kind: QuestionKind) -> Section:
    result = tuple(Question(key=key, kind=kind, label=key) for key in keys)
    return Section(key="team", number=1, title="Team", intro="", questions=result)


def _whole(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() else None


@pytest.fixture
def thousand(monkeypatch: pytest.MonkeyPatch) -> QuestionnaireStep:
    """Two synthetic versions: of every ten questions one is gone, one moved, one converted."""
    old = [f"team.q{number}" for number in range(MANY)]
    moved = {key: Moved(f"{key}_moved", "Moved.") for key in old[1::10]} | {
        key: Moved(f"{key}_counted", "Counted now.", _whole) for key in old[2::10]
    }
    gone = dict.fromkeys(old[0::10], "Asked no more.")
    result = tuple(key for key in old if key not in moved and key not in gone)
    step = QuestionnaireStep(
        "9000.1", "9000.2", kept=result, moved=moved, gone=gone, new=("team.extra",)
    )
    reached = [*result, *(item.to for item in moved.values()), "team.extra"]
    monkeypatch.setitem(
        questions.VERSIONS, "9000.1", Questionnaire("9000.1", (_section(old, QuestionKind.TEXT),))
    )
    monkeypatch.setitem(
        questions.VERSIONS,
        "9000.2",
        Questionnaire("9000.2", (_section(reached, QuestionKind.TEXT),)),
    )
    monkeypatch.setitem(questions.STEPS, "9000.1", step)
    return step


def fill(older: Assessment, by: Any, count: int) -> None:
    Assessment.objects.filter(pk=older.pk).update(questionnaire="9000.1")
    older.refresh_from_db()
    Answer.objects.filter(assessment=older).delete()
    Answer.objects.bulk_create(
        Answer(
            assessment=older,
            key=f"team.q{number}",
            value=f"{number}" if number % 20 else f"about {number}",
            version=1,
            updated_at=NOW,
            updated_by=by,
        )
        for number in range(count)
    )


def queries_of(older: Assessment, cast: Cast, count: int) -> int:
    fill(older, cast.amara, count)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        roll(older, cast)
    return len(seen)


def test_a_thousand_answers_take_the_queries_of_ten(
    older: Assessment, cast: Cast, thousand: QuestionnaireStep
) -> None:
    with transaction.atomic():
        with_ten = queries_of(older, cast, 10)
        transaction.set_rollback(True)
    with_thousand = queries_of(older, cast, MANY)
    assert (with_ten, with_thousand) == (12, 12)
    assert Answer.objects.filter(assessment=older, key__endswith="_moved").count() == 100


def test_an_answer_that_cannot_be_converted_is_open_and_kept(
    older: Assessment, cast: Cast, thousand: QuestionnaireStep
) -> None:
    tracks, _rows = follow(
        {"team.q2": Given("2"), "team.q12": Given("a dozen")},
        ["team.q2", "team.q12"],
        [QuestionnaireStep("9000.1", "9000.2", kept=(), moved=dict(list(thousand.moved.items())))],
    )
    by_origin = {track.origin: track for track in tracks}
    assert (by_origin["team.q2"].carried.value, by_origin["team.q2"].open) == (2, False)
    assert (by_origin["team.q12"].carried.value, by_origin["team.q12"].open) == (None, True)
    assert by_origin["team.q12"].given.value == "a dozen"


def test_a_dossier_goes_over_several_versions_at_once() -> None:
    first = QuestionnaireStep(
        "1.1", "1.2", kept=("a",), moved={"b": Moved("c", "Moved.")}, new=("d", "e")
    )
    second = QuestionnaireStep(
        "1.2", "1.3", kept=("a", "d"), gone={"c": "Gone.", "e": "Gone again."}
    )
    tracks, _rows = follow({"b": Given("text")}, ["a", "b"], [first, second])
    assert [(track.origin, track.key, track.outcome) for track in tracks] == [
        ("a", "a", QuestionOutcome.KEPT),
        ("b", "", QuestionOutcome.GONE),
        ("", "d", QuestionOutcome.NEW),
    ]


# The page


def test_the_page_shows_what_would_become_of_each_question_and_then_what_became(
    older: Assessment, cast: Cast
) -> None:
    browser = enter(Client(), cast.amara)
    page = browser.get(reverse("roll_forward", args=[older.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Roll forward to questionnaire 2026.3" in text
    assert "ICT 0.41, rank 120" in text
    assert "The answer becomes a row of “Indicators of the system”." in text
    done = browser.post(reverse("roll_forward", args=[older.pk]), follow=True).content.decode()
    assert "Rolled forward from 2026.1 to 2026.3" in done
    assert "There is no newer questionnaire" in done
    gone = reverse("history", args=[older.pk, "sti_system.readiness"])
    assert gone in done
    assert "ICT 0.41, rank 120" in browser.get(gone).content.decode()
    section = browser.get(reverse("section", args=[older.pk, "sti_system"])).content.decode()
    assert "The questionnaire changed to version 2026.3" in section


def test_a_contributor_reads_the_report_and_cannot_roll(older: Assessment, cast: Cast) -> None:
    browser = enter(Client(), cast.bakari)
    address = reverse("roll_forward", args=[older.pk])
    text = browser.get(address).content.decode()
    assert "Roll forward to 2026.3</button>" not in text
    assert browser.post(address).status_code == 403
    assert roll_of(older) is not None


def test_another_country_learns_nothing_of_it(older: Assessment, cast: Cast) -> None:
    browser = enter(Client(), cast.chitra)
    assert browser.get(reverse("roll_forward", args=[older.pk])).status_code == 404
