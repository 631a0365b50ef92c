"""Criteria, weights and scores of the prioritisation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dossiers import Assessment, dialect_column
from .needs import TechnologyOption
from .records import Record
from .workshop import ScoringSession


class Prioritisation(models.Model):
    """How the country orders its options: scored, or a reasoned order without scores."""

    class Kind(models.TextChoices):
        SCORED = "scored", _("Scored against weighted criteria")
        REASONED = "reasoned", _("A reasoned order without scores")

    class Normalisation(models.TextChoices):
        MIN_MAX = "min_max", _("Between the worst and the best option")
        FIXED_RANGE = "fixed_range", _("Between the low and high end stated per criterion")
        DIRECT = "direct", _("Scores are given directly, 0 to 100")

    class Missing(models.TextChoices):
        REFUSE = "refuse", _("Refuse to rank while a score is missing")
        ZERO = "zero", _("Count a missing score as the worst")
        RENORMALISE = "renormalise", _("Rank on the scores present, with their weights rescaled")

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, primary_key=True, related_name="prioritisation"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCORED)
    normalisation = models.CharField(
        max_length=12, choices=Normalisation.choices, default=Normalisation.MIN_MAX
    )
    missing = models.CharField(max_length=12, choices=Missing.choices, default=Missing.REFUSE)
    reason = models.TextField(blank=True, default="")
    dialect = dialect_column()
    # The scoring session whose result this is; empty as soon as somebody changes it by hand.
    from_session = models.ForeignKey(
        ScoringSession, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The reasoned order, first first: [{"option": id as text, "reason": text}]. It stands beside
    # the scores; ``kind`` says which the dossier follows, ``reason`` why it is this order.
    order = models.JSONField(default=list, blank=True)
    # What each weight was given for: {criterion id: [fingerprint of its range, the weight]}.
    weight_ranges = models.JSONField(default=dict, blank=True)
    # Grows with every change of the order, of its reason and of what is followed.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | Q(kind="scored", order=[]),
                name="a_reasoned_order_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.Kind(self.kind).label)


class Criterion(Record):
    """Something options are judged by. ``weight`` is a share of one, for instance 0.25."""

    class Direction(models.TextChoices):
        MAX = "max", _("More is better")
        MIN = "min", _("Less is better")

    name = models.CharField(max_length=120)
    group = models.CharField(max_length=80, blank=True, default="")
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.MAX)
    unit = models.CharField(max_length=60, blank=True, default="")
    weight = models.DecimalField(max_digits=6, decimal_places=4)
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=0) & Q(weight__lte=1), name="weight_is_a_share_of_one"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gt=models.F("low")),
                name="criterion_range_has_a_width",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Score(models.Model):
    """How an option does on a criterion, in the criterion's unit. Null is blank, not zero."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    option = models.ForeignKey(TechnologyOption, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "criterion"], name="one_score_a_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.option} / {self.criterion}: {self.value}"
