"""Money needed, in versions: none is changed; a later one replaces it from the day it is known."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from funding.states import Basis, Version
from techbank.citations import Cited
from techbank.money.values import to_cents


class Requirement(Cited):
    """What a body needs, as one source states it.

    In force for the years ``year_from`` to ``year_to`` (open when empty) from ``known_on`` on. A
    version whose source gives no years (``year_from`` empty) is shown and never used in a figure.
    """

    body = models.CharField(max_length=200)
    label = models.CharField(max_length=10, choices=Version.choices)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=40, blank=True, default="")
    known_on = models.DateField()

    class Meta:
        ordering = ["known_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="requirement_above_zero"),
            models.CheckConstraint(
                condition=Q(year_to__isnull=True)
                | Q(year_from__isnull=False, year_to__gte=F("year_from")),
                name="requirement_years_in_order",
            ),
            models.UniqueConstraint(
                fields=["body", "known_on", "label", "basis"], name="one_requirement_a_source_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.currency} {self.amount:,.2f} {self.get_basis_display()}"

    @property
    def per_year(self) -> Decimal:
        """The amount for one year; on average, half the amount when it is for two years."""
        return self.amount if self.basis == Basis.PER_YEAR else to_cents(self.amount / 2)
