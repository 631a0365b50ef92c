"""The least developed countries of a day, for scripts."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from partners.queries.countries import ldcs_on


class Command(BaseCommand):
    help = "Print the ISO3 codes of the least developed countries of a day, one a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; default: today")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or timezone.now().date()
        for iso3 in sorted(country.pk for country in ldcs_on(day)):
            self.stdout.write(iso3)
