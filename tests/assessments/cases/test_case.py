"""Scoring files: published cases, every word, every refusal."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.cases.exports.report import report
from assessments.cases.imports.case import ScoringFile, read_case
from assessments.scoring import ScoringError, compare, rank
from tests.factories.scoring import PUBLISHED

Write = Callable[[Any], Path]
SMALL: dict[str, Any] = {
    "criteria": [
        {"name": "Cost", "weight": 3, "direction": "min"},
        {"name": "Jobs", "weight": 1, "direction": "max"},
    ],
    "alternatives": ["Mill", "Dam", "Pump"],
    "scores": [[4, 1], [2, 3], [8, 2]],
    "method": {"normalisation": "minmax_0_100", "weights": "divide_by_sum"},
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: Any) -> Path:
        path = tmp_path / "case.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, "utf-8")
        return path

    return written


def changed(*steps: Any) -> dict[str, Any]:
    """The small case with one place changed: keys, then the value."""
    *path, last, value = steps
    copied: Any = deepcopy(SMALL)
    inner = copied
    for step in path:
        inner = inner[step]
    inner[last] = value
    return dict(copied)


def totals(held: ScoringFile) -> dict[Any, float]:
    return {option.id: round(option.score, 6) for option in rank(held.case).options}


# Published cases

RIGHT = [c for c in PUBLISHED["cases"] if not c["name"].startswith("C03_")]


@pytest.mark.parametrize("printed", RIGHT, ids=lambda printed: printed["name"])
def test_published_totals_and_ranks_come_out(printed: Any, write: Write) -> None:
    case = read_case(write(printed))
    assert case.printed is not None
    ranking = rank(case.case)
    assert list(case.printed.totals) == printed["alternatives"]
    assert compare(case.case, ranking, case.printed).agrees


def test_a_table_that_is_wrong_in_print_is_named_row_by_row(write: Write) -> None:
    wrong = next(c for c in PUBLISHED["cases"] if c["name"].startswith("C03_"))
    case = read_case(write(wrong))
    findings = report(case.case, printed=case.printed, draws=10)
    assert [(row["option"], row["what"]) for row in findings["published"]["rows"]] == [
        (option, "total") for option in wrong["alternatives"]
    ]
    assert [row["as_it_would_print"] for row in findings["published"]["rows"]] == [
        3.0,
        3.0,
        3.2,
        2.8,
    ]
    completing = {
        column["criterion"]: column["completing_weight"]
        for column in findings["published"]["columns"]
    }
    # Resale or Comfort must have been 0.05 more; which of them, print does not say.
    assert completing == {"Comfort": 0.3, "Handling": None, "Reliability": None, "Resale": 0.15}
    assert findings["warnings"] == [
        "The weights add to 0.9500, not to 1, and were used as they stand.",
        "Print and arithmetic differ: see “published”.",
    ]


def test_rows_a_last_digit_off_are_named_without_being_called_wrong(write: Write) -> None:
    losses = next(c for c in PUBLISHED["cases"] if c["name"].startswith("C05b"))
    case = read_case(write(losses))
    published = report(case.case, printed=case.printed, draws=10)["published"]
    assert (published["agrees"], published["rows"]) == (True, [])
    assert [row["option"] for row in published["rows_within_tolerance"]] == ["O2", "O3", "O4", "O7"]


# Words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("none_direct_0_100", {"Mill": 3.25, "Dam": 2.25, "Pump": 6.5}),
        ("none_direct_0_10", {"Mill": 3.25, "Dam": 2.25, "Pump": 6.5}),
        ("none_direct_1_10", {"Mill": 3.25, "Dam": 2.25, "Pump": 6.5}),
        ("none_priorities", {"Mill": 3.25, "Dam": 2.25, "Pump": 6.5}),
        ("none", {"Mill": 3.25, "Dam": 2.25, "Pump": 6.5}),
        ("linear_explicit_range", {"Mill": 0.475, "Dam": 0.675, "Pump": 0.2}),
        ("minmax_0_100", {"Mill": 50, "Dam": 100, "Pump": 12.5}),
        ("minmax_0_1", {"Mill": 0.5, "Dam": 1, "Pump": 0.125}),
        ("ratio_min_over_x_or_x_over_max", {"Mill": 0.458333, "Dam": 1, "Pump": 0.354167}),
        ("invert_min_then_sum", {"Mill": 0.255952, "Dam": 0.553571, "Pump": 0.190476}),
        ("x_over_reference_max", {"Mill": 0.325, "Dam": 0.225, "Pump": 0.65}),
        ("value_functions", {"Mill": 47.5, "Dam": 67.5, "Pump": 20}),
    ],
)
def test_every_word_for_a_normalisation_is_understood(
    word: str, expected: dict[str, float], write: Write
) -> None:
    case = changed("method", "normalisation", word)
    for criterion in case["criteria"]:
        criterion |= {
            "range": [0, 10],
            "reference_max": 10,
            "value_function": {"type": "linear", "range": [0, 10]},
        }
    assert totals(read_case(write(case))) == expected


def test_the_scale_zero_to_five_is_understood(write: Write) -> None:
    case = changed("scores", [[4, 1], [2, 3], [5, 2]])
    case["method"]["normalisation"] = "none_direct_0_5"
    assert totals(read_case(write(case)))["Pump"] == 4.25


@pytest.mark.parametrize(
    ("word", "expected"),
    [("divide_by_sum", 3.25), ("as_printed", 13), ("raw_sum", 13), ("ignored_unit", 5)],
)
def test_every_word_for_weights_is_understood(word: str, expected: float, write: Write) -> None:
    case = changed("method", {"normalisation": "none", "weights": word})
    assert totals(read_case(write(case)))["Mill"] == expected


@pytest.mark.parametrize(("word", "expected"), [("zero", 3), ("renormalise", 4)])
def test_every_word_for_blanks_is_understood(word: str, expected: float, write: Write) -> None:
    case = changed("scores", 0, 1, None)
    case["method"] |= {"normalisation": "none", "missing": word}
    assert totals(read_case(write(case)))["Mill"] == expected


def test_the_smallest_total_is_first_only_if_lower_is_better_in_every_column(write: Write) -> None:
    case = changed("criteria", 1, "direction", "min")
    case["method"]["normalisation"] = "none"
    assert rank(read_case(write(case)).case).options[0].id == "Dam"
    case["method"]["normalisation"] = "none_direct_0_10"
    assert rank(read_case(write(case)).case).options[0].id == "Pump"


def test_weights_may_stay_away_where_none_are_used(write: Write) -> None:
    case = changed("method", {"normalisation": "none", "weights": "ignored_unit"})
    for criterion in case["criteria"]:
        del criterion["weight"]
    assert totals(read_case(write(case)))["Mill"] == 5


def test_weights_of_two_levels_multiply(write: Write) -> None:
    case = changed("group_weights", {"Money": 40, "People": 60})
    case["criteria"][0]["group"], case["criteria"][1]["group"] = "Money", "People"
    assert [float(c.weight) for c in read_case(write(case)).case.criteria] == [0.4, 0.6]


def test_scores_and_totals_may_be_written_by_name(write: Write) -> None:
    case = changed("scores", {"Pump": {"Jobs": 2, "Cost": 8}, "Dam": {"Cost": 2}})
    case["method"]["missing"] = "zero"
    case["published"] = {"totals": {"Dam": 75}}
    result = read_case(write(case))
    assert result.case.scores == {("Pump", "Jobs"): 2, ("Pump", "Cost"): 8, ("Dam", "Cost"): 2}
    assert result.printed is not None
    assert result.printed.totals == {"Dam": 75}


def test_print_without_a_word_on_rounding_is_read_by_its_own_decimals(write: Write) -> None:
    case = changed("published", {"totals": [50, 100.0, None]})
    printed = read_case(write(case)).printed
    assert printed is not None
    assert (printed.rounding, printed.places, list(printed.totals)) == (
        "half_up",
        1,
        ["Mill", "Dam"],
    )


# Refusals

BAD: dict[str, tuple[Any, str]] = {
    "no option": ({**SMALL, "alternatives": [], "scores": []}, "There is no option."),
    "no criterion": ({**SMALL, "criteria": []}, "There is no criterion."),
    "option twice": (
        changed("alternatives", 1, "Mill"), "The option “Mill” is listed twice."),
    "criterion twice": (
        changed("criteria", 1, "name", "Cost"), "The criterion “Cost” is listed twice."),
    "option without a name": (
        changed("alternatives", 1, ""), "“alternatives” has an entry without a name."),
    "criterion without a name": (
        changed("criteria", 1, "name", None), "“criteria” has an entry without a name."),
    "criterion no object": (
        changed("criteria", 1, "Cost"), "“criteria”, number 2: not an object."),
    "too many options": (
        {**SMALL, "alternatives": [f"o{i}" for i in range(201)]},
        "option: 201 are listed; at most 200 can be ranked."),
    "text in a score": (
        changed("scores", 1, 0, "high"),
        "Dam / Cost: “high” is not a number that can be used."),
    "truth in a score": (
        changed("scores", 1, 0, True), "Dam / Cost: “True” is not a number that can be used."),
    "list in a score": (
        changed("scores", 1, 0, [1]), "Dam / Cost: “[…]” is not a number that can be used."),
    "nan": (
        changed("scores", 1, 0, float("nan")),
        "Dam / Cost: “nan” is not a number that can be used."),
    "infinity": (
        changed("scores", 2, 1, float("inf")),
        "Pump / Jobs: “inf” is not a number that can be used."),
    "huge": (
        json.dumps(SMALL).replace("[4, 1]", "[1e999, 1]"),
        "Mill / Cost: “1E+999” is not a number that can be used."),
    "huge without exponent": (
        json.dumps(SMALL).replace("[4, 1]", "[" + "9" * 9000 + ", 1]"),
        "Mill / Cost: “9999999999999999999999999999999999999999” is not a number"),
    "blank": (changed("scores", 1, 1, None), "Dam / Jobs: the score is missing."),
    "short row": (
        changed("scores", 1, [2]), "Row “Dam” must have 2 scores, one for each criterion."),
    "row no list": (
        changed("scores", 1, "2, 3"), "Row “Dam” must have 2 scores, one for each criterion."),
    "rows missing": (
        changed("scores", [[1, 2]]), "There are 1 rows of scores for 3 options."),
    "no scores": (changed("scores", None), "“scores” is missing or is not a list of rows."),
    "unknown option": (
        changed("scores", {"Well": {"Cost": 1}}),
        "There are scores for “Well”, which is no option."),
    "unknown criterion": (
        changed("scores", {"Mill": {"Noise": 1}}),
        "“Mill” has a score for “Noise”, which is no criterion."),
    "named row no object": (
        changed("scores", {"Mill": 1}), "Row “Mill” is not {criterion: score}."),
    "key twice": ('{"a": 1, "a": 2}', "“a” is listed twice."),
    "negative weight": (
        changed("criteria", 0, "weight", -1), "The weight of Cost is below zero."),
    "no weight": (changed("criteria", 0, "weight", None), "Criterion Cost has no weight."),
    "text in a weight": (
        changed("criteria", 0, "weight", "much"),
        "Cost (weight): “much” is not a number that can be used."),
    "all weights zero": (
        {**SMALL, "criteria": [{"name": "Cost", "weight": 0}, {"name": "Jobs", "weight": 0}]},
        "All weights are zero: at least one must count."),
    "weights do not add up": (
        changed("method", {"normalisation": "minmax_0_100"}),
        "The weights add to 4.000, not to 1. Correct them or rescale them."),
    "direction": (
        changed("criteria", 0, "direction", "up"),
        "Cost, direction: “up” is not one of: max, min."),
    "range": (changed("criteria", 0, "range", 5), "The range of Cost is not [low, high]."),
    "no range": (
        changed("method", "normalisation", "linear_explicit_range"),
        "Criterion Cost has no range."),
    "no value function": (
        changed("method", "normalisation", "value_functions"),
        "Criterion Cost has no value function."),
    "unreadable value function": (
        changed("criteria", 0, "value_function", {"type": "step"}),
        "The value function of Cost cannot be read"),
    "value function without range": (
        changed("criteria", 0, "value_function", {"type": "linear"}),
        "The value function of Cost cannot be read"),
    "no reference": (
        changed("method", "normalisation", "x_over_reference_max"),
        "Criterion Cost has no reference maximum."),
    "method unknown": (
        changed("method", "normalisation", "vector"),
        "method, normalisation: “vector” is not one of: none, "),
    "method missing": (
        changed("method", {"weights": "divide_by_sum"}),
        "method, normalisation: “None” is not one of: none, "),
    "weights unknown": (
        changed("method", "weights", "loud"), "method, weights: “loud” is not one of: divide_by_"),
    "missing unknown": (
        changed("method", "missing", ["zero"]), "method, missing: “['zero']” is not one of: refu"),
    "no method": (changed("method", None), "“method” is missing or is not an object."),
    "criteria no list": (changed("criteria", {}), "“criteria” is missing or is not a list."),
    "zero in a ratio": (
        {**changed("scores", 2, 0, 0),
         "method": {"normalisation": "ratio_min_over_x_or_x_over_max", "weights": "raw_sum"}},
        "Pump / Cost: 0 cannot be used in a ratio, which needs numbers above zero."),
    "below zero in a share": (
        {**changed("scores", 2, 1, -2),
         "method": {"normalisation": "invert_min_then_sum", "weights": "raw_sum"}},
        "Pump / Jobs: -2 cannot be used in a ratio, which needs numbers above zero."),
    "outside the scale": (
        changed("method", {"normalisation": "none_direct_0_5", "weights": "raw_sum"}),
        "Pump / Cost: 8 is outside 0 to 5."),
    "rounding": (changed("method", "round", "up"), "method, round: not [mode, decimals]."),
    "rounding mode": (
        changed("method", "round", ["odd", 1]), "method, round: “odd” is not one of: half_up"),
    "rounding places": (
        changed("method", "round", ["floor", 1.5]), "method, round: decimals must be a whole"),
    "totals": (
        changed("published", {"totals": [1]}),
        "published, totals: there must be 3, one for each option."),
    "total": (
        changed("published", {"totals": [1, "x", 2]}),
        "published, totals, Dam: “x” is not a number that can be used."),
    "published": (changed("published", 5), "“published” is not an object."),
    "list": ([SMALL], "The file must hold one case: an object with criteria and scores."),
    "not json": ("{", "The file is not JSON: line 1, column 2: "),
    "empty": ("", "The file is not JSON: line 1, column 1: "),
    "deep": ("[" * 100_000, "The file is not a scoring case: it is nested too deeply."),
    "large": (" " * 5_000_000, "The file is larger than 4 MB."),
    "one option": (
        {**SMALL, "alternatives": ["Mill"], "scores": [[1, 1]]},
        "There is only one option: there is nothing to rank it against."),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_ranked_is_refused_by_row_and_column(name: str, write: Write) -> None:
    content, sentence = BAD[name]
    if name in ("rounding", "rounding mode", "rounding places"):
        content = {**content, "published": {"totals": [1, 2, 3]}}
    with pytest.raises(ScoringError) as refusal:
        report(read_case(write(content)).case, draws=10)
    assert str(refusal.value)[: len(sentence)] == sentence
    assert len(str(refusal.value)) < 400


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScoringError, match=r"none\.json cannot be read: no such file"):
        read_case(tmp_path / "none.json")
    with pytest.raises(ScoringError, match="cannot be read: is a directory"):
        read_case(tmp_path)
    with pytest.raises(ScoringError, match="cannot be read: it is not text in UTF-8"):
        read_case(tmp_path / "bytes.json")


def test_options_equal_everywhere_share_the_first_rank_with_a_warning(write: Write) -> None:
    findings = report(read_case(write(changed("scores", [[4, 1]] * 3))).case, draws=10)
    assert [(option["total"], option["rank"]) for option in findings["options"]] == [(50, 1)] * 3
    assert findings["warnings"] == [
        "All options have the same score on Cost.",
        "All options have the same score on Jobs.",
    ]


# Whatever stands in a file

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from([0, -1, 1e-99, 1e59, "1/3", "min", "none", "zero", "unit"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)  # fmt: skip


def places_in(held: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = held if isinstance(held, dict) else dict(enumerate(held or []))
    for key, value in inner.items():
        if isinstance(value, dict | list):
            yield from places_in(value, (*path, key))
        else:
            yield (*path, key)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PUBLISHED["cases"]),
    st.lists(st.tuples(st.randoms(use_true_random=False), ANYTHING), min_size=1, max_size=2),
)
def test_any_file_gives_a_report_or_a_sentence(printed: Any, changes: list[Any]) -> None:
    content = deepcopy(printed)
    for chance, value in changes:
        *path, last = chance.choice(list(places_in(content)))
        inner = content
        for step in path:
            inner = inner[step]
        inner[last] = value
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(content), "utf-8")
        try:
            case = read_case(path)
            findings = report(case.case, printed=case.printed, draws=5)
        except ScoringError as refusal:
            assert str(refusal)  # noqa: PT017
        else:
            json.dumps(findings, allow_nan=False)
