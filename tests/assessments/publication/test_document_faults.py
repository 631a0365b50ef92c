"""Real processes, a real Redis, a disk that is really full: every document comes once, or says
why not. A few of each here; the full counts are in the soak."""

from collections.abc import Iterator
from typing import Any

import pytest

from assessments.models import PlanDocument
from techbank.outbox.messages import MOST_ATTEMPTS
from techbank.outbox.models import Message
from tests import printing
from tests.stack import Stack, until

SOFT, HARD = 10, 18


@pytest.fixture(scope="module")
def stack(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    with printing.printing_stack(folder, django_db_blocker, limits=(SOFT, HARD)) as stack:
        yield stack


def ready(document: PlanDocument) -> None:
    until(lambda: printing.state_of(document) == "ready", "the document is ready", 60)


def failed(document: PlanDocument) -> None:
    until(lambda: printing.state_of(document) == "failed", "the document has failed", 60)


def test_what_a_person_waits_for_comes_after_at_most_what_is_being_printed(stack: Stack) -> None:
    versions = [printing.approve_small() for _ in range(3)]
    languages = ("en", "fr", "pt", "ar", "es", "ru", "zh-hans")
    bulk = printing.ask_in_bulk(versions, languages)
    printing.is_being_rendered(bulk[2], 40)
    mine = [item.pk for item in bulk]
    begun = PlanDocument.objects.filter(pk__in=mine).exclude(state="queued").count()

    urgent = printing.ask(printing.approve_small(), "en")
    ready(urgent)

    ready_before = PlanDocument.objects.filter(pk__in=mine, ready_at__lt=urgent.ready_at).count()
    assert ready_before <= begun
    assert PlanDocument.objects.filter(pk__in=mine, state="queued").count() >= len(bulk) - begun - 2
    print(f"\n{len(bulk)} in bulk, {begun} begun when asked, {ready_before} ready before")
    Message.objects.filter(bulk=True).delete()
    until(lambda: not PlanDocument.objects.filter(state="rendering").exists(), "the last is done")
    PlanDocument.objects.filter(pk__in=mine).delete()


@pytest.mark.parametrize(
    "fault", [printing.kill_child, printing.break_worker, printing.restart_redis]
)
def test_a_document_whose_printing_breaks_off_is_printed_once(stack: Stack, fault: Any) -> None:
    document = printing.ask(printing.approve_small(), "en")
    printing.is_being_rendered(document)
    fault(stack)
    ready(document)
    printing.assert_printed_once(stack, document)


def test_a_printing_that_stands_still_is_killed_and_the_next_attempt_comes(stack: Stack) -> None:
    worker = stack.processes["worker"].pid
    document = printing.ask(printing.approve_small(), "en")
    printing.is_being_rendered(document)
    printing.hang(stack)
    ready(document)

    printing.assert_printed_once(stack, document)
    assert (document.attempts, stack.processes["worker"].pid) == (2, worker)
    assert stack.processes["worker"].poll() is None


def test_a_plan_that_takes_too_long_fails_with_the_reason_and_holds_up_nobody(
    stack: Stack,
) -> None:
    endless = printing.ask(printing.approve_endless(), "en")
    other = printing.ask(printing.approve_small(), "fr")
    failed(endless)
    ready(other)

    assert endless.error == f"It was not done after {SOFT} seconds and was stopped."
    assert (endless.attempts, other.attempts) == (2, 1)
    assert stack.processes["worker"].poll() is None


def test_on_a_full_disk_nothing_half_is_kept_and_there_is_a_reason_and_then_the_document(
    stack: Stack,
) -> None:
    with printing.full_disk(stack) as give_room:
        document = printing.ask(printing.approve_small(), "en")

        def has_a_reason() -> bool:
            return printing.state_of(document) == "queued" and bool(document.error)

        until(has_a_reason, "the first attempt says why it did not work", 40)
        assert document.error.startswith("OSError: [Errno 2")
        Message.objects.filter(pk=printing.message_of(document).pk).update(
            attempts=MOST_ATTEMPTS - 1, sent_at=None
        )
        failed(document)
        left = [path for path in (stack.folder / "documents").rglob("*") if path.is_file()]
        assert [item for item in left if item.name.startswith(".writing-")] == []
        give_room()
        printing.ask_again(document)
        ready(document)
        printing.assert_printed_once(stack, document)
