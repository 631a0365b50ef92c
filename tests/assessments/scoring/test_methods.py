"""Every way from scores to values: formula, unit and what it refuses."""

from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    Case,
    Categories,
    Linear,
    Piecewise,
    ScoringError,
    Steps,
    rank,
    value_function_of,
)
from tests.factories.scoring import PUBLISHED, case_of, cases


def values(case: Case) -> list[list[Any]]:
    """Rows of options, columns of criteria."""
    result = rank(case).values
    return [[result[o, c] for c in case.criterion_names] for o in case.option_names]


def said(case: Case) -> list[str]:
    return [str(warning) for warning in rank(case).warnings]


def test_fixed_range_counts_from_the_stated_ends_and_not_from_the_scores() -> None:
    case = case_of(
        [[2, 2], [4, 4]], [1, 1], ["max", "min"], span=(0, 8), normalisation="fixed_range",
        rescale=True,
    )  # fmt: skip
    assert values(case) == [[25, 75], [50, 50]]
    assert values(replace(case, full=1)) == [[F(1, 4), F(3, 4)], [F(1, 2), F(1, 2)]]


def test_a_fixed_range_may_begin_anywhere() -> None:
    case = case_of([[2], [10]], [1], span=(2, 12), normalisation="fixed_range")
    assert values(case) == [[0], [80]]


def test_ratio_divides_by_the_best_score() -> None:
    case = case_of([[2, 2], [4, 5]], [1, 1], ["max", "min"], normalisation="ratio", rescale=True)
    assert values(case) == [[F(1, 2), 1], [1, F(2, 5)]]
    assert values(replace(case, full=100)) == [[50, 100], [100, 40]]


def test_share_inverts_where_lower_is_better_and_adds_to_one() -> None:
    case = case_of([[1, 1], [3, 4]], [1, 1], ["max", "min"], normalisation="share", rescale=True)
    assert values(case) == [[F(1, 4), F(4, 5)], [F(3, 4), F(1, 5)]]


def test_reference_divides_by_the_reference_maximum_and_warns_beyond_it() -> None:
    case = case_of(
        [[5], [12], [-1]], [1], normalisation="reference", columns={"reference_max": [10]}
    )
    assert values(case) == [[F(1, 2)], [F(6, 5)], [F(-1, 10)]]
    assert said(case) == [
        "Option 1 / Criterion 0 is outside zero to the reference maximum.",
        "Option 2 / Criterion 0 is outside zero to the reference maximum.",
    ]


def test_direct_scores_of_another_scale_become_points_of_a_hundred() -> None:
    case = case_of([[1], [4]], [1], normalisation="direct", scale=(1, 5))
    assert values(case) == [[0], [75]]


def test_preferences_keep_their_own_scale() -> None:
    case = case_of(
        [[1, 10], [4, 9]], ["0.5", "0.5"], ["max", "min"], normalisation="preference", scale=(1, 10)
    )
    assert values(case) == [[1, 10], [4, 9]]
    assert [option.total for option in rank(case).options] == [F(13, 2), F(11, 2)]
    assert said(case) == [
        "Scores on Criterion 1 were used as they stand, although lower is better there."
    ]


@pytest.mark.parametrize("method", ["as_given", "reference"])
def test_the_smallest_total_is_first_where_lower_is_better_in_every_column(method: str) -> None:
    given_columns = {"reference_max": [10, 10]}
    rows: list[list[Any]] = [[1, 1], [2, 2], [1, 1], [3, 3]]
    lower = case_of(
        rows, [1, 1], ["min", "min"], normalisation=method, rescale=True, columns=given_columns
    )
    mixed = replace(
        lower, criteria=[replace(lower.criteria[0], direction="max"), lower.criteria[1]]
    )
    assert [(option.id, option.rank) for option in rank(lower).options] == [
        ("o0", 1), ("o2", 1), ("o1", 3), ("o3", 4),
    ]  # fmt: skip
    assert [option.id for option in rank(mixed).options] == ["o3", "o1", "o0", "o2"]
    assert said(lower) == []
    assert len(said(mixed)) == 1


