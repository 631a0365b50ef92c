"""A published total beside our sum, in the words of every page that shows the two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from techbank.templatetags.techbank import money, signed

from .published_totals import TotalAgreement

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PublishedLine:
    """What a reader sees of one published total. ``remark`` says what the figures do not."""

    id: str
    covers: str
    published: str
    computed: str
    difference: str
    remark: str
    source: str
    note: str
    differs: bool


def covers(row: Row) -> str:
    """Of what it is the total: the plan or an action, and of which year."""
    scope = _("Action %(number)s") % {"number": row["number"]}
    if row["action"] is None:
        scope = _("The whole plan")
    return f"{scope} ({row['year']})" if row["year"] else scope


def source(row: Row) -> str:
    return ", ".join(part for part in (row["source"], row["page"]) if part)


def differs(row: Row) -> bool:
    return bool(row["standing"] == TotalAgreement.DIFFERS)


def least(text: str, row: Row) -> str:
    """A figure that unknown lines can only raise says so."""
    return _("at least %(amount)s") % {"amount": text} if row["at_least"] else text


def unsummed(row: Row) -> str:
    """What stands for the sum where there is none."""
    if row["standing"] == TotalAgreement.NO_LINES:
        return _("no costs yet")
    return _("not known") if row["standing"] == TotalAgreement.OPEN else "–"


def remark(row: Row) -> str:
    """What keeps the two figures from being compared, or what the sum leaves out."""
    currencies = {"currencies": ", ".join(row["other_currencies"])}
    if row["standing"] == TotalAgreement.OTHER_CURRENCY:
        return _("Cannot be compared: the cost lines are in %(currencies)s.") % currencies
    sentences = []
    if row["standing"] == TotalAgreement.OPEN and row["difference"] not in (None, "0.00"):
        sentences.append(_("Cost lines that are not known may make up the difference."))
    if currencies["currencies"]:
        sentences.append(_("Cost lines in %(currencies)s are not counted.") % currencies)
    return " ".join(sentences)


def difference_sentence(rows: Iterable[Row]) -> str:
    """How many published totals differ; "" for none."""
    count = sum(map(differs, rows))
    if not count:
        return ""
    return ngettext(
        "%(count)d published total differs from the sum of the cost lines. Both are shown; neither "
        "is corrected.",
        "%(count)d published totals differ from the sum of the cost lines. Both are shown; neither "
        "is corrected.",
        count,
    ) % {"count": count}


def in_words(row: Row) -> PublishedLine:
    """A published total as a snapshot keeps it, in the active language."""
    currency, sum_, beside = row["currency"], row["computed"], row["difference"]
    apart = signed(beside, currency)
    return PublishedLine(
        id=row["id"],
        covers=covers(row),
        published=money(row["amount"], currency),
        computed=unsummed(row) if sum_ is None else least(money(sum_, currency), row),
        difference="–" if beside is None else least(apart, row) if differs(row) else apart,
        remark=remark(row),
        source=source(row),
        note=row["note"],
        differs=differs(row),
    )
