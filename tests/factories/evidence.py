"""Sources of facts, added as people add them."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from assessments.evidence.operations import sources
from assessments.evidence.operations.sources import EvidencedFact, Source
from assessments.models import Assessment, Evidence, Need
from assessments.questions.definitions import Audience
from partners.models import User
from techbank.files.uploads import Upload, check_upload
from tests.factories import files
from tests.factories.cast import NOON as NOW

QUESTION = "team.mandate"
LATER = NOW + timedelta(days=3)


def source(text: str = "Statistics Office, Yearbook 2025", **more: str) -> Source:
    payload = {"page": "12", "url": "", "seen_by": Audience.BANK} | more
    return Source(source=text, **payload)


def upload(name: str = "table.csv", content: bytes = files.CSV) -> Upload:
    return check_upload(files.sent(name, content))


def add(
    assessment: Assessment,
    by: User,
    *,
    fact: EvidencedFact | None = None,
    sourced: Source | None = None,
    file: Upload | None = None,
    evidence_id: UUID | None = None,
    at: Any = NOW,
) -> Evidence:
    return sources.add_evidence(
        assessment=assessment,
        evidence_id=evidence_id or uuid4(),
        fact=fact or EvidencedFact(question=QUESTION),
        source=sourced or source(),
        upload=file,
        by=by,
        at=at,
    )


def of_need(draft: Assessment, field: str = "") -> EvidencedFact:
    need = Need.objects.filter(assessment=draft)[0]
    return EvidencedFact(kind="need", record_id=need.pk, field=field)


def stored_files() -> set[str]:
    root = Path(settings.EVIDENCE_ROOT)
    return {path.name for path in root.rglob("*") if path.is_file()}


def fill(draft: Assessment, by: User, *, rows: int, size: int = 10) -> None:
    """Rows with files that are not there: what counts is what the rows say."""
    for _number in range(rows):
        Evidence.objects.create(
            assessment=draft,
            question=QUESTION,
            source="x",
            stored_as=uuid4().hex,
            file_name="a.csv",
            media_type="text/csv",
            size=size,
            digest="0" * 64,
            added_at=NOW,
            added_by=by,
        )
