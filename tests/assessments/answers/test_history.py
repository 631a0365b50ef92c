"""Who changed what, when; any two texts compared; an earlier one used again."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.answers.operations import answers
from assessments.models import (
    Answer,
    Assessment,
    Need,
    RecordRevision,
    Revision,
    SectionProgress,
    Sector,
)
from assessments.records.operations import removing, writing
from assessments.states import State
from partners.models import User
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import signed_in
from tests.factories.team import entrust

pytestmark = pytest.mark.usefixtures("without_second_factor")

KEY = "team.lead_ministry"


@pytest.fixture
def blank(blank: Assessment, cast: Cast) -> Assessment:
    """Bakari writes in "team" and "needs" only."""
    entrust(blank, cast.bakari, by=cast.amara, at=NOW, sections=["team", "needs"])
    return blank


def url(name: str, assessment: Assessment, *args: Any) -> str:
    return reverse(name, args=[assessment.pk, *args])


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def write(assessment: Assessment, by: User, text: str, base: int, *, minutes: int = 0) -> Answer:
    written = answers.Written(KEY, text, False, base, uuid4())
    answers.save_answers(
        assessment=assessment,
        section="team",
        written=[written],
        by=by,
        at=NOW + timedelta(minutes=minutes),
    )
    return Answer.objects.get(assessment=assessment, key=KEY)


def record(
    assessment: Assessment, kind: str, by: User, values: dict[str, Any], at: Any = NOW, **more: Any
) -> Any:
    wanted: dict[str, Any] = {"record_id": None, "base_version": None}
    return writing.save_record(
        assessment=assessment, kind=kind, values=values, by=by, at=at, **wanted | more
    )


def need_of(assessment: Assessment, by: User) -> Need:
    sector = record(assessment, "sector", by, {"key": "energy", "reason": "Light"})
    values = {"sector": sector.pk, "challenge": "Dark", "statement": "Power for clinics"}
    need: Need = record(assessment, "need", by, values)
    return need


def hand_in(
    assessment: Assessment, by: User, *, state: str = State.SUBMITTED, minutes: int = 60
) -> None:
    moment = NOW + timedelta(minutes=minutes)
    Assessment.objects.filter(pk=assessment.pk).update(
        **{"state": state, "submitted_at": moment, "submitted_by": by}
    )


# --- the list of changes ------------------------------------------------------------------------


def test_the_changes_name_who_wrote_which_answer_and_record_with_the_difference(
    blank: Assessment, cast: Cast
) -> None:
    write(blank, cast.amara, "Ministry of Water", 0)
    write(blank, cast.bakari, "Ministry of Science", 1, minutes=30)
    need_of(blank, cast.amara)
    page = html.fromstring(signed_in(cast.amara).get(url("changes", blank)).content)
    assert page.xpath("//ins/text()")[0] == "Science"
    assert page.xpath("//del/text()")[0] == "Water"
    text = " ".join(page.text_content().split())
    assert all(word in text for word in ("Bakari", "Amara", "Power for clinics", "Version 2"))


def test_the_changes_are_filtered_by_section_person_and_day(blank: Assessment, cast: Cast) -> None:
    write(blank, cast.amara, "Hers", 0)
    write(blank, cast.bakari, "His", 1, minutes=24 * 60)
    need_of(blank, cast.amara)
    amara = signed_in(cast.amara)

    def rows(**wanted: Any) -> int:
        page = html.fromstring(amara.get(url("changes", blank), wanted).content)
        return len(page.xpath("//ol[@class='timeline']/li"))

    day = NOW.date()
    assert rows() == 4
    assert rows(section="team") == 2
    assert rows(section="needs") == 1
    assert rows(person=cast.bakari.pk) == 1
    assert rows(day=day.isoformat()) == 3
    assert rows(day=day.isoformat(), person=cast.bakari.pk) == 0
    assert rows(person="nobody", section="../etc", day="soon") == 4


def test_the_changes_ask_the_same_with_one_and_with_three_of_each(
    blank: Assessment, cast: Cast
) -> None:
    def asked() -> int:
        client.get(url("changes", blank))
        with CaptureQueriesContext(connection) as context:
            assert client.get(url("changes", blank)).status_code == 200
        return len(context)

    client = signed_in(cast.amara)
    write(blank, cast.amara, "One", 0)
    write(blank, cast.amara, "Two", 1, minutes=20)
    need = need_of(blank, cast.amara)
    record(blank, "need", cast.amara, {"statement": "x"}, record_id=need.pk, base_version=1)
    result = asked()
    write(blank, cast.bakari, "Three", 2, minutes=40)
    for number, key in enumerate(("health", "water")):
        sector = record(blank, "sector", cast.amara, {"key": key, "reason": str(number)})
        values = {"sector": sector.pk, "challenge": "C", "statement": f"S{number}"}
        record(blank, "need", cast.bakari, values)
    assert asked() == result


# --- two texts side by side ---------------------------------------------------------------------


def test_any_two_texts_of_an_answer_are_compared(blank: Assessment, cast: Cast) -> None:
    for number, text in enumerate(("one two three", "one three", "one three four")):
        write(blank, cast.amara, text, number, minutes=20 * number)
    first = Revision.objects.get(version=1)
    last = Revision.objects.get(version=3)
    values = {"from": first.pk, "to": last.pk}
    page = html.fromstring(signed_in(cast.amara).get(url("history", blank, KEY), values).content)
    compared = page.xpath("//section[@aria-labelledby='compared']")[0]
    assert [" ".join(element.split()) for element in compared.xpath(".//del/text()")] == ["two"]
    assert [" ".join(element.split()) for element in compared.xpath(".//ins/text()")] == ["four"]


@pytest.mark.parametrize("typed", ["", "x", "99999999999999999999999", "-1", "0"])
def test_a_comparison_of_nothing_is_no_error(blank: Assessment, cast: Cast, typed: str) -> None:
    write(blank, cast.amara, "One", 0)
    page = signed_in(cast.amara).get(url("history", blank, KEY), {"from": typed, "to": typed})
    assert page.status_code == 200


def test_the_history_of_a_record_tells_saved_set_aside_and_removed(
    blank: Assessment, cast: Cast
) -> None:
    need = need_of(blank, cast.amara)
    change = {"record_id": need.pk, "base_version": 1}
    record(blank, "need", cast.amara, {"statement": "Power for schools"}, **change)
    with pytest.raises(Exception, match="Amara"):
        record(blank, "need", cast.bakari, {"statement": "Power for all"}, **change)
    removing.remove_record(assessment=blank, kind="need", record_id=need.pk, by=cast.amara, at=NOW)
    text = text_of(signed_in(cast.amara).get(url("record_history", blank, "need", need.pk)))
    payload = ("Version 1", "Version 2", "Set aside beside version 2", "Removed at version 2")
    assert all(word in text for word in payload)
    assert "Energy" in text


def test_the_history_of_nothing_is_hidden(blank: Assessment, cast: Cast) -> None:
    amara = signed_in(cast.amara)
    assert amara.get(url("record_history", blank, "need", uuid4())).status_code == 404
    assert amara.get(url("record_history", blank, "ministry", uuid4())).status_code == 404
    assert amara.get(url("history", blank, "team.nothing")).status_code == 404
    need = need_of(blank, cast.amara)
    assert amara.get(url("record_history", blank, "sector", need.pk)).status_code == 404


# --- an earlier text again ----------------------------------------------------------------------


def use(client: Client, blank: Assessment, revision: Any, base: Any) -> Any:
    sent = {"revision": revision.pk, "base_version": base, "client_uuid": str(uuid4())}
    if isinstance(revision, Revision):
        return client.post(url("answer_again", blank, KEY), sent, follow=True)
    address = url("record_again", blank, revision.kind, revision.record_id)
    return client.post(address, sent, follow=True)


def test_an_earlier_answer_stands_again_as_a_new_version(blank: Assessment, cast: Cast) -> None:
    write(blank, cast.amara, "First", 0)
    write(blank, cast.amara, "Second", 1, minutes=20)
    page = use(signed_in(cast.bakari), blank, Revision.objects.get(version=1), 2)
    answer = Answer.objects.get(assessment=blank, key=KEY)
    assert "This text was restored" in text_of(page)
    assert (answer.value, answer.version, answer.updated_by) == ("First", 3, cast.bakari)


def test_an_earlier_answer_does_not_overwrite_what_came_meanwhile(
    blank: Assessment, cast: Cast
) -> None:
    write(blank, cast.amara, "First", 0)
    write(blank, cast.amara, "Second", 1, minutes=20)
    page = use(signed_in(cast.amara), blank, Revision.objects.get(version=1), 1)
    assert "Somebody changed this in the meantime" in text_of(page)
    assert Answer.objects.get(assessment=blank, key=KEY).value == "Second"


def test_who_may_not_write_there_uses_no_earlier_text(blank: Assessment, cast: Cast) -> None:
    sector = record(blank, "sector", cast.amara, {"key": "energy", "reason": "Light"})
    revision = RecordRevision.objects.get(record_id=sector.pk)
    assert use(signed_in(cast.bakari), blank, revision, 1).status_code == 403
    assert use(signed_in(cast.chitra), blank, revision, 1).status_code == 404
    page = text_of(signed_in(cast.bakari).get(url("record_history", blank, "sector", sector.pk)))
    assert "Use this text again" not in page


def test_a_revision_of_another_answer_or_record_is_hidden(blank: Assessment, cast: Cast) -> None:
    need = need_of(blank, cast.amara)
    other = RecordRevision.objects.get(record_id=need.sector_id)
    sent = {"revision": other.pk, "base_version": 1}
    address = url("record_again", blank, "need", need.pk)
    assert signed_in(cast.amara).post(address, sent).status_code == 404
    assert signed_in(cast.amara).post(address, sent | {"revision": "x"}).status_code == 404
    assert signed_in(cast.amara).post(url("answer_again", blank, KEY), sent).status_code == 404


def test_an_earlier_state_of_a_record_stands_again(blank: Assessment, cast: Cast) -> None:
    need = need_of(blank, cast.amara)
    record(blank, "need", cast.amara, {"statement": "Other"}, record_id=need.pk, base_version=1)
    first = RecordRevision.objects.get(record_id=need.pk, version=1)
    use(signed_in(cast.bakari), blank, first, 2)
    need.refresh_from_db()
    assert (need.statement, need.version) == ("Power for clinics", 3)


def test_a_removed_record_is_brought_back_under_its_id_and_its_versions_go_on(
    blank: Assessment, cast: Cast
) -> None:
    need = need_of(blank, cast.amara)
    removing.remove_record(assessment=blank, kind="need", record_id=need.pk, by=cast.amara, at=NOW)
    removed = RecordRevision.objects.get(record_id=need.pk, outcome="removed")
    page = use(signed_in(cast.bakari), blank, removed, "")
    back = Need.objects.get(pk=need.pk)
    assert "This text was restored" in text_of(page)
    assert (back.statement, back.sector_id, back.version) == (
        "Power for clinics",
        need.sector_id,
        2,
    )
    assert "was removed" not in text_of(page)


def test_a_record_does_not_come_back_without_what_it_hangs_on(
    blank: Assessment, cast: Cast
) -> None:
    need = need_of(blank, cast.amara)
    for kind, gone in (("need", need.pk), ("sector", need.sector_id)):
        removing.remove_record(assessment=blank, kind=kind, record_id=gone, by=cast.amara, at=NOW)
    removed = RecordRevision.objects.get(record_id=need.pk, outcome="removed")
    page = use(signed_in(cast.amara), blank, removed, "")
    assert "not part of this dossier any more" in text_of(page)
    assert not Need.objects.filter(pk=need.pk).exists()


# --- what officers may know ---------------------------------------------------------------------


def test_officers_read_the_history_up_to_the_last_submission_only(
    blank: Assessment, cast: Cast
) -> None:
    write(blank, cast.amara, "Handed in", 0)
    sector = record(blank, "sector", cast.amara, {"key": "energy", "reason": "Before"})
    hand_in(blank, cast.amara, state=State.RETURNED)
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.DRAFTING})
    write(blank, cast.amara, "Afterwards", 1, minutes=90)
    record(
        blank,
        "sector",
        cast.amara,
        {"reason": "Later"},
        record_id=sector.pk,
        base_version=1,
        at=NOW + timedelta(minutes=90),
    )
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.RETURNED})
    pages = [
        url("changes", blank),
        url("history", blank, KEY),
        url("record_history", blank, "sector", sector.pk),
    ]
    for who, sees in ((cast.dolma, False), (cast.leila, False), (cast.amara, True)):
        text = " ".join(text_of(signed_in(who).get(page)) for page in pages)
        assert "Handed in" in text
        assert ("Afterwards" in text, "Later" in text) == (sees, sees)


def test_officers_find_no_answer_in_the_changes_that_the_country_keeps_to_itself(
    blank: Assessment, cast: Cast
) -> None:
    secret = answers.Written("endorsement.internal_note", "Ask early.", False, 0, uuid4())
    answers.save_answers(
        assessment=blank, section="endorsement", written=[secret], by=cast.amara, at=NOW
    )
    hand_in(blank, cast.amara)
    for name in ("", "?section=endorsement"):
        officer = text_of(signed_in(cast.dolma).get(url("changes", blank) + name))
        team = text_of(signed_in(cast.amara).get(url("changes", blank) + name))
        assert ("Ask early." in officer, "Ask early." in team) == (False, True)


def test_what_was_typed_reaches_no_page_as_markup(blank: Assessment, cast: Cast) -> None:
    write(blank, cast.amara, "<script>alert(1)</script>", 0)
    sector = record(blank, "sector", cast.amara, {"key": "energy", "reason": "<b>x</b>"})
    pages = [
        url("changes", blank),
        url("history", blank, KEY),
        url("record_history", blank, "sector", UUID(str(sector.pk))),
    ]
    for page in pages:
        sent = signed_in(cast.amara).get(page).content.decode()
        assert "<script>alert(1)" not in sent
        assert "<b>x</b>" not in sent
    assert Sector.objects.get().reason == "<b>x</b>"


def test_officers_read_a_section_that_is_back_with_the_country_as_it_was_handed_in(
    blank: Assessment, cast: Cast
) -> None:
    write(blank, cast.amara, "Handed in", 0)
    need = need_of(blank, cast.amara)
    late = NOW + timedelta(minutes=90)
    hand_in(blank, cast.amara, state=State.DRAFTING)
    blank.refresh_from_db()
    write(blank, cast.amara, "Afterwards", 1, minutes=90)
    change = {"record_id": need.pk, "base_version": 1, "at": late}
    record(blank, "need", cast.amara, {"statement": "Changed since"}, **change)
    values = {"sector": need.sector_id, "challenge": "C", "statement": "Added since"}
    record(blank, "need", cast.amara, values, at=late)
    for key in ("team", "needs"):
        SectionProgress.objects.update_or_create(
            assessment=blank,
            key=key,
            defaults={"returned": True, "updated_at": late, "updated_by": cast.dolma},
        )
    Assessment.objects.filter(pk=blank.pk).update(**{"state": State.RETURNED})
    pages = [
        *(
            url(name, blank, key)
            for name in ("section", "section_check")
            for key in ("team", "needs")
        ),
        *(f"{url('review', blank)}?section={key}" for key in ("team", "needs")),
    ]
    words = ("Handed in", "Power for clinics", "Afterwards", "Changed since", "Added since")
    for who, seen in ((cast.dolma, (1, 1, 0, 0, 0)), (cast.leila, (1, 1, 0, 0, 0))):
        text = " ".join(text_of(signed_in(who).get(page)) for page in pages)
        assert tuple(int(word in text) for word in words) == seen
        assert "You see it as it was submitted" in text
    own = " ".join(text_of(signed_in(cast.amara).get(page)) for page in pages)
    assert all(word in own for word in ("Afterwards", "Changed since", "Added since"))
    assert "as it was submitted" not in own


def given_back(assessment: Assessment, *keys: str) -> None:
    late = NOW + timedelta(minutes=90)
    for key in keys:
        SectionProgress.objects.update_or_create(
            assessment=assessment,
            key=key,
            defaults={"returned": True, "updated_at": late, "updated_by": assessment.submitted_by},
        )
    Assessment.objects.filter(pk=assessment.pk).update(**{"state": State.RETURNED})


def test_officers_read_what_others_are_called_as_it_was_handed_in(
    blank: Assessment, cast: Cast
) -> None:
    need = need_of(blank, cast.amara)
    hand_in(blank, cast.amara, state=State.DRAFTING)
    blank.refresh_from_db()
    late = {"record_id": need.sector_id, "base_version": 1, "at": NOW + timedelta(minutes=90)}
    record(blank, "sector", cast.amara, {"name": "Called so since"}, **late)
    given_back(blank, "sectors", "needs")
    pages = [
        url("section", blank, "needs"),
        url("record_history", blank, "need", need.pk),
        url("changes", blank),
    ]
    for who, sees in ((cast.dolma, False), (cast.leila, False), (cast.amara, True)):
        text = " ".join(text_of(signed_in(who).get(page)) for page in pages)
        assert ("Energy" in text, "Called so since" in text) == (True, sees)


def test_officers_read_no_result_while_its_scores_are_back_with_the_country(
    blank: Assessment, cast: Cast
) -> None:
    hand_in(blank, cast.amara)
    blank.refresh_from_db()
    people = (cast.amara, cast.dolma, cast.leila)

    def statuses() -> list[int]:
        return [signed_in(who).get(url("ranking", blank)).status_code for who in people]

    assert statuses() == [200, 200, 200]
    given_back(blank, "team")
    assert statuses() == [200, 200, 200]
    given_back(blank, "priorities")
    assert statuses() == [200, 403, 403]
