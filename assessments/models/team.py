"""Who of a country's team works on which section, until when, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .dossiers import Assessment


def _paired(stamp: str) -> Q:
    """Both the moment and the person of a stamp, or neither."""
    both = {f"{stamp}_at__isnull": False, f"{stamp}_by__isnull": False}
    neither = {f"{stamp}_at__isnull": True, f"{stamp}_by__isnull": True}
    return Q(**both) | Q(**neither)


class SectionAssignment(models.Model):
    """One section assigned to one person. Ended, never deleted.

    ``due_on`` is a day of the person's own calendar. *Ready* is the person's word that it is
    done, *accepted* the coordinator's answer to it, *sent back* the other answer, with its note.
    ``reminded`` is the last kind of reminder sent for ``due_on``.
    """

    class Reminder(models.TextChoices):
        NONE = ""
        WEEK = "week"
        DAY = "day"
        OVERDUE = "overdue"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    section = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_back_note = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminded = models.CharField(max_length=10, blank=True, default="", choices=Reminder.choices)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "section", "person"],
                condition=Q(ended_at__isnull=True),
                name="a_section_is_assigned_once_a_person",
            ),
            models.CheckConstraint(
                condition=_paired("accepted"), name="acceptance_has_moment_and_person"
            ),
            models.CheckConstraint(
                condition=_paired("sent_back"), name="sending_back_has_moment_and_person"
            ),
            models.CheckConstraint(
                condition=_paired("ended"), name="end_of_work_has_moment_and_person"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(ready_at__isnull=False),
                name="accepted_means_ready",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("person")),
                name="nobody_accepts_their_own_section",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | ~Q(sent_back_note=""),
                name="sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reminded__in=["", "week", "day", "overdue"]),
                name="reminder_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.person}"

    @property
    def is_waiting(self) -> bool:
        """Ready, and nobody looked at it yet."""
        return self.ready_at is not None and self.accepted_at is None
