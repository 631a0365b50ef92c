"""Loading the reference data of a new portal: countries, their status, the programme.

Everything comes from ``partners/data`` with its source, is written once, and is safe to load
again: rows that are there stay as they are, because officers may have added to them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from partners.models import (
    Country,
    Organisation,
    ProgrammeArea,
    ProgrammePartner,
    ProgrammeResult,
    Project,
    StatusEvent,
)
from techbank import audit

from .files import Row, cited, day, rows


def _add_new(model: type[models.Model], instances: Iterable[Any]) -> int:
    """Add the rows whose unique values do not exist yet; returns how many were added."""
    before = model._default_manager.count()
    model._default_manager.bulk_create(instances, ignore_conflicts=True)
    return model._default_manager.count() - before


def _country(row: Row, *, fictional: bool) -> Country:
    flags = {name: row[name] == "yes" for name in ("landlocked", "small_island")}
    return Country(**{**row, **flags}, fictional=fictional)


def _event(row: Row, at: datetime) -> StatusEvent:
    return StatusEvent(
        country_id=row["iso3"],
        kind=row["kind"],
        takes_effect_on=day(row["takes_effect_on"]),
        precision=row["precision"],
        decided_by=row["decided_by"],
        decided_on=day(row["decided_on"]),
        certainty=row["certainty"],
        note=row["note"],
        recorded_at=at,
        **cited(row),
    )


def _add_events(at: datetime) -> int:
    """Events have no key to identify them: a country that has any is left unchanged."""
    known = set(StatusEvent.objects.values_list("country_id", flat=True))
    new = [_event(row, at) for row in rows("status_events.csv") if row["iso3"] not in known]
    return len(StatusEvent.objects.bulk_create(new))


def _add_areas() -> int:
    """The six areas before their sub-areas."""
    areas = sorted(rows("programme_areas.csv"), key=lambda row: row["parent"])
    return _add_new(
        ProgrammeArea,
        [
            ProgrammeArea(
                code=row["code"],
                name=row["name"],
                parent_id=row["parent"] or None,
                position=int(row["position"]),
                **cited(row),
            )
            for row in areas
        ],
    )


def _project(row: Row) -> Project:
    return Project(
        name=row["name"],
        area_id=row["area"] or None,
        area_in_source=row["area_in_source"],
        partners_in_source=row["partners"],
        countries_in_source=row["countries"],
        start_in_source=row["start"],
        end_in_source=row["end"],
        status_in_source=row["status"],
        amount_in_source=row["amount"],
        **cited(row),
    )


def _add_projects() -> int:
    if Project.objects.exists():
        return 0
    project_rows = rows("projects.csv")
    added = Project.objects.bulk_create(_project(row) for row in project_rows)
    link = Project.countries.through
    link._default_manager.bulk_create(
        link(project_id=project.pk, country_id=iso3)
        for project, row in zip(added, project_rows, strict=True)
        for iso3 in row["iso3s"].split()
    )
    return len(added)


def _add_organisations(name: str, *, fictional: bool) -> int:
    return _add_new(
        Organisation,
        [
            Organisation(
                name=row["name"],
                kind=row["kind"],
                iso2=row["iso2"],
                fictional=fictional,
                **cited(row),
            )
            for row in rows(name)
        ],
    )


def _add_parts() -> int:
    if ProgrammePartner.objects.exists():
        return 0
    ids = dict(Organisation.objects.values_list("name", "pk"))
    added = ProgrammePartner.objects.bulk_create(
        ProgrammePartner(
            organisation_id=ids[row["organisation"]],
            area_id=row["area"] or None,
            area_in_source=row["area_in_source"],
            project_in_source=row["project"],
            **cited(row),
        )
        for row in rows("organisations/parts.csv")
    )
    return len(added)


def _add_results() -> int:
    if ProgrammeResult.objects.exists():
        return 0
    added = ProgrammeResult.objects.bulk_create(
        ProgrammeResult(value_in_source=row["value"], label=row["label"], **cited(row))
        for row in rows("results.csv")
    )
    return len(added)


def _record_load(counts: dict[str, int], files: str) -> dict[str, int]:
    if any(counts.values()):
        summary = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        audit.record(
            verb="reference.loaded",
            sentence=f"Reference data were loaded from {files}: {summary}",
            by=None,
            details=counts,
        )
    return counts


@transaction.atomic
def load(*, at: datetime) -> dict[str, int]:
    """Load countries, status events, areas, organisations, projects and results.

    ``at`` becomes the moment at which the events were recorded. Returns how many rows of each
    were added: all 0 when everything was loaded before.
    """
    counts = {
        "countries": _add_new(
            Country, [_country(row, fictional=False) for row in rows("countries.csv")]
        ),
        "status events": _add_events(at),
        "programme areas": _add_areas(),
        "organisations": _add_organisations("organisations/partners.csv", fictional=False),
        "projects": _add_projects(),
        "parts in the programme": _add_parts(),
        "results": _add_results(),
    }
    return _record_load(counts, "partners/data")


@transaction.atomic
def load_invented() -> dict[str, int]:
    """Load the two invented countries and the invented organisations of the demonstration."""
    countries = [_country(row, fictional=True) for row in rows("demonstration_countries.csv")]
    counts = {
        "invented countries": _add_new(Country, countries),
        "invented organisations": _add_organisations(
            "demonstration_organisations.csv", fictional=True
        ),
    }
    return _record_load(counts, "partners/data (invented)")
