"""The dossier: one country's assessment for one cycle."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.states import APPROVED_STATES, CLOSED, State
from partners.models import Country
from techbank.text import CURRENT, FIRST


def _person(*, required: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=not required,
        blank=not required,
        related_name="+",
    )


def dialect_column() -> Any:
    """The column of the dialect of a text: what an older release writes is of the first."""
    return models.PositiveSmallIntegerField(default=CURRENT, db_default=FIRST, editable=False)


class Cycle(models.Model):
    """The planning period a dossier belongs to, for example round two."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="cycle_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """A country's technology needs assessment on its path from draft to publication.

    ``state`` is set by ``partners.transitions.perform`` alone. Each stamp is a pair of moment and
    person. *Released* and *superseded* are stamps, not states. ``text_dialect`` is the one its
    texts were approved in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(_("Title"), max_length=200)
    language = models.CharField(_("Language of the answers"), max_length=10, default="en")
    questionnaire = models.CharField(max_length=20)
    text_dialect = dialect_column()
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFTING)

    opened_at = models.DateTimeField()
    opened_by = _person(required=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = _person()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = _person()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = _person()
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommended_by = _person()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = _person()
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = _person()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _person()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = _person()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = _person()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="assessment_state_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=[s.value for s in APPROVED_STATES], approved_by__isnull=False)
                    | (
                        ~Q(state__in=[s.value for s in APPROVED_STATES])
                        & Q(approved_by__isnull=True)
                    )
                ),
                name="approved_means_somebody_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approval_has_moment_and_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("recommended_by")) & Q(recommended_by__isnull=False)),
                name="approver_is_not_recommender",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("opened_by")) & ~Q(approved_by=F("submitted_by"))),
                name="approver_is_not_author",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | Q(released_at__isnull=False, published_at__isnull=False),
                name="published_means_released",
            ),
            models.UniqueConstraint(
                fields=["country", "cycle"],
                condition=~Q(state__in=[s.value for s in CLOSED]) & Q(superseded_at__isnull=True),
                name="one_open_assessment_a_country_and_cycle",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reading(self) -> int:
        """The dialect in which its texts are read now: as approved, else the current one."""
        return self.text_dialect if self.state in APPROVED_STATES else CURRENT

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)
