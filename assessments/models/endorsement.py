"""The national endorsement: the workshop in which the country stood behind its dossier."""

from django.conf import settings
from django.db import models

from .dossiers import Assessment, dialect_column


class Endorsement(models.Model):
    """A validation workshop. ``by_sector`` maps a stakeholder sector to a head count."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, primary_key=True, related_name="endorsement"
    )
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    women = models.PositiveIntegerField()
    men = models.PositiveIntegerField()
    by_sector = models.JSONField(default=dict)
    minutes = models.TextField()
    dialect = dialect_column()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(women__gt=0) | models.Q(men__gt=0),
                name="endorsement_had_participants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on}, {self.place}"
