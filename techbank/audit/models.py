"""One row for each act. Only the database trigger writes the chained columns."""

import json
from typing import Any

from django.db import models
from django.utils.functional import cached_property


class Entry(models.Model):
    """An act that happened. It refers to objects by name and id, never by foreign key.

    ``payload`` is the canonical text that is hashed; every other content column repeats a part of
    it so that the trail can be searched, and the trigger fills those columns from the payload, so
    the two cannot differ.
    """

    seq = models.BigIntegerField(primary_key=True, db_default=0)
    at = models.DateTimeField()
    payload = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    verb = models.CharField(max_length=80)
    sentence = models.TextField()
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=60, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    subject_name = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["country"], name="audit_country"),
            models.Index(fields=["verb"], name="audit_verb"),
            models.Index(fields=["actor_id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @cached_property
    def details(self) -> dict[str, Any]:
        """The details of the act, read from the payload."""
        return dict(json.loads(self.payload).get("details", {}))
