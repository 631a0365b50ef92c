"""The paragraph that says why an option comes first, case by case."""

from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from assessments import scoring
from assessments.priorities.queries.reasons import (
    RankPlace,
    ResultFacts,
    Turn,
    nearest,
    orders_compared,
    reasons_of,
)
from assessments.priorities.queries.robustness import facts_of_result, robustness
from assessments.priorities.queries.words import share_words
from tests.factories.scoring import case_of

PLACES = [
    RankPlace("Solar milk cooling", 1, Fraction("71.25")),
    RankPlace("Drip irrigation", 2, Fraction("66.0")),
    RankPlace("Cold rooms", 3, Fraction(40)),
]


def turn(weight: str, reversal: str, criterion: str = "Cost") -> Turn:
    return Turn(criterion, "Drip irrigation", Fraction(weight), Fraction(reversal))


def said(**more: Any) -> list[str]:
    return reasons_of(ResultFacts(places=more.pop("places", PLACES), **more))


def test_nothing_ranked_says_nothing() -> None:
    assert said(places=[]) == []


def test_one_option_alone_says_nothing_about_itself() -> None:
    assert said(places=PLACES[:1]) == [
        "There is only one option, “Solar milk cooling”: its first place says nothing about it."
    ]


def test_a_clear_winner_is_named_with_points_and_lead() -> None:
    assert said()[0] == (
        "“Solar milk cooling” ranks first with 71.3 of 100 points, 5.3 ahead of “Drip irrigation”."
    )


def test_a_lead_too_small_for_one_decimal_is_not_written_as_zero() -> None:
    places = [RankPlace("A", 1, Fraction("50.004")), RankPlace("B", 2, Fraction(50))]
    assert said(places=places)[0] == (
        "“A” ranks first with 50.0 of 100 points, 0.0040 ahead of “B”."
    )


def test_who_shares_the_second_place_is_named() -> None:
    places = [PLACES[0], RankPlace("B", 2, Fraction(60)), RankPlace("C", 2, Fraction(60))]
    assert said(places=places)[0].endswith(
        "11.3 ahead of the options that share the second place: “B” · “C”."
    )


def test_a_shared_first_place_is_no_win_and_no_weight_is_told_of() -> None:
    places = [
        RankPlace("A", 1, Fraction(50)),
        RankPlace("B", 1, Fraction(50)),
        RankPlace("C", 3, Fraction(1)),
    ]
    assert said(places=places, turns=[turn("1/5", "1/2")]) == [
        "2 options share the first place with 50.0 of 100 points each: “A” · “B”."
    ]


def test_options_that_are_all_level_are_not_told_apart() -> None:
    places = [RankPlace("A", 1, Fraction(50)), RankPlace("B", 1, Fraction(50))]
    assert said(places=places)[0] == (
        "All options have the same total of 50.0 points: the scores do not distinguish them."
    )


def test_the_nearest_weight_that_rises_is_told() -> None:
    turns = [turn("0.2", "0.9", "Jobs"), turn("0.2", "0.46")]
    assert said(turns=turns)[1] == (
        "It keeps the first place unless the weight of “Cost” rises from 20% to above 46%; then "
        "“Drip irrigation” leads."
    )


def test_the_nearest_weight_that_falls_is_told() -> None:
    assert said(turns=[turn("0.4", "0.125")])[1] == (
        "It keeps the first place unless the weight of “Cost” falls from 40% to below 12.5%; then "
        "“Drip irrigation” leads."
    )


def test_a_turning_weight_is_never_said_too_early() -> None:
    assert "to above 46.4%" in said(turns=[turn("0.2", "0.46301")])[1]
    assert "to below 12.3%" in said(turns=[turn("0.4", "0.12399")])[1]
    assert "from 20% to above 20.1%" in said(turns=[turn("0.2", "0.20001")])[1]


def test_a_winner_that_no_single_weight_overtakes() -> None:
    expected = "It keeps the first place whatever the weight of any single criterion."
    assert said()[1] == expected
    # At zero and at everything the two only draw level.
    assert said(turns=[turn("0.2", "1"), turn("0.2", "0")])[1] == expected


def test_only_the_weights_at_which_the_first_place_changes_are_kept() -> None:
    near, far, down = turn("0.2", "0.3"), turn("0.2", "0.5"), turn("0.2", "0.05")
    assert nearest([far, down, near]) == [near, down]


def test_a_winner_that_is_nowhere_worse_stays_whatever_the_weights() -> None:
    sentences = said(unbeatable=True, equal_leaders=["Solar milk cooling"], every=[("A", 1.0)])
    assert sentences[1:] == [
        "No other option is better on any criterion, so it stays first whatever the weights."
    ]


