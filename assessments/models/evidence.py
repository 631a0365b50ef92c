"""Where a fact of a dossier comes from: a source and its page, and the file that shows it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .dossiers import Assessment

LONGEST_SOURCE = 500
LONGEST_PAGE = 40
LONGEST_ADDRESS = 500


def _person(**more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more
    )


class Evidence(models.Model):
    """A source of one answer, or of one record or a field of it; perhaps with a file.

    ``id`` is the UUID the form carried, so that sending twice makes one. ``seen_by`` is the
    audience of the answer or a narrower one; the file itself is never public. ``stored_as`` names
    the file in the vault and is empty without a file, or once a removed one was swept; the other
    facts of the file stay. Rows are never deleted: removing stamps them. The database holds all
    of it, and how much a dossier may keep.
    """

    class SeenBy(models.TextChoices):
        """The audiences of an answer, widest first; the form has the words."""

        PUBLIC = "public"
        BANK = "bank"
        COUNTRY = "country"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=30, blank=True, default="")
    record_id = models.UUIDField(null=True, blank=True)
    field = models.CharField(max_length=60, blank=True, default="")
    source = models.CharField(max_length=LONGEST_SOURCE)
    page = models.CharField(max_length=LONGEST_PAGE, blank=True, default="")
    url = models.CharField(max_length=LONGEST_ADDRESS, blank=True, default="")
    seen_by = models.CharField(max_length=10, choices=SeenBy.choices, default=SeenBy.BANK)
    version = models.PositiveIntegerField(default=1)
    stored_as = models.CharField(max_length=32, blank=True, default="")
    file_name = models.CharField(max_length=120, blank=True, default="")
    media_type = models.CharField(max_length=100, blank=True, default="")
    size = models.PositiveIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    added_at = models.DateTimeField()
    added_by = _person()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = _person(null=True, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["assessment", "added_at"], name="evidence_of_dossier")]
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~Q(question="") & Q(kind="", record_id__isnull=True, field="")
                    | Q(question="", record_id__isnull=False) & ~Q(kind="")
                ),
                name="evidence_is_of_one_fact",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="evidence_names_its_source"),
            models.CheckConstraint(
                condition=Q(seen_by__in=["public", "bank", "country"]),
                name="evidence_audience_is_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(file_name="", media_type="", size__isnull=True, digest="", stored_as="")
                    | ~Q(file_name="")
                    & ~Q(media_type="")
                    & Q(size__gt=0)
                    & Q(digest__regex="^[0-9a-f]{64}$")
                    & (
                        Q(swept_at__isnull=True, stored_as__regex="^[0-9a-f]{32}$")
                        | Q(swept_at__isnull=False, stored_as="")
                    )
                ),
                name="evidence_file_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removal_has_moment_and_person",
            ),
            models.CheckConstraint(
                condition=Q(swept_at__isnull=True)
                | Q(removed_at__isnull=False, swept_at__gte=models.F("removed_at")),
                name="evidence_swept_after_removal",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="evidence_address_is_of_the_web",
            ),
            models.UniqueConstraint(
                fields=["stored_as"], condition=~Q(stored_as=""), name="evidence_file_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.page}" if self.page else self.source

    @property
    def address(self) -> str:
        """What it is evidence of: a question's key, or ``kind:record``."""
        return self.question or f"{self.kind}:{self.record_id}"

    @property
    def has_file(self) -> bool:
        """Whether the file can be had."""
        return bool(self.stored_as)
