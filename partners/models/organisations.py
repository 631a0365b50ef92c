"""Organisations: ministries, United Nations entities, donors, academies, companies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from techbank.citations import Cited


class Organisation(Cited):
    """A body the bank works with or is paid by. ``iso2`` is empty if it belongs to no country."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        UNITED_NATIONS = "un_entity", _("United Nations entity")
        INTERNATIONAL = "international", _("International organisation")
        ACADEMIC = "academic", _("Academy or university")
        PRIVATE = "private", _("Private sector")
        NETWORK = "network", _("Foundation, alliance or network")
        OTHER = "other", _("Other")

    name = models.CharField(max_length=250, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    iso2 = models.CharField(max_length=2, blank=True, default="")
    fictional = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
