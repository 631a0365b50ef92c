"""One promise from pledge to receipt: who makes it, for what, and what it pays for."""

from django.db import models
from django.db.models import Q

from assessments.models import Snapshot
from funding.states import PromiseKind
from partners.models import Organisation
from techbank.citations import Cited


class Promise(Cited):
    """What the ledger rows of one promise have in common.

    A promise may have several donors; ``split_known`` is False where the source does not say who
    gives which part, and then the rows stay joint. ``donor_label`` is how the source names
    the donor. ``action_id`` is the plan action it pays for, ``snapshot`` the approved plan it was
    promised on. A confidential promise is shown in totals only.
    """

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=PromiseKind.choices)
    donors = models.ManyToManyField(Organisation, through="PromiseDonor", related_name="+")
    donor_label = models.CharField(max_length=250)
    split_known = models.BooleanField(default=True)
    purpose = models.TextField(blank=True, default="")
    earmarking = models.CharField(max_length=1, blank=True, default="")
    earmarking_in_source = models.CharField(max_length=200, blank=True, default="")
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action_id = models.UUIDField(null=True, blank=True, db_index=True)
    action_title = models.CharField(max_length=200, blank=True, default="")
    confidential = models.BooleanField(default=False)
    external_reference = models.CharField(max_length=120, blank=True, default="")
    carried_as = models.SlugField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action_id__isnull=True, snapshot__isnull=True)
                | Q(action_id__isnull=False, snapshot__isnull=False),
                name="promise_action_has_its_plan",
            ),
            models.UniqueConstraint(
                fields=["donor_label", "external_reference"],
                condition=~Q(external_reference=""),
                name="one_promise_a_donor_and_reference",
            ),
            models.UniqueConstraint(
                fields=["carried_as"],
                condition=~Q(carried_as=""),
                name="carried_promises_come_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor_label}: {self.title}"

    @property
    def in_kind(self) -> bool:
        return self.kind == PromiseKind.IN_KIND


class PromiseDonor(models.Model):
    """Links a promise to one of its donors."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="donor_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "organisation"], name="a_donor_stands_once_on_a_promise"
            ),
        ]
