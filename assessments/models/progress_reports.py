"""What became of an activity after its plan was approved, as the country reports it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.states import ActivityStatus

from .snapshots import Snapshot

LONGEST_REACHED = 120
# As a piece of evidence names what it is of.
REPORT = "progress_report"


def _not_after(earlier: str, later: str) -> Q:
    return Q(**{f"{earlier}__isnull": True}) | Q(**{f"{earlier}__lte": F(later)})


class ProgressReport(models.Model):
    """One activity of an approved plan, as it stood on the day ``until_on``. Written once.

    ``id`` is the UUID the form carried, so that sending twice makes one. ``activity`` is the id in
    the frozen plan. ``reached`` is what the indicator shows, as text; a plain number with a point
    where the plan's target is one; "" where nothing was measured. ``spent`` is what was spent since
    the activity began: [{"currency", "amount"}], two decimals as text, one row a currency; a
    currency that is not named is unknown, never zero. A report that ``corrects`` another stands
    in its place; the other one stays. The database holds all of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    activity = models.UUIDField()
    until_on = models.DateField()
    status = models.CharField(max_length=20, choices=ActivityStatus.choices)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    reached = models.CharField(max_length=LONGEST_REACHED, blank=True, default="")
    measured_on = models.DateField(null=True, blank=True)
    spent = models.JSONField(default=list, blank=True)
    happened = models.TextField(blank=True, default="")
    obstacles = models.TextField(blank=True, default="")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-until_on", "-reported_at", "pk"]
        indexes = [models.Index(fields=["snapshot", "activity"], name="reports_of_an_activity")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[ActivityStatu.value for ActivityStatu in ActivityStatus]),
                name="report_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=ActivityStatus.NOT_STARTED) | Q(started_on__isnull=True),
                name="what_is_not_started_has_no_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(status__in=[ActivityStatus.COMPLETED, ActivityStatus.CANCELLED]),
                name="only_what_is_over_has_an_end",
            ),
            models.CheckConstraint(
                condition=_not_after("started_on", "ended_on") | Q(ended_on__isnull=True),
                name="reported_end_is_not_before_start",
            ),
            models.CheckConstraint(
                condition=_not_after("started_on", "until_on")
                & _not_after("ended_on", "until_on")
                & _not_after("measured_on", "until_on"),
                name="nothing_is_reported_ahead",
            ),
            models.CheckConstraint(
                condition=Q(reached="", measured_on__isnull=True)
                | ~Q(reached="") & Q(measured_on__isnull=False),
                name="what_is_reached_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")),
                name="no_report_corrects_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{ActivityStatus(self.status).label}, {self.until_on}"
