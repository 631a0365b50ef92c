"""Ask for all published plans in all languages, and follow them if wished."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.publication.operations.published import ask_for_all_published, ask_for_failed_again
from assessments.publication.queries.published import DocumentCounts, failed, standing


class Command(BaseCommand):
    help = (
        "Render all published plans in all languages. What is in the store is not rendered again. "
        "The documents go behind those that somebody waits for; the workers make them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--failed-again", action="store_true", help="also those that failed")
        parser.add_argument("--wait", action="store_true", help="until each is ready or failed")

    def handle(self, *args: Any, **options: Any) -> None:
        again = 0
        if options["failed_again"]:
            again = ask_for_failed_again(by=None, at=timezone.now())
        asked = ask_for_all_published(by=None, at=timezone.now())
        self.stdout.write(
            f"{asked.plans} plans: {asked.new} documents asked for, {asked.again} made again, "
            f"{again} of those that failed asked again, {asked.waiting - again} on their way, "
            f"{asked.ready} in the store, {asked.failed} failed"
        )
        if options["wait"]:
            self.follow()

    def follow(self) -> None:
        """Print a line whenever the counts change. Raises when a document failed."""
        before: DocumentCounts | None = None
        while True:
            now = standing()
            if now != before:
                self.stdout.write(f"{now.ready} of {now.total} ready, {now.waiting} on their way")
                before = now
            if not now.waiting:
                break
            time.sleep(1)
        for document in failed():
            self.stderr.write(
                f"{document.snapshot.assessment.country_id} {document.language}: {document.error}"
            )
        if before and before.failed:
            raise CommandError(f"{before.failed} documents could not be made.")
