"""Who takes part in an assessment, and where they met."""

from django.db import models
from django.db.models import Q

from .records import Record


class Stakeholder(Record):
    """An organisation or a person whose knowledge or interest is in the assessment.

    The name of a person is published only with ``consent``; ``contact`` and ``sex`` never are.
    """

    organisation = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    sector = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    field = models.CharField(max_length=200, blank=True, default="")
    sex = models.CharField(max_length=10, blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="")
    consent = models.BooleanField(default=False)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(organisation="", name=""), name="stakeholder_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(consent=False) | ~Q(name=""), name="consent_is_given_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.organisation) if part)


class Event(Record):
    """A meeting, visit or interview. Women and men who were not counted stay null."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True, default="")
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, default="")
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.title
