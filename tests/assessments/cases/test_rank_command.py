"""`manage.py rank`: one JSON document, or one sentence and a failure."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

PROJECT = Path(__file__).resolve().parents[3]
CASE = {
    "title": "Water for Testland (invented)",
    "source": {"cite": "Invented", "url": "about:blank"},
    "criteria": [
        {"name": "Cost", "weight": 3, "direction": "min"},
        {"name": "Jobs", "weight": 1, "direction": "max"},
    ],
    "alternatives": ["Mill", "Dam", "Pump"],
    "scores": [[4, 1], [2, 3], [8, 2]],
    "method": {"normalisation": "minmax_0_100", "weights": "divide_by_sum"},
    "published": {"totals": [50, 100, 12], "ranks": [2, 1, 3]},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    result = tmp_path / "case.json"
    result.write_text(json.dumps(CASE), "utf-8")
    return result


def ranked(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rank", str(path), *options, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_everything_is_in_one_document(path: Path) -> None:
    result = ranked(path, "--draws", "2000", "--seed", "5")
    assert (result["title"], result["source"]) == (CASE["title"], "Invented, about:blank")
    assert result["options"][2] == {
        "name": "Pump", "total": 12.5, "exact": "25/2", "rank": 3, "missing": [],
    }  # fmt: skip
    assert result["ranking"] == ["Dam", "Mill", "Pump"]
    assert result["weights"] == {"Cost": 0.75, "Jobs": 0.25}
    assert result["normalised"]["Pump"] == {"Cost": 0, "Jobs": 50}
    assert result["equal_weights"][1] == {"name": "Dam", "total": 100, "rank": 1}
    assert result["dominance"] == [
        {"better": "Dam", "worse": "Mill"},
        {"better": "Dam", "worse": "Pump"},
    ]
    assert result["method"]["normalisation"] == "min_max"
    assert result["published"]["rows"] == [
        {"option": "Pump", "what": "total", "printed": 12, "computed": 12.5,
         "as_it_would_print": 13},
    ]  # fmt: skip
    assert result["frontier"] is None


def test_the_weight_that_would_turn_the_ranking_is_told(path: Path) -> None:
    two = {"alternatives": ["Mill", "Dam"], "scores": [[9, 3], [1, 1]], "published": None}
    path.write_text(json.dumps({**CASE, **two}), "utf-8")
    result = ranked(path, "--draws", "10")
    pair = {"leader": "Dam", "challenger": "Mill", "reversal_weight": 0.5}
    assert result["reversal_weights"] == [
        {"criterion": "Cost", "weight": 0.75, **pair},
        {"criterion": "Jobs", "weight": 0.25, **pair},
    ]
    assert result["published"] is None


def test_a_name_in_any_script_comes_out_of_any_terminal(path: Path) -> None:
    path.write_text(json.dumps({**CASE, "alternatives": ["مضخة", "Dam", "\ud800"]}), "utf-8")
    out = StringIO()
    call_command("rank", str(path), stdout=out)
    assert out.getvalue().isascii()
    assert json.loads(out.getvalue())["options"][0]["name"] == "مضخة"


def test_robustness_says_its_seed_its_draws_and_its_error(path: Path) -> None:
    robustness = ranked(path, "--draws", "2000", "--seed", "5")["robustness"]
    assert (robustness["seed"], robustness["draws"]) == (5, 2000)
    assert robustness["error_bound"] == pytest.approx(0.0219, abs=1e-4)
    for kind in ("all_weightings", "stated_order"):
        assert robustness[kind]["rank_acceptability"]["Dam"] == [1, 0, 0]
        assert robustness[kind]["central_weights"]["Mill"] is None
    assert ranked(path, "--seed", "5", "--draws", "2000")["robustness"] == robustness


def test_the_frontier_is_told_when_a_cost_is_named(path: Path) -> None:
    frontier = ranked(path, "--cost", "Cost")["frontier"]
    assert [(item["name"], item["cost"], item["efficient"]) for item in frontier] == [
        ("Dam", 2, True),
        ("Mill", 4, False),
        ("Pump", 8, False),
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--draws", "0"], "The number of draws must be between 1 and 1000000"),
        (["--draws", "many"], "argument --draws: invalid int value"),
        (["--cost", "Noise"], "There is no criterion “Noise”"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    path: Path, options: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        ranked(path, *options)


def started(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command as an operator starts it, with a database that is not there."""
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "TECHBANK_VAR": str(folder / "var"),
    }
    return subprocess.run(
        [sys.executable, "manage.py", "rank", *arguments],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_command_needs_no_database(path: Path, tmp_path: Path) -> None:
    done = started(str(path), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["ranking"][0] == "Dam"


def test_a_refusal_is_one_sentence_and_a_failure(path: Path, tmp_path: Path) -> None:
    path.write_text(json.dumps(CASE).replace("[2, 3]", '["two", 3]'), "utf-8")
    done = started(str(path), folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "CommandError: Dam / Cost: “two” is not a number that can be used.\n"