def test_weights_are_used_as_the_weighting_says() -> None:
    case = case_of([[2, 3], [1, 1]], [4, "0.5"], normalisation="as_given")
    result = {
        word: rank(replace(case, weighting=word)).of("o0").total
        for word in ("as_printed", "raw_sum", "unit")
    }
    assert result == {"as_printed": F(19, 2), "raw_sum": F(19, 2), "unit": 5}
    assert rank(replace(case, rescale=True)).of("o0").total == F(19, 9)
    assert said(replace(case, weighting="as_printed")) == [
        "The weights add to 4.5000, not to 1, and were used as they stand."
    ]
    assert said(replace(case, weighting="raw_sum")) == []
    assert said(replace(case, weighting="unit")) == [
        "The weights were not used: every criterion counts the same."
    ]
    assert said(case_of([[1], [2]], [100], weighting="as_printed")) == []
    assert sum(rank(replace(case, weighting="raw_sum")).shares.values()) == 1


def test_weights_of_blanks_are_shared_out_in_the_unit_of_the_method() -> None:
    rows: list[list[Any]] = [[2, 4], [None, 3]]
    case = case_of(rows, [1, 3], normalisation="as_given", missing="renormalise")
    assert rank(replace(case, weighting="raw_sum")).of("o1").total == 12
    assert rank(replace(case, rescale=True)).of("o1").total == 3


# Value functions


def test_piecewise_linear_functions_give_the_published_values() -> None:
    printed = PUBLISHED["piecewise_linear"]
    names = list(printed["functions"])
    functions = [
        Piecewise(tuple((x, f"{value * 100:.4f}") for x, value in printed["functions"][name]))
        for name in names
    ]
    case = case_of(
        printed["scores"], [1, 1, 1], rescale=True, full=1, normalisation="value_functions",
        columns={"value_function": functions},
    )  # fmt: skip
    assert values(case) == [[F(str(x)) for x in row] for row in printed["expected_0_1"]]


@pytest.mark.parametrize(
    ("function", "direction", "scores", "expected"),
    [
        (Linear(0, 4), "max", [1, 4], [25, 100]),
        (Linear(0, 4), "min", [1, 4], [75, 0]),
        (Linear(1, 5), "max", [1, 2, 5], [0, 25, 100]),
        (Steps((("<", 100, 100), ("<=", 300, 50), (">", 300, 0))), "min", [99, 100, 300, 301],
         [100, 50, 50, 0]),
        (Steps(((">=", 2, 80), ("==", 1, 40), ("<", 1, 0))), "max", [2, 1, 0], [80, 40, 0]),
        (Piecewise(((10, 100), (0, 0), (5, 80))), "min", [0, "2.5", 5, 6, 10],
         [0, 40, 80, 84, 100]),
        (Categories({"yes": 100, "no": 0}), "max", ["yes", " no "], [100, 0]),
        (Categories({"1": 20, "2": 90}), "max", [1, 2], [20, 90]),
    ],
)  # fmt: skip
def test_a_value_function_gives_zero_to_a_hundred(
    function: Any, direction: str, scores: list[Any], expected: list[Any]
) -> None:
    case = case_of(
        [[x] for x in scores], [1], [direction], normalisation="value_functions",
        columns={"value_function": [function]},
    )  # fmt: skip
    assert [row[0] for row in values(case)] == expected


@pytest.mark.parametrize(
    ("function", "score"),
    [
        (Linear(0, 4), 5),
        (Steps((("<", 1, 0),)), 1),
        (Piecewise(((0, 0), (1, 100))), 2),
        (Categories({"yes": 100}), "perhaps"),
    ],
)
def test_a_score_that_a_value_function_does_not_know_is_refused_by_row_and_column(
    function: Any, score: Any
) -> None:
    case = case_of(
        [[score]], [1], normalisation="value_functions", columns={"value_function": [function]}
    )
    with pytest.raises(ScoringError) as refusal:
        rank(case)
    assert str(refusal.value) == (
        f"Option 0 / Criterion 0: the value function says nothing for “{score}”."
    )


