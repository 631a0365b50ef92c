"""Many documents through many faults: every one is ready once, or failed with a reason."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assessments.models import PlanDocument
from techbank.outbox.messages import MOST_ATTEMPTS
from techbank.outbox.models import Message
from tests import printing
from tests.stack import Stack, until

pytestmark = pytest.mark.soak
KILLS = int(os.environ.get("SOAK_KILLS", "60"))
BULK = int(os.environ.get("SOAK_BULK", "60"))
LANGUAGES = ("en", "fr", "es")
SOFT, HARD = 20, 40


@pytest.fixture(scope="module")
def stack(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("printing")
    with printing.printing_stack(folder, django_db_blocker, limits=(SOFT, HARD)) as stack:
        yield stack


def no_room_for_a_while(stack: Stack) -> None:
    """Until the disk was said to be full, or the document was stored a moment before it was."""
    document = printing.latest()
    with printing.full_disk(stack):
        until(lambda: stored_or_said_why(document), "the disk was full for it", 120)


def stored_or_said_why(document: PlanDocument) -> bool:
    return printing.state_of(document) == "ready" or bool(document.error)


FAULTS: list[Callable[[Stack], None]] = [
    printing.break_worker,
    printing.kill_child,
    printing.hang,
    printing.empty_redis,
    printing.restart_redis,
    printing.restart_relay,
    no_room_for_a_while,
]


def settled() -> bool:
    return not PlanDocument.objects.filter(state__in=("queued", "rendering")).exists()


def test_every_document_is_ready_once_or_failed_with_a_reason_whatever_breaks(
    stack: Stack,
) -> None:
    chance = random.Random(11)
    plan_documents: list[PlanDocument] = []
    made: Counter[str] = Counter()
    for number in range(KILLS):
        if number % len(LANGUAGES) == 0:
            snapshot = printing.approve_again()
        document = printing.ask(snapshot, LANGUAGES[number % len(LANGUAGES)])
        plan_documents.append(document)
        printing.is_being_rendered(document, 120)
        time.sleep(chance.random())
        fault = FAULTS[number % len(FAULTS)]
        fault(stack)
        made[fault.__name__] += 1
        until(settled, "what was asked for is printed", 300)
    for document in plan_documents:
        printing.assert_printed_once(stack, document)
    # The same facts and language are the same bytes, whichever worker lived to print them.
    for language in LANGUAGES:
        digests = {item.digest for item in plan_documents if item.language == language}
        assert len(digests) == 1
    text = ", ".join(f"{count} × {name}" for name, count in sorted(made.items()))
    print(
        f"\n{KILLS} faults ({text}): {len(plan_documents)} documents asked for,"
        f" {len(plan_documents)} ready once"
    )


def test_what_cannot_be_printed_fails_with_its_reason_and_the_others_come(stack: Stack) -> None:
    poison = [
        printing.ask(printing.approve_again(actions=["no action has this shape"]), "en")
        for _ in range(10)
    ]
    endless = [printing.ask(printing.approve_endless(), "en") for _ in range(3)]
    others = [printing.ask(printing.approve_small(), "fr") for _ in range(10)]
    until(settled, "each is ready or failed", 600)

    for document in [*poison, *endless]:
        assert (printing.state_of(document), bool(document.error)) == ("failed", True)
    for document in others:
        printing.assert_printed_once(stack, document)
    print(
        f"\n{len(poison)} that cannot be printed and {len(endless)} that take too long: all failed "
        f"with a reason; {len(others)} beside them ready once"
    )


def test_bulk_through_faults_is_ready_once_each_and_people_come_before_it(stack: Stack) -> None:
    chance = random.Random(13)
    versions = [printing.approve_small() for _ in range(BULK // len(LANGUAGES))]
    bulk = printing.ask_in_bulk(versions, LANGUAGES)
    urgent = []
    waited = []
    faults = [
        printing.kill_child,
        printing.break_worker,
        printing.empty_redis,
        printing.restart_relay,
    ]
    while not settled():
        snapshot = printing.approve_small()
        started = time.monotonic()
        urgent.append(printing.ask(snapshot, "en"))
        until(lambda: printing.state_of(urgent[-1]) == "ready", "the person's is ready", 120)
        waited.append(time.monotonic() - started)
        chance.choice(faults)(stack)
        time.sleep(5 * chance.random())
    for document in [*bulk, *urgent]:
        printing.assert_printed_once(stack, document)
    worst = max(waited)
    print(
        f"\n{len(bulk)} in bulk through {len(urgent)} faults: each ready once; {len(urgent)}"
        f" asked for by a person since then, ready after {worst:.1f} s at most"
    )


def test_a_disk_that_stays_full_is_said_after_the_last_attempt(stack: Stack) -> None:
    with printing.full_disk(stack):
        document = printing.ask(printing.approve_small(), "en")
        until(lambda: stored_or_said_why(document), "the first attempt has a reason", 60)
        Message.objects.filter(pk=printing.message_of(document).pk).update(
            attempts=MOST_ATTEMPTS - 1, sent_at=None
        )
        until(settled, "it is given up", 60)
    assert (printing.state_of(document), document.error[:7]) == ("failed", "OSError")
