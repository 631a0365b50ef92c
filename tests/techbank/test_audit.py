"""The chain: what it detects, what the database refuses, and many writers at once."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from techbank import audit
from techbank.audit.chain import GENESIS, Break, ChainLink, breaks, canonical, link
from techbank.audit.models import Entry
from techbank.audit.verify import head, verify
from tests.factories.cast import Cast, enter

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def chained(number: int) -> list[ChainLink]:
    """A sound chain of so many links."""
    made: list[ChainLink] = []
    previous = GENESIS
    for seq in range(1, number + 1):
        at, payload = START + timedelta(seconds=seq), canonical({"verb": f"act.{seq}"})
        now = link(previous_hash=previous, seq=seq, at=at, payload=payload)
        made.append(ChainLink(seq, at, payload, previous, now))
        previous = now
    return made


def note(verb: str = "thing.done", **more: Any) -> None:
    audit.record(verb=verb, sentence="Something was done", by=None, **more)


def test_a_sound_chain_has_no_break() -> None:
    assert breaks(chained(4)) == []


def test_a_changed_payload_shows() -> None:
    links = chained(4)
    links[1] = replace(links[1], payload=canonical({"verb": "act.other"}))
    assert breaks(links) == [Break(2, "its content was changed")]


def test_a_changed_moment_shows() -> None:
    links = chained(4)
    links[2] = replace(links[2], at=links[2].at + timedelta(microseconds=1))
    assert breaks(links) == [Break(3, "its content was changed")]


def test_a_removed_row_shows() -> None:
    links = chained(4)
    del links[1]
    assert breaks(links) == [
        Break(3, "row 2 is missing"),
        Break(3, "it does not continue the row before it"),
    ]


def test_a_rewritten_row_shows_in_the_one_after_it() -> None:
    links = chained(3)
    payload = canonical({"verb": "act.other"})
    forged = link(previous_hash=links[0].hash, seq=2, at=links[1].at, payload=payload)
    links[1] = replace(links[1], payload=payload, hash=forged)
    assert breaks(links) == [Break(3, "it does not continue the row before it")]


def test_swapped_rows_show() -> None:
    links = chained(3)
    links[0], links[1] = links[1], links[0]
    assert breaks(links)[0] == Break(2, "row 1 is missing")


def test_a_number_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"share": float("nan")})


def test_an_entry_keeps_its_own_words(cast: Cast) -> None:
    audit.record(
        verb="thing.done",
        sentence="Amara did it “so”",
        by=cast.amara,
        role="coordinator",
        subject=cast.world.testland,
        country="XTL",
        details={"from": "a", "to": "é"},
    )
    entry = Entry.objects.get(seq=head().seq)
    assert (entry.verb, entry.sentence) == ("thing.done", "Amara did it “so”")
    assert (entry.actor_id, entry.actor_name) == (str(cast.amara.pk), "Amara")
    assert (entry.subject_type, entry.subject_id) == ("partners.country", "XTL")
    assert entry.subject_name == "Testland (invented country)"
    assert entry.details == {"from": "a", "to": "é"}


def test_python_and_the_database_agree_on_every_hash(db: None) -> None:
    for verb in ("a.first", "b.second", "c.third"):
        note(verb, details={"words": 'ёлка 国 ‏بلد \\ " \n', "number": 1.5})
    assert verify() == []
    assert Entry.objects.count() == head().seq == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET sentence = 'nothing happened'",
        "UPDATE audit_entry SET hash = repeat('0', 64)",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_keeps_the_trail(db: None, statement: str) -> None:
    note()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_entry_written_with_a_forged_place_gets_its_true_one(db: None) -> None:
    note()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (seq, at, payload, previous_hash, hash, verb)"
            " VALUES (9, '2001-01-01', %s, 'x', 'y', 'forged')",
            [Entry.objects.get(seq=1).payload],
        )
    assert verify() == []
    entry = Entry.objects.get(seq=2)
    assert (entry.verb, entry.at.year > 2001) == ("thing.done", True)


def test_an_act_that_is_rolled_back_leaves_no_entry(db: None) -> None:
    @transaction.atomic
    def fail() -> None:
        note()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert head().seq == 0


def test_many_writers_at_once_keep_the_chain(own_database: object) -> None:
    writers, each = 6, 10
    together = Barrier(writers)

    def write() -> None:
        try:
            together.wait()
            for _ in range(each):
                with transaction.atomic():
                    note()
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert head().seq == writers * each
    assert verify() == []


def test_the_command_says_that_the_chain_holds(db: None, capsys: Any) -> None:
    note()
    call_command("verify_trail")
    assert "The chain holds." in capsys.readouterr().out


def test_an_export_is_checked_without_the_database(
    cast: Cast, client: Client, without_second_factor: None, tmp_path: Path
) -> None:
    note("a.first")
    answer = enter(client, cast.leila).get("/trail/export/")
    exported = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    file = tmp_path / "trail.jsonl"
    file.write_text(exported, encoding="utf-8")
    rows = [json.loads(line) for line in exported.splitlines()]
    assert json.loads(rows[0]["payload"])["verb"] == "a.first"
    call_command("verify_trail", file=file, stdout=StringIO())
    file.write_text(exported.replace("a.first", "a.other"), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("verify_trail", file=file, stdout=StringIO(), stderr=StringIO())


def test_the_export_itself_is_in_the_trail(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    enter(client, cast.leila).get("/trail/export/")
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.verb, entry.actor_role) == ("trail.exported", "auditor")


def test_the_trail_is_exported_only_after_proving_who_one_is(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    answer = enter(client, cast.leila, proved_just_now=False).get("/trail/export/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_auditor_verifies_on_the_page(
    cast: Cast, client: Client, without_second_factor: None
) -> None:
    note()
    answer = enter(client, cast.leila).post("/trail/verify/")
    assert (answer.status_code, answer.context["breaks"]) == (200, [])


def test_others_verify_nothing(cast: Cast, client: Client, without_second_factor: None) -> None:
    assert enter(client, cast.mateo).post("/trail/verify/").status_code == 403


def test_the_trail_is_read_page_by_page_at_the_same_cost(
    cast: Cast,
    client: Client,
    without_second_factor: None,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(60):
        note()
    enter(client, cast.leila)
    with django_assert_num_queries(6):
        first = client.get("/trail/").context["page"]
    assert (len(first.entries), first.older) == (50, 11)
    last = client.get("/trail/", {"below": first.older}).context["page"]
    assert ([entry.seq for entry in last.entries], last.older) == (list(range(10, 0, -1)), None)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"verb": "people"}, 2),
        ({"verb": "people.added"}, 1),
        ({"verb": "peop"}, 0),
        ({"country": "XTL"}, 1),
        ({"person": "amar"}, 1),
        ({"since": "2001-01-01", "until": "2001-12-31"}, 0),
        ({"since": "2001-01-01"}, 3),
    ],
)
def test_the_trail_is_filtered(
    cast: Cast,
    client: Client,
    without_second_factor: None,
    wanted: dict[str, str],
    number: int,
) -> None:
    note("people.added")
    note("people.renamed", country="XTL")
    audit.record(verb="thing.done", sentence="Done", by=cast.amara)
    page = enter(client, cast.leila).get("/trail/", wanted).context["page"]
    assert len(page.entries) == number


@pytest.mark.usefixtures("without_second_factor")
def test_the_last_day_of_the_calendar_may_be_asked_for(cast: Cast, client: Client) -> None:
    answer = enter(client, cast.leila).get("/trail/", {"until": "9999-12-31"})

    assert answer.status_code == 200
