"""Rank the options of a scoring file. Needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import scoring
from assessments.cases.exports.examples import examples_report
from assessments.cases.exports.report import report
from assessments.cases.imports.case import read_case
from assessments.cases.imports.examples import read_examples


class Command(BaseCommand):
    help = (
        "Print, as JSON, the totals and ranks of a scoring file, how firm they are, and where a "
        "published table differs from its own figures. A file that cannot be ranked is refused "
        "with a sentence that names the row and the column."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="a case in JSON, a workshop's workbook, or a list of worked examples in JSON",
        )
        parser.add_argument("--draws", type=int, default=scoring.DRAWS, help="weightings to try")
        parser.add_argument("--seed", type=int, default=scoring.SEED, help="of the weightings")
        parser.add_argument("--cost", help="the criterion that is the cost, for the frontier")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = _document(**options)
        except scoring.ScoringError as error:
            raise CommandError(str(error)) from error
        # In ASCII, so that no terminal and no name can be in the way.
        self.stdout.write(json.dumps(document, indent=1, allow_nan=False))


def _document(
    file: Path, draws: int, seed: int, cost: str | None, **_others: Any
) -> dict[str, Any]:
    examples = read_examples(file)
    if examples is not None:
        return {"title": file.stem, **examples_report(examples)}
    case = read_case(file)
    ranked = report(case.case, printed=case.printed, draws=draws, seed=seed, cost=cost)
    return {"title": case.title, "source": case.source, "note": case.note, **ranked}
