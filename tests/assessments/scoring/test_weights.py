"""Weights from swings, ratios, an order and pairs; and when they are stale."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    Linear,
    ScoringError,
    ahp,
    order_weights,
    range_fingerprints,
    ratio_weights,
    stale_weights,
    swing,
)
from tests.factories.scoring import PUBLISHED, case_of


def test_swings_become_shares_of_their_sum() -> None:
    printed = PUBLISHED["weights"][0]
    result = swing(dict(enumerate(printed["given"])))
    assert [round(100 * w) for w in result.values()] == printed["expected_whole_percent"]
    assert sum(result.values()) == 1


def test_the_largest_swing_is_a_hundred() -> None:
    for points in ({"a": 90, "b": 10}, {"a": 110}, {}):
        with pytest.raises(ScoringError, match="The largest swing must be 100"):
            swing(points)
    with pytest.raises(ScoringError, match="The weight of Cost is below zero"):
        swing({"a": 100, "b": -1}, {"b": "Cost"})


def test_ratios_are_told_from_the_least_important_criterion() -> None:
    assert ratio_weights({"a": 50, "b": 40, "c": 10}) == {"a": F(1, 2), "b": F(2, 5), "c": F(1, 10)}
    for points in ({"a": 50, "b": 9}, {"a": 50, "b": 11}, {}):
        with pytest.raises(ScoringError, match="least important criterion must have 10 points"):
            ratio_weights(points)
    assert ratio_weights({"a": 3, "b": 1}, least=1) == {"a": F(3, 4), "b": F(1, 4)}


def test_an_order_alone_gives_the_centre_of_its_weightings() -> None:
    # Barron and Barrett 1996, three attributes: 0.6111, 0.2778, 0.1111.
    assert list(order_weights("abc").values()) == [F(11, 18), F(5, 18), F(2, 18)]
    for order in ("", "aba"):
        with pytest.raises(ScoringError, match="The order must name each criterion once"):
            order_weights(order)


# Pairs

SAATY: list[list[Any]] = [[1, 3, 5], [None, 1, 3], [None, None, 1]]


def test_pairs_give_the_principal_eigenvector_and_how_consistent_it_is() -> None:
    weighting = ahp("abc", SAATY)
    # Closed form for three criteria: geometric means of the rows are the eigenvector.
    means = [15 ** (1 / 3), 1.0, (1 / 15) ** (1 / 3)]
    assert list(weighting.weights.values()) == pytest.approx([x / sum(means) for x in means])
    # λ = 1 + t + 1/t with t = (a13 / (a12·a23))^(1/3).
    t = (5 / 9) ** (1 / 3)
    assert weighting.lambda_max == pytest.approx(1 + t + 1 / t)
    assert weighting.consistency_index == pytest.approx((t + 1 / t - 2) / 2)
    assert weighting.consistency_ratio == pytest.approx(weighting.consistency_index / 0.58)
    assert weighting.warnings == ()


def test_contradicting_pairs_are_warned_of() -> None:
    weighting = ahp("abc", [[1, 9, "1/9"], [None, 1, 9], [None, None, 1]])
    assert weighting.consistency_ratio > 0.1
    assert [str(warning)[:44] for warning in weighting.warnings] == [
        "The comparisons contradict each other: the c"
    ]


def test_a_tenth_of_inconsistency_is_the_most_that_passes_without_a_warning() -> None:
    warned = {
        last: bool(ahp("abc", [[1, 2, last], [None, 1, 2], [None, None, 1]]).warnings)
        for last in ("1", "2", "4")
    }
    # Ratios 0.19, 0.05 and 0.
    assert warned == {"1": True, "2": False, "4": False}


def test_one_and_two_criteria_cannot_contradict_each_other() -> None:
    assert ahp("a", [[1]]).weights == {"a": 1}
    two = ahp("ab", [[1, 4], [None, 1]])
    assert list(two.weights.values()) == pytest.approx([0.8, 0.2])
    assert two.consistency_ratio == 0


def test_rounded_reciprocals_are_taken_and_the_exact_one_used() -> None:
    assert ahp("ab", [[1, 7], ["0.14", 1]]) == ahp("ab", [[1, 7], [None, 1]])
    assert ahp("ab", [[1, "0.14"], [7, 1]]) == ahp("ab", [[1, None], [7, 1]])


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, 2]], "The comparisons must have a row and a column for each."),
        ([[1, 2], [1]], "The comparisons must have a row and a column for each."),
        ([[2, 2], [None, 1]], "Cost / Cost: compared with itself, it counts 1."),
        ([[1, None], [None, 1]], "Cost / Jobs: the comparison is missing."),
        ([[1, 2], [2, 1]], "Jobs / Cost is 2 and not 1 divided by 2."),
        ([[1, -2], [None, 1]], "Cost / Jobs: a comparison is above zero."),
        ([[1, 0], [None, 1]], "Cost / Jobs: a comparison is above zero."),
        ([[1, "x"], [None, 1]], "Cost / Jobs: “x” is not a number that can be used."),
    ],
)
def test_pairs_that_say_nothing_are_refused_by_row_and_column(matrix: Any, sentence: str) -> None:
    with pytest.raises(ScoringError) as refusal:
        ahp("ab", matrix, names={"a": "Cost", "b": "Jobs"})
    assert str(refusal.value) == sentence


def test_at_most_fifteen_criteria_are_compared_in_pairs() -> None:
    for count in (0, 16):
        with pytest.raises(ScoringError, match="Between 1 and 15"):
            ahp(range(count), [[1] * count] * count)


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=15))
def test_pairs_that_agree_give_back_the_weights_they_came_from(points: list[int]) -> None:
    matrix = [[F(a, b) for b in points] for a in points]
    weighting = ahp(range(len(points)), matrix)
    assert list(weighting.weights.values()) == pytest.approx([p / sum(points) for p in points])
    assert weighting.consistency_ratio == pytest.approx(0, abs=1e-9)


# Stale weights


def test_weights_are_stale_when_the_range_they_were_given_for_changes() -> None:
    case = case_of([[1, 5], [3, 9]], ["0.5", "0.5"])
    fingerprints = range_fingerprints(case)
    inside = replace(case, scores={**case.scores, ("o0", "c1"): 5, ("o1", "c1"): Decimal("9.0")})
    wider = replace(case, scores={**case.scores, ("o0", "c1"): 4})
    taller = replace(case, scores={**case.scores, ("o1", "c1"): 10})
    turned = replace(case, criteria=[replace(case.criteria[0], direction="min"), case.criteria[1]])
    assert stale_weights(fingerprints, case) == ()
    assert stale_weights(fingerprints, inside) == ()
    assert stale_weights(fingerprints, wider) == ("c1",)
    assert stale_weights(fingerprints, taller) == ("c1",)
    assert stale_weights(fingerprints, turned) == ("c0",)
    assert stale_weights(fingerprints, replace(case, normalisation="direct")) == ("c0", "c1")
    assert stale_weights({}, case) == ("c0", "c1")


@pytest.mark.parametrize(
    ("method", "field", "before", "after"),
    [
        ("fixed_range", "high", 10, 11),
        ("fixed_range", "low", 0, 1),
        ("reference", "reference_max", 10, 11),
        ("value_functions", "value_function", Linear(0, 10), Linear(0, 11)),
    ],
)
def test_stated_ranges_count_and_scores_inside_them_do_not(
    method: str, field: str, before: Any, after: Any
) -> None:
    columns = {"low": [0], "high": [10], field: [before]}
    case = case_of([[1], [2]], [1], normalisation=method)
    case = replace(
        case, criteria=[replace(case.criteria[0], **{k: v[0] for k, v in columns.items()})]
    )
    fingerprints = range_fingerprints(case)
    assert stale_weights(fingerprints, replace(case, scores={("o0", "c0"): 5})) == ()
    other = replace(case, criteria=[replace(case.criteria[0], **{field: after})])
    assert stale_weights(fingerprints, other) == ("c0",)
