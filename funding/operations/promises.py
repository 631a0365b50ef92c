"""Opening a promise, to which ledger rows are then added."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Snapshot
from funding.models import Promise, PromiseDonor
from funding.states import PromiseKind
from partners.models import Organisation
from techbank.exceptions import Invalid


@dataclass(frozen=True)
class NewPromise:
    """The facts of a promise, given with its first row."""

    title: str
    donors: Sequence[Organisation]
    kind: str = PromiseKind.CASH
    split_known: bool = True
    purpose: str = ""
    earmarking: str = ""
    confidential: bool = False
    external_reference: str = ""
    snapshot: Snapshot | None = None
    action_id: UUID | None = None
    action_title: str = field(default="")


def make_promise(new: NewPromise) -> Promise:
    """Store it with its donors. Raises ``Invalid`` without a donor, without a title, or when the
    donor already has a promise with this reference."""
    if not new.donors:
        raise Invalid(_("Choose who makes the promise."), field="donor")
    if not new.title.strip():
        raise Invalid(_("Say in a few words what is promised."), field="title")
    try:
        with transaction.atomic():
            promise = Promise.objects.create(
                title=new.title.strip(),
                kind=new.kind,
                donor_label=_label(new.donors),
                split_known=new.split_known,
                purpose=new.purpose,
                earmarking=new.earmarking,
                confidential=new.confidential,
                external_reference=new.external_reference.strip(),
                snapshot=new.snapshot,
                action_id=new.action_id,
                action_title=new.action_title,
            )
            PromiseDonor.objects.bulk_create(
                PromiseDonor(promise=promise, organisation=donor) for donor in new.donors
            )
    except IntegrityError as error:
        if "one_promise_a_donor_and_reference" not in str(error):
            raise
        raise Invalid(
            _("This donor already has a promise with this reference. Add the row to that one."),
            field="external_reference",
        ) from error
    return promise


def _label(donors: Sequence[Organisation]) -> str:
    return ", ".join(donor.name for donor in donors)[:250]