UNREADABLE = (
    "The value function of Safety cannot be read: it needs a “type” (linear, step, "
    "piecewise_linear or map) and its “range”, “steps”, “points” or “map”."
)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("linear", UNREADABLE),
        ({}, UNREADABLE),
        ({"type": "curve"}, UNREADABLE),
        ({"type": "linear", "range": [1]}, UNREADABLE),
        ({"type": "step", "steps": [[1]]}, UNREADABLE),
        ({"type": "map", "map": ["yes"]}, UNREADABLE),
        ({"type": "linear", "range": [4, 0]},
         "The range of Safety must go from a smaller to a larger number."),
        ({"type": "linear", "range": ["a", 0]},
         "Safety (low): “a” is not a number that can be used."),
        ({"type": "step", "steps": [["~", 1, 2]]}, "Safety: “~” is not one of: <, <=, ==, >=, >."),
        ({"type": "map", "map": {"yes": 101}}, "The values of Safety must lie between 0 and 100."),
        ({"type": "piecewise_linear", "points": [[0, 0]]},
         "The points of Safety must be two or more different ones."),
        ({"type": "piecewise_linear", "points": [[0, 0], [0, 1], [2, 3]]},
         "The points of Safety must be two or more different ones."),
    ],
)  # fmt: skip
def test_a_value_function_that_is_none_is_refused(data: Any, sentence: str) -> None:
    with pytest.raises(ScoringError) as refusal:
        value_function_of(data, "Safety")
    assert str(refusal.value) == sentence


# Refusals


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (case_of([[0], [2]], [1], ["min"], normalisation="ratio"),
         "Option 0 / Criterion 0: 0 cannot be used in a ratio, which needs numbers above zero."),
        (case_of([[2], [-1]], [1], normalisation="ratio"),
         "Option 1 / Criterion 0: -1 cannot be used in a ratio, which needs numbers above zero."),
        (case_of([[0], [0]], [1], normalisation="ratio"),
         "Option 0 / Criterion 0: 0 cannot be used in a ratio, which needs numbers above zero."),
        (case_of([[3], [0]], [1], ["min"], normalisation="share"),
         "Option 1 / Criterion 0: 0 cannot be used in a ratio, which needs numbers above zero."),
        (case_of([[3]], [1], normalisation="reference"),
         "Criterion Criterion 0 has no reference maximum."),
        (case_of([[3]], [1], normalisation="reference", columns={"reference_max": [0]}),
         "The reference maximum of Criterion 0 must be above zero."),
        (case_of([[3]], [1], normalisation="value_functions"),
         "Criterion Criterion 0 has no value function."),
        (case_of([[11]], [1], normalisation="preference", scale=(0, 10)),
         "Option 0 / Criterion 0: 11 is outside 0 to 10."),
        (case_of([[1]], [1], full=0), "What a best value is worth must be above zero."),
        (case_of([[1]], [1], weighting="loud"),
         "“loud” is not one of: shares, as_printed, raw_sum, unit."),
    ],
)  # fmt: skip
def test_what_a_method_cannot_take_is_refused_with_a_reason(case: Case, sentence: str) -> None:
    with pytest.raises(ScoringError) as refusal:
        rank(case)
    assert str(refusal.value) == sentence


def test_zero_counts_as_zero_in_a_ratio_where_more_is_better() -> None:
    assert values(case_of([[0], [4]], [1], normalisation="ratio")) == [[0], [1]]


# Properties

ABOVE_ZERO = st.integers(1, 1000)


@settings(deadline=None)
@given(cases(cells=ABOVE_ZERO, normalisation="ratio"), st.integers(2, 9))
def test_another_unit_of_measurement_changes_no_ratio(case: Case, times: int) -> None:
    other = {cell: times * x for cell, x in case.scores.items()}  # type: ignore[operator]
    assert rank(replace(case, scores=other)).values == rank(case).values


@settings(deadline=None)
@given(cases(cells=ABOVE_ZERO, normalisation="share"))
def test_shares_of_a_column_add_to_one(case: Case) -> None:
    result = rank(case).values
    for c in case.criterion_names:
        assert sum(result[o, c] or 0 for o in case.option_names) == 1


@settings(deadline=None)
@given(cases(), st.integers(1, 1000))
def test_the_worth_of_a_best_value_changes_no_rank(case: Case, full: int) -> None:
    plain, scaled = rank(case), rank(replace(case, full=full))
    assert [option.id for option in plain.options] == [option.id for option in scaled.options]
    assert [option.total * full / 100 for option in plain.options] == [
        option.total for option in scaled.options
    ]


@settings(deadline=None)
@given(cases(), st.integers(2, 9))
def test_min_max_knows_no_unit_of_measurement(case: Case, times: int) -> None:
    other = {cell: times * x for cell, x in case.scores.items()}  # type: ignore[operator]
    assert rank(replace(case, scores=other)).options == rank(case).options
