"""Many documents of a plan through many faults: every one is printed, and each only once."""

import os
import random
import time
from collections.abc import Callable

import pytest

from assessments.models import PlanDocument
from tests import printing as printer
from tests.printing import printing
from tests.stack import Stack, until

__all__ = ["printing"]
pytestmark = pytest.mark.soak
KILLS = int(os.environ.get("SOAK_KILLS", "40"))
LANGUAGES = ("en", "fr", "es")


def restart_relay(stack: Stack) -> None:
    stack.kill("relay")
    stack.start("relay")


FAULTS: list[Callable[[Stack], None]] = [
    printer.break_worker,
    printer.break_worker,
    printer.empty_redis,
    restart_relay,
]


def test_every_document_is_printed_once_however_often_its_worker_dies(printing: Stack) -> None:
    chance = random.Random(11)
    asked: list[PlanDocument] = []
    for number in range(KILLS):
        if number % len(LANGUAGES) == 0:
            snapshot = printer.approve_again()
        document = printer.ask(snapshot, LANGUAGES[number % len(LANGUAGES)])
        asked.append(document)
        printer.is_being_rendered(document, 120)
        time.sleep(chance.random())
        chance.choice(FAULTS)(printing)
        until(lambda: not printer.waiting(), "what was asked for is printed", 180)
    for document in asked:
        printer.assert_printed_once(printing, document)
    # The same facts and language are the same bytes, whichever worker lived to print them.
    for language in LANGUAGES:
        digests = {one.digest for one in asked if one.language == language}
        assert len(digests) == 1
    print(f"{KILLS} faults, {len(asked)} documents asked for: each ready once, none lost")
