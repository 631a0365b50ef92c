"""Adds the first administrator of a new portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners.operations.invitations import first_password_address
from partners.operations.people import appoint_first_administrator
from techbank.exceptions import Invalid


class Command(BaseCommand):
    help = "Add the first administrator and print the address where they set a password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            person = appoint_first_administrator(
                email=options["email"], full_name=options["full_name"], at=timezone.now()
            )
        except Invalid as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(first_password_address(person))
