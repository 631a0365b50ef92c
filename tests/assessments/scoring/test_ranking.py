"""Totals, ranks and sensitivity: published values, properties and refusals."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    Case,
    CaseCriterion,
    Dominance,
    ScoringError,
    as_decimal,
    dominance,
    equal_weights,
    moved,
    rank,
    reversals,
    two_level,
    weights,
)
from tests.factories.scoring import PUBLISHED, case_of, cases


def totals(case: Case) -> dict[Any, Fraction]:
    return {option.id: option.total for option in rank(case).options}


# Published cases


def test_a_tie_made_by_rounding_in_print_is_no_tie() -> None:
    printed = next(c for c in PUBLISHED["cases"] if c["name"].startswith("C04"))
    method: dict[str, Any] = {"span": (0, 10), "normalisation": "fixed_range", "rescale": True}
    given_weights = [c["weight"] for c in printed["criteria"]]
    zero = rank(case_of(printed["scores"], given_weights, missing="zero", **method))
    shared = rank(case_of(printed["scores"], given_weights, missing="renormalise", **method))
    assert [option.id for option in zero.options] == ["o3", "o1", "o2", "o0"]
    assert [option.rank for option in zero.options] == [1, 2, 3, 4]
    assert zero.of("o2").total == 42
    assert shared.of("o2").total == 56
    assert zero.of("o2").missing == ("c1",)


def test_printed_weights_that_do_not_add_up_are_refused_unless_rescaled() -> None:
    printed = next(c for c in PUBLISHED["cases"] if c["name"].startswith("C03_"))
    case = case_of(printed["scores"], [c["weight"] for c in printed["criteria"]])
    with pytest.raises(ScoringError, match=r"add to 0\.950, not to 1"):
        rank(case)
    assert sum(rank(replace(case, rescale=True)).weights.values()) == 1


@pytest.mark.parametrize("printed", PUBLISHED["min_max"], ids=lambda printed: printed["name"])
def test_min_max_gives_the_published_values(printed: dict[str, Any]) -> None:
    count = len(printed["directions"])
    case = case_of(printed["scores"], [Fraction(1, count)] * count, printed["directions"])
    values = rank(case).values
    for i, row in enumerate(printed["expected_0_1"]):
        for j, expected in enumerate(row):
            assert float(values[f"o{i}", f"c{j}"] or 0) / 100 == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("printed", PUBLISHED["weights"])
def test_importances_become_the_published_weights(printed: dict[str, Any]) -> None:
    case = case_of([[1] * len(printed["given"])], printed["given"], rescale=True)
    whole = [int(as_decimal(100 * w, 0)) for w in weights(case).values()]
    assert whole == printed["expected_whole_percent"]


def test_dominance_finds_the_published_pair() -> None:
    printed = PUBLISHED["dominance"]
    names = list(printed["scores"])
    case = case_of(list(printed["scores"].values()), ["1/3"] * 3, printed["directions"])
    rows = [
        [names[int(str(pair.better)[1:])], names[int(str(pair.worse)[1:])]]
        for pair in dominance(rank(case))
    ]
    assert rows == printed["dominated"]


# How it behaves


def test_contributions_add_to_the_total() -> None:
    ranking = rank(case_of([[1, 30], [3, 10], [2, 20]], ["0.7", "0.3"], ["max", "min"]))
    best = ranking.options[0]
    assert (best.id, best.total, best.score) == ("o1", 100, 100.0)
    assert {c: item.points for c, item in best.contributions.items()} == {"c0": 70, "c1": 30}
    assert {c: item.value for c, item in ranking.of("o2").contributions.items()} == {
        "c0": 50,
        "c1": 50,
    }


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    ranking = rank(case_of([[2], [9], [2], [1]], [1]))
    assert [(option.id, option.rank) for option in ranking.options] == [
        ("o1", 1),
        ("o0", 2),
        ("o2", 2),
        ("o3", 4),
    ]


def test_totals_a_billionth_apart_are_the_same_and_farther_apart_they_are_not() -> None:
    level, above = Fraction(1) + Fraction(1, 10**9), Fraction(1) + Fraction(2, 10**9)
    ranking = rank(case_of([[1], [level], [above]], [1], normalisation="as_given"))
    assert {option.id: option.rank for option in ranking.options} == {"o2": 1, "o1": 1, "o0": 2}


def test_a_criterion_that_tells_nothing_apart_gives_the_same_score_and_a_warning() -> None:
    ranking = rank(case_of([[5, 1], [5, 2]], ["0.5", "0.5"]))
    assert {ranking.values[o, "c0"] for o in ("o0", "o1")} == {50}
    assert [str(w) for w in ranking.warnings] == [
        "All options have the same score on Criterion 0.",
    ]


def test_a_single_option_is_ranked_with_a_warning() -> None:
    ranking = rank(case_of([[5]], [1]))
    assert ranking.options[0].rank == 1
    assert [str(w) for w in ranking.warnings] == [
        "There is only one option: its rank says nothing.",
    ]


def test_weights_within_half_a_percent_are_scaled_and_said_so() -> None:
    ranking = rank(case_of([[1, 2, 3], [3, 1, 2]], ["0.333"] * 3))
    assert set(ranking.weights.values()) == {Fraction(1, 3)}
    assert [str(w) for w in ranking.warnings] == ["The weights add to 0.9990 and were scaled to 1."]


def test_direct_scores_are_taken_as_they_are_and_reversed_with_a_warning() -> None:
    ranking = rank(
        case_of([[80, 10], [20, 90]], [0.5, 0.5], ["max", "min"], normalisation="direct")
    )
    assert {option.id: option.total for option in ranking.options} == {"o0": 85, "o1": 15}
    assert len(ranking.warnings) == 1


def test_warnings_can_be_said_in_another_language() -> None:
    warning = rank(case_of([[5]], [1])).warnings[0]
    assert warning.in_language(str.upper) == "THERE IS ONLY ONE OPTION: ITS RANK SAYS NOTHING."


def test_blank_counts_as_zero_only_when_the_policy_says_so() -> None:
    rows: list[list[Any]] = [[10, None], [0, 10], [5, 0]]
    assert totals(case_of(rows, ["0.5", "0.5"], missing="zero"))["o0"] == 50
    assert totals(case_of(rows, ["0.5", "0.5"], missing="renormalise"))["o0"] == 100
    with pytest.raises(ScoringError, match="Option 0 / Criterion 1: the score is missing"):
        rank(case_of(rows, ["0.5", "0.5"]))


def test_two_levels_of_weights_multiply() -> None:
    criteria = [
        CaseCriterion("a", "A", 1, group="money"),
        CaseCriterion("b", "B", 3, group="money"),
        CaseCriterion("c", "C", 7, group="people"),
    ]
    result = two_level(criteria, {"money": 40, "people": 60})
    assert [c.weight for c in result] == [Fraction(1, 10), Fraction(3, 10), Fraction(6, 10)]
    with pytest.raises(ScoringError, match="group without a weight"):
        two_level(criteria, {"money": 1})
    with pytest.raises(ScoringError, match="Group “sky” has no criterion"):
        two_level(criteria, {"money": 1, "people": 1, "sky": 1})


def test_equal_weights_stand_beside_the_groups() -> None:
    case = case_of([[1, 0, 0], [0, 1, 1]], ["0.8", "0.1", "0.1"])
    assert rank(case).options[0].id == "o0"
    assert equal_weights(case).options[0].id == "o1"


def test_a_reversal_weight_is_where_two_totals_meet() -> None:
    case = case_of([[10, 0], [0, 10]], ["0.7", "0.3"])
    ranking = rank(case)
    results = reversals(case, ranking)
    assert [(item.criterion, item.challenger, item.reversal_weight) for item in results] == [
        ("c0", "o1", Fraction(1, 2)),
        ("c1", "o1", Fraction(1, 2)),
    ]


def test_dominance_is_not_claimed_over_a_blank() -> None:
    case = case_of([[3, 3], [1, None], [2, 2]], ["0.5", "0.5"], missing="zero")
    assert dominance(rank(case)) == (Dominance("o0", "o2"),)


# Refusals name the place


@pytest.mark.parametrize(
    "bad", ["high", "", "NaN", float("nan"), float("inf"), True, "1_0", "9e99"]
)
def test_a_score_that_is_not_a_number_is_refused_by_row_and_column(bad: Any) -> None:
    with pytest.raises(ScoringError, match=r"^Option 1 / Criterion 0: “"):
        rank(case_of([[1], [bad]], [1]))


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (case_of([], [1]), "There is no option to rank."),
        (case_of([[], []], []), "There is no criterion to rank by."),
        (case_of([[1, 2]], ["1.5", "-0.5"]), "The weight of Criterion 1 is below zero."),
        (case_of([[1, 2]], [0, 0], rescale=True), "All weights are zero: at least one must count."),
        (
            case_of([[101]], [1], normalisation="direct"),
            "Option 0 / Criterion 0: 101 is outside 0 to 100.",
        ),
        (
            case_of([[6]], [1], span=(1, 5), normalisation="fixed_range"),
            "Option 0 / Criterion 0: 6 is outside 1 to 5.",
        ),
        (
            case_of([[6]], [1], normalisation="fixed_range"),
            "Criterion Criterion 0 has no range.",
        ),
        (
            case_of([[6]], [1], span=(5, 5), normalisation="fixed_range"),
            "The range of Criterion 0 must go from a smaller to a larger number.",
        ),
        (
            case_of([[6]], [1], ["up"]),
            "“up” is not one of: max, min.",
        ),
        (
            case_of([[None], [1]], [1], missing="renormalise"),
            "Option 0 has no score on any criterion that counts.",
        ),
        (
            Case(["a", "a"], [CaseCriterion("c", "C", 1)], {}),
            "An option or a criterion is listed twice.",
        ),
        (
            Case(["a"], [CaseCriterion("c", "C", 1)], {("a", "c"): 1, ("a", "x"): 1}),
            "There is a score for a on x, which is not here.",
        ),
    ],
)
def test_a_case_that_cannot_be_computed_is_refused_with_a_reason(case: Case, sentence: str) -> None:
    with pytest.raises(ScoringError) as refusal:
        rank(case)
    assert str(refusal.value) == sentence


def test_numbers_are_rounded_once_and_half_up() -> None:
    assert as_decimal(Fraction(95, 2), 0) == 48
    assert as_decimal(Fraction(-1, 8), 2) == Decimal("-0.13")
    assert str(as_decimal(Fraction(-1, 1000), 2)) == "0.00"
    assert str(as_decimal(Fraction(10**40), 2)) == "1" + "0" * 40 + ".00"


# Properties


@settings(deadline=None)
@given(cases())
def test_totals_stay_between_0_and_100_and_ranks_follow_them(case: Case) -> None:
    ranking = rank(case)
    for option in ranking.options:
        assert 0 <= option.total <= 100
        assert option.rank == 1 + sum(other.total > option.total for other in ranking.options)
        assert option.total == sum(c.points for c in option.contributions.values())


@settings(deadline=None)
@given(cases(), st.integers(-500, 500))
def test_adding_a_constant_to_a_column_changes_nothing_under_min_max(case: Case, more: int) -> None:
    shifted = {
        (o, c): x + more if c == "c0" and isinstance(x, int) else x
        for (o, c), x in case.scores.items()
    }
    assert rank(replace(case, scores=shifted)).options == rank(case).options


@settings(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_no_total(case: Case, shuffle: Any) -> None:
    options, criteria = list(case.options), list(case.criteria)
    shuffle.shuffle(options)
    shuffle.shuffle(criteria)
    assert totals(replace(case, options=options, criteria=criteria)) == totals(case)


@settings(deadline=None)
@given(cases())
def test_a_dominated_option_is_never_above_its_dominator(case: Case) -> None:
    ranking = rank(case)
    for pair in dominance(ranking):
        assert ranking.of(pair.better).rank < ranking.of(pair.worse).rank


@settings(deadline=None)
@given(cases(), st.integers(2, 50))
def test_scaling_all_weights_changes_nothing(case: Case, times: int) -> None:
    scaled = [replace(c, weight=Fraction(str(c.weight)) * times) for c in case.criteria]
    shared = [
        replace(c, weight=w) for c, w in zip(case.criteria, weights(case).values(), strict=True)
    ]
    assert rank(replace(case, criteria=scaled)) == rank(case)
    assert rank(replace(case, criteria=shared, rescale=False)) == rank(case)


@settings(deadline=None)
@given(cases())
def test_the_order_really_flips_at_the_reversal_weight(case: Case) -> None:
    ranking = rank(case)
    for reversal in reversals(case, ranking):
        level = rank(moved(case, reversal.criterion, reversal.reversal_weight))
        assert level.of(reversal.leader).total == level.of(reversal.challenger).total
        step = Fraction(1, 10**6) * (1 if reversal.reversal_weight >= reversal.weight else -1)
        beyond = reversal.reversal_weight + step
        if reversal.distance and 0 <= beyond <= 1:
            past = rank(moved(case, reversal.criterion, beyond))
            assert past.of(reversal.challenger).total > past.of(reversal.leader).total
