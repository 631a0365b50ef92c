"""From barriers to costed activities."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from assessments.questions.records.barriers import MARKS

from .needs import TechnologyOption
from .records import Record


def _sum_of_marks() -> Any:
    terms = [Coalesce(F(f"mark_{mark}"), Value(0)) * Value(mark) for mark in MARKS]
    return sum(terms[1:], terms[0])


class Barrier(Record):
    """What stands in the way of a technology, and the barrier behind it, if there is one.

    ``mark_1`` to ``mark_5`` count the persons who gave that mark; ``votes`` is the sum of all marks
    given. Where only the sum was kept the counts are null. Causes never go round in a circle: a
    trigger sees to it, and to the sum.
    """

    option = models.ForeignKey(TechnologyOption, on_delete=models.PROTECT, related_name="barriers")
    category = models.CharField(max_length=40)
    description = models.TextField()
    importance = models.CharField(max_length=20, blank=True, default="")
    mark_1 = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_2 = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_3 = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_4 = models.PositiveSmallIntegerField(null=True, blank=True)
    mark_5 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes = models.PositiveIntegerField(null=True, blank=True)
    caused_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="effects"
    )

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"mark_{mark}__isnull": True for mark in MARKS})
                | Q(votes=_sum_of_marks(), votes__isnull=False),
                name="votes_are_the_sum_of_the_marks",
            ),
        ]

    def __str__(self) -> str:
        return self.description[:80]


class Measure(Record):
    """What would overcome one or more barriers."""

    kind = models.CharField(max_length=40)
    description = models.TextField()
    barriers = models.ManyToManyField(Barrier, related_name="measures")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.description[:80]


class Action(Record):
    """A measure turned into work for one chosen technology. Donors fund actions."""

    title = models.CharField(max_length=200)
    option = models.ForeignKey(TechnologyOption, on_delete=models.PROTECT, related_name="actions")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    description = models.TextField(blank=True, default="")
    responsible = models.CharField(max_length=200, blank=True, default="")
    partners = models.CharField(max_length=300, blank=True, default="")
    benefits = models.TextField(blank=True, default="")
    capacity_needs = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class FundingSought(Record):
    """A kind of funding the country looks for, for one action."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="funding_sought")
    kind = models.CharField(max_length=40)
    description = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.kind}: {self.description[:60]}"


class Activity(Record):
    """A step of an action, with its body, dates, indicator and risk."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField(max_length=200)
    responsible = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )
    indicator = models.CharField(max_length=200, blank=True, default="")
    baseline = models.CharField(max_length=120, blank=True, default="")
    target = models.CharField(max_length=120, blank=True, default="")
    risk_kind = models.CharField(max_length=20, blank=True, default="")
    risk = models.TextField(blank=True, default="")
    contingency = models.TextField(blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CostLine(Record):
    """What one thing costs in one year. Unknown amounts and years stay null and are shown."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="cost_lines")
    category = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="cost_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.year or ''} {self.currency} {self.amount or '?'}"


class PublishedTotal(Record):
    """A total as it was printed elsewhere, kept beside the sum of the lines and never corrected.

    Without ``action`` it is the whole plan's, without ``year`` of all years. One publication may
    print the same total twice, and differently: on another page.
    """

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="published_totals"
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    source = models.CharField(max_length=300)
    page = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="published_total_is_not_negative"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="published_total_has_a_source"),
            models.UniqueConstraint(
                fields=["assessment", "action", "year", "currency", "source", "page"],
                nulls_distinct=False,
                name="one_published_total_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}, {self.source}"
