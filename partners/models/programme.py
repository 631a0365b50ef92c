"""The programme of the Technology Bank: areas, projects, and who takes part in them."""

from django.db import models

from techbank.citations import Cited

from .countries import Country
from .organisations import Organisation


class ProgrammeArea(Cited):
    """One of the six areas of A/76/272, figure II, or a sub-area named in figure IV."""

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Project(Cited):
    """A project named by a source. Dates and money stay as the source writes them."""

    name = models.CharField(max_length=300)
    area = models.ForeignKey(
        ProgrammeArea, on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    area_in_source = models.CharField(max_length=120, blank=True, default="")
    partners_in_source = models.TextField(blank=True, default="")
    countries_in_source = models.TextField(blank=True, default="")
    countries = models.ManyToManyField(Country, blank=True, related_name="projects")
    start_in_source = models.CharField(max_length=40, blank=True, default="")
    end_in_source = models.CharField(max_length=40, blank=True, default="")
    status_in_source = models.CharField(max_length=200, blank=True, default="")
    amount_in_source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ProgrammePartner(Cited):
    """An organisation's part in an area or a project, as a source names it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parts")
    area = models.ForeignKey(
        ProgrammeArea, on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    area_in_source = models.CharField(max_length=120, blank=True, default="")
    project_in_source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.project_in_source}"


class ProgrammeResult(Cited):
    """A figure a source reports for the programme, as printed ("100+" stays "100+")."""

    value_in_source = models.CharField(max_length=20)
    label = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.value_in_source} {self.label}"
