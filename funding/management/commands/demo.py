"""The whole portal on one machine, with invented content: starts it and keeps it running."""

import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partners.operations.demonstration import CAST
from techbank.processes import embedded
from techbank.processes.embedded import MissingProgram, Redis
from techbank.processes.supervisor import Child, Supervisor, parts

CONTENT = ("load_reference", "load_demonstration")


class Command(BaseCommand):
    help = "Load the demonstration and run the portal until Ctrl-C."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--worker-processes", type=int, default=max(1, _processors() - 1))

    def handle(self, *args: Any, **options: Any) -> None:
        # Until the supervisor takes over: end in order, so that PostgreSQL is stopped too.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        port = options["port"]
        _refuse_when_taken(port)
        os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
        try:
            children = self.children(port, options["worker_processes"])
        except MissingProgram as error:
            raise CommandError(str(error)) from error
        self.load()
        self.say_who_can_sign_in()
        address = f"http://127.0.0.1:{port}/"
        Supervisor(children, also=Watch(self, port, f"The portal answers at {address}").look).run()
        self.stdout.write("Stopped.")

    def children(self, port: int, worker_processes: int) -> list[Child]:
        env = {"LOG_LEVEL": "WARNING", **os.environ}
        started = parts(env, port=port, worker_processes=worker_processes)
        folder = Path(settings.VAR) / "redis"
        own = [Child("redis", Redis(folder).command(), env)] if embedded.started else []
        return own + list(started.values())

    def load(self) -> None:
        """Style sheets, then reference data and invented content; each is safe to repeat."""
        embedded.manage("collectstatic", "--no-input", "--verbosity", "0")
        for name in CONTENT:
            if embedded.command_exists(name):
                embedded.manage(name)

    def say_who_can_sign_in(self) -> None:
        self.stdout.write("Sign in as one of these invented people:")
        for person in CAST:
            self.stdout.write(f"  {person.email:34}{person.role.label}")
        self.stdout.write(f"Password of each: {settings.DEMONSTRATION_PASSWORD}")


class Watch:
    """Restarts PostgreSQL when it has stopped, and prints once that the pages answer."""

    def __init__(self, command: BaseCommand, port: int, sentence: str) -> None:
        self.command, self.port, self.sentence = command, port, sentence
        self.next_look = 0.0
        self.announced = False

    def look(self) -> None:
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + 1
        for postgres in embedded.started:
            postgres.keep_running()
        if not self.announced and _answers(self.port):
            self.announced = True
            self.command.stdout.write(f"{self.sentence} — Ctrl-C stops it.")
            self.command.stdout.flush()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _refuse_when_taken(port: int) -> None:
    if _answers(port):
        raise CommandError(f"Port {port} is taken. Choose another: make demo PORT={port + 1}")


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
