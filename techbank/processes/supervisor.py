"""One process that starts the others, restarts them when they end, and stops them all."""

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
# A process that ran for so many seconds is healthy: the next pause starts from the shortest.
HEALTHY_AFTER = 30.0
STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A program to keep running: `nice` from 0 (normal priority) to 19 (lowest)."""

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
            start_new_session=True,  # Ctrl-C reaches only the supervisor, which stops all in order
            preexec_fn=_child_setup(self.nice),
        )
        self.started = now

    def restart_if_ended(self, now: float) -> None:
        """Restart the process if it ended, after a pause that doubles with every failure."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._note_failure(now)
        if now >= self.start_at:
            self.start(now)

    def _note_failure(self, now: float) -> None:
        code = self.process.returncode if self.process else 0
        self.failures = 1 if now - self.started > HEALTHY_AFTER else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
        self.start_at, self.process = now + pause, None
        print(f"{self.name} ended with {code}; again in {pause:g} s", file=sys.stderr, flush=True)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _child_setup(nice: int) -> Callable[[], None]:
    """Run in the child: lower its priority, and end it when the supervisor is killed (SIGKILL)."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def prepare() -> None:
        os.nice(nice)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return prepare


@dataclass
class Supervisor:
    """Keeps `children` running until SIGINT or SIGTERM; `also` is called in each round, 0.2 s."""

    children: list[Child]
    also: Callable[[], None] = field(default=lambda: None)
    _stopping: bool = False

    def run(self) -> None:
        """Returns after everything it started has stopped, last started first."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                self.check_children()
                time.sleep(0.2)
        finally:
            self.stop()

    def check_children(self) -> None:
        now = time.monotonic()
        for child in self.children:
            child.restart_if_ended(now)
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
        # Separate from the press: a mail with a sign-in link waits for no document.
        "worker": Child("worker", light, env),
        # Rendering has a lower priority than pages, which waited seconds for documents without it.
        "press": Child("press", [*press, "--processes", str(worker_processes)], env, nice=15),
        "web": Child("web", python(manage, "serve", "--port", str(port)), env),
    }
