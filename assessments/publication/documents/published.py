"""Published totals beside the sums of the cost lines, as the snapshot froze them.

Snapshots made before questionnaire 2026.3 have none; then there is no table.
"""

from django.utils.translation import gettext as _

from assessments.plan.queries import published_words
from assessments.publication.documents.dossier import Dossier, Row, Rows
from assessments.publication.documents.formatting import decimal_or_none, places_of
from assessments.publication.documents.table_book import (
    LONG,
    MEDIUM,
    SHORT,
    DocumentTable,
    amount,
    text,
)


def published(plan: Dossier) -> Row:
    """Rows of the table, and a sentence when a total differs."""
    rows = plan.rows("published_totals")
    return {
        "rows": Rows(_row(plan, row) for row in rows),
        "differs": published_words.difference_sentence(rows),
    }


def _row(plan: Dossier, row: Row) -> Row:
    sum_, beside = row["computed"], row["difference"]
    places = places_of([row["amount"], sum_])
    apart = "–" if beside is None else plan.reader.difference(beside, places)
    return {
        "covers": published_words.covers(row),
        "currency": row["currency"],
        "published": plan.reader.amount(row["amount"], places=places),
        "computed": published_words.unsummed(row)
        if sum_ is None
        else _least(plan, plan.reader.amount(sum_, places=places), row),
        "difference": _least(plan, apart, row) if published_words.differs(row) else apart,
        "remark": published_words.remark(row),
        "source": plan.words(published_words.source(row)),
        "note": plan.words_or_blank(row["note"]),
    }


def _least(plan: Dossier, amount: str, row: Row) -> str:
    """As `words.least`; a line of the narrow column does not end within its words."""
    return plan.reader.floor(amount) if row["at_least"] else amount


def sheet(plan: Dossier) -> DocumentTable:
    """Figures as numbers; a column says what the sum leaves out."""
    columns = [
        (_("Action"), MEDIUM),
        (_("Year"), SHORT),
        (_("Currency"), SHORT),
        (_("Published total"), MEDIUM),
        (_("Sum of the cost lines"), MEDIUM),
        (_("at least"), SHORT),
        (_("Difference"), MEDIUM),
        (_("Remarks"), LONG),
        (_("Source"), LONG),
        (_("Page"), SHORT),
        (_("Note"), LONG),
    ]
    rows = [
        [
            published_words.covers(row | {"year": None}),
            row["year"],
            row["currency"],
            amount(row["amount"]),
            published_words.unsummed(row) if row["computed"] is None else amount(row["computed"]),
            _("Yes") if row["at_least"] else _("No"),
            decimal_or_none(row["difference"]),
            published_words.remark(row),
            text(row["source"]),
            text(row["page"]),
            text(row["note"]),
        ]
        for row in plan.rows("published_totals")
    ]
    return DocumentTable(_("Published totals"), columns, rows)
