"""Verifies the audit trail: for an auditor, and for the schedule of an operator."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from techbank.audit.chain import Break, ChainLink, breaks
from techbank.audit.verify import head, verify


def _links(path: Path) -> Iterator[ChainLink]:
    """The rows of an exported trail."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield ChainLink(**(row | {"at": datetime.fromisoformat(row["at"])}))


class Command(BaseCommand):
    help = "Verify the audit trail, or an export of it; fails when the chain is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="an exported trail (JSON Lines)")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path | None = options["file"]
        if file is None:
            last = head()
            self.stdout.write(f"{last.seq} entries, head {last.hash}")
        self._report(breaks(_links(file)) if file else verify())

    def _report(self, problems: list[Break]) -> None:
        for item in problems:
            self.stderr.write(f"entry {item.seq}: {item.reason}")
        if problems:
            raise CommandError("The trail is broken.")
        self.stdout.write("The chain holds.")
