"""Countries, and what was decided about their status, as dated events."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from techbank.citations import Cited

# The United Nations writes articles behind the name: "Sudan (the)", "Afghanistan (l')".
_ARTICLE = re.compile(r" \((?:the|l['’]|la|le|les|el|las|los)\)$")


class Country(models.Model):
    """A country by its ISO 3166 code; ``fictional`` for the invented one (user-assigned XTL).

    Names are the short names of the United Nations in its six languages. ``working_language`` is
    a sensible default for the interface, no statement of law.
    """

    iso3 = models.CharField(max_length=3, primary_key=True)
    iso2 = models.CharField(max_length=2, unique=True)
    m49 = models.CharField(max_length=3, blank=True, default="")
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120, blank=True, default="")
    name_es = models.CharField(max_length=120, blank=True, default="")
    name_ru = models.CharField(max_length=120, blank=True, default="")
    name_zh = models.CharField(max_length=120, blank=True, default="")
    name_ar = models.CharField(max_length=120, blank=True, default="")
    region = models.CharField(max_length=60, blank=True, default="")
    subregion = models.CharField(max_length=60, blank=True, default="")
    landlocked = models.BooleanField(default=False)
    small_island = models.BooleanField(default=False)
    currency = models.CharField(max_length=20, blank=True, default="")
    working_language = models.CharField(max_length=10, default="en")
    fictional = models.BooleanField(default=False)

    class Meta:
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fictional=False) | Q(iso3__startswith="X"),
                name="invented_countries_have_user_assigned_codes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language in use, else in English; without the article behind it."""
        code = (get_language() or "en").split("-")[0]
        return self.names.get(code) or self.names["en"]

    @property
    def names(self) -> dict[str, str]:
        """All names by language code, empty where unknown."""
        codes = ("en", "fr", "es", "ru", "zh", "ar")
        return {code: _ARTICLE.sub("", getattr(self, f"name_{code}")) for code in codes}


class StatusEvent(Cited):
    """One thing decided or announced about a country's LDC status. Rows are only ever added.

    Status on a day is computed from these rows; ``partners.queries.countries`` says how.
    """

    class Kind(models.TextChoices):
        INCLUDED = "included", _("Included in the list")
        GRADUATED = "graduated", _("Graduated")
        GRADUATION_SCHEDULED = "graduation_scheduled", _("Graduation scheduled")
        EXTENSION_REQUESTED = "extension_requested", _("Extension requested")
        REVIEW_NOTE = "review_note", _("Note of a review")

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")
        UNKNOWN = "", _("No date")

    class Certainty(models.TextChoices):
        READ = "read", _("Read in a source")
        REMEMBERED_DAY = "remembered_day", _("Year read in a source, day to be confirmed")
        RECORDED = "recorded", _("Recorded by an officer")

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="status_events")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    takes_effect_on = models.DateField(null=True, blank=True)
    precision = models.CharField(
        max_length=10, choices=Precision.choices, blank=True, default=Precision.DAY
    )
    decided_by = models.CharField(max_length=300, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    certainty = models.CharField(
        max_length=30, choices=Certainty.choices, default=Certainty.RECORDED
    )
    note = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["country", "takes_effect_on", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_effect_on__isnull=False)
                | ~Q(kind__in=["included", "graduated", "graduation_scheduled"]),
                name="status_changes_have_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} {self.kind} {self.takes_effect_on or ''}".strip()
