"""The present portal opens the worked database of every earlier release, and nothing is lost.

Each test starts from the dump of the release, restored and brought to the newest migration, and
compares with what the release's own code held and showed at the time.
"""

import hashlib
import json
from dataclasses import dataclass
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from techbank.audit.verify import head, verify
from techbank.processes.embedded import APPLICATION, OWNER
from tests.databases import postgres
from tests.upgrade import facts, shown
from tests.upgrade.conftest import Portal, Upgraded
from tests.upgrade.releases import RELEASES

pytestmark = pytest.mark.parametrize("release", RELEASES, ids=str, indirect=True, scope="session")

# Small enough that what differs can be read in the message.
MOST_SHOWN = 5


def differing(expected: dict[str, Any], actual: dict[str, Any]) -> dict[str, Any]:
    """What differs of what was expected, as (expected, actual). New columns of a row may come."""
    differences: dict[str, Any] = {}
    for key, wanted in expected.items():
        there = actual.get(key)
        if isinstance(wanted, dict) and isinstance(there, dict):
            there = {name: there.get(name, "not there") for name in wanted}
        if wanted != there:
            differences[key] = (wanted, there)
    return dict(list(differences.items())[:MOST_SHOWN])


@pytest.fixture(scope="session")
def now_stored(upgraded: Upgraded) -> facts.Facts:
    with postgres().connect(database=upgraded.database.name) as reader, reader.cursor() as cursor:
        return facts.stored(cursor)


def test_every_row_of_every_table_still_says_the_same(upgraded: Upgraded) -> None:
    with postgres().connect(database=upgraded.database.name) as reader, reader.cursor() as cursor:
        after = facts.every_row(cursor)
    lost = {
        table: gone[:MOST_SHOWN]
        for table, rows in upgraded.before.items()
        if (gone := facts.lost(rows, after.get(table, [])))
    }
    assert lost == {}
    assert sum(len(rows) for rows in upgraded.before.values()) > 1000


def test_every_answer_still_has_its_value_and_its_version(
    upgraded: Upgraded, now_stored: facts.Facts
) -> None:
    expected = upgraded.release.expected["answers"]
    assert differing(expected, now_stored["answers"]) == {}
    assert len(expected) == len(now_stored["answers"])


def test_every_record_still_has_its_values(upgraded: Upgraded, now_stored: facts.Facts) -> None:
    for kind, rows in upgraded.release.expected["records"].items():
        assert differing(rows, now_stored["records"][kind]) == {}, kind
        assert len(rows) == len(now_stored["records"][kind]), kind


def test_the_sums_of_the_ledger_are_still_the_same(
    upgraded: Upgraded, now_stored: facts.Facts
) -> None:
    """By kind, state and currency, and those of the offers by state and currency."""
    for part in ("ledger", "offers"):
        assert now_stored[part] == upgraded.release.expected[part]


def test_the_open_data_still_gives_the_same_figures(portal: Portal) -> None:
    assert differing(portal.expected["figures"], shown.figures(Client())) == {}


def test_the_public_pages_still_show_the_same_numbers(portal: Portal) -> None:
    """Every number that stood on a page of the release; a later page may show more of them."""
    public = Client()
    for address, expected in portal.expected["pages"].items():
        numbers = shown.numbers(public, address)
        assert [number for number in expected if number not in numbers] == [], address


