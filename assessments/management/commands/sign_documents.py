"""Sign the documents that were made before a key was configured."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.publication.operations.signing import sign_missing
from techbank import signing


class Command(BaseCommand):
    help = (
        "Make signed copies of all documents that have none, with the key of SIGNING_KEY_FILE. "
        "New documents are signed as they are made."
    )

    def handle(self, **options: Any) -> None:
        try:
            if signing.configured() is None:
                raise CommandError("No key is configured: set SIGNING_KEY_FILE.")
            count = sign_missing(at=timezone.now())
        except signing.KeyProblem as problem:
            raise CommandError(f"The key cannot be used: {problem}.") from None
        self.stdout.write(f"{count} signed")
