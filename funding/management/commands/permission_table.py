"""Who may do what, address by address: the declared table as CSV."""

import csv
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funding.queries.permissions import declared_table, undeclared, unknown


class Command(BaseCommand):
    help = "Print the permission table as CSV: address, method, whose, and a column per actor."

    def handle(self, *_args: Any, **_options: Any) -> None:
        csv.writer(self.stdout, lineterminator="\n").writerows(declared_table())
        missing, gone = undeclared(), unknown()
        if missing:
            raise CommandError("No row in the table for: " + ", ".join(missing))
        if gone:
            raise CommandError("No address for the rows of: " + ", ".join(gone))
