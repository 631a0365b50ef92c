"""The rows that are attacked: the demonstration, and what it leaves empty.

Testland's plan (XTL) is published and paid for. Otherland's dossier (XSL) is recommended and
waits for its approver; two scoring sessions belong to it, one open, one frozen.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.db import connection

from assessments.models import (
    Assessment,
    Cycle,
    Evidence,
    GuessCount,
    IssuedWorkbook,
    RollForward,
    ScoringSession,
    Seat,
    SeatScore,
    WeightJudgement,
    WorkbookReturn,
)
from partners.models import User
from tests.attacks.attack import copy

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def fill() -> None:
    """Load the demonstration, then write what it has no row of."""
    for command in ("load_reference", "load_demonstration"):
        call_command(command, stdout=StringIO())
    dossier = _recommended()
    _session(dossier, 1, "OPEN01")
    _freeze(_session(dossier, 2, "FROZEN"))
    _source_with_file(dossier)
    _workbook(dossier)
    _roll(dossier)
    GuessCount.objects.create(key="0" * 64, count=1, until=LATER)
    with connection.cursor() as cursor:
        for statement in _COPIES:
            cursor.execute(statement)


def _person(address: str) -> User:
    return User.objects.get(email=address)


def _coordinator() -> User:
    return _person("coordinator@otherland.example")


def _recommended() -> Assessment:
    return Assessment.objects.create(
        country_id="XSL",
        cycle=Cycle.objects.order_by("-starts_on")[0],
        title="Needs of Otherland (invented)",
        questionnaire="2026.2",
        state="recommended",
        opened_at=AT,
        opened_by=_coordinator(),
        submitted_at=AT,
        submitted_by=_coordinator(),
        recommended_at=AT,
        recommended_by=_person("reviewer@bank.example"),
    )


def _session(dossier: Assessment, number: int, code: str) -> ScoringSession:
    session = ScoringSession.objects.create(
        assessment=dossier,
        number=number,
        title="Energy",
        facilitator=_coordinator(),
        state="open",
        code=code,
        made_at=AT,
        opened_at=AT,
        expires_at=LATER,
    )
    seat = Seat.objects.create(session=session, number=1, token_hash=f"{number:064}", joined_at=AT)
    SeatScore.objects.create(
        seat=seat,
        round=1,
        option_id=uuid4(),
        criterion_id=uuid4(),
        value=Decimal(3),
        sequence=1,
        client_uuid=uuid4(),
        written_at=AT,
    )
    WeightJudgement.objects.create(
        session=session, number=1, method="direct", inputs={}, ranges={}, written_at=AT
    )
    return session


def _freeze(session: ScoringSession) -> None:
    session.state, session.frozen, session.digest = "frozen", {"seats": 1}, "0" * 64
    session.frozen_at, session.frozen_by = AT, _coordinator()
    session.save()


def _source_with_file(dossier: Assessment) -> None:
    Evidence.objects.create(
        assessment=dossier,
        question="team.other",
        source="A survey",
        added_at=AT,
        added_by=_coordinator(),
        file_name="survey.pdf",
        media_type="application/pdf",
        size=1000,
        digest="0" * 64,
        stored_as="0" * 32,
    )


def _workbook(dossier: Assessment) -> None:
    known: dict[str, Any] = {"assessment": dossier}
    issued = IssuedWorkbook.objects.create(
        **known,
        questionnaire="2026.2",
        language="en",
        sections=[],
        contents={},
        issued_at=AT,
        issued_by=_coordinator(),
    )
    WorkbookReturn.objects.create(
        **known,
        issued=issued,
        file_name="workbook.xlsx",
        file_digest="0" * 64,
        file_size=1,
        cells={},
        returned_at=AT,
        returned_by=_coordinator(),
    )


def _roll(dossier: Assessment) -> None:
    RollForward.objects.create(
        assessment=dossier,
        from_version="2026.1",
        to_version="2026.2",
        report={},
        rolled_at=AT,
        rolled_by=_coordinator(),
    )


_COPIES = (
    # A row of the ledger that waits for its approval.
    copy(
        "funding_ledgerentry",
        {"state": "'entered'", "approved_at": "NULL", "approved_by_id": "NULL"},
        "kind = 'receipt' AND NOT imported AND state = 'approved'",
    ),
    # A plan's document that has been made.
    copy(
        "assessments_plandocument",
        {
            "language": "'xx'",
            "state": "'ready'",
            "digest": "repeat('1', 64)",
            "stored_as": "'1.pdf'",
            "pages": "10",
            "size": "1000",
        },
    ),
)
