"""The programme as its page reads it."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from partners.models import (
    Country,
    Organisation,
    ProgrammeArea,
    ProgrammePartner,
    ProgrammeResult,
    Project,
)


@dataclass(frozen=True)
class AreaPart:
    """An area or sub-area with its projects and partners; ``parts`` are its sub-areas."""

    area: ProgrammeArea
    projects: list[Project]
    partners: list[ProgrammePartner]
    parts: list["AreaPart"]


@dataclass(frozen=True)
class Programme:
    """The areas, what belongs to none of them, and the results reported in figures."""

    areas: list[AreaPart]
    other_projects: list[Project]
    other_partners: list[ProgrammePartner]
    results: list[ProgrammeResult]


def _projects() -> QuerySet[Project]:
    return Project.objects.order_by("pk").prefetch_related("countries")


def _partners() -> QuerySet[ProgrammePartner]:
    return ProgrammePartner.objects.order_by("pk").select_related("organisation")


def programme() -> Programme:
    """The whole programme. Eight queries, however many areas, projects and partners."""
    rows = list(
        ProgrammeArea.objects.prefetch_related(
            Prefetch("projects", queryset=_projects()), Prefetch("parts", queryset=_partners())
        )
    )

    def part(area: ProgrammeArea) -> AreaPart:
        inside = [part(child) for child in rows if child.parent_id == area.pk]
        return AreaPart(area, list(area.projects.all()), list(area.parts.all()), inside)

    return Programme(
        areas=[part(entry) for entry in rows if entry.parent_id is None],
        other_projects=list(_projects().filter(area=None)),
        other_partners=list(_partners().filter(area=None)),
        results=list(ProgrammeResult.objects.all()),
    )


def projects_in(country: Country) -> list[Project]:
    """The projects a source places in the country. One query."""
    return list(country.projects.select_related("area"))


def organisations(kind: str = "", *, with_invented: bool = False) -> list[Organisation]:
    """Organisations by name, with the parts they take in the programme. Two queries."""
    rows = Organisation.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if not with_invented:
        rows = rows.filter(fictional=False)
    parts = Prefetch("parts", queryset=ProgrammePartner.objects.select_related("area"))
    return list(rows.prefetch_related(parts))
