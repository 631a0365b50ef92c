"""Worked examples of single steps: computed again, and said where print is wrong."""

import copy
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

EXAMPLES: list[dict[str, Any]] = [
    {
        "id": "columns",
        "kind": "normalisation",
        "method": "minmax_0_1",
        "directions": ["max", "min"],
        "input": [[1, 10], [2, 40], [4, 20]],
        "expected": [[0.0, 1.0], [0.3333, 0], [1, 0.6667]],
    },
    {"id": "shares", "kind": "weights", "method": "divide_by_sum",
     "input": [100, 50, 50], "expected": [0.5, 0.25, 0.25]},
    {"id": "per cent", "kind": "weights", "method": "divide_by_sum_round_to_whole",
     "input": [100, 80, 70, 30, 20, 10], "expected": [32, 26, 23, 10, 6, 3]},
    {
        "id": "lines",
        "kind": "value_function",
        "functions": {"Time": [[40, 0], [30, 0], [20, 0.025], [10, 0.9]]},
        "alternatives": ["Bus", "Tram"],
        "input": [[20], [15]],
        "expected": [[0.025], [0.4625]],
    },
    {
        "id": "worse",
        "kind": "dominance",
        "criteria": [["Cost", "min"], ["Safety", "max"]],
        "input": {"Mill": [4, 1], "Dam": [2, 3], "Pump": [1, 2]},
        "expected": {"dominated": {"Mill": ["Dam", "Pump"]}},
    },
]  # fmt: skip


def told(tmp_path: Path, examples: Any) -> dict[str, Any]:
    path, out = tmp_path / "examples.json", StringIO()
    path.write_text(json.dumps(examples), "utf-8")
    call_command("rank", str(path), stdout=out)
    return dict(json.loads(out.getvalue()))


def test_every_kind_of_example_agrees_with_our_arithmetic(tmp_path: Path) -> None:
    result = told(tmp_path, EXAMPLES)
    assert [(example["id"], example["agrees"]) for example in result["examples"]] == [
        (example["id"], True) for example in EXAMPLES
    ]
    assert result["agrees"] is True
    assert result["examples"][0]["computed"][1][0] == pytest.approx(1 / 3)
    assert result["examples"][4]["computed"] == {"Mill": ["Dam", "Pump"]}


@pytest.mark.parametrize(
    "number", range(len(EXAMPLES)), ids=[example["id"] for example in EXAMPLES]
)
def test_a_wrong_figure_in_print_is_said_and_not_taken_over(tmp_path: Path, number: int) -> None:
    wrong = copy.deepcopy(EXAMPLES)
    expected = wrong[number]["expected"]
    if isinstance(expected, dict):
        expected["dominated"] = {"Mill": ["Dam"]}
    elif isinstance(expected[0], list):
        expected[0][0] = 0.9999
    else:
        expected[0] += 1
    result = told(tmp_path, wrong)
    assert [example["agrees"] for example in result["examples"]] == [
        place != number for place in range(len(EXAMPLES))
    ]
    assert result["agrees"] is False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "guess"}, "columns, kind: “guess” is not one of"),
        ({"expected": None}, "columns: expected: “None” is not a number"),
        ({"expected": [[0, "one"]]}, "columns: expected: “one” is not a number"),
        ({"input": [[1, 10], [2, "x"], [4, 20]]}, "columns: 2 / 2: “x” is not a number"),
        ({"input": [[1, 10], [2], [4, 20]]}, "columns: Row “2” must have 2 scores"),
        ({"input": 7}, "columns: an example of normalisation is not written like this."),
        ({"directions": ["max", "up"]}, "columns: 2, direction: “up” is not one of"),
        ({"method": "magic"}, "columns: "),
    ],
)
def test_what_cannot_be_worked_is_refused_by_name(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError) as refused:
        told(tmp_path, [{**EXAMPLES[0], **change}])
    assert str(refused.value).startswith(sentence)


def test_lists_of_nothing_and_of_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The list is empty"):
        told(tmp_path, [])
    with pytest.raises(CommandError, match="Example 1 is not an object"):
        told(tmp_path, [7])
