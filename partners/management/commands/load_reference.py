"""Countries, status events and the programme, from the files that come with the portal."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from partners.operations import reference


class Command(BaseCommand):
    help = "Load countries, status events, programme and organisations. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, number in reference.load(at=timezone.now()).items():
            self.stdout.write(f"{number} {what}")
