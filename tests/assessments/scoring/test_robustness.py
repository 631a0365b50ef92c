"""Sensitivity, frontier and robustness: properties, and closed forms where there are any."""

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction as F
from math import sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    Case,
    Dominance,
    ScoringError,
    acceptability,
    benefits_without,
    dominance,
    equal_weights,
    frontier,
    moved,
    rank,
    reversals,
)
from assessments.scoring.numbers import Number
from tests.factories.scoring import case_of, cases

DIRECT: dict[str, Any] = {"normalisation": "direct"}


def test_reversals_are_told_in_shares_whatever_the_weighting() -> None:
    shares = case_of([[10, 0], [0, 10]], ["0.7", "0.3"], normalisation="as_given")
    factors = case_of([[10, 0], [0, 10]], [7, 3], normalisation="as_given", weighting="raw_sum")
    assert reversals(factors, rank(factors)) == reversals(shares, rank(shares))
    assert [reversal.distance for reversal in reversals(shares, rank(shares))] == [F(1, 5), F(1, 5)]


@settings(deadline=None)
@given(cases(weighting="raw_sum"))
def test_the_order_flips_on_either_side_of_the_reversal_weight(case: Case) -> None:
    ranking = rank(case)
    step = F(1, 10**6)
    for reversal in reversals(case, ranking):
        level = rank(moved(case, reversal.criterion, reversal.reversal_weight))
        assert level.of(reversal.leader).total == level.of(reversal.challenger).total
        sides = [reversal.reversal_weight - step, reversal.reversal_weight + step]
        if reversal.distance and all(0 <= side <= 1 for side in sides):
            results = [rank(moved(case, reversal.criterion, side)) for side in sides]
            ahead = [r.of(reversal.leader).total > r.of(reversal.challenger).total for r in results]
            assert sorted(ahead) == [False, True]
            assert ahead.index(True) == (0 if reversal.weight < reversal.reversal_weight else 1)


def test_a_weight_moved_leaves_the_others_their_proportions() -> None:
    case = case_of([[1, 2, 3], [3, 2, 1]], [5, 3, 2], rescale=True)
    there = rank(moved(case, "c0", "0.2"))
    assert there.weights == {"c0": F(1, 5), "c1": F(12, 25), "c2": F(8, 25)}
    back = rank(moved(moved(case, "c0", "0.2"), "c0", "0.5"))
    assert back.weights == rank(case).weights
    with pytest.raises(ScoringError, match="There is no criterion c9"):
        moved(case, "c9", 0)
    for weight in ("-0.1", "1.1"):
        with pytest.raises(ScoringError, match="The weight of Criterion 0 cannot be moved"):
            moved(case, "c0", weight)


def test_equal_weights_are_shares_under_every_weighting() -> None:
    case = case_of([[4, 0], [0, 2]], [1, 9], normalisation="as_given", weighting="raw_sum")
    assert [(option.id, option.total) for option in equal_weights(case).options] == [
        ("o0", 2),
        ("o1", 1),
    ]


def test_dominance_knows_when_the_smallest_total_is_first() -> None:
    case = case_of([[1, 1], [2, 1]], [1, 1], ["min", "min"], normalisation="as_given", rescale=True)
    assert dominance(rank(case)) == (Dominance("o0", "o1"),)


def test_equal_options_do_not_dominate_each_other() -> None:
    assert dominance(rank(case_of([[1], [1]], [1]))) == ()


# The frontier


def test_the_frontier_keeps_what_nothing_beats_on_cost_and_benefit_at_once() -> None:
    benefits: dict[Hashable, Number] = {"a": 10, "b": 30, "c": 30, "d": 20, "e": 30, "f": 90}
    costs: dict[Hashable, Number] = {"a": 1, "b": 5, "c": 6, "d": 5, "e": 5}
    points = frontier(benefits, costs)
    assert [(item.option, item.efficient, item.beaten_by) for item in points] == [
        ("a", True, ()),
        ("b", True, ()),
        ("e", True, ()),
        ("d", False, ("b", "e")),
        ("c", False, ("b", "e")),
    ]


def test_the_benefit_leaves_the_cost_out_and_rescales_the_rest() -> None:
    case = case_of([[10, 100, 0], [90, 0, 50]], [6, 3, 1], **DIRECT, rescale=True)
    assert benefits_without(rank(case), "c0") == {"o0": 75, "o1": F(25, 2)}
    with pytest.raises(ScoringError, match="No other criterion counts"):
        benefits_without(rank(case_of([[1], [2]], [1])), "c0")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8))
def test_the_frontier_rises_and_everything_off_it_is_beaten_by_something_on_it(
    points: list[tuple[int, int]],
) -> None:
    result = frontier(
        {i: benefit for i, (_cost, benefit) in enumerate(points)},
        {i: cost for i, (cost, _benefit) in enumerate(points)},
    )
    on_it = [item for item in result if item.efficient]
    assert on_it
    rising = [(item.cost, item.benefit) for item in on_it]
    assert rising == sorted(rising)
    assert sorted(set(rising), key=lambda row: row[1]) == sorted(set(rising))
    efficient = {item.option for item in on_it}
    assert all(set(item.beaten_by) & efficient for item in result if not item.efficient)


# Robustness


