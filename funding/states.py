"""The words of the ledger: kinds of rows, their signs, and the states rows and offers are in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(TextChoices):
    REQUEST = "request", _("Request")
    PLEDGE = "pledge", _("Pledge")
    PLEDGE_CHANGE = "pledge_change", _("Change of a pledge")
    AGREEMENT = "agreement", _("Agreement")
    AMENDMENT = "amendment", _("Amendment of an agreement")
    INSTALMENT = "instalment", _("Instalment due")
    RECEIPT = "receipt", pgettext_lazy("of money", "Receipt")
    REFUND = "refund", _("Refund to the donor")
    ALLOCATION = "allocation", _("Allocation")
    DISBURSEMENT = "disbursement", _("Disbursement")
    CANCELLATION = "cancellation", _("Cancellation")
    LAPSE = "lapse", _("Lapse of a pledge")
    WRITE_OFF = "write_off", _("Write-off")
    REVERSAL = "reversal", _("Reversal")


# The sign the database holds each kind to; a row of any other kind may add or take away.
ADDS = frozenset(
    {
        EntryKind.REQUEST,
        EntryKind.PLEDGE,
        EntryKind.AGREEMENT,
        EntryKind.INSTALMENT,
        EntryKind.RECEIPT,
        EntryKind.ALLOCATION,
        EntryKind.DISBURSEMENT,
    }
)
TAKES_AWAY = frozenset(
    {EntryKind.REFUND, EntryKind.CANCELLATION, EntryKind.LAPSE, EntryKind.WRITE_OFF}
)
EITHER_WAY = frozenset({EntryKind.PLEDGE_CHANGE, EntryKind.AMENDMENT})
# What has happened cannot be dated in the future (IATI 2.03, rules 11.2.1 and 11.2.2); an
# instalment is a day money is due on.
PLANNED = frozenset({EntryKind.INSTALMENT, EntryKind.REQUEST})
# What officers enter by hand; a reversal comes from the row it reverses.
BY_HAND = tuple(kind for kind in EntryKind if kind not in {EntryKind.REQUEST, EntryKind.REVERSAL})


class EntryState(TextChoices):
    ENTERED = "entered", _("Entered, waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class OfferState(TextChoices):
    OFFERED = "offered", _("Offered")
    ENTERED = "entered", _("Entered in the ledger")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PromiseKind(TextChoices):
    CASH = "cash", _("Cash")
    IN_KIND = "in_kind", _("In kind")


class Basis(TextChoices):
    PER_YEAR = "per_year", _("a year")
    BIENNIUM = "biennium", _("a biennium")


class Version(TextChoices):
    ORIGINAL = "original", _("Original")
    REVISED = "revised", _("Revised")
