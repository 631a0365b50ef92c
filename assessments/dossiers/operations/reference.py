"""Loading what the portal knows before anybody writes: cycles, and assessments made elsewhere."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from assessments.models import Cycle, ExternalAssessment, ExternalStatement
from partners.models import Country
from techbank import audit

_DATA = Path(__file__).resolve().parents[2] / "data"
_SOURCE = ("source_symbol", "source_title", "paragraph", "source_note")
_STATEMENT = ("subject", "statement", "dated", "certainty", "contradicted_by", *_SOURCE)

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load() -> dict[str, int]:
    """Load cycles and the assessments of rounds one and two; returns how many rows were written.

    Loading again writes only what the files changed: all 0 when everything was there. Countries
    have to be loaded first; an assessment of an unknown one is left out. The name of a cycle is
    the portal's own working name: no United Nations document gives one.
    """
    external = _rows("external_assessments.csv")
    statements = _rows("external_statements.csv")
    counts = {
        "cycles": _load_cycles(_rows("cycles.csv")),
        "external assessments": _load_external(external),
        "external statements": _load_statements(statements),
    }
    if any(counts.values()):
        summary = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
        audit.record(
            verb="reference.loaded",
            sentence=f"Reference data were loaded from assessments/data: {summary}",
            by=None,
            details=counts,
        )
    return counts


def _load_cycles(rows: list[Row]) -> int:
    before = Cycle.objects.count()
    cycles = [
        Cycle(
            code=row["code"],
            name=row["name"],
            starts_on=date.fromisoformat(row["starts_on"]),
            ends_on=date.fromisoformat(row["ends_on"]),
        )
        for row in rows
    ]
    Cycle.objects.bulk_create(cycles, ignore_conflicts=True)
    return Cycle.objects.count() - before


def _load_external(rows: list[Row]) -> int:
    before = ExternalAssessment.objects.count()
    known = set(Country.objects.values_list("pk", flat=True))
    ExternalAssessment.objects.bulk_create(
        [
            ExternalAssessment(
                country_id=row["iso3"],
                round=int(row["round"]),
                **{name: row[name] for name in _SOURCE},
            )
            for row in rows
            if row["iso3"] in known
        ],
        ignore_conflicts=True,
    )
    return ExternalAssessment.objects.count() - before


def _load_statements(rows: list[Row]) -> int:
    """Statements have no address of their own: those of the files replace what was there."""
    external = {(item.country_id, item.round): item for item in ExternalAssessment.objects.all()}
    wanted = [
        ExternalStatement(
            assessment=external[row["iso3"], int(row["round"])],
            position=int(row["position"]),
            **{name: row[name] for name in _STATEMENT},
        )
        for row in rows
        if (row["iso3"], int(row["round"])) in external
    ]
    there = ExternalStatement.objects.filter(assessment__in=external.values())
    if sorted(map(_counts_and_symbols, there)) == sorted(map(_counts_and_symbols, wanted)):
        return 0
    there.delete()
    return len(ExternalStatement.objects.bulk_create(wanted))


def _counts_and_symbols(statement: ExternalStatement) -> tuple[int, int, list[str]]:
    """What makes two statements the same."""
    return (
        statement.assessment_id,
        statement.position,
        [str(getattr(statement, name)) for name in _STATEMENT],
    )
