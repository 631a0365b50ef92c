"""Assessments made outside the portal, told as dated and sourced statements, nothing assumed."""

from django.db import models

from partners.models import Country
from techbank.citations import Cited


class ExternalAssessment(Cited):
    """An assessment the sources name for a country, in round one or two."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "round"], name="one_external_assessment_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}, round {self.round}"


class ExternalStatement(Cited):
    """One thing one source says. ``dated`` is a day, a span or a year, as the source gives it."""

    assessment = models.ForeignKey(
        ExternalAssessment, on_delete=models.CASCADE, related_name="statements"
    )
    position = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=120)
    statement = models.TextField()
    dated = models.CharField(max_length=40, blank=True, default="")
    certainty = models.CharField(max_length=60, blank=True, default="")
    contradicted_by = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.subject}: {self.statement[:60]}"
