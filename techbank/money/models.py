"""Dated exchange rates: a row is never changed; a later row replaces it from its day on."""

from django.db import models


class ExchangeRate(models.Model):
    """``per_usd`` units of ``currency`` buy one United States dollar from ``valid_from`` on.

    It is valid until the next row of the same currency begins.
    """

    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    per_usd = models.DecimalField(max_digits=20, decimal_places=8)
    source = models.CharField(max_length=300)
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(per_usd__gt=0), name="rate_above_zero"),
            models.CheckConstraint(condition=~models.Q(currency="USD"), name="rate_not_of_usd"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.per_usd} / USD, {self.valid_from}"
