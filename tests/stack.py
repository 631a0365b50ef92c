"""The real processes on loopback: own database, Redis, relay, worker, and the web process."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from techbank.processes.embedded import PROJECT, Redis
from tests.databases import OwnDatabase, environment

PATIENCE = 40.0
PASSWORD = "the password of the invented people"
MANAGE = [sys.executable, str(PROJECT / "manage.py")]


def required(program: str) -> None:
    """Skip a test whose program is missing on this machine; on CI a missing program fails it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing, and CI leaves nothing out")
    pytest.skip(f"{program} is missing")


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something is true; fails with a sentence that says what never became true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"After {seconds:g} s still not: {what}")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stack:
    """Processes by name. `env` is the environment of each of them and of `manage`."""

    database: OwnDatabase
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    worker_processes: int = 1

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redis(self) -> Redis:
        return Redis(self.folder / "redis")

    @property
    def env(self) -> dict[str, str]:
        return (
            environment(
                **self.database.env,
                TECHBANK_VAR=str(self.folder),
                DOCUMENTS_ROOT=str(self.folder / "documents"),
                REDIS_URL=f"redis+socket://{self.redis.socket}",
                PUBLIC_URL=self.url,
                STATIC_MANIFEST="1",
                DEMONSTRATION_PASSWORD=PASSWORD,
                SECOND_FACTOR="optional",
                DEMONSTRATION="1",
                LOG_LEVEL="WARNING",
            )
            | self.more
        )

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; its output. Raises when it fails."""
        completed = subprocess.run(
            [*MANAGE, *arguments], env=self.env, capture_output=True, text=True, check=False
        )
        if completed.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)}: {completed.stderr[-3000:]}")
        return completed.stdout

    def start(self, *names: str) -> None:
        commands: dict[str, Callable[[], list[str]]] = {
            "redis": self.redis.command,
            "relay": lambda: [*MANAGE, "relay"],
            "worker": lambda: [*MANAGE, "worker", "--processes", str(self.worker_processes)],
            "web": lambda: [*MANAGE, "serve", "--port", str(self.port)],
        }
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            with log:
                self.processes[name] = subprocess.Popen(
                    commands[name](), env=self.env, stdout=log, stderr=log, start_new_session=True
                )
        if "web" in names:
            until(self._answers, "the web process answers")

    def kill(self, name: str) -> None:
        """SIGKILL, children included, as the operating system does when memory runs out."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_worker(self) -> None:
        self.kill("worker")

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _answers(self) -> bool:
        if self.processes["web"].poll() is not None:
            raise AssertionError(f"The web process ended: {self.log_of('web')[-3000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            return False
