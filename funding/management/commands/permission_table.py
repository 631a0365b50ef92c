"""Who may do what, address by address: the declared table as CSV."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funding.queries.permissions import declared_table, undeclared


class Command(BaseCommand):
    help = "Print the permission table as CSV: address, method, whose, and a column per actor."

    def handle(self, *_args: Any, **_options: Any) -> None:
        table = declared_table()
        for row in table:
            self.stdout.write(",".join(row))
        missing = undeclared()
        if missing:
            raise CommandError("No row in the table for: " + ", ".join(missing))
