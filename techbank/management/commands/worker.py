"""The worker process: replaces itself with Celery, with settings that lose no task."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

# In a container the worker may run as root.
PYTHON_OPTIONS = ("-W", "ignore:You're running the worker with superuser privileges")


class Command(BaseCommand):
    help = "Run the tasks that the relay hands over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=1)
        queues = [*settings.LIGHT_QUEUES, *settings.DOCUMENT_QUEUES]
        parser.add_argument("--queues", default=",".join(queues), help="the first comes first")
        parser.add_argument("--with-schedule", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        command = [
            sys.executable,
            *PYTHON_OPTIONS,
            "-m",
            "celery",
            "--quiet",
            "--app",
            "techbank.celery",
            "worker",
        ]
        command += ["--queues", options["queues"], "--concurrency", str(options["processes"])]
        command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        if options["with_schedule"]:
            command += ["--beat"]
        # After SIGTERM the running task has ten seconds to finish.
        os.chdir(settings.BASE_DIR)
        os.environ["REMAP_SIGTERM"] = "SIGQUIT"
        os.execv(command[0], command)  # noqa: S606  becomes Celery, no shell wanted
