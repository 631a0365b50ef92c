"""A word planted in what is not for everybody is found by nobody else, on any page.

The pages of the dossiers of one country are walked in `test_permissions`; here are those of two
countries at once, of confidential money, of lists with their filters, and what is printed.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.answers.views import offline
from assessments.dossiers.operations import reference
from assessments.publication.documents.plan import plan_pdf
from assessments.questions import questionnaire
from funding.operations import reference as money
from funding.queries.definitions import DEFINITIONS
from partners.operations import reference as countries
from techbank.outbox.models import Message
from tests.house.permission_walk import canaries
from tests.house.permission_walk.canaries import Canary, found_in, mark, may_read, words_in
from tests.house.permission_walk.doors import Door, all_doors, dossier_doors
from tests.house.permission_walk.plants import CANARY_PLANTS, Plant
from tests.house.permission_walk.stage import ACTORS, STATIONS, Stage, pay, set_stage, world
from tests.house.permission_walk.walk import Walkers

OTHERLAND = ("draft", "returned", "in review", "approved")
READERS = ("reviewing_officer", "auditor")
Seen = dict[str, dict[str, set[Canary]]]


@pytest.fixture(scope="module")
def arranged(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Both invented countries with dossiers at several stations, every text marked."""
    folder = tmp_path_factory.mktemp("documents")
    with world(django_db_blocker, folder):
        countries.load(at=timezone.now())
        reference.load()
        money.load()
        stations = {"XTL": tuple(STATIONS), "XSL": OTHERLAND}
        stage = set_stage(stations, folder=folder, mark=mark)
        pay(
            stage,
            title=canaries.CONFIDENTIAL,
            message=canaries.OFFER,
            confidential=True,
        )
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
    settings.DEMONSTRATION = True
    return module_walkers


def _readings(stage: Stage, station: str) -> list[tuple[str, str]]:
    """(URL name, address) of every section and every answer of a dossier."""
    dossier = stage.dossiers[station]
    rows = []
    for section in questionnaire(dossier.questionnaire).sections:
        args = [dossier.pk, section.key]
        rows += [(name, reverse(name, args=args)) for name in ("section", "section_check")]
        review = reverse("review", args=[dossier.pk])
        rows.append(("review", f"{review}?section={section.key}"))
        rows += [
            ("history", reverse("history", args=[dossier.pk, question.key]))
            for question in section.questions
        ]
    return rows


def _variants(stage: Stage) -> list[tuple[str, str]]:
    """Filters, orders and pages of lists are addresses too."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("assessments", {"page": 1}),
        ("ledger", {"donor": "Aurora"}),
        ("people", {"search": "zq"}),
        ("trail", {"below": 10_000_000}),
        ("contributions", {"as_of": timezone.now().date()}),
        ("api-contributions", {"as_of": timezone.now().date()}),
        ("api-coverage", {"year": 2025}),
        ("funding", {"first": 2020, "last": 2026}),
    ]
    result = [(name, f"{reverse(name)}?{urlencode(query)}") for name, query in rows]
    result += [("figure", f"{reverse('figure', args=[slug])}?year=2025") for slug in DEFINITIONS]
    plan = reverse("plan", args=[stage.snapshots["published"].pk])
    result += [("plan", f"{plan}?sort={sort}") for sort in ("gap", "cost", "funded")]
    return result


def _addresses(stage: Stage) -> list[tuple[str, str]]:
    doors: list[Door] = [door for door in all_doors(stage) if not _changes_session(door)]
    for station in OTHERLAND:
        doors += dossier_doors(stage, f"{station} of XSL")
    named = {door.url: door.name for door in doors}
    return [*((name, url) for url, name in named.items()), *_variants(stage)]


def _not_of_one_dossier(stage: Stage) -> list[tuple[str, str]]:
    walked = {door.url for door in all_doors(stage) if door.whose in STATIONS}
    return [(name, url) for name, url in _addresses(stage) if url not in walked]


def _changes_session(door: Door) -> bool:
    """Pages of the library on one's own sign-in: they know nothing of dossiers."""
    return door.name.startswith(("account_", "mfa_", "usersessions_"))


def _look(
    walkers: Walkers, actor: str, addresses: list[tuple[str, str]]
) -> set[tuple[str, Canary]]:
    """What an actor found: (URL name, word)."""
    names = set()
    for name, url in addresses:
        names |= {(name, item) for item in words_in(walkers.ask(actor, "GET", url))}
    return names


def _foreign(actor: str, pages: set[tuple[str, Canary]]) -> list[str]:
    return sorted(
        f"{actor} found {item} at {name}" for name, item in pages if not may_read(actor, item, name)
    )


def test_nobody_finds_a_word_that_is_not_for_them(walkers: Walkers) -> None:
    addresses = _not_of_one_dossier(walkers.stage)
    seen: dict[str, set[Canary]] = defaultdict(set)
    foreign: list[str] = []

    for actor in ACTORS:
        page = _look(walkers, actor, addresses)
        foreign += _foreign(actor, page)
        seen[actor] |= {item for _name, item in page}

    assert foreign == []
    # The words are there to be found.
    assert {item.place for item in seen["auditor"]} >= set("txo")
    assert {item.country for item in seen["other_coordinator"] if item.station == "draft"} == {
        "XSL"
    }
    assert {anonymou.station for anonymou in seen["anonymous"]} <= {"published"}


@pytest.mark.parametrize("station", ["in review", "published"])
def test_officers_find_no_answer_that_a_country_keeps_to_itself(
    walkers: Walkers, station: str
) -> None:
    addresses = _readings(walkers.stage, station)

    for actor in READERS:
        page = _look(walkers, actor, addresses)
        assert _foreign(actor, page) == []
        assert {item.place for _name, item in page} >= set("tpbrn")


def test_the_printed_public_plan_has_no_word_that_is_not_public(walkers: Walkers) -> None:
    snapshot = walkers.stage.snapshots["published"]
    printed = {
        "public": plan_pdf(snapshot.public, digest=snapshot.public_digest, language="en"),
        "full": plan_pdf(snapshot.full, digest=snapshot.digest, language="en"),
    }

    places = {
        name: {item.place for item in found_in("".join(_words_of(content)))}
        for name, content in printed.items()
    }

    assert places["public"] == set("tpr")
    assert places["full"] == set("tpbrn")


def _words_of(content: bytes) -> Iterator[str]:
    """Text, outline and properties, without the breaks a line makes in a word."""
    reader = pypdf.PdfReader(BytesIO(content))
    for page in reader.pages:
        yield "".join(page.extract_text().replace("\u00ad", "").split())
    yield json.dumps({key: str(value) for key, value in (reader.metadata or {}).items()})
    yield from (
        data.decode("utf-8", "replace")
        for attachment in reader.attachments.values()
        for data in attachment
    )


def test_what_waits_in_the_outbox_has_ids_and_no_words(walkers: Walkers) -> None:
    payloads = json.dumps(list(Message.objects.values_list("key", "payload")))

    assert Message.objects.exists()
    assert found_in(payloads) == set()


@pytest.mark.parametrize("plant", CANARY_PLANTS, ids=str)
def test_a_leak_that_was_planted_is_found(walkers: Walkers, plant: Plant) -> None:
    stage = walkers.stage
    every = [*_addresses(stage), *_readings(stage, "in review")]
    some = [(name, url) for name, url in every if name in plant.doors]

    with plant.growing():
        leaks = any(
            _foreign(actor, _look(walkers, actor, some))
            for actor in ("anonymous", "reviewing_officer", "other_coordinator", "donor")
        )

    assert leaks
