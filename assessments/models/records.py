"""What repeats in a dossier: records with an address of their own, a version and a history."""

import uuid

from django.conf import settings
from django.db import models

from .dossiers import Assessment, dialect_column


class Record(models.Model):
    """A repeating thing of a dossier (a need, an option, an action), addressed by its UUID.

    ``field_versions`` tells at which version of the record a field last changed; a field it does
    not name is as it was at version 1. So two people who change different fields do not collide.
    ``dialect`` is the one in which a writer last saw all its long texts read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    field_versions = models.JSONField(default=dict, blank=True, editable=False)
    dialect = dialect_column()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["position", "updated_at"]


class RecordRevision(models.Model):
    """The whole of a record as somebody saved it, tried to save it, or removed it.

    A write that was set aside or could not be read holds the fields it was about. It grows like
    an answer's revision: see there.
    """

    class Outcome(models.TextChoices):
        SAVED = "saved"
        SET_ASIDE = "set_aside"
        NOT_READ = "not_read"
        REMOVED = "removed"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="record_revisions"
    )
    kind = models.CharField(max_length=30)
    record_id = models.UUIDField()
    version = models.PositiveIntegerField()
    first_version = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    values = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    opened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["record_id"], name="revision_of_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} v{self.version}"
