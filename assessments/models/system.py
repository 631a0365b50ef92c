"""The plans an assessment builds on, and the figures of the national innovation system."""

from django.db import models
from django.db.models import Q

from .records import Record


class LinkedPlan(Record):
    """A plan, review, earlier assessment or roadmap, with what is used of it."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    issued_by = models.CharField(max_length=200, blank=True, default="")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    link = models.CharField(max_length=500, blank=True, default="")
    used = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") | Q(link__regex=r"^https?://[^\s]+$"),
                name="link_of_a_plan_is_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


class Indicator(Record):
    """A published figure with year and source, or that none is published (``no_data``).

    ``key`` is one of the catalogue's, ``name`` what it is called in the dossier's own language.
    Scores and ranks of an index are copied with their ``edition`` and never computed.
    """

    key = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True, default="")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True, default="")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    no_data = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    edition = models.CharField(max_length=60, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    source_page = models.CharField(max_length=40, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(no_data=False) | Q(value__isnull=True, rank__isnull=True),
                name="no_data_has_no_value",
            ),
            models.CheckConstraint(
                condition=~Q(key="own") | ~Q(name=""), name="own_indicator_is_named"
            ),
            models.UniqueConstraint(
                fields=["assessment", "key", "name", "year", "edition"],
                nulls_distinct=False,
                name="one_figure_an_indicator_and_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.key

    @property
    def stated(self) -> bool:
        """Whether something is said: a figure, or that there is none."""
        return self.no_data or self.value is not None
