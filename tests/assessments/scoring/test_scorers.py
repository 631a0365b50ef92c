"""Several score sheets to one, and where people disagree."""

from collections.abc import Hashable
from fractions import Fraction as F
from math import sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import CaseCriterion, ScoringError, combine, disagreements

CELL = ("dam", "cost")


def sheets(*scores: Any) -> dict[Any, dict[Any, Any]]:
    """One sheet a scorer, each with one cell."""
    return {f"scorer {i}": {CELL: x} for i, x in enumerate(scores)}


def test_mean_and_median_are_of_the_scores_given() -> None:
    given_scores = sheets(1, "0.5", None, 9)
    assert combine(given_scores).scores == {CELL: F(7, 2)}
    assert combine(given_scores, "median").scores == {CELL: 1}
    assert combine(sheets(1, 2, 4, 9), "median").scores == {CELL: 3}


def test_the_spread_of_a_cell_tells_how_far_apart_people_were() -> None:
    cell = combine(sheets(9, 1, 2, 4)).cells[CELL]
    assert (cell.count, cell.low, cell.high, cell.width) == (4, 1, 9, 8)
    assert (cell.lower_quartile, cell.median, cell.upper_quartile) == (F(7, 4), 3, F(21, 4))
    assert (cell.mean, cell.variance) == (4, F(38, 3))
    assert cell.sd == sqrt(38 / 3)
    assert combine(sheets(3)).cells[CELL].sd is None


def test_a_consensus_is_what_was_agreed_or_what_everybody_said() -> None:
    assert combine(sheets(3, 3, None), "consensus").scores == {CELL: 3}
    open_case = combine(sheets(3, 4), "consensus")
    assert open_case.scores == {CELL: None}
    assert open_case.undecided == (CELL,)
    settled = combine(sheets(3, 4), "consensus", agreed={CELL: 5, ("mill", "cost"): 1})
    assert settled.scores == {CELL: 5, ("mill", "cost"): 1}
    assert settled.undecided == ()


def test_an_agreed_figure_counts_only_in_a_consensus() -> None:
    assert combine(sheets(3, 5), agreed={CELL: 9, ("mill", "cost"): 1}).scores == {CELL: 4}


def test_a_cell_that_nobody_scored_is_not_there() -> None:
    assert combine(sheets(None, None)).cells == {}


def test_a_score_that_is_no_number_is_refused_by_scorer_row_and_column() -> None:
    names: dict[Hashable, str] = {"scorer 1": "Amina", "dam": "Small dam", "cost": "Cost"}
    with pytest.raises(ScoringError, match=r"^Amina / Small dam / Cost: “NaN” is not a number"):
        combine(sheets(1, "NaN"), names=names)
    values: list[Any] = [True, [1], {}, "1e99"]
    for hostile in values:
        with pytest.raises(ScoringError, match="is not a number"):
            combine(sheets(1, hostile))
    with pytest.raises(ScoringError, match="“loudest” is not one of: mean, median, consensus"):
        combine({}, "loudest")


def test_disagreements_come_widest_first_as_shares_of_the_range() -> None:
    given_sheets: dict[Any, dict[Any, Any]] = {
        "a": {("dam", "cost"): 10, ("mill", "cost"): 30, ("dam", "jobs"): 1, ("mill", "jobs"): 2},
        "b": {("dam", "cost"): 20, ("mill", "cost"): 30, ("dam", "jobs"): 4, ("mill", "jobs"): 1},
    }
    criteria = [CaseCriterion("cost", "Cost", 1, low=0, high=100), CaseCriterion("jobs", "Jobs", 1)]
    result = disagreements(combine(given_sheets), criteria)
    assert [(item.option, item.criterion, item.size) for item in result] == [
        ("dam", "jobs", 1),
        ("mill", "jobs", F(1, 3)),
        ("dam", "cost", F(1, 10)),
    ]
    assert (result[0].low, result[0].high, result[0].count) == (1, 4, 2)


def test_people_who_agree_everywhere_have_no_disagreement() -> None:
    assert disagreements(combine(sheets(2, 2)), [CaseCriterion("cost", "Cost", 1)]) == ()
    assert disagreements(combine({}), [CaseCriterion("cost", "Cost", 1)]) == ()


@settings(deadline=None)
@given(st.lists(st.integers(-100, 100), min_size=1, max_size=9), st.randoms())
def test_the_order_of_scorers_changes_nothing_and_the_middle_stays_inside(
    scores: list[int], shuffle: Any
) -> None:
    cell = combine(sheets(*scores)).cells[CELL]
    shuffle.shuffle(scores)
    assert combine(sheets(*scores)).cells[CELL] == cell
    assert cell.low <= cell.lower_quartile <= cell.median <= cell.upper_quartile <= cell.high
    assert cell.low <= cell.mean <= cell.high
    assert cell.mean * len(scores) == sum(scores)
