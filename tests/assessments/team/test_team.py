"""A country's team: inviting, assigning sections, calling them ready, reminders."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier as Start
from threading import Thread as Hand
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.answers.operations import answers
from assessments.dossiers.operations import opening, reference
from assessments.dossiers.queries.access import may_edit
from assessments.models import (
    Assessment,
    Cycle,
    Score,
    SectionAssignment,
    SectionProgress,
    TechnologyOption,
)
from assessments.records.operations import removing
from assessments.states import State
from assessments.tasks import send_reminders
from assessments.team.operations import assigning, readiness, reminders
from partners.models import Country, Membership, User
from partners.operations import people
from partners.operations.colleagues import Invited, invite_again, invite_colleague
from partners.roles import Role
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused, WrongState
from techbank.outbox.models import Message
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import appoint, make_cast, make_person, signed_in
from tests.factories.team import entrust

TODAY = NOW.date()
KEY = "team.lead_ministry"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.SECOND_FACTOR = "optional"
    settings.EMAIL_BACKEND = "techbank.outbox.mail.OutboxBackend"


def url(name: str, assessment: Assessment, *args: Any) -> str:
    return reverse(name, args=[assessment.pk, *args])


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def write(assessment: Assessment, by: User, text: str = "Ministry", base: int = 0) -> Any:
    written = answers.Written(KEY, text, False, base, uuid4())
    return answers.save_answers(
        assessment=assessment, section="team", written=[written], by=by, at=NOW
    )


def assign(assessment: Assessment, cast: Cast, *sections: str, **more: Any) -> Any:
    wanted: dict[str, Any] = {"person": cast.bakari, "due_on": None, "note": "", "by": cast.amara}
    return assigning.assign(assessment=assessment, sections=sections, **wanted | {"at": NOW} | more)


def mails() -> list[dict[str, Any]]:
    """What waits in the outbox, in the order in which it was asked for."""
    rows = Message.objects.filter(kind="techbank.send_mail").order_by("id")
    return [row.payload["mail"] for row in rows]


# --- who may write where ----------------------------------------------------------------------


def test_a_contributor_writes_only_in_the_sections_assigned_to_them(
    blank: Assessment, cast: Cast
) -> None:
    with pytest.raises(Refused, match="not assigned to you"):
        write(blank, cast.bakari)
    assign(blank, cast, "team")
    assert write(blank, cast.bakari).conflicts == []
    assert not may_edit(blank, cast.bakari, TODAY, "needs")
    assert may_edit(blank, cast.bakari, TODAY)
    assert may_edit(blank, cast.amara, TODAY, "needs")


def test_a_section_taken_away_is_read_only_at_once(blank: Assessment, cast: Cast) -> None:
    [item] = assign(blank, cast, "team")
    assigning.unassign(assignment=item, by=cast.amara, at=NOW)
    with pytest.raises(Refused, match="not assigned"):
        write(blank, cast.bakari)
    page = signed_in(cast.bakari).get(url("section", blank, "team"))
    assert "This section is not assigned to you" in text_of(page)


def test_whether_somebody_may_write_costs_two_queries_at_most(
    blank: Assessment, cast: Cast
) -> None:
    assign(blank, cast, "team")
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.RETURNED})
    SectionProgress.objects.create(
        assessment=blank, key="team", returned=True, updated_at=NOW, updated_by=cast.amara
    )
    assessment = Assessment.objects.select_related("country").get(pk=blank.pk)
    cast.bakari.memberships_on(TODAY)
    with CaptureQueriesContext(connection) as context:
        assert may_edit(assessment, cast.bakari, TODAY, "team")
    assert len(context) == 2


def test_after_a_return_an_assigned_section_that_was_not_handed_back_stays_closed(
    blank: Assessment, cast: Cast
) -> None:
    assign(blank, cast, "team")
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.RETURNED})
    blank.refresh_from_db()
    assert "hand back" in may_edit(blank, cast.bakari, TODAY, "team").reason


# --- assigning ----------------------------------------------------------------------------------


def test_who_writes_the_options_takes_no_scores_away_with_one(
    draft: Assessment, cast: Cast
) -> None:
    need = draft.needs.first()
    assert need is not None
    option = TechnologyOption.objects.create(
        assessment=draft, name="Scored", need=need, updated_at=NOW, updated_by=cast.amara
    )
    criterion = draft.criterions.all()[0]
    Score.objects.create(assessment=draft, option=option, criterion=criterion, value=4)
    ended = {"ended_at": NOW, "ended_by": cast.amara}
    rows = SectionAssignment.objects.filter(assessment=draft, person=cast.bakari)
    rows.filter(section="priorities").update(**ended)
    values: dict[str, Any] = {"assessment": draft, "kind": "option", "record_id": option.pk}
    with pytest.raises(Invalid, match="It has scores"):
        removing.remove_record(**values, by=cast.bakari, at=NOW)
    assert Score.objects.filter(option=option).count() == 1
    removing.remove_record(**values, by=cast.amara, at=NOW)
    assert not TechnologyOption.objects.filter(pk=option.pk).exists()


def test_assigning_writes_one_letter_about_all_sections_in_the_language_of_the_reader(
    blank: Assessment, cast: Cast
) -> None:
    for language in ("fr", "ar"):
        person = make_person(f"reader-{language}", language=language)
        appoint(person, Role.CONTRIBUTOR, country=cast.world.testland)
        assign(blank, cast, "team", "needs", person=person, note="Begin with the ministry.")
        letter = mails()[-1]
        assert letter["to"] == [person.email]
        assert letter["headers"]["Content-Language"] == language
        assert "Begin with the ministry." in letter["body"]
        assert letter["body"].count(f"/assessments/{blank.pk}/sections/") == 2
    assert len(mails()) == 2


def test_assigning_the_same_again_changes_nothing_and_a_new_day_is_told(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "team")
    assert assign(blank, cast, "team") == []
    [again] = assign(
        blank, cast, "team", due_on=TODAY + timedelta(days=30), at=NOW + timedelta(minutes=1)
    )
    assert again.pk == item.pk
    assert len(mails()) == 2
    assert Entry.objects.filter(verb="section.assigned").count() == 2


@pytest.mark.parametrize("who", ["chitra", "dolma", "mateo", "oumar", "nobody"])
def test_only_people_of_the_team_are_assigned(blank: Assessment, cast: Cast, who: str) -> None:
    with pytest.raises(Invalid, match="Invite your colleague first"):
        assign(blank, cast, "team", person=getattr(cast, who))


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma", "mateo"])
def test_only_the_coordinator_of_the_country_assigns(
    blank: Assessment, cast: Cast, who: str
) -> None:
    with pytest.raises(Refused):
        assign(blank, cast, "team", by=getattr(cast, who))


def test_nothing_is_assigned_for_a_day_that_has_passed_or_in_a_closed_dossier(
    blank: Assessment, cast: Cast
) -> None:
    with pytest.raises(Invalid, match="passed"):
        assign(blank, cast, "team", due_on=TODAY - timedelta(days=1))
    with pytest.raises(Invalid, match="section of the list"):
        assign(blank, cast, "nothing")
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.WITHDRAWN})
    with pytest.raises(WrongState):
        assign(blank, cast, "team")


def test_two_coordinators_who_assign_at_once_make_one_assignment(own_database: Any) -> None:
    cast = make_cast()
    reference.load()
    second = appoint(make_person("second"), Role.COORDINATOR, country=cast.world.testland)
    assessment = opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title="Race",
        language="en",
        by=cast.amara,
        at=NOW,
    )
    start, failed = Start(8), []

    def hand(by: User) -> None:
        start.wait()
        try:
            assign(assessment, cast, "team", by=by)
        except Exception as error:  # the race must not end in any
            failed.append(error)
        connection.close()

    hands = [Hand(target=hand, args=(by,)) for by in (cast.amara, second) * 4]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert failed == []
    assert SectionAssignment.objects.filter(assessment=assessment).count() == 1
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"accepted_at": NOW}, "acceptance_has_moment_and_person"),
        ({"ended_at": NOW}, "end_of_work_has_moment_and_person"),
        ({"sent_back_at": NOW}, "sending_back_has_moment_and_person"),
        ({"reminded": "often"}, "reminder_is_known"),
    ],
)
def test_the_database_refuses_half_a_stamp(
    blank: Assessment, cast: Cast, broken: dict[str, Any], name: str
) -> None:
    assign(blank, cast, "team")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SectionAssignment.objects.update(**broken)


def test_the_database_refuses_a_second_open_assignment_and_accepting_what_is_not_ready(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "team")
    with pytest.raises(IntegrityError, match="once_a_person"), transaction.atomic():
        entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"])
    with pytest.raises(IntegrityError, match="accepted_means_ready"), transaction.atomic():
        SectionAssignment.objects.update(accepted_at=NOW, accepted_by=cast.amara)
    with pytest.raises(IntegrityError, match="nobody_accepts"), transaction.atomic():
        SectionAssignment.objects.update(ready_at=NOW, accepted_at=NOW, accepted_by=cast.bakari)
    assigning.unassign(assignment=item, by=cast.amara, at=NOW)
    assert len(assign(blank, cast, "team")) == 1


# --- ready, accepted, back to you ---------------------------------------------------------------


def test_ready_goes_to_the_coordinator_who_accepts_it(blank: Assessment, cast: Cast) -> None:
    [item] = assign(blank, cast, "team")
    with pytest.raises(WrongState, match="not been called ready"):
        readiness.accept(assignment=item, by=cast.amara, at=NOW)
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    assert [mail["to"] for mail in mails()] == [[cast.bakari.email], [cast.amara.email]]
    assert "Ready for your review" in text_of(signed_in(cast.amara).get(reverse("desk")))
    done = readiness.accept(assignment=item, by=cast.amara, at=NOW)
    assert (done.accepted_by, done.is_waiting) == (cast.amara, False)
    with pytest.raises(WrongState, match="looked at it already"):
        readiness.take_back(assignment=item, by=cast.bakari, at=NOW)


def test_only_the_persons_ownelf_says_ready_and_only_a_coordinator_answers(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "team")
    with pytest.raises(Refused, match="Only the person"):
        readiness.call_ready(assignment=item, by=cast.amara, at=NOW)
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    for act in (readiness.accept, assigning.unassign):
        with pytest.raises(Refused):
            act(assignment=item, by=cast.bakari, at=NOW)
    [own] = assign(blank, cast, "needs", person=cast.amara)
    readiness.call_ready(assignment=own, by=cast.amara, at=NOW)
    with pytest.raises(Refused, match="Nobody reviews their own"):
        readiness.accept(assignment=own, by=cast.amara, at=NOW)


def test_back_to_you_needs_a_note_and_sends_it(blank: Assessment, cast: Cast) -> None:
    [item] = assign(blank, cast, "team")
    readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    with pytest.raises(Invalid, match="still to be done"):
        readiness.send_back(assignment=item, note="  ", by=cast.amara, at=NOW)
    back = readiness.send_back(assignment=item, note="Name the focal point.", by=cast.amara, at=NOW)
    assert (back.ready_at, back.sent_back_note) == (None, "Name the focal point.")
    assert "Name the focal point." in mails()[-1]["body"]
    page = text_of(signed_in(cast.bakari).get(url("section", blank, "team")))
    assert "Name the focal point." in page


# --- inviting -----------------------------------------------------------------------------------


def invite(cast: Cast, email: str, **more: Any) -> Invited:
    wanted: dict[str, Any] = {
        "full_name": "Zeta",
        "language": "fr",
        "until_on": None,
        "country": cast.world.testland,
        "by": cast.amara,
    }
    return invite_colleague(email=email, at=NOW, **wanted | more)


def test_a_new_colleague_gets_an_account_the_role_and_a_letter_in_their_language(
    cast: Cast,
) -> None:
    last = TODAY + timedelta(days=90)
    invited = invite(cast, "Zeta@Cast.example", until_on=last)
    held = Membership.objects.get(user=invited.person)
    assert invited.new
    assert (held.role, held.country_id, held.until_on) == (Role.CONTRIBUTOR, "XTL", last)
    assert mails()[0]["to"] == ["zeta@cast.example"]
    assert "/accounts/" in mails()[0]["body"] or "password" in mails()[0]["body"]


def test_a_known_address_gets_the_role_and_a_letter_that_says_so(cast: Cast) -> None:
    invited = invite(cast, cast.chitra.email)
    assert not invited.new
    assert may_edit_country(invited.person)
    assert "Testland" in mails()[0]["body"]


def may_edit_country(person: User) -> bool:
    return Membership.objects.filter(user=person, country="XTL", role="contributor").exists()


@pytest.mark.parametrize("who", ["dolma", "mateo", "leila", "gaspard", "oumar"])
def test_an_address_that_cannot_be_added_is_refused_without_saying_why(
    cast: Cast, who: str
) -> None:
    Membership.objects.filter(user=cast.oumar).delete()
    with pytest.raises(Invalid, match="cannot be added to the team of a country") as refused:
        invite(cast, getattr(cast, who).email)
    assert "officer" not in refused.value.sentence
    assert mails() == []
    assert not may_edit_country(getattr(cast, who))


def test_somebody_of_the_team_is_not_invited_twice(cast: Cast) -> None:
    with pytest.raises(Invalid, match="in the team of"):
        invite(cast, cast.bakari.email)


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma"])
def test_nobody_but_the_coordinator_invites_to_the_country(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        invite(cast, "zeta@cast.example", by=getattr(cast, who))


def test_an_invitation_is_sent_again_once_an_hour_until_the_account_is_opened(
    cast: Cast,
) -> None:
    zeta = invite(cast, "zeta@cast.example").person
    again: dict[str, Any] = {"person": zeta, "country": cast.world.testland, "by": cast.amara}
    with pytest.raises(Refused, match="less than an hour ago"):
        invite_again(at=NOW + timedelta(minutes=59), **again)
    invite_again(at=NOW + timedelta(minutes=61), **again)
    assert [mail["to"] for mail in mails()] == [["zeta@cast.example"]] * 2
    zeta.set_password("long enough for Zeta")
    zeta.save()
    with pytest.raises(Refused, match="opened the account"):
        invite_again(at=NOW + timedelta(hours=3), **again)
    with pytest.raises(Refused, match="your own team"):
        invite_again(at=NOW, **again | {"person": cast.dolma})


def test_an_access_that_ends_frees_the_sections_at_once(blank: Assessment, cast: Cast) -> None:
    assign(blank, cast, "team", "needs")
    held = Membership.objects.get(user=cast.bakari)
    assigning.end_colleague(held=held, by=cast.amara, at=NOW)
    held.refresh_from_db()
    assert held.until_on == TODAY
    assert not SectionAssignment.objects.filter(ended_at__isnull=True).exists()
    with pytest.raises(Hidden):
        assigning.end_colleague(held=Membership.objects.get(user=cast.dolma), by=cast.amara, at=NOW)


def test_a_coordinator_of_another_country_ends_nobodys_access(cast: Cast) -> None:
    held = Membership.objects.get(user=cast.bakari)
    with pytest.raises(Refused):
        assigning.end_colleague(held=held, by=cast.chitra, at=NOW)


# --- reminders ----------------------------------------------------------------------------------


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def remind(day: date, hour: int = 12) -> int:
    return reminders.send_reminders(at=at(day, hour))


def test_reminders_come_seven_days_and_one_day_before_and_once_when_overdue(
    blank: Assessment, cast: Cast
) -> None:
    due = TODAY + timedelta(days=20)
    assign(blank, cast, "team", due_on=due)
    sent = [
        days
        for days in range(10, -6, -1)
        for _again in range(3)
        if remind(due - timedelta(days=days))
    ]
    assert sent == [7, 1, -1]


def test_all_of_a_person_comes_in_one_letter_a_day_in_their_language(
    blank: Assessment, cast: Cast
) -> None:
    User.objects.filter(pk=cast.bakari.pk).update(language="ar")
    due = TODAY + timedelta(days=20)
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team", "needs"], due_on=due)
    assert remind(due - timedelta(days=7)) == 1
    [letter] = mails()
    assert letter["headers"]["Content-Language"] == "ar"
    assert letter["body"].count("/sections/") == 2
    assert "/account" in letter["body"]


def test_a_section_that_becomes_due_on_a_day_with_a_letter_waits_for_the_next(
    blank: Assessment, cast: Cast
) -> None:
    due = TODAY + timedelta(days=20)
    soon = due - timedelta(days=7)
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=due)
    assert remind(soon) == 1
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["needs"], due_on=due)
    assert remind(soon, hour=15) == 0
    assert remind(soon + timedelta(days=1)) == 1


def test_no_reminder_at_night_where_the_reader_is(blank: Assessment, cast: Cast) -> None:
    User.objects.filter(pk=cast.bakari.pk).update(time_zone="Pacific/Auckland")
    due = TODAY + timedelta(days=7)
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=due)
    # 13 hours ahead in November: at noon in Greenwich it is one at night, of the next day.
    assert remind(TODAY) == 0
    assert remind(TODAY, hour=19) == 1


@pytest.mark.parametrize("why", ["ready", "opted out", "role ended", "unassigned", "submitted"])
def test_nobody_is_reminded_in_vain(blank: Assessment, cast: Cast, why: str) -> None:
    [item] = entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=TODAY)
    if why == "ready":
        readiness.call_ready(assignment=item, by=cast.bakari, at=NOW)
    elif why == "opted out":
        User.objects.filter(pk=cast.bakari.pk).update(wants_reminders=False)
    elif why == "role ended":
        Membership.objects.filter(user=cast.bakari).update(until_on=TODAY - timedelta(days=1))
    elif why == "unassigned":
        assigning.unassign(assignment=item, by=cast.amara, at=NOW)
    else:
        Assessment.objects.filter(pk=blank.pk).update(**{"state": State.SUBMITTED})
    assert remind(TODAY) == 0


def test_the_hourly_task_is_on_the_schedule_and_runs(blank: Assessment, cast: Cast) -> None:
    from techbank.celery import app

    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert send_reminders.name in named
    send_reminders()


# --- pages --------------------------------------------------------------------------------------


def test_the_team_page_shows_everybody_and_offers_acts_to_the_coordinator_only(
    blank: Assessment, cast: Cast
) -> None:
    assign(blank, cast, "team", due_on=TODAY + timedelta(days=30))
    page = signed_in(cast.amara).get(url("team", blank))
    assert all(word in text_of(page) for word in ("Amara", "Bakari", "Assign sections"))
    other = text_of(signed_in(cast.bakari).get(url("team", blank)))
    assert "Assigned to you" in other
    assert "Assign sections" not in other
    assert signed_in(cast.chitra).get(url("team", blank)).status_code == 404
    assert signed_in(cast.dolma).get(url("team", blank)).status_code == 404


def test_officers_who_read_a_submitted_dossier_do_not_read_who_writes_what(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "team")
    Assessment.objects.filter(pk=blank.pk).update(
        **{"state": State.SUBMITTED, "submitted_at": NOW, "submitted_by": cast.amara}
    )
    officer = signed_in(cast.dolma)
    assert officer.get(url("team", blank)).status_code == 403
    assert officer.get(url("assignment", blank, item.pk)).status_code == 403
    assert "Bakari" not in text_of(officer.get(url("assessment", blank)))


def test_an_auditor_reads_who_writes_what_and_changes_nothing(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "team")
    Assessment.objects.filter(pk=blank.pk).update(
        **{"state": State.SUBMITTED, "submitted_at": NOW, "submitted_by": cast.amara}
    )
    auditor = signed_in(cast.leila)
    page = text_of(auditor.get(url("team", blank)))
    assert "Bakari" in page
    assert not any(word in page for word in ("Assigned to you", "Assign sections", "Details"))
    assert url("team", blank) in auditor.get(url("assessment", blank)).content.decode()
    here = url("assignment", blank, item.pk)
    assert "<form" not in auditor.get(here + "?end=yes").content.decode().split("<main")[1]
    assert auditor.post(here, {"act": "unassign"}).status_code == 403
    for name in ("team_invite", "team_assign"):
        assert auditor.get(url(name, blank)).status_code == 403


def test_nothing_ends_on_the_first_click(blank: Assessment, cast: Cast) -> None:
    [item] = assign(blank, cast, "team")
    amara = signed_in(cast.amara)
    for here, act in (
        (url("assignment", blank, item.pk), "unassign"),
        (url("team_person", blank, cast.bakari.pk), "end"),
    ):
        button = f'name="act" value="{act}"'
        assert button not in amara.get(here).content.decode()
        text = amara.get(here + "?end=yes").content.decode()
        assert button in text
        assert "Cancel" in text


def test_the_task_list_puts_the_contributors_sections_first_and_marks_what_is_overdue(
    blank: Assessment, cast: Cast
) -> None:
    [item] = assign(blank, cast, "needs", due_on=TODAY)
    SectionAssignment.objects.filter(pk=item.pk).update(due_on=date(2020, 1, 1))
    page = html.fromstring(signed_in(cast.bakari).get(url("assessment", blank)).content)
    headings = page.xpath("//h2/text()")
    assert headings[:2] == ["Assigned to you", "Other sections"]
    assert "was due on" in page.xpath("//section[@aria-labelledby='mine']")[0].text_content()
    mine = signed_in(cast.amara).get(url("assessment", blank))
    assert "Other sections" not in text_of(mine)


def test_a_coordinator_assigns_and_sends_back_on_the_pages(blank: Assessment, cast: Cast) -> None:
    amara = signed_in(cast.amara)
    form = amara.get(url("team_assign", blank) + f"?person={cast.bakari.pk}&section=team")
    assert form.status_code == 200
    sent = {"person": cast.bakari.pk, "sections": ["team", "needs"], "due_on": "", "note": ""}
    assert amara.post(url("team_assign", blank), sent).status_code == 302
    assignment = SectionAssignment.objects.get(section="team")
    page = url("assignment", blank, assignment.pk)
    assert signed_in(cast.bakari).post(page, {"act": "ready"}).status_code == 302
    assert amara.post(page, {"act": "send_back", "note": ""}).status_code == 200
    assert amara.post(page, {"act": "send_back", "note": "More."}).status_code == 302
    assert amara.post(page, {"act": "nonsense"}).status_code == 404
    assignment.refresh_from_db()
    assert assignment.sent_back_note == "More."


def test_a_coordinator_invites_and_ends_on_the_pages(blank: Assessment, cast: Cast) -> None:
    amara = signed_in(cast.amara)
    sent = {"full_name": "Zeta", "email": "zeta@cast.example", "language": "fr", "until_on": ""}
    answer: Any = amara.post(url("team_invite", blank), sent)
    zeta = User.objects.get(email="zeta@cast.example")
    assert answer.url == f"{url('team_assign', blank)}?person={zeta.pk}"
    officer = amara.post(url("team_invite", blank), sent | {"email": cast.dolma.email})
    assert "cannot be added" in text_of(officer)
    page = url("team_person", blank, zeta.pk)
    assert "Not opened yet" in text_of(amara.get(page))
    assert amara.post(page, {"act": "invite"}).status_code == 403
    assert amara.post(page, {"act": "end"}).status_code == 302
    assert amara.get(url("team_person", blank, cast.dolma.pk)).status_code == 404


def test_a_colleague_who_writes_just_now_is_named_on_the_section(
    blank: Assessment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(blank, cast, "team")
    write(blank, cast.bakari)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(seconds=90))
    amara = signed_in(cast.amara)
    assert "Bakari is writing in this section just now" in text_of(
        amara.get(url("section", blank, "team"))
    )
    assert "just now" not in text_of(signed_in(cast.bakari).get(url("section", blank, "team")))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=3))
    assert "just now" not in text_of(amara.get(url("section", blank, "team")))


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_the_team_page_asks_the_same_with_one_and_with_three_of_everything(
    blank: Assessment, cast: Cast
) -> None:
    assign(blank, cast, "team")
    amara = signed_in(cast.amara)
    item = queries(amara, url("team", blank)), queries(amara, url("assessment", blank))
    for name in ("second", "third"):
        person = appoint(make_person(name), Role.CONTRIBUTOR, country=cast.world.testland)
        entrust(blank, person, by=cast.amara, at=NOW)
    three = queries(amara, url("team", blank)), queries(amara, url("assessment", blank))
    assert three == item


def test_an_administrator_still_ends_a_contributors_role(cast: Cast) -> None:
    held = Membership.objects.get(user=cast.bakari)
    people.end_role(held=held, last_day=TODAY, by=cast.mateo, at=NOW)
    held.refresh_from_db()
    assert held.until_on == TODAY


def test_a_person_who_turns_reminders_off_on_the_account_page_gets_none(
    blank: Assessment, cast: Cast
) -> None:
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team"], due_on=TODAY)
    bakari = signed_in(cast.bakari)
    assert "Remind me by e-mail" in text_of(bakari.get(reverse("account")))
    values = {"full_name": "Bakari", "language": "en", "time_zone": "UTC"}
    assert bakari.post(reverse("account"), values).status_code == 302
    assert remind(TODAY) == 0
    bakari.post(reverse("account"), values | {"wants_reminders": "on"})
    assert remind(TODAY) == 1


def test_two_invitations_of_one_new_address_make_one_person_and_one_role(
    own_database: Any,
) -> None:
    cast = make_cast()
    second = appoint(make_person("second"), Role.COORDINATOR, country=cast.world.testland)
    start, text = Start(4), []

    def hand(by: User) -> None:
        start.wait()
        try:
            text.append(str(invite(cast, "zeta@cast.example", by=by).new))
        except Invalid as problem:
            text.append(problem.field)
        connection.close()

    hands = [Hand(target=hand, args=(by,)) for by in (cast.amara, second) * 2]
    for each in hands:
        each.start()
    for each in hands:
        each.join()
    assert sorted(text) == ["True", "email", "email", "email"]
    assert Membership.objects.filter(user__email="zeta@cast.example").count() == 1
