"""Closed by default, proven: the declared table is what everybody gets at every address.

Every text of the dossiers is marked, so the same walk shows that nobody finds a word that is not
for them; `test_canaries` goes where this walk does not.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.answers.views import offline
from assessments.dossiers.operations import reference
from funding.operations import reference as money
from funding.queries import permissions
from partners.models import Membership
from partners.operations import people
from partners.operations import reference as countries
from techbank.audit.models import Entry
from tests.house.permission_walk.canaries import Canary, mark, may_read, words_in
from tests.house.permission_walk.doors import METHODS, Door, all_doors
from tests.house.permission_walk.plants import PLANTS, Plant
from tests.house.permission_walk.stage import ACTORS, STATIONS, Stage, pay, set_stage, world
from tests.house.permission_walk.walk import (
    Cell,
    Walkers,
    cells_of,
    content_of,
    differences,
    walk,
    word,
)

OUTSIDERS = ("anonymous", "other_coordinator", "other_donor")


@pytest.fixture(scope="module")
def arranged(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """One world for the whole module, never committed."""
    folder = tmp_path_factory.mktemp("documents")
    with world(django_db_blocker, folder):
        countries.load(at=timezone.now())
        reference.load()
        money.load()
        stage = set_stage({"XTL": tuple(STATIONS)}, folder=folder, mark=mark)
        pay(stage, title="Core support")
        yield stage


@pytest.fixture(scope="module")
def module_walkers(arranged: Stage) -> Walkers:
    return Walkers(arranged)


@pytest.fixture
def walkers(module_walkers: Walkers, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Walkers:
    # A dossier to take along is made of pages that are walked by themselves.
    monkeypatch.setattr(offline, "_addresses", lambda page: [page.url("assessment")])
    settings.DOCUMENTS_ROOT = module_walkers.stage.folder
    settings.EVIDENCE_ROOT = module_walkers.stage.folder / "evidence"
    return module_walkers


@pytest.fixture
def doors(walkers: Walkers) -> list[Door]:
    return all_doors(walkers.stage)


@pytest.fixture(scope="module")
def declared() -> dict[Cell, str]:
    return cells_of(permissions.declared_table())


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert (permissions.undeclared(), permissions.unknown()) == ([], [])


def test_every_row_has_a_door_and_every_door_a_row(
    doors: list[Door], declared: dict[Cell, str]
) -> None:
    names = {(door.name, method, door.whose) for door in doors for method in METHODS}

    assert {cell[:3] for cell in declared} == names


def test_the_table_says_only_words_it_explains() -> None:
    header, *rows = permissions.declared_table()

    assert header == ["address", "method", "whose", *ACTORS]
    assert {cell for row in rows for cell in row[3:]} <= permissions.WORDS


@dataclass(frozen=True)
class Met:
    """What came of one cell of the table: the word, whether it left a trace, what was read."""

    cell: Cell
    outcome: str
    traced: bool
    words: set[Canary]


@pytest.fixture(scope="module")
def met() -> list[Met]:
    """Filled by the first test that wants it: the walk takes minutes."""
    return []


@pytest.fixture
def walked(walkers: Walkers, doors: list[Door], met: list[Met]) -> list[Met]:
    """Every door × method × actor, once a module."""
    if met:
        return met
    head = Entry.objects.latest("seq").seq
    seen: list[tuple[bool, set[Canary]]] = []

    def look(answer: Any) -> None:
        refused = answer.status_code in (403, 404, 409)
        entries = Entry.objects.filter(seq__gt=head, verb="access.refused") if refused else ()
        seen.append((bool(entries), words_in(answer)))

    for cell, text in walk(walkers, doors, look=look):
        met.append(Met(cell, text, *seen[-1]))
    return met


def test_everybody_gets_what_is_declared(walked: list[Met], declared: dict[Cell, str]) -> None:
    assert differences(declared, {item.cell: item.outcome for item in walked}) == ""


def test_every_refusal_leaves_a_trace(walked: list[Met]) -> None:
    untraced = [
        item.cell
        for item in walked
        if item.outcome in ("refused", "state")
        or (item.outcome == "hidden" and _is_somebodys(item.cell))
        if not item.traced
    ]

    assert untraced == []


def test_nobody_finds_a_word_of_a_dossier_that_is_not_for_them(walked: list[Met]) -> None:
    foreign = sorted(
        f"{actor} found {word} at {name}"
        for name, _method, _whose, actor, words in ((*item.cell, item.words) for item in walked)
        for word in words
        if not may_read(actor, word, name)
    )

    assert foreign == []


def test_the_words_are_there_to_be_found(walked: list[Met]) -> None:
    """The country finds all it wrote, the public what is public."""
    seen: dict[str, set[Canary]] = defaultdict(set)
    for item in walked:
        seen[item.cell[3]] |= item.words

    places = {(item.station, item.place) for item in seen["coordinator"]}
    assert {(s, p) for s in ("draft", "returned", "published") for p in "tpcr"} <= places
    assert {anonymou.place for anonymou in seen["anonymous"]} == set("tpr")
    assert {anonymou.station for anonymou in seen["anonymous"]} == {"published"}
    assert {item.place for item in seen["auditor"]} >= set("tprk")
    assert seen["other_coordinator"] == seen["anonymous"]


def _is_somebodys(cell: Cell) -> bool:
    """Whether somebody known asked for something that is there and is not theirs.

    A digest is looked up, not owned; a stranger's guess names nobody and is in the log only.
    """
    return cell[2] != "-" and cell[0] != "verify" and cell[3] not in ("anonymous", "disabled")


def test_head_and_options_give_no_more_than_get(
    walkers: Walkers, doors: list[Door], declared: dict[Cell, str]
) -> None:
    wrong = []
    for door in doors:
        for actor in OUTSIDERS:
            expected = declared[door.name, "GET", door.whose, actor]
            if expected == "yes":
                continue
            for method in ("HEAD", "OPTIONS"):
                answer = walkers.ask(actor, method, door.url)
                empty = method == "OPTIONS" and answer.status_code == 200
                if word(answer, door) not in (expected, "not-allowed") and not (
                    empty and _says_nothing(answer)
                ):
                    wrong.append((door, actor, method, answer.status_code))

    assert wrong == []


def _says_nothing(answer: Any) -> bool:
    """Only which methods there are; of the API also what kind of address it is."""
    is_api = answer.headers.get("Content-Type", "").startswith("application/json")
    return is_api or content_of(answer) == b""


def test_no_page_of_ours_takes_another_method(
    walkers: Walkers, doors: list[Door], declared: dict[Cell, str]
) -> None:
    taken = [
        (door.name, method, answer.status_code)
        for door in {door.name: door for door in doors}.values()
        if not door.name.startswith(("account_", "mfa_", "usersessions_"))
        for method in ("PUT", "PATCH", "DELETE")
        for answer in [walkers.ask("coordinator", method, door.url)]
        if answer.status_code < 400
    ]

    assert taken == []


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_the_walk_sees_a_guard_that_was_opened(
    walkers: Walkers, doors: list[Door], declared: dict[Cell, str], plant: Plant
) -> None:
    some = [door for door in doors if door.name in plant.doors]

    with plant.growing():
        stood_open = any(row == "yes" != declared[cell] for cell, row in walk(walkers, some))

    assert stood_open


def test_a_right_withdrawn_between_two_requests_is_gone_in_the_second(walkers: Walkers) -> None:
    stage = walkers.stage
    address = reverse("assessment", args=[stage.dossiers["draft"].pk])
    ledger, yesterday = reverse("ledger"), timezone.now().date() - timedelta(days=1)

    with transaction.atomic():
        before = [
            walkers.browser("coordinator").get(address).status_code,
            walkers.browser("funding_officer").get(ledger).status_code,
        ]
        for person in (stage.cast.amara, stage.cast.gaspard):
            Membership.objects.filter(user=person).update(until_on=yesterday)
        after = [
            walkers.browser("coordinator").get(address).status_code,
            walkers.browser("funding_officer").get(ledger).status_code,
        ]
        transaction.set_rollback(True)

    assert (before, after) == ([200, 200], [404, 403])


def test_whose_access_is_closed_has_no_session_in_the_next_request(walkers: Walkers) -> None:
    stage, now = walkers.stage, timezone.now()
    address = reverse("assessment", args=[stage.dossiers["draft"].pk])

    with transaction.atomic():
        before = walkers.browser("coordinator").get(address)
        people.set_access(person=stage.cast.amara, may_sign_in=False, by=stage.cast.mateo, at=now)
        after = walkers.browser("coordinator").get(address)
        transaction.set_rollback(True)

    assert (before.status_code, after.status_code) == (200, 302)
    assert after.headers["Location"].startswith(reverse("account_login"))


def test_an_officer_who_gives_up_the_second_factor_sees_nothing_more(walkers: Walkers) -> None:
    with transaction.atomic():
        before = walkers.browser("auditor").get(reverse("trail"))
        Authenticator.objects.filter(user=walkers.stage.cast.leila).delete()
        after = walkers.browser("auditor").get(reverse("trail"))
        transaction.set_rollback(True)

    assert (before.status_code, after.headers.get("Location")) == (
        200,
        reverse("mfa_activate_totp"),
    )


def test_what_went_wrong_with_a_document_is_told_to_people_of_the_dossier_only(
    walkers: Walkers,
) -> None:
    failed = walkers.stage.documents["published", "failed"]
    address = reverse("document_status", args=[failed.pk])

    rows = [
        walkers.ask(actor, "GET", address).json()["error"]  # type: ignore[attr-defined]
        for actor in ("coordinator", "reviewing_officer", "anonymous", "donor", "no_role")
    ]

    assert rows == ["No font has this sign."] * 2 + [""] * 3


def test_an_auditor_of_the_bank_who_coordinates_elsewhere_writes_in_no_thread(
    walkers: Walkers,
) -> None:
    stage = walkers.stage
    thread = stage.threads["in review"]
    address = reverse("thread", args=[thread.assessment_id, thread.pk])

    with transaction.atomic():
        held = Membership.objects.get(user=stage.cast.chitra)
        Membership.objects.create(
            user=stage.cast.leila, role=held.role, country=held.country, from_on=held.from_on
        )
        answer = walkers.browser("auditor").post(address, {"text": "Let me in."})
        transaction.set_rollback(True)

    assert answer.status_code == 403


def test_the_command_prints_the_table_and_fails_for_an_address_without_row(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("permission_table")
    printed = capsys.readouterr().out
    table = permissions.declared_table()
    monkeypatch.setattr(permissions, "declared_table", lambda: table[:-1])
    monkeypatch.setattr(permissions, "addresses", lambda: {"desk": "desk/", "new": "new/"})

    assert printed.splitlines()[0] == ",".join(table[0])
    assert len(printed.splitlines()) == len(table)
    with pytest.raises(CommandError, match="No row in the table for: new"):
        call_command("permission_table")
