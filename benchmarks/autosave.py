"""Thirty people typing at once: python benchmarks/autosave.py

A real web process (waitress, eight threads) on a PostgreSQL and a database of its own; a dossier
of 400 answers and 200 records; thirty coordinators, each in an answer of their own, each sending
what they typed every two to three seconds for a minute, as the page does. Prints the server's
times at the 50th and 95th percentile of the saves, the target of 150 ms, and the ratio to a bare
Django view (`/healthz`) requested by the same thirty in the same rhythm, in the same run.
"""

import http.client
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import conftest  # noqa: F401 - starts PostgreSQL and sets Django up, before any model is imported

# isort: split
from django.conf import settings
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from assessments.dossiers.operations import opening, reference
from assessments.models import Answer, Assessment, Cycle, Need, RecordRevision, Sector
from assessments.records.operations import writing
from partners.models import Country, Membership, User
from partners.roles import Role
from tests.databases import OwnDatabase, copy_of, drop
from tests.factories.cast import NOON, SINCE, make_world
from tests.stack import Stack

PEOPLE, SECONDS, PAUSE = 30, 60, (2.0, 3.0)
ANSWERS, RECORDS = 400, 200
TARGET = 150


def main() -> None:
    # `setup_databases` creates and migrates the database as its owner.
    database_setup = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    with tempfile.TemporaryDirectory() as folder:
        sessions, dossier, keys = everything()
        with running(Path(folder)) as stack:
            bare = percentiles(at_once(stack, sessions, lambda _turn: ("GET", "/healthz", None)))
            address = f"/assessments/{dossier.pk}/saves/"
            writers = [Writer(address, keys[number]) for number in range(PEOPLE)]
            saves = at_once(stack, sessions, lambda turn: writers[turn].next(), writers)
            refused = sum(writer.refused for writer in writers)
            saved = percentiles(saves)
    teardown_databases(database_setup, verbosity=0)
    print(f"{PEOPLE} people, {len(saves)} saves in {SECONDS} s, {refused} not answered with 200")
    print(f"{'':14}{'median':>10}{'p95':>10}")
    print(f"{'autosave':14}{saved[0]:8.1f}ms{saved[1]:8.1f}ms   target p95 {TARGET} ms")
    print(f"{'bare view':14}{bare[0]:8.1f}ms{bare[1]:8.1f}ms")
    print(f"ratio {saved[0] / bare[0]:.1f} at the median, {saved[1] / bare[1]:.1f} at the 95th")


def everything() -> tuple[list[str], Assessment, list[str]]:
    """Sessions of the writers, the dossier, and a question for each of them."""
    make_world()
    reference.load()
    testland = Country.objects.get(pk="XTL")
    writers = []
    for number in range(PEOPLE):
        person = User.objects.create_user(
            email=f"writer{number}@testland.example", full_name=f"Writer {number}"
        )
        Membership.objects.create(
            user=person, role=Role.COORDINATOR, country=testland, from_on=SINCE
        )
        writers.append(person)
    dossier = opening.open_assessment(
        country=testland,
        cycle=Cycle.objects.get(pk="2026"),
        title="Needs of Testland (invented)",
        language="en",
        by=writers[0],
        at=NOON,
    )
    keys = fill(dossier, writers[0])
    return [session_of(person) for person in writers], dossier, keys


def fill(dossier: Assessment, by: User) -> list[str]:
    """Adds as many answers and records as the target names; the long questions people write in."""
    from assessments.questions import questionnaire
    from assessments.questions.definitions import QuestionKind

    questions = list(questionnaire(dossier.questionnaire))
    keys = [question.key for question in questions]
    keys += [f"earlier.question_{number}" for number in range(ANSWERS - len(keys))]
    Answer.objects.bulk_create(
        Answer(
            assessment=dossier,
            key=key,
            value="Text. " * 50,
            version=1,
            updated_at=NOON,
            updated_by=by,
        )
        for key in keys
    )
    sector = writing.save_record(
        assessment=dossier,
        kind="sector",
        record_id=None,
        base_version=None,
        by=by,
        at=NOON,
        values={"key": "agriculture", "name": "", "reason": "", "sdg_targets": ""},
    )
    assert isinstance(sector, Sector)
    for number in range(RECORDS - 1):
        writing.save_record(
            assessment=dossier,
            kind="need",
            record_id=None,
            base_version=None,
            by=by,
            at=NOON,
            values={
                "sector": sector,
                "challenge": "Drought",
                "statement": f"Need {number}",
                "who_benefits": "",
            },
        )
    assert Need.objects.count() + Sector.objects.count() == RECORDS
    assert RecordRevision.objects.count() >= RECORDS
    long = [question.key for question in questions if question.kind is QuestionKind.LONG]
    return [long[number % len(long)] for number in range(PEOPLE)]


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return str(client.session.session_key)


@contextmanager
def running(folder: Path) -> Any:
    """The web process on a copy of the database, and nothing else."""
    from django.db import connection

    connection.close()
    name = connection.settings_dict["NAME"]
    own = copy_of(name, f"{name}_autosave")
    stack = Stack(OwnDatabase(own.name), folder)
    try:
        stack.manage("collectstatic", "--no-input", "--verbosity", "0")
        stack.start("web")
        yield stack
    finally:
        stack.stop()
        drop(own.name)


class Writer:
    """What one person sends, turn by turn; the token stays the same, as in the page."""

    def __init__(self, address: str, key: str) -> None:
        self.address, self.key = address, key
        self.version, self.refused, self.text = 1, 0, "Text. " * 50

    def next(self) -> tuple[str, str, Any]:
        self.text += random.choice(("pumps ", "of ", "solar ", "milk ", "women "))
        payload = {
            "client_uuid": str(uuid4()),
            "key": self.key,
            "value": self.text[:4000],
            "base_version": self.version,
        }
        return "POST", self.address, json.dumps(payload)

    def receive(self, status: int, answer: dict[str, Any]) -> None:
        # Two who share a question collide: the page would show both texts and continue from there.
        self.version = answer.get("version", self.version)
        self.refused += status not in (200, 409)


def at_once(
    stack: Stack,
    sessions: list[str],
    ask: Callable[[int], tuple[str, str, Any]],
    writers: list[Writer] | None = None,
) -> list[float]:
    """Milliseconds of every request of all people, each in their own thread and connection."""
    times: list[float] = []
    end = time.monotonic() + SECONDS

    def person(turn: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
        cookie = f"{settings.SESSION_COOKIE_NAME}={sessions[turn]}; csrftoken={'a' * 32}"
        headers = {
            "Cookie": cookie,
            "X-CSRFToken": "a" * 32,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        pause = random.Random(turn)
        time.sleep(pause.uniform(0, PAUSE[1]))
        while time.monotonic() < end:
            method, path, body = ask(turn)
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
            times.append((time.perf_counter() - began) * 1000)
            if writers:
                writers[turn].receive(response.status, json.loads(content))
            time.sleep(pause.uniform(*PAUSE))

    threads = [Thread(target=person, args=(turn,)) for turn in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def percentiles(times: list[float]) -> tuple[float, float]:
    cut = quantiles(times, n=100)
    return cut[49], cut[94]


if __name__ == "__main__":
    main()
