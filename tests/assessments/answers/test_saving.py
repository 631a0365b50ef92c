"""Saving by itself: revisions that grow, fields that merge, writes sent twice, texts never lost."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from assessments.answers.operations import answers
from assessments.history.operations.revisions import dropped, forget_sent_writes
from assessments.models import (
    Answer,
    Assessment,
    Criterion,
    Need,
    RecordRevision,
    Revision,
    Sector,
    SentWrite,
    Stakeholder,
)
from assessments.questions import catalogues
from assessments.records.operations import removing, writing
from assessments.review.operations import path, threads
from techbank.audit.models import Entry
from techbank.celery import app
from techbank.exceptions import Invalid, Stale
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories.cast import enter

KEY = "team.lead_ministry"


def write(
    draft: Assessment, by: Any, text: Any, base: int, *, after: int = 0, uuid: UUID | None = None
) -> answers.Saved:
    written = answers.Written(KEY, text, False, base, uuid or uuid4())
    return answers.save_answers(
        assessment=draft,
        section="team",
        written=[written],
        by=by,
        at=NOW + timedelta(seconds=after),
        auto=True,
    )


def version_of(draft: Assessment) -> int:
    return Answer.objects.get(assessment=draft, key=KEY).version


def revisions(draft: Assessment, since: int) -> list[tuple[Any, int, int]]:
    rows = Revision.objects.filter(assessment=draft, key=KEY, version__gt=since)
    return [(row.value, row.first_version, row.version) for row in rows.order_by("pk")]


# --- Revisions that grow --------------------------------------------------------------------------
def test_what_one_author_types_within_ten_minutes_is_one_revision(
    draft: Assessment, cast: Cast
) -> None:
    was = version_of(draft)
    trail = Entry.objects.count()
    write(draft, cast.amara, "Ministry", was, after=0)
    write(draft, cast.amara, "Ministry of", was + 1, after=5)
    write(draft, cast.amara, "Ministry of Water", was + 2, after=590)
    assert revisions(draft, was) == [("Ministry of Water", was + 1, was + 3)]
    assert Entry.objects.count() == trail + 1


def test_after_ten_minutes_another_revision_begins(draft: Assessment, cast: Cast) -> None:
    was = version_of(draft)
    write(draft, cast.amara, "Ministry", was)
    write(draft, cast.amara, "Ministry of Water", was + 1, after=601)
    assert [row[0] for row in revisions(draft, was)] == ["Ministry", "Ministry of Water"]


def test_another_author_begins_a_revision_of_their_own(
    draft: Assessment, cast: Cast, second_coordinator: Any
) -> None:
    was = version_of(draft)
    write(draft, cast.amara, "Ministry", was)
    write(draft, second_coordinator, "Ministry of Water", was + 1)
    assert [row[0] for row in revisions(draft, was)] == ["Ministry", "Ministry of Water"]


def test_a_text_that_is_cleared_stays_in_the_history(draft: Assessment, cast: Cast) -> None:
    long = "Ministry of " + "Water and Energy and " * 10
    was = version_of(draft)
    write(draft, cast.amara, long.strip(), was)
    write(draft, cast.amara, None, was + 1, after=5)
    assert [row[0] for row in revisions(draft, was)] == [long.strip(), None]


def test_rubbing_out_letter_by_letter_never_takes_more_than_forty_from_a_revision(
    draft: Assessment, cast: Cast
) -> None:
    was = version_of(draft)
    text = "abcdefghij" * 10
    write(draft, cast.amara, text, was)
    for number in range(10):
        text = text[:-9]
        write(draft, cast.amara, text or None, was + 1 + number, after=number)
    rows = [len(row[0] or "") for row in revisions(draft, was)]
    assert all(before - after <= 49 for before, after in pairwise(rows))
    grown = Revision.objects.filter(assessment=draft, key=KEY, version__gt=was)
    assert max(item.dropped for item in grown) <= 40


def test_a_revision_a_thread_speaks_of_stays_as_it_was(
    walk: Walk, cast: Cast, draft: Assessment
) -> None:
    was = version_of(draft)
    write(draft, cast.amara, "Ministry of Wat", was)
    assessment = walk("in_review")
    threads.open_thread(
        assessment=assessment,
        section="team",
        question=KEY,
        must_fix=False,
        text="Which one?",
        by=cast.dolma,
        at=NOW,
    )
    assessment = path.return_sections(
        assessment=assessment, sections=["team"], reason="See the thread.", by=cast.dolma, at=NOW
    )
    write(assessment, cast.amara, "Ministry of Water", was + 1, after=9)
    assert [row[0] for row in revisions(draft, was)] == ["Ministry of Wat", "Ministry of Water"]


def test_the_database_lets_a_revision_grow_only_by_the_rule(draft: Assessment, cast: Cast) -> None:
    was = version_of(draft)
    write(draft, cast.amara, "Ministry of Water and Energy, Department of Pumps", was)
    row = Revision.objects.get(assessment=draft, key=KEY, version=was + 1)
    for change in (
        "value = '\"x\"', version = version + 1",
        "version = version + 2",
        "version = version + 1, dropped = 41",
        "version = version + 1, written_at = opened_at + interval '11 minutes'",
        f"version = version + 1, written_by_id = {cast.bakari.pk}",
        "version = version + 1, key = 'team.focal_point'",
        "version = version + 1, outcome = 'set_aside'",
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE assessments_revision SET {change} WHERE id = %s", [row.pk])


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("", "abc", 0),
        ("abc", "abc", 0),
        ("abc", "abXc", 0),
        ("abc", "ac", 1),
        ("aaa", "aa", 1),
        ("abc", "", 3),
        (None, "a", 0),
        (["a"], ["b"], 1),
    ],
)
def test_dropped_counts_what_is_neither_at_the_start_nor_at_the_end(
    before: Any, after: Any, gone: int
) -> None:
    assert dropped(before, after) == gone


# --- Sent twice -----------------------------------------------------------------------------------
def test_a_write_whose_answer_was_lost_is_answered_as_the_first_time(
    draft: Assessment, cast: Cast, second_coordinator: Any
) -> None:
    was, uuid = version_of(draft), uuid4()
    write(draft, cast.amara, "Ministry", was, uuid=uuid)
    write(draft, second_coordinator, "Ministry of Water", was + 1)
    again = write(draft, cast.amara, "Ministry", was, uuid=uuid)
    assert (again.conflicts, again.versions) == ([], {KEY: was + 1})
    assert Answer.objects.get(assessment=draft, key=KEY).value == "Ministry of Water"


def test_a_uuid_used_for_another_text_is_another_write(draft: Assessment, cast: Cast) -> None:
    was, uuid = version_of(draft), uuid4()
    write(draft, cast.amara, "Ministry", was, uuid=uuid)
    write(draft, cast.amara, "Ministry of Water", was + 1, uuid=uuid)
    assert Answer.objects.get(assessment=draft, key=KEY).value == "Ministry of Water"


# --- Fields of records merge ----------------------------------------------------------------------
def need_of(draft: Assessment) -> Need:
    need = Need.objects.filter(assessment=draft).order_by("position").first()
    assert need is not None
    return need


def field(
    draft: Assessment, by: Any, need: Need, name: str, value: Any, base: int, uuid: Any = None
) -> tuple[Any, int]:
    return writing.write_field(
        assessment=draft,
        kind="need",
        record_id=need.pk,
        field=name,
        value=value,
        base_version=base,
        client_uuid=uuid or uuid4(),
        by=by,
        at=NOW,
    )


def test_two_people_in_different_fields_of_a_record_do_not_collide(
    draft: Assessment, cast: Cast, second_coordinator: Any
) -> None:
    need = need_of(draft)
    base = need.version
    field(draft, cast.amara, need, "statement", "Hers", base)
    field(draft, second_coordinator, need, "challenge", "His", base)
    need.refresh_from_db()
    assert (need.statement, need.challenge) == ("Hers", "His")


def test_two_people_in_one_field_of_a_record_are_told(
    draft: Assessment, cast: Cast, second_coordinator: Any
) -> None:
    need = need_of(draft)
    base = need.version
    field(draft, cast.amara, need, "statement", "Hers", base)
    with pytest.raises(Stale):
        field(draft, second_coordinator, need, "statement", "His", base)
    need.refresh_from_db()
    aside = RecordRevision.objects.get(record_id=need.pk, outcome="set_aside")
    assert (need.statement, aside.values) == ("Hers", {"statement": "His"})


def test_a_field_sent_twice_into_a_conflict_is_set_aside_once(
    draft: Assessment, cast: Cast, second_coordinator: Any
) -> None:
    need, uuid = need_of(draft), uuid4()
    base = need.version
    field(draft, cast.amara, need, "statement", "Hers", base)
    for _time in range(2):
        with pytest.raises(Stale):
            field(draft, second_coordinator, need, "statement", "His", base, uuid)
    assert RecordRevision.objects.filter(record_id=need.pk, outcome="set_aside").count() == 1


def test_the_fields_of_a_form_that_were_left_alone_stay_as_others_made_them(
    draft: Assessment, cast: Cast, second_coordinator: Any, client: Client
) -> None:
    need = need_of(draft)
    enter(client, second_coordinator)
    address = f"/assessments/{draft.pk}/records/need/{need.pk}/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    field(draft, cast.amara, need, "statement", "Hers", need.version)
    answer = client.post(address, sent | {"challenge": "His"})
    need.refresh_from_db()
    assert (answer.status_code, need.statement, need.challenge) == (302, "Hers", "His")


def test_the_page_for_a_new_record_sent_twice_makes_one(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    address = f"/assessments/{draft.pk}/records/sector/add/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sectors = Sector.objects.filter(assessment=draft)
    taken = set(sectors.values_list("key", flat=True))
    key = next(sector.key for sector in catalogues.SECTORS if sector.key not in taken)
    sent |= {"key": key, "reason": "Because of drought."}
    before = sectors.count()
    for _time in range(2):
        assert client.post(address, sent).status_code == 302
    assert sectors.count() == before + 1
    changed = client.post(address, sent | {"reason": "Because of two droughts."})
    assert changed.status_code == 302
    assert sectors.get(key=key).reason == "Because of two droughts."


def test_a_new_record_that_was_removed_meanwhile_does_not_come_back_by_itself(
    draft: Assessment, cast: Cast
) -> None:
    uuid = uuid4()

    def add() -> None:
        writing.save_record(
            assessment=draft,
            kind="sector",
            record_id=uuid,
            new=True,
            values={"key": "other", "name": "Fishing", "reason": "", "sdg_targets": ""},
            base_version=None,
            by=cast.amara,
            at=NOW,
        )

    add()
    removing.remove_record(assessment=draft, kind="sector", record_id=uuid, by=cast.amara, at=NOW)
    with pytest.raises(Invalid, match="removed in the meantime"):
        add()


def test_another_persons_name_takes_the_consent_back(draft: Assessment, cast: Cast) -> None:
    stakeholder = Stakeholder.objects.filter(assessment=draft).exclude(name="").first()
    assert stakeholder is not None
    Stakeholder.objects.filter(pk=stakeholder.pk).update(consent=True)
    writing.write_field(
        assessment=draft,
        kind="stakeholder",
        record_id=stakeholder.pk,
        field="name",
        value="Somebody else",
        base_version=stakeholder.version,
        client_uuid=uuid4(),
        by=cast.amara,
        at=NOW,
    )
    stakeholder.refresh_from_db()
    assert (stakeholder.name, stakeholder.consent) == ("Somebody else", False)


# --- The door -------------------------------------------------------------------------------------
def send(client: Client, draft: Assessment, **text: Any) -> Any:
    body = {"client_uuid": str(uuid4()), **text}
    return client.post(
        f"/assessments/{draft.pk}/saves/", json.dumps(body), content_type="application/json"
    )


def test_a_saved_answer_echoes_its_uuid_and_its_new_version(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    was, uuid = version_of(draft), str(uuid4())
    answer = send(
        client, draft, key=KEY, value="Ministry of Water", base_version=was, client_uuid=uuid
    )
    payload = answer.json()
    assert (answer.status_code, payload["outcome"], payload["version"]) == (200, "saved", was + 1)
    assert payload["client_uuid"] == uuid
    assert payload["saved_words"].startswith("Saved ")


def test_a_conflict_tells_theirs_whose_it_is_and_the_base(
    draft: Assessment, cast: Cast, client: Client, second_coordinator: Any
) -> None:
    was = version_of(draft)
    before = Answer.objects.get(assessment=draft, key=KEY).value
    write(draft, second_coordinator, "Theirs", was)
    enter(client, cast.amara)
    answer = send(client, draft, key=KEY, value="Mine", base_version=was)
    payload = answer.json()
    assert answer.status_code == 409
    assert (payload["theirs"], payload["theirs_by"], payload["base"], payload["version"]) == (
        "Theirs",
        str(second_coordinator),
        before,
        was + 1,
    )
    revision = Revision.objects.get(assessment=draft, key=KEY, outcome="set_aside")
    assert (revision.value, revision.version) == ("Mine", was + 1)


def test_what_cannot_be_read_is_kept_as_typed_and_said(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    long = "x" * 5000
    answer = send(client, draft, key=KEY, value=long, base_version=version_of(draft))
    assert answer.status_code == 422
    assert "Shorten the text" in answer.json()["sentence"]
    assert Revision.objects.get(assessment=draft, key=KEY, outcome="not_read").value == long


def test_a_field_of_a_record_is_saved_by_its_address(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    need = need_of(draft)
    values = {"kind": "need", "record": str(need.pk), "base_version": need.version}
    answer = send(client, draft, field="statement", value="Keep milk cold", **values)
    assert (answer.status_code, answer.json()["version"]) == (200, need.version + 1)
    assert send(client, draft, field="updated_by", value="1", **values).status_code == 404
    assert send(client, draft, field="sector", value=str(uuid4()), **values).status_code == 422
    assert send(client, draft, field="statement", value="", **values).status_code == 422


def test_a_weight_saved_by_itself_is_the_percent_that_was_typed(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    criterion = Criterion.objects.filter(assessment=draft)[0]
    for typed, stored in (("1", "0.0100"), ("30", "0.3000")):
        values = {
            "kind": "criterion",
            "record": str(criterion.pk),
            "field": "weight",
            "value": typed,
        }
        answer = send(client, draft, base_version=criterion.version, **values)
        criterion.refresh_from_db()
        assert (answer.status_code, str(criterion.weight)) == (200, stored)
    beyond = send(client, draft, base_version=criterion.version, **{**values, "value": "101"})
    assert beyond.status_code == 422


def test_signed_out_is_an_answer_and_not_a_page(draft: Assessment, client: Client) -> None:
    answer = send(client, draft, key=KEY, value="Mine", base_version=0)
    assert (answer.status_code, answer.json()["outcome"]) == (401, "signed_out")
    assert "/accounts/login/" in answer.json()["sign_in"]


def test_who_may_not_write_is_told_and_a_stranger_finds_nothing(
    walk: Walk, cast: Cast, client: Client
) -> None:
    assessment = walk("submitted")
    enter(client, cast.amara)
    refused = send(client, assessment, key=KEY, value="Mine", base_version=1)
    assert (refused.status_code, refused.json()["outcome"]) == (403, "refused")
    enter(client, cast.chitra)
    assert send(client, assessment, key=KEY, value="Mine", base_version=1).status_code == 404


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"client_uuid": 5, "key": KEY, "value": "x", "base_version": 0},
        {"key": KEY},
        {"key": KEY, "value": 5, "base_version": 0},
        {"key": KEY, "value": "x", "base_version": "0"},
        {"key": KEY, "value": "x", "base_version": -1},
        {"kind": "need", "record": "x", "field": "statement", "value": "", "base_version": 1},
        {"key": KEY, "value": "x", "base_version": 0, "client_uuid": "no"},
    ],
)
def test_what_is_no_write_is_answered_with_a_sentence(
    draft: Assessment, cast: Cast, client: Client, payload: dict[str, Any]
) -> None:
    enter(client, cast.amara)
    answer = send(client, draft, **payload)
    assert (answer.status_code, answer.json()["outcome"]) == (400, "not_understood")


def test_characters_no_database_holds_are_refused_and_the_rest_is_kept(
    draft: Assessment, cast: Cast, client: Client
) -> None:
    enter(client, cast.amara)
    answer = send(client, draft, key=KEY, value="Wa\x00ter", base_version=version_of(draft))
    assert answer.status_code == 422
    assert Revision.objects.get(assessment=draft, key=KEY, outcome="not_read").value == "Water"
    chosen = {"kind": "need", "record": str(need_of(draft).pk), "field": "sector"}
    assert send(client, draft, value="\ud800", base_version=1, **chosen).status_code == 422
    address = f"/assessments/{draft.pk}/saves/"
    assert client.post(address, "[]", content_type="application/json").status_code == 400


def test_a_fresh_token_can_be_asked_for(draft: Assessment, cast: Cast, client: Client) -> None:
    address = f"/assessments/{draft.pk}/saves/"
    before = SentWrite.objects.count()
    assert client.get(address).status_code == 401
    enter(client, cast.amara)
    payload = client.get(address).json()
    assert len(payload["csrf"]) == 64
    assert len(payload["person"]) == 24
    assert SentWrite.objects.count() == before


def test_writes_of_browsers_are_forgotten_after_half_a_year_and_texts_never(
    draft: Assessment, cast: Cast
) -> None:
    write(draft, cast.amara, "Ministry of Water", version_of(draft))
    texts, sent = Revision.objects.count(), SentWrite.objects.count()
    assert forget_sent_writes(at=NOW + timedelta(days=179)) == 0
    assert forget_sent_writes(at=NOW + timedelta(days=181)) == sent > 0
    assert (SentWrite.objects.count(), Revision.objects.count()) == (0, texts)
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"assessments.forget_sent_writes", "techbank.forget_sessions"} <= scheduled
