"""Workbooks that were issued, and what came back in them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dossiers import Assessment


class IssuedWorkbook(models.Model):
    """A workbook as it was handed out. Written once; the file is made from ``contents`` alone.

    ``sections`` are the keys it covers, ``scorers`` how many score sheets for one person each.
    ``contents`` holds what every cell showed and the version it is based on: see
    ``queries.workbook``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="workbooks")
    questionnaire = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    sections = models.JSONField()
    scorers = models.PositiveSmallIntegerField(default=0)
    contents = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-issued_at", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.issued_at:%Y-%m-%d}"


class WorkbookReturn(models.Model):
    """A workbook that came back: what stood in its cells, never the file itself.

    ``cells`` is by address; ``report`` is written when the return is settled: what was taken, what
    was left out, each with its text. Only settling changes the row, once; the database holds that.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", _("To be looked at")
        ACCEPTED = "accepted", _("Accepted")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issued = models.ForeignKey(IssuedWorkbook, on_delete=models.PROTECT, related_name="returns")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="workbook_returns"
    )
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_size = models.PositiveIntegerField()
    cells = models.JSONField()
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    report = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-returned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "file_digest"],
                condition=Q(outcome="open"),
                name="a_workbook_is_looked_at_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True, settled_by__isnull=True)
                | Q(
                    outcome__in=["accepted", "discarded"],
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
                name="settled_returns_have_moment_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