def test_acceptability_meets_its_closed_forms_within_its_error() -> None:
    # Two criteria, one option best on each: the first wins when w0 > 1/3.
    case = case_of([[100, 50], [0, 100]], ["0.6", "0.4"], **DIRECT)
    ranking = rank(case)
    free = acceptability(ranking, draws=40_000)
    ordered = acceptability(ranking, draws=40_000, in_order=True)
    assert free.half_width == pytest.approx(1.959964 * sqrt(0.25 / 40_000))
    assert free.shares["o0"][0] == pytest.approx(2 / 3, abs=2 * free.half_width)
    assert free.pairwise["o1", "o0"] == free.shares["o1"][0]
    # With w0 above one half the first always wins, and its weights lie about 3/4 and 1/4.
    assert ordered.shares == {"o0": (1, 0), "o1": (0, 1)}
    assert ordered.central["o1"] is None
    assert ordered.central["o0"] == pytest.approx({"c0": 0.75, "c1": 0.25}, abs=0.01)
    assert free.central["o1"] == pytest.approx({"c0": 1 / 6, "c1": 5 / 6}, abs=0.01)


def test_weightings_in_the_stated_order_have_its_centre() -> None:
    # A single option is first under all weightings: its central weights are their mean.
    case = case_of([[1, 1, 1]], ["0.3", "0.5", "0.2"], **DIRECT)
    o0 = acceptability(rank(case), in_order=True, draws=40_000).central["o0"]
    assert o0 == pytest.approx({"c0": 5 / 18, "c1": 11 / 18, "c2": 2 / 18}, abs=0.01)


def test_criteria_stated_alike_take_their_places_by_lot() -> None:
    case = case_of([[1, 1, 1]], ["0.2", "0.6", "0.2"], **DIRECT)
    o0 = acceptability(rank(case), in_order=True, draws=40_000).central["o0"]
    assert o0 == pytest.approx({"c0": 7 / 36, "c1": 11 / 18, "c2": 7 / 36}, abs=0.01)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    ranking = rank(case_of([[90, 20], [40, 70], [60, 50]], ["0.5", "0.5"], **DIRECT))
    assert acceptability(ranking, seed=7) == acceptability(ranking, seed=7)
    assert acceptability(ranking, seed=7) != acceptability(ranking, seed=8)
    assert (acceptability(ranking, seed=7, draws=10).draws, acceptability(ranking).seed) == (
        10,
        2021,
    )


def test_smallest_totals_are_best_in_robustness_too() -> None:
    case = case_of([[1, 1], [2, 2]], [1, 1], ["min"] * 2, normalisation="as_given", rescale=True)
    assert acceptability(rank(case), draws=100).shares["o0"] == (1, 0)


def test_equal_options_share_their_rank_under_every_weighting() -> None:
    row = ["33.3", "14.7", "90.1"]
    shares = acceptability(rank(case_of([row, row, [0, 0, 0]], [1, 1, 1], **DIRECT, rescale=True)))
    assert shares.shares == {"o0": (1, 0, 0), "o1": (1, 0, 0), "o2": (0, 0, 1)}
    assert shares.pairwise["o0", "o1"] == 0


def test_less_than_a_billionth_decides_no_rank_in_robustness_either() -> None:
    case = case_of([["50.0000000001", 10], [50, 10]], [1, 1], **DIRECT, rescale=True)
    shares = acceptability(rank(case), draws=100)
    assert shares.shares == {"o0": (1, 0), "o1": (1, 0)}
    assert set(shares.pairwise.values()) == {0}


def test_weights_of_blanks_are_shared_out_in_robustness_too() -> None:
    rows: list[list[Any]] = [[60, None], [50, 50]]
    case = case_of(rows, ["0.5", "0.5"], **DIRECT, missing="renormalise")
    assert acceptability(rank(case), missing="renormalise", draws=100).shares["o0"] == (1, 0)
    zero = acceptability(rank(replace(case, missing="zero")), missing="zero", draws=40_000)
    # 60·w0 > 50
    assert zero.shares["o0"][0] == pytest.approx(1 / 6, abs=2 * zero.half_width)


@pytest.mark.parametrize("draws", [0, -1, 10**9])
def test_the_number_of_draws_has_bounds(draws: int) -> None:
    with pytest.raises(ScoringError, match="must be between 1 and 1000000"):
        acceptability(rank(case_of([[1], [2]], [1])), draws=draws)


@settings(deadline=None, max_examples=50)
@given(cases(), st.booleans(), st.integers(0, 9))
def test_acceptabilities_add_to_one_and_a_dominated_option_never_wins(
    case: Case, in_order: bool, seed: int
) -> None:
    ranking = rank(case)
    results = acceptability(ranking, in_order=in_order, draws=300, seed=seed)
    for shares in results.shares.values():
        assert sum(shares) == pytest.approx(1)
    assert sum(shares[0] for shares in results.shares.values()) >= 1 - 1e-9
    for pair in dominance(ranking):
        assert results.pairwise[pair.worse, pair.better] == 0
    for weights in filter(None, results.central.values()):
        assert sum(weights.values()) == pytest.approx(1)
        steps = [w for _stated, w in sorted(zip(ranking.shares.values(), weights.values()))]  # noqa: B905
        distinct = len(set(ranking.shares.values())) == len(steps)
        assert not (in_order and distinct) or steps == sorted(steps)


def _pairs(shares: Any) -> list[float]:
    return [shares.pairwise[a, b] + shares.pairwise[b, a] for a, b in shares.pairwise]


@settings(deadline=None, max_examples=30)
@given(cases())
def test_two_options_never_beat_each_other_at_once(case: Case) -> None:
    assert all(0 <= both <= 1 for both in _pairs(acceptability(rank(case), draws=200)))
