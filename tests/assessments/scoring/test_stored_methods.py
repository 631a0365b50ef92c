"""A method stored as plain data gives the same results again."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Case, Linear, as_decimal, case_of, exact, method_of, rank
from tests.assessments.scoring.test_live import METHODS
from tests.factories.scoring import case_of as small_case
from tests.factories.scoring import cases


def again(case: Case) -> Case:
    """Through a JSON text and back."""
    return case_of(json.loads(json.dumps(method_of(case))), case.options, case.scores)


@settings(deadline=None)
@given(cases(cells=st.integers(1, 20)), st.sampled_from(sorted(METHODS)), st.data())
def test_the_same_scores_under_the_stored_method_give_the_same_result(
    case: Case, method: str, data: st.DataObject
) -> None:
    further = {k: v for k, v in METHODS[method].items() if k in ("scale", "full")}
    words: dict[str, Any] = {
        "weighting": data.draw(st.sampled_from(["shares", "as_printed", "raw_sum", "unit"])),
        "missing": data.draw(st.sampled_from(["zero", "renormalise", "refuse"])),
    }
    criteria = [
        replace(c, low=0, high=20, reference_max=Decimal("7.5"), value_function=Linear(0, "20.5"))
        for c in case.criteria
    ]
    case = replace(case, normalisation=method, criteria=criteria, **words, **further)
    assert rank(again(case)) == rank(case)
    assert method_of(again(case)) == method_of(case)


def test_every_value_function_comes_back() -> None:
    case = small_case(
        [[1, 2, 3]], [1, 1, 1], normalisation="value_functions", rescale=True,
        columns=METHODS["value_functions"]["columns"],
    )  # fmt: skip
    assert rank(again(case)) == rank(case)
    assert method_of(again(case)) == method_of(case)


def test_the_stored_method_says_all_that_a_reader_needs() -> None:
    case = small_case([[1], [2]], ["0.10"], ["min"], span=(0, 5), weighting="as_printed")
    assert method_of(replace(case, normalisation="reference")) == {
        "arithmetic": 1,
        "normalisation": "reference",
        "weighting": "as_printed",
        "rescale": False,
        "missing": "refuse",
        "scale": None,
        "full": "1",
        "smallest_first": True,
        "criteria": [
            {
                "id": "c0",
                "name": "Criterion 0",
                "group": "",
                "direction": "min",
                "weight": "1/10",
                "low": "0",
                "high": "5",
                "reference_max": None,
                "value_function": None,
            }
        ],
    }


@settings(deadline=None)
@given(st.fractions(max_denominator=10**20))
def test_an_exact_number_comes_back_from_its_text(number: Any) -> None:
    if abs(number) < 10**40:
        assert exact(str(number), "it") == number


@pytest.mark.parametrize("places", [0, 2, 9])
@given(st.decimals(-(10**6), 10**6, places=3))
def test_showing_a_number_moves_it_by_half_a_digit_at_most(places: int, number: Decimal) -> None:
    result = as_decimal(exact(number, "it"), places)
    assert abs(result - number) <= Decimal(1).scaleb(-places) / 2
