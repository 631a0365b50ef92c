"""The quick way says what the exact way says."""

from dataclasses import replace
from typing import Any

import numpy as np
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
    as_array,
    combine,
    live,
    rank,
)
from tests.factories.scoring import case_of

WEIGHTS, DIRECTIONS = [3, 5, 2], ["max", "min", "max"]
METHODS: dict[str, dict[str, Any]] = {
    "min_max": {},
    "fixed_range": {"span": (-5, 20)},
    "direct": {"scale": (1, 20)},
    "ratio": {},
    "share": {"full": 100},
    "reference": {"columns": {"reference_max": [10, 20, 30]}},
    "preference": {"scale": (1, 20)},
    "as_given": {"weighting": "raw_sum"},
    "value_functions": {
        "columns": {
            "value_function": [
                Linear(-5, 20),
                Steps((("<", 5, 100), ("<=", 12, 40), (">", 12, 0))),
                Piecewise(((0, 0), (4, 70), (20, 100))),
            ]
        }
    },
}
SCORES = st.one_of(st.none(), st.integers(1, 20))
SHEET = st.lists(st.lists(SCORES, min_size=3, max_size=3), min_size=4, max_size=4)
TABLES = st.lists(SHEET, min_size=1, max_size=4)
POLICIES = st.sampled_from(["zero", "renormalise", "refuse"])


def sheets_of(tables: list[list[list[Any]]]) -> dict[Any, dict[Any, Any]]:
    return {
        s: {(f"o{i}", f"c{j}"): x for i, row in enumerate(table) for j, x in enumerate(row)}
        for s, table in enumerate(tables)
    }


def array_of(case: Case, tables: list[list[list[Any]]]) -> Any:
    return as_array(sheets_of(tables), list(case.option_names), list(case.criterion_names))


def said_by(way: Any) -> str:
    try:
        way()
    except ScoringError as error:
        return error.sentence.template
    return ""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("how", ["mean", "median"])
@settings(deadline=None, max_examples=40)
@given(tables=TABLES, missing=POLICIES)
def test_live_totals_and_ranks_are_those_of_the_exact_way(
    method: str, how: str, tables: list[list[list[Any]]], missing: str
) -> None:
    case = case_of(
        [[None] * 3] * 4, WEIGHTS, DIRECTIONS, rescale=True, missing=missing,
        normalisation=method, **METHODS[method],
    )  # fmt: skip
    combined = combine(sheets_of(tables), how)
    exactly = replace(case, scores=combined.scores)
    refused = said_by(lambda: rank(exactly))
    assert said_by(lambda: live(case, array_of(case, tables), how)) == refused
    if refused:
        return
    quick, result = live(case, array_of(case, tables), how), rank(exactly)
    places = [result.of(o) for o in case.option_names]
    assert quick.ranks.tolist() == [place.rank for place in places]
    assert quick.totals.tolist() == pytest.approx([place.score for place in places], abs=1e-9)
    for (option, criterion), item in combined.cells.items():
        cell = int(option[1:]), int(criterion[1:])  # type: ignore[index]
        assert quick.count[cell] == item.count
        assert (quick.low[cell], quick.high[cell]) == (item.low, item.high)
        assert quick.combined[cell] == pytest.approx(float(item.value or 0))
        assert (
            np.isnan(quick.sd[cell])
            if item.sd is None
            else quick.sd[cell] == pytest.approx(item.sd)
        )


def test_a_cell_that_nobody_scored_is_blank_in_every_measure() -> None:
    case = case_of([[None] * 2] * 2, [1, 1], rescale=True, missing="zero")
    quick = live(case, array_of(case, [[[1, None], [3, 2]], [[2, None], [3, 4]]]))
    assert quick.count.tolist() == [[2, 0], [2, 2]]
    for measure in (quick.combined, quick.low, quick.high, quick.sd, quick.values):
        assert np.isnan(measure).tolist() == [[False, True], [False, False]]


def test_nobody_has_scored_yet() -> None:
    case = case_of([[None]] * 2, [1], missing="zero")
    quick = live(case, np.empty((0, 2, 1)))
    assert (quick.ranks.tolist(), quick.totals.tolist()) == ([1, 1], [0, 0])
    with pytest.raises(ScoringError, match="Option 0 / Criterion 0: the score is missing"):
        live(replace(case, missing="refuse"), np.empty((0, 2, 1)))


@pytest.mark.parametrize(
    ("method", "score"),
    [
        ({"normalisation": "direct"}, 101),
        ({"normalisation": "fixed_range"}, 1),
        ({"normalisation": "fixed_range", "span": (0, 1)}, 2),
        ({"normalisation": "ratio"}, -1),
        ({"normalisation": "share"}, 0),
        ({"normalisation": "reference"}, 1),
        ({"normalisation": "reference", "columns": {"reference_max": [0]}}, 1),
        ({"normalisation": "preference", "scale": (0, 1)}, 2),
        ({"normalisation": "value_functions"}, 2),
        ({"normalisation": "loud"}, 2),
        ({"weighting": "loud"}, 2),
        ({"missing": "loud"}, 2),
        ({"full": 0}, 2),
    ],
)
def test_what_the_exact_way_refuses_is_refused_live_in_the_same_words(
    method: dict[str, Any], score: Any
) -> None:
    case = case_of([[score], [score]], [1], **method)
    with pytest.raises(ScoringError) as exactly:
        rank(case)
    with pytest.raises(ScoringError) as quick:
        live(case, array_of(case, [[[score], [score]]]))
    assert str(quick.value) == str(exactly.value)


def test_words_and_consensus_are_not_computed_live() -> None:
    case = case_of(
        [[1], [2]], [1], normalisation="value_functions",
        columns={"value_function": [Categories({"1": 0})]},
    )  # fmt: skip
    with pytest.raises(ScoringError):
        live(case, array_of(case, [[[1], [2]]]))
    with pytest.raises(ScoringError, match="mean or the median"):
        live(case, array_of(case, [[[1], [2]]]), "consensus")
