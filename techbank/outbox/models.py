"""One row for each background task. The database is the queue; Redis only starts the workers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Message(models.Model):
    """A task to run at least once, and its state.

    Waiting: neither done nor dead. Done: `done_at`. Dead: given up after five attempts with the
    reason in `error`, until an officer asks again.
    """

    # The name of the Celery task, and the unique key that makes asking twice harmless.
    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200, unique=True)
    # Ids only: the task reads the data when it runs.
    payload = models.JSONField(default=dict)
    # Nobody waits for it: it goes after messages that a person waits for.
    bulk = models.BooleanField(default=False, db_default=False)
    asked_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["sent_at", "id"],
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["dead_at"], condition=Q(dead_at__isnull=False), name="outbox_dead"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dead_at__isnull=True),
                name="outbox_not_done_and_dead",
            ),
            models.CheckConstraint(
                condition=Q(dead_at__isnull=True) | ~Q(error=""), name="outbox_dead_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.key
