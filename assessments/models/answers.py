"""Answers with a version each, every revision of them, and which sections are complete."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from .dossiers import Assessment, dialect_column


class Answer(models.Model):
    """The current answer to one question. ``value`` is JSON in the shape of the question's kind.

    ``version`` grows by one with every change and is what a writer must name to change it again.
    ``dialect`` is the one in which its writer last saw it read.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True, blank=True)
    not_known = models.BooleanField(default=False)
    dialect = dialect_column()
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_answer_a_question"),
            models.CheckConstraint(
                condition=Q(not_known=False) | Q(value__isnull=True),
                name="not_known_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Revision(models.Model):
    """Something somebody wrote as an answer, whether it became the answer or not.

    ``version`` is the answer's version it became; for a text set aside in a conflict, or one that
    could not be read as an answer, it is the version that was current instead. A revision may
    grow for ten minutes while its author writes on by autosave: it then covers the versions
    ``first_version`` to ``version`` and began at ``opened_at``; ``dropped`` counts the characters
    that vanished meanwhile, never more than forty. The database holds it to that.
    """

    class Outcome(models.TextChoices):
        SAVED = "saved"
        SET_ASIDE = "set_aside"
        NOT_READ = "not_read"

    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="revisions")
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True, blank=True)
    not_known = models.BooleanField(default=False)
    version = models.PositiveIntegerField()
    first_version = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    opened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["assessment", "key"], name="revision_of_answer")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version} ({self.outcome})"


class SentWrite(models.Model):
    """A write a browser sent, by the UUID it gave it: sent twice, it is answered twice, done once.

    ``address`` is a question's key, or ``record id.field``; ``version`` the version it became, or
    the one that stood in its way. ``content`` is the SHA-256 of what was sent, so that a UUID used
    again for another text is another write.
    """

    client_uuid = models.UUIDField(primary_key=True)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=120)
    content = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Revision.Outcome.choices)
    version = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.address} ({self.outcome})"


class SectionProgress(models.Model):
    """What was said of one section: complete or not, and whether a review handed it back."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    complete = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], name="one_progress_a_section"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {'complete' if self.complete else 'open'}"
