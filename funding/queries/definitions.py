"""What each figure means, in the text shown beside it. The formulas are those of the code."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .figures import Level


@dataclass(frozen=True)
class Definition:
    slug: str
    title: Any
    meaning: Any
    formula: Any


DEFINITIONS: dict[str, Definition] = {
    Level.RECEIVED: Definition(
        "received",
        _("Received"),
        _(
            "Cash that reached the bank in the year, by value date, less what was given back. Where"
            " the source of a year tells commitments and is silent about receipts, the figure is"
            " not known, which is not zero."
        ),
        _("receipts − refunds, in dollars at the rate of each row"),
    ),
    Level.FIRM: Definition(
        "firm",
        _("Received or signed"),
        _(
            "Cash received in the year, and what signed agreements promise for it that has not come"
            " yet. A receipt uses up what was signed, so nothing is counted twice."
        ),
        _("received + (agreements + amendments − cancellations − write-offs − received)"),
    ),
    Level.WITH_PLEDGES: Definition(
        "with_pledges",
        _("Received, signed or pledged"),
        _(
            "The firm money of the year, and pledges for it that no agreement has taken up. Pledges"
            " do not bind."
        ),
        _("received or signed + (pledges − their agreements − cancelled − lapsed, at least 0)"),
    ),
}
