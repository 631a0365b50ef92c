"""Loads the invented country's example dossier, up to its publication by the invented people."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from funding.operations.demonstration import load_demonstration
from techbank.exceptions import Invalid


class Command(BaseCommand):
    help = "Load the invented country XTL: its people, its worked dossier, pledges and reports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="The people, no dossier.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = load_demonstration(at=timezone.now(), people_only=options["people_only"])
        except Invalid as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(done)
