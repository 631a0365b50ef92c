"""Sectors, the needs in them, and the technologies that could meet the needs."""

from django.db import models
from django.db.models import Q

from .records import Record
from .system import LinkedPlan


class Sector(Record):
    """A sector the country chose, and why.

    ``key`` is one of the catalogue's, ``name`` what it is called in the dossier's own language.
    """

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    sdg_targets = models.CharField(max_length=200, blank=True, default="")
    linked_plan = models.ForeignKey(
        LinkedPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="sectors"
    )
    plan_objective = models.CharField(max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "key", "name"], name="a_sector_is_chosen_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Need(Record):
    """A development challenge of a sector and what technology would have to do about it."""

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="needs")
    challenge = models.TextField()
    statement = models.CharField(max_length=300)
    who_benefits = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.statement


class TechnologyOption(Record):
    """A technology that could meet a need: a thing, a fund or a scheme, with its factsheet.

    ``name`` is the country's own; ``catalogue_entry`` what it is in the shared catalogue, and
    ``catalogue_match`` how sure that is.
    Shares of hardware, software and orgware are whole percentages that add to 100 where given.
    Costs are in whole units of ``currency``; unknown stays null.
    """

    name = models.CharField(max_length=200)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="options")
    form = models.CharField(max_length=30, blank=True, default="")
    sub_sector = models.CharField(max_length=120, blank=True, default="")
    description = models.TextField(blank=True, default="")
    stage = models.CharField(max_length=30, blank=True, default="")
    catalogue_entry = models.CharField(max_length=40, blank=True, default="")
    catalogue_match = models.CharField(max_length=20, blank=True, default="")
    scale = models.CharField(max_length=20, blank=True, default="")
    horizon = models.CharField(max_length=20, blank=True, default="")
    goods = models.CharField(max_length=20, blank=True, default="")
    status_in_country = models.TextField(blank=True, default="")
    implementation = models.TextField(blank=True, default="")
    impact_social = models.TextField(blank=True, default="")
    impact_economic = models.TextField(blank=True, default="")
    impact_environmental = models.TextField(blank=True, default="")
    impact_climate = models.TextField(blank=True, default="")
    considerations = models.TextField(blank=True, default="")
    hardware = models.PositiveSmallIntegerField(null=True, blank=True)
    software = models.PositiveSmallIntegerField(null=True, blank=True)
    orgware = models.PositiveSmallIntegerField(null=True, blank=True)
    capital_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    running_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="USD")
    other_costs = models.TextField(blank=True, default="")
    lifetime_years = models.PositiveSmallIntegerField(null=True, blank=True)
    screened_in = models.BooleanField(default=True)
    screening_reason = models.TextField(blank=True, default="")
    chosen = models.BooleanField(default=False)
    ambition_target = models.TextField(blank=True, default="")
    ambition_scale = models.CharField(max_length=200, blank=True, default="")
    ambition_year = models.PositiveSmallIntegerField(null=True, blank=True)
    ambition_beneficiaries = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    source_page = models.CharField(max_length=40, blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=(Q(capital_cost__isnull=True) | Q(capital_cost__gte=0))
                & (Q(running_cost__isnull=True) | Q(running_cost__gte=0)),
                name="option_costs_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(chosen=False) | Q(screened_in=True), name="chosen_means_screened_in"
            ),
            models.CheckConstraint(
                condition=Q(catalogue_match="") | ~Q(catalogue_entry=""),
                name="match_needs_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return self.name
