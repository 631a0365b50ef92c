"""Rank the options of a scoring file. Needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import scoring
from assessments.exports.scoring_report import report
from assessments.imports.scoring_case import read_case


class Command(BaseCommand):
    help = (
        "Print, as JSON, the totals and ranks of a scoring file, how firm they are, and where a "
        "published table differs from its own figures. A file that cannot be ranked is refused "
        "with a sentence that names the row and the column."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a case in JSON, or a workshop's workbook")
        parser.add_argument("--draws", type=int, default=scoring.DRAWS, help="weightings to try")
        parser.add_argument("--seed", type=int, default=scoring.SEED, help="of the weightings")
        parser.add_argument("--cost", help="the criterion that is the cost, for the frontier")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = read_case(options["file"])
            ranked = report(
                found.case,
                printed=found.printed,
                draws=options["draws"],
                seed=options["seed"],
                cost=options["cost"],
            )
        except scoring.ScoringError as error:
            raise CommandError(str(error)) from error
        document = {"title": found.title, "source": found.source, "note": found.note, **ranked}
        # In ASCII, so that no terminal and no name can be in the way.
        self.stdout.write(json.dumps(document, indent=1, allow_nan=False))
