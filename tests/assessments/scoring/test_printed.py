"""Print beside arithmetic."""

from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Case, Comparison, Printed, PrintedDifference, compare, rank
from tests.factories.scoring import case_of


def compared(case: Case, **printed: Any) -> Comparison:
    return compare(case, rank(case), Printed(**printed))


PLAIN = case_of([[3, 1], [2, 5]], ["0.5", "0.5"], normalisation="as_given", weighting="as_printed")


@pytest.mark.parametrize(
    ("rounding", "places", "total", "expected"),
    [
        ("half_up", 0, "47.5", 48),
        ("half_up", 0, "-47.5", -48),
        ("half_even", 0, "46.5", 46),
        ("floor", 1, "3.19", "3.1"),
        ("floor", 0, "-3.1", -4),
        ("ceiling", 0, "3.1", 4),
        ("truncate", 0, "-3.9", -3),
        ("half_up", -1, "45", 50),
    ],
)
def test_a_total_is_rounded_as_the_document_rounds(
    rounding: str, places: int, total: str, expected: Any
) -> None:
    assert Printed(rounding=rounding, places=places).rounded(F(total)) == F(expected)


def test_print_that_follows_from_its_figures_agrees() -> None:
    differences = compared(
        PLAIN,
        totals={"o0": F(2), "o1": F(7, 2)},
        ranks={"o0": 2, "o1": 1},
        raw_sums={"o0": F(4), "o1": F(7)},
        places=1,
    )
    assert differences == Comparison((), (), ())
    assert differences.agrees


def test_each_row_that_differs_is_named_with_both_figures() -> None:
    differences = compared(
        PLAIN, totals={"o0": F(9)}, ranks={"o0": 1, "o1": 1}, raw_sums={"o1": F(8)}, places=1
    )
    assert not differences.agrees
    assert differences.rows == (
        PrintedDifference("o0", "total", F(9), F(2)),
        PrintedDifference("o0", "rank", F(1), F(2)),
        PrintedDifference("o1", "raw_sum", F(8), F(7)),
    )


def test_a_difference_within_the_tolerance_is_said_and_still_agrees() -> None:
    differences = compared(PLAIN, totals={"o0": F("2.1")}, places=1, tolerance=F("0.1"))
    assert differences.agrees
    assert differences.nearly == (PrintedDifference("o0", "total", F("2.1"), F(2)),)


def test_the_column_whose_weight_would_explain_the_print_is_named() -> None:
    # 0.5·3 + 0.8·1 = 2.3 and 0.5·2 + 0.8·5 = 5: only the second weight explains both.
    differences = compared(PLAIN, totals={"o0": F("2.3"), "o1": F(5)}, places=1)
    (suspect,) = differences.columns
    assert suspect.criterion == "c1"
    assert suspect.low <= F("0.8") <= suspect.high
    assert suspect.completing is None
    whole = case_of(
        [[3, 1], [2, 5]], ["0.2", "0.5"], normalisation="as_given", weighting="as_printed"
    )
    (suspect,) = compared(whole, totals={"o0": F("1.4"), "o1": F("4.4")}, places=1).columns
    assert (suspect.criterion, suspect.completing) == ("c1", F("0.8"))


def test_no_column_is_named_where_one_weight_cannot_be_why() -> None:
    assert compared(PLAIN, totals={"o0": F(2), "o1": F(9)}, places=1).columns == ()
    blank = case_of(
        [[None, 1]], ["0.5", "0.5"], normalisation="as_given", weighting="as_printed",
        missing="zero",
    )  # fmt: skip
    differences = compared(blank, totals={"o0": F(9)}, places=1)
    assert [column.criterion for column in differences.columns] == ["c1"]


@given(
    st.sampled_from(["half_up", "half_even", "floor", "ceiling", "truncate"]),
    st.fractions(-10, 10, max_denominator=1000),
)
def test_a_total_lies_where_its_print_says_it_may(rounding: str, total: F) -> None:
    printed = Printed(rounding=rounding, places=1)
    low, high = printed.span(printed.rounded(total))
    assert printed.agrees(total, printed.rounded(total))
    if rounding != "truncate" or printed.rounded(total) != 0:
        assert low <= total <= high
