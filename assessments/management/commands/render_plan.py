"""Print any archived snapshot as PDF, workbook or JSON. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.publication.documents.archived import Archived, NotASnapshot, read_snapshot
from assessments.publication.documents.edition import renderer_of, snapshot_json
from assessments.publication.documents.plan import plan_pdf
from assessments.publication.documents.tables import plan_tables


class Command(BaseCommand):
    help = (
        "Print the plan of a frozen snapshot. The ending of the output says what is made of it: "
        ".pdf the document, .xlsx its tables, .json the snapshot in its canonical form. A file "
        "that is no snapshot is refused with a sentence."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        printed = [code for code, _name in settings.DOCUMENT_LANGUAGES]
        parser.add_argument("--snapshot", type=Path, required=True, help="the snapshot, as JSON")
        parser.add_argument("--language", choices=printed, default="en", help="of the frame")
        parser.add_argument("--output", type=Path, required=True, help="what to write")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        try:
            archived = read_snapshot(options["snapshot"].read_bytes())
            content = _made(output.suffix.lower(), archived, options["language"])
            output.write_bytes(content)
        except (NotASnapshot, OSError) as error:
            raise CommandError(str(error)) from error
        renderer = renderer_of(archived.snapshot)
        self.stdout.write(f"{output}: {len(content)} bytes, renderer {renderer}")
        self.stdout.write(f"snapshot {archived.digest}")


def _made(ending: str, archived: Archived, language: str) -> bytes:
    if ending == ".pdf":
        return plan_pdf(archived.snapshot, digest=archived.digest, language=language)
    if ending == ".xlsx":
        return plan_tables(archived.snapshot, digest=archived.digest, language=language)
    if ending == ".json":
        return snapshot_json(archived.snapshot)
    raise CommandError("The output ends in .pdf, .xlsx or .json.")