def test_the_head_of_the_trail_still_stands_and_the_chain_holds(
    portal: Portal, now_stored: facts.Facts
) -> None:
    expected = portal.expected["trail"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM audit_entry WHERE seq = %s", [expected["seq"]])
        assert cursor.fetchone() == (expected["hash"],)
    assert now_stored["trail"]["seq"] >= expected["seq"]
    assert verify() == []
    o = StringIO()
    call_command("verify_trail", stdout=o)
    assert "The chain holds." in o.getvalue()


def test_an_act_of_today_still_follows_the_last_one_of_the_release(portal: Portal) -> None:
    from django.contrib.auth import get_user_model

    from techbank import audit

    last = head()
    person = get_user_model().objects.earliest("pk")
    audit.record(verb="test.upgraded", sentence="The release changed.", by=person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, previous_hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
        assert cursor.fetchone() == (last.seq + 1, last.hash)
    assert verify() == []


def test_digests_are_still_those_that_were_stored(
    upgraded: Upgraded, now_stored: facts.Facts
) -> None:
    for part in ("snapshots", "sessions", "documents", "evidence"):
        assert upgraded.release.expected[part], part
        assert differing(upgraded.release.expected[part], now_stored[part]) == {}, part


def test_the_digest_of_a_frozen_plan_is_still_computed_the_same(
    portal: Portal, tmp_path: Path
) -> None:
    """By the command that prints archived plans: it reads the frozen JSON and names its digest."""
    file = tmp_path / "snapshot.json"
    for id, digests in portal.expected["snapshots"].items():
        for column, name in (("full", "digest"), ("public", "public_digest")):
            with connection.cursor() as cursor:
                statement = f'SELECT "{column}"::text FROM assessments_snapshot WHERE id = %s'
                cursor.execute(statement, [id])
                (frozen,) = cursor.fetchone()
            file.write_text(frozen, "utf-8")
            o = StringIO()
            made = tmp_path / "made.json"
            call_command("render_plan", snapshot=file, output=made, stdout=o)
            assert f"snapshot {digests[name]}" in o.getvalue()
            assert hashlib.sha256(made.read_bytes().strip()).hexdigest() == digests[name]


def test_the_digest_of_a_frozen_workshop_is_still_computed_the_same(portal: Portal) -> None:
    from techbank.audit.chain import canonical

    for id, digest in portal.expected["sessions"].items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT frozen::text FROM assessments_scoringsession WHERE id = %s", [id]
            )
            frozen = json.loads(cursor.fetchone()[0])
        assert hashlib.sha256(canonical(frozen).encode()).hexdigest() == digest


def _content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_files_are_still_handed_out_byte_by_byte(portal: Portal) -> None:
    """Documents whose files lie in the release's folder to anybody, evidence to its country."""
    values = {file.stem: file for file in portal.release.files.rglob("*.pdf")}
    public = Client()
    for id, document in portal.expected["documents"].items():
        if document["digest"] in values and document["projection"] == "public":
            answer = public.get(reverse("document_file", args=[id]))
            assert hashlib.sha256(_content(answer)).hexdigest() == document["digest"]
            del values[document["digest"]]
    assert values == {}
    country = portal.signed_in(portal.expected["dossier"]["coordinator"])
    for id, source in portal.expected["evidence"].items():
        answer = country.get(reverse("evidence_file", args=[source["assessment"], id]))
        if source["removed"]:
            assert answer.status_code == 404
        else:
            assert hashlib.sha256(_content(answer)).hexdigest() == source["digest"]


def test_a_printed_document_is_still_known_by_its_digest_and_by_its_file(portal: Portal) -> None:
    public = Client()
    digests = [document["digest"] for document in portal.expected["documents"].values()]
    digests += [snapshot["public_digest"] for snapshot in portal.expected["snapshots"].values()]
    for digest in digests:
        answer = public.get(reverse("verify", args=[digest]))
        assert answer.status_code == 200
    for file in portal.release.files.rglob("*.pdf"):
        sent = SimpleUploadedFile("plan.pdf", file.read_bytes())
        answer = public.post(reverse("verify_file"), {"file": sent})
        assert "notice-success" in answer.content.decode()
        assert "byte by byte, the document that was made here" in answer.content.decode()


@dataclass(frozen=True)
class Reader:
    """The browser of somebody who reads one dossier."""

    browser: Client
    dossier: str

    def page(self, name: str, *args: str) -> str:
        answer = self.browser.get(reverse(name, args=[self.dossier, *args]))
        assert answer.status_code == 200, (name, args, answer.status_code)
        return answer.content.decode()


@pytest.fixture
def reader(portal: Portal) -> Reader:
    dossier = portal.expected["dossier"]
    return Reader(portal.signed_in(dossier["coordinator"]), dossier["id"])


def test_the_sections_of_a_dossier_still_show_every_text_in_its_field(
    portal: Portal, reader: Reader
) -> None:
    keys = portal.expected["dossier"]["sections"]
    sections = "".join(reader.page("section", key) for key in keys)
    answers = {
        key: answer["value"]
        for key, answer in portal.expected["answers"].items()
        if key.startswith(reader.dossier) and isinstance(answer["value"], str)
    }
    assert len(answers) > 20
    assert [key for key, text in answers.items() if escape(text) not in sections] == []


def test_the_history_of_an_answer_still_has_every_text(portal: Portal, reader: Reader) -> None:
    expected = portal.expected["dossier"]["history"]
    history = shown.words(reader.page("history", expected["question"]))
    assert [text for text in expected["texts"] if text not in history] == []


def test_a_record_of_each_kind_still_opens_with_its_texts(portal: Portal, reader: Reader) -> None:
    dossier = portal.expected["dossier"]
    for kind, record in dossier["kinds"].items():
        reader.page("record_table", kind)
        reader.page("record_history", kind, record)
        form = reader.page("record_edit", kind, record)
        assert [text for text in dossier["texts"][kind] if escape(text) not in form] == [], kind


def test_the_other_pages_of_a_dossier_still_open(reader: Reader) -> None:
    pages = (
        "assessment evidence ranking team review workbook documents scoring_sessions changes "
        "dossier_trail"
    )
    for name in pages.split():
        reader.page(name)


def test_the_application_still_owns_nothing_and_reads_everything(upgraded: Upgraded) -> None:
    with postgres().connect(OWNER, upgraded.database.name) as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND"
            " (tableowner <> %s OR NOT has_table_privilege(%s, 'public.' || tablename, 'SELECT'))",
            [OWNER, APPLICATION],
        )
        assert cursor.fetchall() == []
