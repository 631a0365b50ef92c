"""Assigned sections: what each act writes in the trail, whom it writes to, and who may do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, SectionAssignment
from assessments.states import State
from assessments.team.operations import assigning, readiness, reminders
from partners.models import Membership, User
from partners.roles import Role
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused, WrongState
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import appoint
from tests.factories.team import entrust

TODAY = NOW.date()
LATER = NOW + timedelta(minutes=5)


def letters() -> list[dict[str, Any]]:
    """What waits in the outbox, in the order in which it was asked for."""
    rows = Message.objects.filter(kind="techbank.send_mail").order_by("id")
    return [row.payload["mail"] for row in rows]


def sentences(prefix: str = "section.") -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith=prefix).order_by("seq")
    return list(rows.values_list("verb", "sentence"))


def assign(assessment: Assessment, cast: Cast, *sections: str, **more: Any) -> Any:
    values: dict[str, Any] = {"person": cast.bakari, "due_on": None, "note": "", "by": cast.amara}
    return assigning.assign(assessment=assessment, sections=sections, **values | {"at": NOW} | more)


def close(assessment: Assessment) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(**{"state": State.WITHDRAWN})


@pytest.fixture
def item(blank: Assessment, cast: Cast) -> SectionAssignment:
    """Section “team”, which Amara gave to Bakari without a letter."""
    [assignment] = entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"])
    return assignment


def test_the_trail_says_to_whom_a_section_was_assigned_and_until_when(
    blank: Assessment, cast: Cast
) -> None:
    assign(blank, cast, "team")
    assign(blank, cast, "needs", due_on=TODAY)

    assert [sentence for _verb, sentence in sentences()] == [
        "Amara assigned section “Team and stakeholders” of “Needs of Testland” to Bakari.",
        "Amara assigned section “Challenges and needs” of “Needs of Testland” to Bakari,"
        " due on 2026-11-20.",
    ]
    first, second = Entry.objects.filter(verb="section.assigned").order_by("seq")
    assert first.details == {"section": "team", "person": "Bakari", "due_on": ""}
    assert second.details["due_on"] == "2026-11-20"


def test_the_letter_names_the_section_or_how_many_there_are(blank: Assessment, cast: Cast) -> None:
    assign(blank, cast, "team", due_on=TODAY, note="  Begin with the ministry. ")
    assign(blank, cast, "needs", "plan", at=LATER)

    first, second = letters()
    assert first["subject"] == "A section is assigned to you: Team and stakeholders"
    assert second["subject"] == "2 sections are assigned to you"
    assert "Due on 20 November 2026." in first["body"]
    assert "Due on" not in second["body"]
    assert SectionAssignment.objects.get(section="team").note == "Begin with the ministry."


def test_a_section_may_be_due_on_the_day_it_is_today_where_its_writer_is(
    blank: Assessment, cast: Cast
) -> None:
    User.objects.filter(pk=cast.bakari.pk).update(time_zone="Pacific/Auckland")
    cast.bakari.refresh_from_db()

    with pytest.raises(Invalid, match="This day has passed"):
        assign(blank, cast, "team", due_on=TODAY)
    assert len(assign(blank, cast, "team", due_on=TODAY + timedelta(days=1))) == 1


def test_a_section_is_taken_away_once(item: SectionAssignment, cast: Cast) -> None:
    first = assigning.unassign(assignment=item, by=cast.amara, at=NOW)
    again = assigning.unassign(assignment=item, by=cast.amara, at=LATER)

    assert (first.ended_at, again.ended_at, again.ended_by) == (NOW, NOW, cast.amara)
    assert sentences() == [
        (
            "section.unassigned",
            "Amara took section “Team and stakeholders” of “Needs of Testland” from Bakari.",
        )
    ]


def test_a_section_that_is_ready_goes_back_to_its_writer_until_it_was_accepted(
    item: SectionAssignment, cast: Cast
) -> None:
    untouched = readiness.take_back(assignment=item, by=cast.bakari, at=NOW)
    ready = readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    back = readiness.take_back(assignment=item, by=cast.bakari, at=LATER)

    assert (untouched.ready_at, ready.ready_at, back.ready_at) == (None, NOW, None)
    assert SectionAssignment.objects.get(pk=item.pk).ready_at is None
    whole = "section “Team and stakeholders” of “Needs of Testland”"
    assert sentences() == [
        ("section.ready", f"Bakari called {whole} ready for review."),
        ("section.not_ready", f"Bakari goes on with {whole}."),
    ]


def test_only_its_writer_takes_ready_back(item: SectionAssignment, cast: Cast) -> None:
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)

    with pytest.raises(Refused, match="Only the person to whom it is assigned"):
        readiness.take_back(assignment=item, by=cast.amara, at=NOW)


def test_each_answer_to_a_ready_section_is_in_the_trail(
    item: SectionAssignment, cast: Cast
) -> None:
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    accepted = readiness.accept(assignment=item, by=cast.amara, at=NOW)
    again = readiness.accept(assignment=item, by=cast.amara, at=LATER)
    back = readiness.send_back(assignment=item, note=" More. ", by=cast.amara, at=LATER)

    assert accepted.accepted_at == again.accepted_at == NOW
    assert (back.ready_at, back.accepted_at, back.accepted_by) == (None, None, None)
    assert (back.sent_back_at, back.sent_back_by, back.sent_back_note) == (
        LATER,
        cast.amara,
        "More.",
    )
    whole = "section “Team and stakeholders” of “Needs of Testland”"
    assert sentences()[1:] == [
        ("section.accepted", f"Amara accepted {whole} from Bakari."),
        ("section.sent_back", f"Amara gave {whole} back to Bakari."),
    ]
    entry = Entry.objects.get(verb="section.sent_back")
    assert entry.details == {"section": "team", "person": "Bakari", "note": "More."}
    assert (entry.country, entry.actor_role) == ("XTL", "coordinator")


def test_letters_about_a_section_go_to_its_assigner_and_back_to_its_writer(
    item: SectionAssignment, cast: Cast
) -> None:
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    readiness.send_back(assignment=item, note="More.", by=cast.amara, at=LATER)

    assert [(mail["to"], mail["subject"]) for mail in letters()] == [
        ([cast.amara.email], "Ready for your review: Team and stakeholders"),
        ([cast.bakari.email], "Back to you: Team and stakeholders"),
    ]


def test_nobody_writes_to_themselves_or_to_a_closed_account(blank: Assessment, cast: Cast) -> None:
    [own] = entrust(blank, cast.amara, by=cast.amara, at=NOW, sections=["needs"])
    [orphan] = entrust(blank, cast.bakari, by=cast.oumar, at=NOW, sections=["plan"])

    readiness.call_ready(assignment=own, by=cast.amara, at=NOW)
    readiness.call_ready(assignment=orphan, by=cast.bakari, at=NOW)

    assert letters() == []
    assert [verb for verb, _sentence in sentences()] == ["section.ready"] * 2


def test_nothing_is_done_with_the_sections_of_a_closed_dossier(
    item: SectionAssignment, blank: Assessment, cast: Cast
) -> None:
    [ready] = entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["needs"])
    readiness.call_ready(assignment=ready, by=cast.bakari, at=NOW)
    close(blank)

    with pytest.raises(WrongState, match="The dossier is closed"):
        readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    with pytest.raises(WrongState, match="The dossier is closed"):
        readiness.accept(assignment=ready, by=cast.amara, at=NOW)
    with pytest.raises(WrongState, match="The dossier is closed"):
        readiness.send_back(assignment=ready, note="More.", by=cast.amara, at=NOW)


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma"])
def test_only_a_coordinator_of_the_country_sends_a_section_back(
    item: SectionAssignment, cast: Cast, who: str
) -> None:
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)

    with pytest.raises(Refused):
        readiness.send_back(assignment=item, note="More.", by=getattr(cast, who), at=NOW)
    assert [verb for verb, _sentence in sentences()] == ["section.ready"]


def test_who_left_the_team_calls_nothing_ready(item: SectionAssignment, cast: Cast) -> None:
    Membership.objects.filter(user=cast.bakari).update(until_on=TODAY - timedelta(days=1))
    bakari = User.objects.get(pk=cast.bakari.pk)

    with pytest.raises(Refused, match="This needs one of these roles for Testland"):
        readiness.call_ready(assignment=item, by=bakari, at=NOW)


def test_only_the_work_of_a_contributor_is_ended_and_only_by_the_coordinator(cast: Cast) -> None:
    work = {name: Membership.objects.get(user=getattr(cast, name)) for name in ("amara", "bakari")}
    appoint(cast.emil, Role.DONOR, organisation=cast.world.aurora)
    donor = Membership.objects.get(user=cast.emil, role=Role.DONOR)

    for held in (work["amara"], donor):
        with pytest.raises(Hidden):
            assigning.end_colleague(held=held, by=cast.amara, at=NOW)
    for other in (cast.mateo, cast.chitra, cast.bakari):
        with pytest.raises(Refused):
            assigning.end_colleague(held=work["bakari"], by=other, at=NOW)
    ended = assigning.end_colleague(held=work["bakari"], by=cast.amara, at=NOW)

    assert ended.until_on == TODAY


def test_acts_on_assigned_sections_hold_the_dossier_first(
    item: SectionAssignment, cast: Cast
) -> None:
    acts: list[tuple[Any, User]] = [
        (readiness.call_ready, cast.bakari),
        (readiness.accept, cast.amara),
        (assigning.unassign, cast.amara),
    ]
    for act, by in acts:
        with CaptureQueriesContext(connection) as context:
            act(assignment=item, by=by, at=NOW)
        locks = [query["sql"] for query in context if "FOR UPDATE" in query["sql"]]
        assert 'FROM "assessments_assessment"' in locks[0]


# --- reminders ----------------------------------------------------------------------------------


def remind(days: int, hour: int = 12) -> int:
    day = TODAY + timedelta(days=days)
    return reminders.send_reminders(at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def test_a_reminder_of_a_single_section_names_it_and_its_day(blank: Assessment, cast: Cast) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=TODAY)

    assert [remind(days) for days in (-1, 0, 1)] == [1, 0, 1]

    soon, late = letters()
    assert soon["subject"] == "Due soon: Team and stakeholders"
    assert "It is due on 20 November 2026." in soon["body"]
    assert late["subject"] == "Overdue: Team and stakeholders"
    assert "It was due on 20 November 2026." in late["body"]
    assert {tuple(mail["to"]) for mail in (soon, late)} == {(cast.bakari.email,)}


def test_a_section_due_today_is_not_overdue(blank: Assessment, cast: Cast) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=TODAY)

    assert remind(0) == 1

    [letter] = letters()
    assert letter["subject"] == "Due soon: Team and stakeholders"
    assert "It is due on" in letter["body"]


def test_a_reminder_of_several_sections_says_how_many(blank: Assessment, cast: Cast) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team", "needs"], due_on=TODAY)
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["plan"])

    assert remind(1) == 1

    [letter] = letters()
    assert letter["subject"] == "2 sections are due or overdue"
    assert letter["body"].count("It was due on 20 November 2026.") == 2


def test_letters_leave_from_seven_in_the_morning(blank: Assessment, cast: Cast) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=TODAY)

    assert [remind(0, hour) for hour in (6, 7, 8)] == [0, 1, 0]
