"""Rounds of review, threads anchored to an answer and its version, and their remarks."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dossiers import Assessment


class ReviewRound(models.Model):
    """From an officer taking the dossier to their decision."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        RETURNED = "returned", _("Returned")
        RECOMMENDED = "recommended", _("Recommended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    returned_sections = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="rounds_are_numbered"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(outcome="open"), name="one_open_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} round {self.number}"


class Thread(models.Model):
    """A question of the reviewer about a section or one answer at a version of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="threads")
    section = models.CharField(max_length=40)
    question = models.CharField(max_length=80, blank=True, default="")
    answer_version = models.PositiveIntegerField(null=True, blank=True)
    must_fix = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="resolution_has_moment_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.question}".strip()


class Remark(models.Model):
    """One message in a thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
