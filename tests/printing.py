"""A portal with an approved plan whose documents are asked for while things break."""

import hashlib
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from django.utils import timezone

from assessments.models import PlanDocument, Snapshot
from assessments.publication.operations import asking
from assessments.tasks import render_plan_document
from partners.models import User
from techbank import outbox
from techbank.outbox.models import Message
from techbank.processes.embedded import MissingProgram, redis_program
from tests.databases import drop, fresh_copy, leading_to
from tests.stack import Stack, required, until

LEASE_SECONDS = 2
READER = "reviewer@bank.example"


@contextmanager
def printing_stack(
    folder: Path, blocker: Any, *parts: str, limits: tuple[int, int] = (60, 90)
) -> Iterator[Stack]:
    """Reference data, the worked dossier, and the named processes; a lost render is due again
    after seconds. Django's connections of this process use the database of the stack.
    ``limits``: seconds after which a render is asked to stop, and is killed."""
    try:
        redis_program()
    except MissingProgram:
        required("redis-server")
    with blocker.unblock():
        more = {"OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS), "STATIC_MANIFEST": "0"}
        more |= dict(zip(("TASK_SOFT_SECONDS", "TASK_HARD_SECONDS"), map(str, limits), strict=True))
        stack = Stack(fresh_copy("printing"), folder, more)
        try:
            for name in ("load_reference", "load_demonstration"):
                stack.manage(name)
            with leading_to(stack.database):
                stack.start("redis", "relay", "worker", *parts)
                until(lambda: not waiting(), "the plan's own documents are ready", 90)
                yield stack
        finally:
            stack.stop()
            drop(stack.database.name)


def waiting() -> bool:
    return PlanDocument.objects.exclude(state="ready").exists()


def state_of(document: PlanDocument) -> str:
    document.refresh_from_db()
    return document.state


def latest() -> PlanDocument:
    return PlanDocument.objects.latest("asked_at")


def approve_again(**changes: Any) -> Snapshot:
    """A next version of the plan: the last one with some of its full projection changed."""
    last = Snapshot.objects.latest("version")
    return Snapshot.objects.create(
        assessment=last.assessment,
        version=last.version + 1,
        format_version=last.format_version,
        full=last.full | changes,
        public=last.public,
        digest=last.digest,
        public_digest=last.public_digest,
        approved_at=timezone.now(),
    )


def ask(snapshot: Snapshot, language: str, projection: str = "full") -> PlanDocument:
    return asking.ask_for_document(
        snapshot=snapshot,
        language=language,
        projection=projection,
        by=User.objects.get(email=READER),
        at=timezone.now(),
    )


def approve_small() -> Snapshot:
    """A next version with almost no content: printed in a second."""
    emptied = ("actions", "sections", "needs", "options", "barriers", "measures", "sectors")
    return approve_again(**{key: [] for key in emptied})


def approve_endless() -> Snapshot:
    """A next version that no machine prints within seconds: some hundreds of pages."""
    actions = Snapshot.objects.order_by("version")[0].full["actions"]
    return approve_again(actions=[action for _ in range(200) for action in actions])


def ask_in_bulk(snapshots: list[Snapshot], languages: tuple[str, ...]) -> list[PlanDocument]:
    """Ask for documents as for a whole edition: nobody waits for any of them."""
    documents = [
        PlanDocument(snapshot=snapshot, language=code, projection="full", asked_at=timezone.now())
        for snapshot in snapshots
        for code in languages
    ]
    PlanDocument.objects.bulk_create(documents)
    payloads = {asking.outbox_key(snapshot): asking.payload_of(snapshot) for snapshot in documents}
    outbox.ask_in_bulk(kind=asking.KIND, payloads=payloads)
    return documents


def ask_again(document: PlanDocument) -> None:
    asking.ask_again(document=document, by=User.objects.get(email=READER), at=timezone.now())


def message_of(document: PlanDocument) -> Message:
    return Message.objects.get(key=asking.outbox_key(document))


def is_being_rendered(document: PlanDocument, seconds: float = 30) -> None:
    """Wait until the document is being rendered, when a failure does the most harm."""
    end = time.monotonic() + seconds
    while state_of(document) != "rendering":
        assert time.monotonic() < end, f"{document} is {document.state}"
        time.sleep(0.01)


def break_worker(stack: Stack) -> None:
    stack.kill("worker")
    stack.start("worker")


def pool_of(stack: Stack) -> list[psutil.Process]:
    """The processes of the worker in which tasks run."""
    children: list[psutil.Process] = psutil.Process(stack.processes["worker"].pid).children()
    return children


def kill_child(stack: Stack) -> None:
    """Kill the process that prints, but not the worker that started it."""
    for child in pool_of(stack):
        child.kill()


def hang(stack: Stack) -> None:
    """Suspend the process that prints; it receives no signal, as inside a library's loop."""
    for child in pool_of(stack):
        child.suspend()


def restart_redis(stack: Stack) -> None:
    """Killed and started again with the data it had saved."""
    stack.kill("redis")
    stack.start("redis")


def restart_relay(stack: Stack) -> None:
    stack.kill("relay")
    stack.start("relay")


@contextmanager
def full_disk(stack: Stack) -> Iterator[Callable[[], None]]:
    """The store has room for less than a document, until the yielded function is called.

    A separate file system where we may mount one (root); else a limit on the file size of the
    processes that print, which refuses the same write with another error number.
    """
    root = str(stack.folder / "documents")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root], check=False, capture_output=True
    )
    if mounted.returncode == 0:
        try:
            yield lambda: _remount(root)
        finally:
            subprocess.run(["umount", "--lazy", root], check=True)
        return
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    _limit_files(stack, (20_000, resource.RLIM_INFINITY))
    try:
        yield lambda: _limit_files(stack, unlimited)
    finally:
        _limit_files(stack, unlimited)


def _remount(root: str) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", root], check=True)


def _limit_files(stack: Stack, limits: tuple[int, int]) -> None:
    for child in pool_of(stack):
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, limits)


def empty_redis(stack: Stack) -> None:
    """Killed and started again without its data."""
    stack.kill("redis")
    for file in (stack.folder / "redis").rglob("*.aof"):
        file.write_bytes(b"")
    stack.start("redis")


def no_room(stack: Stack) -> Path:
    """Put a file where the document store was; returns where the documents are now."""
    root = stack.folder / "documents"
    aside = root.with_name(f"documents-{uuid4().hex[:6]}")
    root.rename(aside)
    root.write_text("no folder")
    return aside


def room_again(stack: Stack, aside: Path) -> None:
    root = stack.folder / "documents"
    root.unlink()
    aside.rename(root)


def assert_printed_once(stack: Stack, document: PlanDocument) -> None:
    """Ready, with bytes that match the digest; one file, one message done, nothing incomplete."""
    assert state_of(document) == "ready"
    root = stack.folder / "documents"
    files = [file for file in root.rglob("*.pdf") if file.name == document.stored_as]
    assert len(files) == 1
    content = files[0].read_bytes()
    assert hashlib.sha256(content).hexdigest() == document.digest
    assert (len(content), content[:5]) == (document.size, b"%PDF-")
    message = message_of(document)
    assert (message.done_at is not None, message.dead_at, message.error) == (True, None, "")
    ready_at = document.ready_at
    render_plan_document(document_id=str(document.pk), key=message.key)
    document.refresh_from_db()
    assert document.ready_at == ready_at


@pytest.fixture(scope="module")
def printing(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stack]:
    """Without web process, for what needs no browser."""
    folder = tmp_path_factory.mktemp("printing")
    with printing_stack(folder, django_db_blocker) as stack:
        yield stack
