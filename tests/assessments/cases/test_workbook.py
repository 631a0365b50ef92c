"""Scoring files as workbooks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessments.cases.imports.case import read_case
from assessments.scoring import ScoringError, rank

Write = Callable[..., Path]
METHOD = [["normalisation", "minmax_0_100"], ["weights", "divide_by_sum"], ["title", "Water"]]
CRITERIA = [["Name", "Weight", "Direction"], ["Cost", 3, "min"], ["Jobs", 1, "max"]]
SCORES = [["Option", "Cost", "Jobs"], ["Mill", 4, 1], ["Dam", 2, 3], ["Pump", 8.5, 2]]
SCORERS = [
    ["Scorer", "Option", "Cost", "Jobs"],
    ["Amina", "Mill", 4, 1],
    ["Amina", "Dam", 2, 3],
    ["Bako", "Dam", 4, None],
    ["Bako", "Mill", 10, 2],
    ["Chipo", "Mill", 5, None],
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(**sheets: Sequence[Sequence[Any]] | None) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        parts = {"Method": METHOD, "Criteria": CRITERIA, "Scores": SCORES, **sheets}
        for title, rows in parts.items():
            if rows is not None:
                sheet = book.create_sheet(title)
                for row in rows:
                    sheet.append(row)
        path = tmp_path / "case.xlsx"
        book.save(path)
        return path

    return written


def totals(path: Path) -> dict[Any, float]:
    return {option.id: option.score for option in rank(read_case(path).case).options}


def test_a_workbook_says_what_a_json_file_says(write: Write) -> None:
    case = read_case(write())
    assert case.title == "Water"
    assert totals(write())["Dam"] == 100
    assert case.case.scores["Pump", "Cost"] == "8.5"


def test_ranges_and_blanks_are_read(write: Write) -> None:
    path = write(
        Method=[["normalisation", "linear_explicit_range"], ["weights", "raw_sum"],
                ["missing", "zero"]],
        Criteria=[["name", "weight", "direction", "low", "high"], ["Cost", 1, "min", 0, 10]],
        Scores=[["option", "Cost"], ["Mill", 4], ["Dam"]],
    )  # fmt: skip
    assert totals(path) == {"Mill": 0.6, "Dam": 0}


@pytest.mark.parametrize(("how", "mill"), [(None, "19/3"), ("mean", "19/3"), ("median", "5")])
def test_lines_of_several_scorers_are_combined(how: Any, mill: str, write: Write) -> None:
    case = read_case(write(Method=[*METHOD, ["combining", how]], Scores=SCORERS))
    assert {cell: str(x) for cell, x in case.case.scores.items()} == {
        ("Mill", "Cost"): mill,
        ("Mill", "Jobs"): "3/2",
        ("Dam", "Cost"): "3",
        ("Dam", "Jobs"): "3",
    }


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"Scores": None}, "The workbook has no sheet “Scores”."),
        ({"Criteria": []}, "The sheet “Criteria” is empty."),
        ({"Criteria": [["name", "colour"]]},
         "Criteria: the column “colour” is not known or is there twice."),
        ({"Scores": [["option", "Cost", "Cost"]]},
         "Scores: the column “Cost” is not known or is there twice."),
        ({"Scores": [["Mill", 1]]}, "There is no option."),
        ({"Scores": [["option", "Cost"], [None, 1]]},
         "Scores: a line has no name in the column “option”."),
        ({"Scores": [*SCORES[:2], ["Dam", "=1+1", 3]]},
         "Scores, B3: a formula or an error; write the value itself."),
        ({"Scores": [*SCORES, ["Dam", 1, 1]]}, "The option “Dam” is listed twice."),
        ({"Scores": [*SCORERS, ["Amina", "Mill", 1, 1]]}, "Amina scores “Mill” twice."),
        ({"Scores": [["option", "Cost", "Noise"], ["Mill", 1, 1]]},
         "“Mill” has a score for “Noise”, which is no criterion."),
        ({"Scores": [*SCORES, ["Well", "dear", 1]]},
         "Well / Cost: “dear” is not a number that can be used."),
        ({"Scores": SCORERS, "Method": [*METHOD, ["combining", "loudest"]]},
         "Method, combining: “loudest” is not mean or median."),
        ({"Method": [["weights", "raw_sum"]]}, "method, normalisation: “None” is not one of:"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_ranked_is_refused_by_its_place(
    sheets: dict[str, Any], sentence: str, write: Write
) -> None:
    with pytest.raises(ScoringError) as refusal:
        rank(read_case(write(**sheets)).case)
    assert str(refusal.value)[: len(sentence)] == sentence


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("{}")
    with pytest.raises(ScoringError, match=r"\S"):
        read_case(tmp_path / "text.xlsx")
    with pytest.raises(ScoringError, match=r"none\.xlsx cannot be read: no such file"):
        read_case(tmp_path / "none.xlsx")
