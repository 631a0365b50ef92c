"""What two people say about an assigned section: the letters, the trail, and who may say it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from assessments.dossiers.operations.editing import title_of
from assessments.models import Assessment, SectionAssignment
from assessments.states import State
from assessments.team.operations import assigning, readiness, reminders
from partners.models import Membership, User
from partners.roles import Role
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Refused, WrongState
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast

TODAY = NOW.date()


@pytest.fixture
def team(blank: Assessment, cast: Cast) -> SectionAssignment:
    """The section “team”, assigned to Bakari by Amara."""
    return assigned(blank, cast)


def assigned(blank: Assessment, cast: Cast, *sections: str, **more: Any) -> SectionAssignment:
    values: dict[str, Any] = {"person": cast.bakari, "due_on": None, "note": "", **more}
    rows = assigning.assign(
        assessment=blank, sections=sections or ("team",), by=cast.amara, at=NOW, **values
    )
    return rows[0]


def sentences(verb: str) -> list[str]:
    rows = Entry.objects.filter(verb=verb).order_by("seq")
    return [row.sentence for row in rows]


def letters() -> list[dict[str, Any]]:
    rows = Message.objects.filter(kind="techbank.send_mail").order_by("id")
    return [row.payload["mail"] for row in rows]


def ready(item: SectionAssignment, by: User) -> SectionAssignment:
    return readiness.call_ready(assignment=item, by=by, at=NOW)


def test_each_step_is_in_the_trail_with_its_section_and_its_dossier(
    team: SectionAssignment, cast: Cast
) -> None:
    who: dict[str, Any] = {"by": cast.bakari, "at": NOW}
    assert ready(team, cast.bakari).ready_at == NOW
    for _again in range(2):
        assert readiness.take_back(assignment=team, **who).ready_at is None
    ready(team, cast.bakari)
    readiness.accept(assignment=team, by=cast.amara, at=NOW)
    readiness.send_back(assignment=team, note="Who pays?", by=cast.amara, at=NOW)
    assert assigning.unassign(assignment=team, by=cast.amara, at=NOW).ended_at == NOW

    about = f"section “{title_of(team.assessment, 'team')}” of “{team.assessment}”"
    assert sentences("section.assigned") == [f"{cast.amara} assigned {about} to {cast.bakari}."]
    assert sentences("section.ready") == [f"{cast.bakari} called {about} ready for review."] * 2
    assert sentences("section.not_ready") == [f"{cast.bakari} goes on with {about}."]
    assert sentences("section.accepted") == [f"{cast.amara} accepted {about} from {cast.bakari}."]
    assert sentences("section.sent_back") == [f"{cast.amara} gave {about} back to {cast.bakari}."]
    assert sentences("section.unassigned") == [f"{cast.amara} took {about} from {cast.bakari}."]
    assert Entry.objects.get(verb="section.sent_back").details["note"] == "Who pays?"


def test_the_trail_names_the_day_until_which_a_section_is_due(
    blank: Assessment, cast: Cast
) -> None:
    assigned(blank, cast, due_on=TODAY + timedelta(days=9))

    day = (TODAY + timedelta(days=9)).isoformat()
    assert [sentence.split(", due ")[-1] for sentence in sentences("section.assigned")] == [
        f"on {day}."
    ]


def test_who_assigned_themselves_gets_no_letter_about_themselves(
    blank: Assessment, cast: Cast
) -> None:
    own = assigned(blank, cast, "needs", person=cast.amara)
    before = len(letters())

    ready(own, cast.amara)

    assert len(letters()) == before


def test_an_assigner_without_an_account_gets_no_letter(team: SectionAssignment, cast: Cast) -> None:
    User.objects.filter(pk=cast.amara.pk).update(is_active=False)
    before = len(letters())

    ready(team, cast.bakari)

    assert len(letters()) == before


def test_nobody_calls_ready_whose_role_has_ended(team: SectionAssignment, cast: Cast) -> None:
    Membership.objects.filter(user=cast.bakari).update(until_on=TODAY - timedelta(days=1))

    with pytest.raises(Refused):
        ready(team, User.objects.get(pk=cast.bakari.pk))


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma"])
def test_only_a_coordinator_of_the_country_sends_back(
    team: SectionAssignment, cast: Cast, who: str
) -> None:
    ready(team, cast.bakari)

    with pytest.raises(Refused):
        readiness.send_back(assignment=team, note="No.", by=getattr(cast, who), at=NOW)


def test_nothing_is_called_ready_or_judged_in_a_closed_dossier(
    team: SectionAssignment, cast: Cast
) -> None:
    ready(team, cast.bakari)
    rows = Assessment.objects.filter(pk=team.assessment_id)
    rows.update(**{"state": State.WITHDRAWN})

    for act in (ready, lambda item, by: readiness.accept(assignment=item, by=by, at=NOW)):
        with pytest.raises(WrongState, match="closed"):
            act(team, cast.bakari if act is ready else cast.amara)


def test_only_a_contributors_role_is_ended_by_the_country_and_only_by_its_coordinator(
    blank: Assessment, cast: Cast
) -> None:
    coordinators = Membership.objects.get(user=cast.amara, role=Role.COORDINATOR)
    contributors = Membership.objects.get(user=cast.bakari, role=Role.CONTRIBUTOR)

    with pytest.raises(Hidden):
        assigning.end_colleague(held=coordinators, by=cast.amara, at=NOW)
    with pytest.raises(Refused):
        assigning.end_colleague(held=contributors, by=cast.bakari, at=NOW)


def moment(day: date, hour: int) -> datetime:
    return NOW.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=0)


def subject_of_reminder(day: date, hour: int = 12) -> str:
    assert reminders.send_reminders(at=moment(day, hour)) == 1
    subject: str = letters()[-1]["subject"]
    return subject


def test_a_reminder_says_whether_it_is_due_or_overdue_and_comes_from_seven_in_the_morning(
    blank: Assessment, cast: Cast
) -> None:
    due = TODAY + timedelta(days=20)
    assigned(blank, cast, due_on=due)

    assert reminders.send_reminders(at=moment(due - timedelta(days=1), 6)) == 0
    assert subject_of_reminder(due - timedelta(days=1), hour=7).startswith("Due soon: ")
    assert subject_of_reminder(due + timedelta(days=1)).startswith("Overdue: ")


def test_a_section_due_today_is_not_overdue(blank: Assessment, cast: Cast) -> None:
    day = TODAY + timedelta(days=20)
    assigned(blank, cast, due_on=day)

    assert subject_of_reminder(day).startswith("Due soon: ")


def test_a_reminder_of_two_sections_counts_them(blank: Assessment, cast: Cast) -> None:
    day = TODAY + timedelta(days=20)
    assigned(blank, cast, "team", "needs", due_on=day)

    assert subject_of_reminder(day) == "2 sections are due or overdue"


def test_a_section_without_a_day_is_never_reminded_of(blank: Assessment, cast: Cast) -> None:
    assigned(blank, cast)

    assert reminders.send_reminders(at=moment(TODAY + timedelta(days=20), 12)) == 0
