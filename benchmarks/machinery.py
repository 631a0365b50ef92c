"""The capacity of the document processes: python benchmarks/machinery.py [documents]

A private PostgreSQL and Redis, the relay, and a worker with one and then with two processes, as in
a deployment. Prints plans a minute of each and their ratio, the memory of the processes that print
over all the documents, and how long the same plan takes when it is asked for again. Throughput is
counted from the moment when every process has printed, by the times in the database.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import conftest  # noqa: F401 - starts PostgreSQL and sets Django up, before any model is imported

# isort: split
import psutil
from django.db import connection
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.urls import reverse

from assessments.models import PlanDocument, Snapshot
from partners.models import User
from tests import printing
from tests.databases import copy_of, drop, leading_to
from tests.factories.cast import enter
from tests.stack import Stack, until

DOCUMENTS, FEWEST = 200, 12
WARM = 4
ASKED_AGAIN = 200
TARGET_A_MINUTE, TARGET_RATIO, TARGET_MIB, TARGET_MS = 45, 1.9, 300, 20


def main() -> None:
    count = max(FEWEST, int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
    database_setup = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    with tempfile.TemporaryDirectory() as folder, stack_in(Path(folder)) as stack:
        # The short run with one process gives the ratio; the long one with two the memory.
        one_process = printed(stack, processes=1, count=max(FEWEST, count // 4))
        two_processes = printed(stack, processes=2, count=count)
        report(one_process, two_processes)
        report_again(asked_again(stack))
    teardown_databases(database_setup, verbosity=0)


@dataclass
class Printed:
    """The result of one run: plans a minute, and the memory during the run."""

    count: int
    a_minute: float
    memory: "Memory"


@dataclass
class Memory:
    """MiB of the largest process of the pool, at each measurement, in order."""

    looks: list[float] = field(default_factory=list)
    processes: set[int] = field(default_factory=set)

    def watch(self, stack: Stack, over: Event) -> None:
        while not over.wait(0.5):
            sizes = []
            for child in printing.pool_of(stack):
                try:
                    sizes.append(child.memory_info().rss / 2**20)
                    self.processes.add(child.pid)
                except psutil.NoSuchProcess:
                    continue
            if sizes:
                self.looks.append(max(sizes))

    def quarter(self, number: int) -> float:
        """The largest in a quarter of the run, from 0 to 3."""
        size = max(1, len(self.looks) // 4)
        return max(self.looks[number * size : (number + 1) * size] or [0.0])


@contextmanager
def stack_in(folder: Path) -> Iterator[Stack]:
    connection.close()
    name = connection.settings_dict["NAME"]
    stack = Stack(copy_of(name, f"{name}_machinery"), folder, {"STATIC_MANIFEST": "0"})
    try:
        for command in ("load_reference", "load_demonstration"):
            stack.manage(command)
        with leading_to(stack.database), override_settings(DOCUMENTS_ROOT=folder / "documents"):
            stack.start("redis", "relay")
            yield stack
    finally:
        stack.stop()
        drop(stack.database.name)


def printed(stack: Stack, *, processes: int, count: int) -> Printed:
    """Print as many whole plans in bulk; every one is another version with the same content."""
    stack.worker_processes = processes
    documents = printing.ask_in_bulk([printing.approve_again() for _ in range(count)], ("en",))
    mine = PlanDocument.objects.filter(pk__in=[document.pk for document in documents])
    memory, over = Memory(), Event()
    stack.start("worker")
    watcher = Thread(target=memory.watch, args=(stack, over))
    watcher.start()
    try:
        until(lambda: not mine.exclude(state__in=("ready", "failed")).exists(), "done", 60 * count)
    finally:
        over.set()
        watcher.join()
        # Nothing is left to do, and the next run needs the whole machine.
        stack.kill_worker()
    ready = mine.filter(state="ready").values_list("ready_at", flat=True)
    moments = sorted(moment for moment in ready if moment is not None)
    spent = (moments[-1] - moments[WARM]) / timedelta(minutes=1)
    return Printed(len(moments), (len(moments) - 1 - WARM) / spent, memory)


@dataclass
class Again:
    """Milliseconds of asking for a document that exists: the act and the page, and the file."""

    asking: list[float] = field(default_factory=list)
    fetching: list[float] = field(default_factory=list)


def asked_again(stack: Stack) -> Again:
    """The whole response of the web process, without a network: asking, then fetching the file."""
    snapshot = Snapshot.objects.latest("version")
    document = PlanDocument.objects.get(snapshot=snapshot, language="en", projection="full")
    with override_settings(SECOND_FACTOR="optional", ALLOWED_HOSTS=["testserver"]):
        client = enter(Client(), User.objects.get(email=printing.READER))
        address = reverse("documents", args=[snapshot.assessment_id])
        wish = {"snapshot": str(snapshot.pk), "language": "en", "projection": "full"}
        again = Again()
        for _turn in range(ASKED_AGAIN):
            start = time.perf_counter()
            response = client.post(address, wish)
            asked_at = time.perf_counter()
            file = client.get(reverse("document_file", args=[document.pk]))
            content = b"".join(file.streaming_content)  # type: ignore[attr-defined]
            fetched_at = time.perf_counter()
            assert (response.status_code, len(content)) == (302, document.size)
            again.asking.append(1000 * (asked_at - start))
            again.fetching.append(1000 * (fetched_at - asked_at))
    document.refresh_from_db()
    assert (document.attempts, document.state) == (1, "ready"), "nothing was rendered"
    return again


def report(one_process: Printed, two_processes: Printed) -> None:
    ratio = two_processes.a_minute / one_process.a_minute
    print(
        f"one process    {one_process.a_minute:6.1f} plans a minute   ({one_process.count} plans)"
    )
    print(
        f"two processes  {two_processes.a_minute:6.1f} plans a minute   "
        f"({two_processes.count} plans)   target {TARGET_A_MINUTE}"
    )
    print(f"ratio          {ratio:6.2f}                    target {TARGET_RATIO}")
    sizes = " ".join(f"{two_processes.memory.quarter(number):.0f}" for number in range(4))
    print(
        f"memory         {sizes} MiB at most in each quarter of {two_processes.count} plans, "
        f"{len(two_processes.memory.processes)} processes   target {TARGET_MIB}, flat"
    )


def report_again(again: Again) -> None:
    for name, times in (("asked again", again.asking), ("its file", again.fetching)):
        print(
            f"{name:14} {median(times):6.1f} ms at the median, {quantiles(times, n=20)[-1]:.1f} "
            f"at the 95th of a hundred   target {TARGET_MS}"
        )


if __name__ == "__main__":
    main()
