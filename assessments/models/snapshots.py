"""What approval freezes, and the documents rendered from it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from assessments.states import DocumentState, Projection, RenderingStep

from .dossiers import Assessment


class Snapshot(models.Model):
    """The dossier as it was approved, in two projections. Written once; the database refuses more.

    Everything official is made from here: documents, API, open data, funding by action. Digests
    are sha256 over the canonical JSON of each projection.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField()
    format_version = models.PositiveSmallIntegerField()
    full = models.JSONField()
    public = models.JSONField()
    digest = models.CharField(max_length=64)
    public_digest = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["-approved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "version"], name="snapshot_versions_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full['assessment']['title']}, version {self.version}"


class PlanDocument(models.Model):
    """One PDF of one snapshot in one language: a row from the moment it is asked for.

    ``stored_as`` is the file's name in the document store, made from its digest. ``size`` is in
    bytes. ``error`` is the sentence an officer reads when it failed. ``earlier_digests`` are those
    of earlier files of this document: somebody may hold one, and it is ours. A trigger keeps them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="documents")
    language = models.CharField(max_length=10)
    projection = models.CharField(max_length=10, choices=Projection.choices)
    state = models.CharField(
        max_length=10, choices=DocumentState.choices, default=DocumentState.QUEUED
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_times = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The step it is at or was at last (``RenderingStep``); 0 before the first attempt.
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    earlier_digests = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    stored_as = models.CharField(max_length=100, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [GinIndex(fields=["earlier_digests"], name="documents_of_an_earlier_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "language", "projection"], name="one_document_a_language"
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY)
                | (~Q(stored_as="") & ~Q(digest="") & Q(pages__gt=0) & Q(size__gt=0)),
                name="ready_means_stored",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.FAILED) | ~Q(error=""),
                name="failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(step__lte=max(RenderingStep.values)), name="steps_are_those_there_are"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}, {self.language}"