def test_equal_weights_with_the_same_and_with_another_winner() -> None:
    assert "With equal weights the first place stays the same." in said(
        equal_leaders=["Solar milk cooling"]
    )
    assert "With equal weights “Cold rooms” would rank first." in said(equal_leaders=["Cold rooms"])
    shared = said(equal_leaders=["Cold rooms", "Drip irrigation"])
    assert "these would share the first place: “Cold rooms” · “Drip irrigation”." in shared[2]
    assert len(said(equal_leaders=["Cold rooms"], weights_are_equal=True)) == 2


def test_how_often_it_is_first_over_all_weights_and_in_the_stated_order() -> None:
    every = [("Solar milk cooling", 0.62), ("Drip irrigation", 0.38)]
    assert said(every=every)[2] == (
        "Over all possible weights “Solar milk cooling” comes first in 62% of cases."
    )
    assert said(every=every, stated_order=[("Solar milk cooling", 0.999)])[2] == (
        "Over all possible weights “Solar milk cooling” comes first in 62% of cases, and in 99.9% "
        "of those that keep the stated order of the criteria."
    )


def test_another_option_that_is_first_more_often_is_named() -> None:
    every = [("Solar milk cooling", 0.3), ("Drip irrigation", 0.7)]
    assert said(every=every)[2] == (
        "Over all possible weights “Drip irrigation” comes first more often (70%) than “Solar milk "
        "cooling” (30%)."
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.00001, "0.1%"), (0.004, "0.4%"), (0.74, "74%"), (0.9999, "99.9%"), (1, "100%")],
)
def test_never_and_always_are_said_of_nothing_else(share: float, words: str) -> None:
    assert share_words(float(share)) == words


def test_options_that_are_beaten_whatever_the_weights() -> None:
    assert said(beaten=[("Cold rooms", "Drip irrigation")])[2] == (
        "“Cold rooms” is nowhere better than “Drip irrigation” and somewhere worse, so it stays "
        "behind it whatever the weights."
    )
    assert said(beaten=[("A", "B"), ("C", "B")])[2] == (
        "Whatever the weights, these stay behind another option that is nowhere worse: “A” · “C”."
    )


def test_missing_scores_are_told_with_what_they_count_for() -> None:
    assert said(blanks=2, missing="zero")[-1] == "2 scores are missing and count as the worst."
    assert said(blanks=1, missing="renormalise", turns=None)[1:] == [
        "Because scores are missing, it was not tried what moving a single weight would change.",
        "1 score is missing; the option is ranked on the other criteria.",
    ]


def test_stale_weights_are_told() -> None:
    assert said(stale=["Cost"])[-1] == (
        "The range of “Cost” changed after its weight was given: weigh the criteria again."
    )


def test_names_keep_their_direction_in_a_sentence_from_right_to_left() -> None:
    with translation.override("ar"):
        assert "\u2068Solar milk cooling\u2069" in said()[0]


def test_two_orders_are_compared_by_whom_they_put_first() -> None:
    assert orders_compared(["A", "B"], ["A"]) == (
        "The reasoned order and the scores both put “A” first."
    )
    assert orders_compared(["A", "B"], ["B"]) == (
        "The reasoned order puts “A” first; the scores put first: “B”."
    )
    assert orders_compared(["A", "B"], ["B", "A"]) == (
        "The reasoned order puts “A” first; by the scores it shares the first place: “B” · “A”."
    )
    assert orders_compared([], ["A"]) == ""


def test_a_computed_case_is_told_from_the_arithmetic() -> None:
    case = case_of([[10, 0], [0, 10], [0, 0]], ["0.6", "0.4"])
    ranking = scoring.rank(case)
    facts = facts_of_result(
        case, ranking, scoring.reversals(case, ranking), robustness(case, ranking)
    )
    sentences = reasons_of(facts)
    assert sentences[:3] == [
        "“Option 0” ranks first with 60.0 of 100 points, 20.0 ahead of “Option 1”.",
        "It keeps the first place unless the weight of “Criterion 0” falls from 60% to below 50%; "
        "then “Option 1” leads.",
        "With equal weights these would share the first place: “Option 0” · “Option 1”.",
    ]
    assert sentences[3].endswith("and in 100% of those that keep the stated order of the criteria.")


@pytest.mark.parametrize("missing", ["refuse", "zero", "renormalise"])
def test_what_is_said_to_turn_the_order_does_turn_it(missing: str) -> None:
    case = case_of([[9, 2, 5], [4, 8, 5], [5, 5, 6]], ["0.5", "0.3", "0.2"], missing=missing)
    ranking = scoring.rank(case)
    facts = facts_of_result(
        case, ranking, scoring.reversals(case, ranking), robustness(case, ranking)
    )
    for item in nearest(facts.turns or ()):
        key = next(c for c, name in case.criterion_names.items() if name == item.criterion)
        step = Fraction(1, 10_000) * (1 if item.rises else -1)
        beyond = scoring.rank(scoring.moved(case, key, item.reversal + step)).options[0]
        before = scoring.rank(scoring.moved(case, key, item.reversal - step)).options[0]
        assert case.option_names[beyond.id] == item.challenger
        assert before.id == ranking.options[0].id
