"""A scoring session: what is scored, who sits in it without account, what each one marked."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.states import RESULT_STATES, SessionState

from .dossiers import Assessment


def _person(*, required: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=not required,
        blank=not required,
        related_name="+",
    )


class ScoringSession(models.Model):
    """Options × criteria, scored by people in a room for one sector or for the whole dossier.

    ``options`` and ``criteria`` are copies by value with the ids of the dossier's records: what is
    edited there later changes no session. An option is {"id", "name", "description"}; a criterion
    {"id", "name", "group", "unit", "help", "direction", "scale", "low", "high", "curve"} with
    numbers as text. ``method`` is {"aggregate", "missing"}. ``state`` is set by
    ``partners.transitions.perform`` alone. Once frozen nothing of it changes: ``frozen`` is all
    of it as JSON, ``digest`` the sha256 of its canonical form. The database holds that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="scoring_sessions"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    sector_id = models.UUIDField(null=True, blank=True)
    sector_name = models.CharField(max_length=120, blank=True, default="")
    facilitator = _person(required=True)
    state = models.CharField(
        max_length=10, choices=SessionState.choices, default=SessionState.SETUP
    )
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=6, blank=True, default="")
    options = models.JSONField(default=list, blank=True)
    criteria = models.JSONField(default=list, blank=True)
    method = models.JSONField(default=dict, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = _person()
    expires_at = models.DateTimeField(null=True, blank=True)
    joining_closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = _person()
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = _person()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="scoring_sessions_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="a_code_leads_to_one_session"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in SessionState]),
                name="scoring_session_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SessionState.SETUP, SessionState.CLOSED])
                | (~Q(code="") & Q(opened_at__isnull=False, expires_at__isnull=False)),
                name="an_open_session_has_code_and_end",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=SessionState.FROZEN, frozen__isnull=False, frozen_by__isnull=False)
                    & ~Q(digest="")
                )
                | (~Q(state=SessionState.FROZEN) & Q(frozen__isnull=True, digest="")),
                name="frozen_means_kept_with_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return str(SessionState(self.state).label)

    @property
    def shows_results(self) -> bool:
        return self.state in RESULT_STATES

    @property
    def country_of(self) -> Any:
        return self.assessment.country


class Seat(models.Model):
    """One person in the room, without name: a number, and what they said of themselves.

    ``token_hash`` is the sha256 of the secret their phone keeps. ``sequence`` is the highest number
    their phone gave a mark. Leaving keeps the marks unless they are withdrawn. The marks of a
    removed seat are kept, too, and are not counted.
    """

    class Sex(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        NOT_SAID = "not_said", _("I prefer not to say")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(ScoringSession, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.NOT_SAID)
    sector = models.CharField(max_length=40, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = _person()
    struck_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="seats_are_numbered"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(left_at__isnull=False),
                name="who_withdraws_has_left",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by__isnull=True, struck_reason="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason="")),
                name="a_seat_is_struck_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}, {self.number}"


class SeatScore(models.Model):
    """What one seat gave one option on one criterion in one round, in the criterion's own scale.

    A number, or ``no_opinion``, which is neither zero nor blank; neither of both is a mark that
    was taken back. Of two writes of a cell the one with the higher ``sequence`` of the seat
    stands, in whatever order they arrive. ``carried`` came over from the round before.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    round = models.PositiveSmallIntegerField()
    option_id = models.UUIDField()
    criterion_id = models.UUIDField()
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    no_opinion = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField()
    client_uuid = models.UUIDField(unique=True)
    carried = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "round", "option_id", "criterion_id"],
                name="one_mark_a_seat_and_cell",
            ),
            models.CheckConstraint(
                condition=Q(no_opinion=False) | Q(value__isnull=True),
                name="no_opinion_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.option_id} {self.criterion_id}"


class WeightJudgement(models.Model):
    """How heavy the criteria are, as it was said: the raw inputs of one way of asking.

    Written once; the latest counts. ``ranges`` are the scales the weights were given for: where
    the session has others now, the weights are stale. ``seat`` is empty for the whole room's.
    """

    class Method(models.TextChoices):
        DIRECT = "direct", _("Direct: share out 100 percent")
        SWING = "swing", _("Swing: from worst to best")
        RATIO = "ratio", _("Ratio: how many times as important")
        AHP = "ahp", _("Pairs: compare two at a time (AHP)")

    session = models.ForeignKey(ScoringSession, on_delete=models.PROTECT, related_name="weighings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True)
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    inputs = models.JSONField()
    ranges = models.JSONField()
    written_at = models.DateTimeField()
    written_by = _person()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="weighings_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.method}"


class GuessCount(models.Model):
    """How often a code was tried from one place, or one session was joined, in a stretch of time.

    ``key`` is a digest: no address of anybody is kept.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"
