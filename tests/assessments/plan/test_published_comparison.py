"""What a published total is compared with, and what is said of the two. No database."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from assessments.models import CostLine, PublishedTotal
from assessments.plan.queries.published_totals import (
    TotalAgreement,
    TotalComparison,
    compare,
    frozen,
)
from assessments.plan.queries.published_words import in_words

Lines = list[tuple[str, str | None, int | None]]


def beside(
    amount: str, lines: Lines, *, currency: str = "USD", year: int | None = None
) -> TotalComparison:
    """A printed total beside lines given as (currency, amount, year)."""
    total = PublishedTotal(currency=currency, amount=Decimal(amount), year=year)
    made = [
        CostLine(currency=code, amount=None if known is None else Decimal(known), year=of)
        for code, known, of in lines
    ]
    return compare(total, made)


# What is compared with what


EXAMPLES: list[tuple[str, Lines, int | None, str | None, str | None, TotalAgreement]] = [
    ("30", [("USD", "10", 2027), ("USD", "20", 2028)], None, "30", "0", TotalAgreement.AGREES),
    (
        "30",
        [("USD", "10", 2027), ("USD", "20.01", 2028)],
        None,
        "30.01",
        "0.01",
        TotalAgreement.DIFFERS,
    ),
    ("30", [("USD", "29", None)], None, "29", "-1", TotalAgreement.DIFFERS),
    ("0", [("USD", "0", 2027)], None, "0", "0", TotalAgreement.AGREES),
    # Unknown is not zero: what is missing may be there.
    ("30", [("USD", "29", 2027), ("USD", None, 2027)], None, "29", "-1", TotalAgreement.OPEN),
    ("30", [("USD", "30", 2027), ("USD", None, 2027)], None, "30", "0", TotalAgreement.OPEN),
    ("30", [("USD", "31", 2027), ("USD", None, 2027)], None, "31", "1", TotalAgreement.DIFFERS),
    ("30", [("USD", None, 2027)], None, None, None, TotalAgreement.OPEN),
    ("0", [("USD", None, 2027)], None, None, None, TotalAgreement.OPEN),
    # Of one year, what has no year may belong to it.
    ("10", [("USD", "10", 2027), ("USD", "20", 2028)], 2027, "10", "0", TotalAgreement.AGREES),
    ("30", [("USD", "10", 2027), ("USD", "20", None)], 2027, "10", "-20", TotalAgreement.OPEN),
    ("5", [("USD", "10", 2027), ("USD", "20", None)], 2027, "10", "5", TotalAgreement.DIFFERS),
    ("10", [("USD", "20", 2028)], 2027, None, None, TotalAgreement.NO_LINES),
    # No rate brings another currency in.
    ("30", [("USD", "10", 2027), ("XTS", "800", 2027)], None, "10", "-20", TotalAgreement.DIFFERS),
    ("20", [("XTS", "800", 2027)], None, None, None, TotalAgreement.OTHER_CURRENCY),
    ("20", [("XTS", None, 2027)], None, None, None, TotalAgreement.OTHER_CURRENCY),
    ("20", [("USD", "20", 2027), ("XTS", None, 2027)], None, "20", "0", TotalAgreement.AGREES),
    ("20", [], None, None, None, TotalAgreement.NO_LINES),
]


@pytest.mark.parametrize(
    ("amount", "lines", "year", "computed", "difference", "standing"), EXAMPLES
)
def test_a_published_total_is_compared_exactly_and_in_its_own_currency(
    amount: str,
    lines: Lines,
    year: int | None,
    computed: str | None,
    difference: str | None,
    standing: TotalAgreement,
) -> None:
    sentence = beside(amount, lines, year=year)
    assert sentence.computed == (None if computed is None else Decimal(computed))
    assert sentence.difference == (None if difference is None else Decimal(difference))
    assert sentence.standing is standing


def test_lines_in_other_currencies_are_named() -> None:
    sentence = beside("30", [("XTS", "1", None), ("EUR", None, None), ("USD", "30", None)])
    assert sentence.others == ("EUR", "XTS")
    assert "EUR, XTS" in words_of(sentence).remark


def words_of(total_comparison: TotalComparison) -> Any:
    total_comparison.total.id = uuid4()
    return in_words(frozen(total_comparison))


def test_words_say_at_least_where_the_sum_can_only_grow() -> None:
    over = words_of(beside("30", [("USD", "31.5", None), ("USD", None, None)]))
    assert over.published == "USD\u00a030.00"
    assert over.computed == "at least USD\u00a031.50"
    assert over.difference == "at least USD\u00a0\u200e+1.50"
    under = words_of(beside("30", [("USD", "29", None), ("USD", None, None)]))
    assert under.difference == "USD\u00a0\u200e\u22121.00"
    assert under.remark == "Cost lines that are not known may make up the difference."
    assert not under.differs


def test_words_never_make_zero_of_what_is_not_known() -> None:
    unknown = words_of(beside("30", [("USD", None, None)]))
    assert (unknown.computed, unknown.difference) == ("not known", "–")
    other = words_of(beside("30", [("XTS", "800", None)]))
    assert (other.computed, other.difference) == ("–", "–")
    assert other.remark == "Cannot be compared: the cost lines are in XTS."
    assert words_of(beside("30", [])).computed == "no costs yet"
