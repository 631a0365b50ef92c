"""manage.py load_reference: the facts the portal starts with, in all its parts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from assessments.dossiers.operations import reference
from funding.operations import reference as funding_reference
from partners.operations import reference as partners_reference


class Command(BaseCommand):
    help = "Load countries, programme, assessments and contributions with their sources."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        partners_reference.load(at=timezone.now())
        reference.load()
        funding_reference.load()
        self.stdout.write("The reference data is loaded.")
