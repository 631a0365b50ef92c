"""One process that starts the others, starts them again when they die, and stops them all."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PROJECT = Path(__file__).resolve().parents[2]

LONGEST_PAUSE = 30.0
# Alive for this long counts as well again: the next pause starts from the shortest.
WELL_AFTER = 30.0
PATIENCE = 20.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A program to keep running: `nice` from 0 (as important as any) to 19."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    nice: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = 0.0

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.env),
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops in order
            preexec_fn=_lower_and_tied(self.nice),
        )
        self.started = now

    def tend(self, now: float) -> None:
        """Start again what has died, after a pause that doubles with every failure."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._note_failure(now)
        if now >= self.start_at:
            self.start(now)

    def _note_failure(self, now: float) -> None:
        code = self.process.returncode if self.process else 0
        self.failures = 1 if now - self.started > WELL_AFTER else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
        self.start_at, self.process = now + pause, None
        print(f"{self.name} ended with {code}; again in {pause:g} s", file=sys.stderr, flush=True)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _lower_and_tied(nice: int) -> Callable[[], None]:
    """Run in the child: give way to others, and end when the supervisor is killed hard."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        os.nice(nice)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return prepare


@dataclass
class Supervisor:
    """Keeps `children` running until SIGINT or SIGTERM; `also` is done about once a second."""

    children: list[Child]
    also: Callable[[], None] = field(default=lambda: None)
    _stopping: bool = False

    def run(self) -> None:
        """Returns after everything it started has stopped, last started first."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                self.tend()
                time.sleep(0.2)
        finally:
            self.stop()

    def tend(self) -> None:
        now = time.monotonic()
        for child in self.children:
            child.tend(now)
        self.also()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def parts(env: Mapping[str, str], *, port: int, worker_processes: int) -> dict[str, Child]:
    """The processes of the portal besides its two servers, by name."""
    manage = str(PROJECT / "manage.py")
    light = python(manage, "worker", "--queues", "mail,sweeps", "--with-schedule")
    press = python(manage, "worker", "--queues", "documents,documents.bulk")
    return {
        "relay": Child("relay", python(manage, "relay"), env),
        # Apart from the press: a mail with a sign-in link waits for no document.
        "worker": Child("worker", light, env),
        # Rendering gives way to pages: without it pages waited seconds behind documents.
        "press": Child("press", [*press, "--processes", str(worker_processes)], env, nice=15),
        "web": Child("web", python(manage, "serve", "--port", str(port)), env),
    }
