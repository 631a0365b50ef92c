"""When a dossier was carried over to a newer version of the questionnaire."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .dossiers import Assessment


class RollForward(models.Model):
    """One step of a dossier to a newer questionnaire, with what became of every question.

    ``report`` is {"questions": [{"key", "outcome", "to", "answered", "reason"}], "sections": {key:
    [new and changed keys]}}: written once and never changed.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="roll_forwards"
    )
    from_version = models.CharField(max_length=20)
    to_version = models.CharField(max_length=20)
    report = models.JSONField()
    rolled_at = models.DateTimeField()
    rolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-rolled_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_version=F("to_version")), name="a_roll_goes_somewhere"
            ),
            models.UniqueConstraint(
                fields=["assessment", "to_version"], name="a_version_is_reached_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_version} → {self.to_version}"
