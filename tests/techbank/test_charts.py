"""Charts: every text twice, bars from zero, mirrored for right-to-left languages."""

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from techbank.charts import Bar, Stack, Task, bars, gantt, stacked_bars
from techbank.charts.drawing import extent_of, folded

SVG = "{http://www.w3.org/2000/svg}"
TOLD: dict[str, Any] = {"title": "A title", "description": "What it shows"}


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def rects(svg: str) -> list[dict[str, str]]:
    return [rect.attrib for rect in drawn(svg).iter(f"{SVG}rect")]


def words(svg: str) -> list[str]:
    return [(text.text or "").strip("\u2068\u2069") for text in drawn(svg).iter(f"{SVG}text")]


def all_charts(direction: str = "ltr") -> list[str]:
    days = (date(2027, 1, 1), date(2027, 12, 31))
    return [
        bars([Bar("A", 2, "2")], direction=direction, **TOLD),
        stacked_bars([Stack("A", [1, 2], "3")], keys=["x", "y"], direction=direction, **TOLD),
        gantt([Task("1", "A", *days, "2027")], direction=direction, **TOLD),
    ]


@pytest.mark.parametrize("at", range(3))
def test_every_chart_has_a_role_a_title_and_a_description(at: int) -> None:
    root = drawn(all_charts()[at])
    assert root.attrib["role"] == "img"
    assert [root[0].tag, root[0].text] == [f"{SVG}title", "A title"]
    assert [root[1].tag, root[1].text] == [f"{SVG}desc", "What it shows"]


@pytest.mark.parametrize("at", range(3))
def test_no_chart_carries_style_or_script(at: int) -> None:
    chart = all_charts()[at]
    assert "style=" not in chart
    assert "<script" not in chart
    assert "<style" not in chart


@pytest.mark.parametrize("at", range(3))
def test_a_chart_is_mirrored_and_not_only_moved(at: int) -> None:
    left, right = rects(all_charts()[at]), rects(all_charts("rtl")[at])
    for item, other in zip(left, right, strict=True):
        mirrored = 640 - float(item["x"]) - float(item["width"])
        assert float(other["x"]) == pytest.approx(mirrored, abs=0.02)


def test_chinese_words_take_the_room_they_need() -> None:
    assert extent_of("技术", 10) == pytest.approx(20)
    assert extent_of("ab", 10) == pytest.approx(10.6)
    assert folded("技术需求评估与实施计划", 60, size=10) == ["技术需求评估", "与实施计划"]


def test_bars_begin_at_zero_and_are_as_long_as_their_values() -> None:
    first, second = rects(bars([Bar("A", 10, "10"), Bar("B", 5, "5")], **TOLD))
    assert first["x"] == second["x"]
    assert float(first["width"]) == pytest.approx(2 * float(second["width"]), abs=0.02)


def test_an_unknown_value_has_no_bar_and_keeps_its_words() -> None:
    chart = bars([Bar("A", 10, "10"), Bar("B", None, "not known")], **TOLD)
    assert len(rects(chart)) == 1
    assert words(chart) == ["A", "10", "B", "not known"]


def test_parts_of_a_stack_carry_the_letters_of_the_key() -> None:
    chart = stacked_bars([Stack("Row", [30, 40], "70")], keys=["x", "y"], full=100, **TOLD)
    assert words(chart) == [
        *["A", "x", "B", "y", "Row", "A", "B", "70"],
        *["0", "25", "50", "75", "100"],
    ]


def test_words_of_people_are_escaped_and_long_ones_are_cut() -> None:
    chart = bars([Bar("<script>" + "w" * 500, 1, "&")], **TOLD)
    assert "<script>" not in chart
    assert all(len(line) < 60 for line in words(chart))


def test_an_activity_without_dates_has_no_bar_and_one_without_end_is_open() -> None:
    chart = gantt(
        [
            Task("1", "Neither", None, None, "dates not given"),
            Task("2", "No end", date(2027, 5, 1), None, "1 May 2027 – …"),
        ],
        **TOLD,
    )
    assert [rect.get("stroke-dasharray") for rect in rects(chart)] == ["2 2"]
    assert "dates not given" in words(chart)


def test_a_follower_is_reached_by_an_arrow() -> None:
    first = Task("1", "First", date(2027, 1, 1), date(2027, 3, 31))
    later = Task("2", "Later", date(2027, 6, 1), date(2027, 9, 30), after="1")
    chart = gantt([first, later], **TOLD)
    assert len(list(drawn(chart).iter(f"{SVG}polygon"))) == 1


def test_charts_that_go_on_have_one_scale() -> None:
    first = Task("1", "First", date(2027, 1, 1), date(2027, 12, 31))
    alone = rects(gantt([first], **TOLD))[0]
    piece = rects(gantt([first], within=[date(2030, 5, 1)], **TOLD))[0]
    assert float(alone["width"]) == pytest.approx(4 * float(piece["width"]), rel=0.01)


def test_a_name_on_two_lines_stays_within_its_row() -> None:
    name = "Survey of the sites and of who would run them once they stand"
    days = (date(2027, 1, 1), date(2027, 2, 1))
    rows = drawn(gantt([Task("1", name, *days, ""), Task("2", name, *days, "")], **TOLD))
    named = [text for text in rows.iter(f"{SVG}text") if text.get("x") == "6"]
    lines = [float(text.attrib["y"]) for text in named]
    assert len(lines) == 4
    assert lines[2] - lines[1] > lines[1] - lines[0] > float(named[0].attrib["font-size"])


def written(chart: str, days: str) -> dict[str, str]:
    return next(dict(text.attrib) for text in drawn(chart).iter(f"{SVG}text") if text.text == days)


def test_days_stand_beside_their_bar_and_never_on_an_arrow() -> None:
    before = Task("1", "First", date(2027, 1, 1), date(2030, 1, 31), "first")
    after = Task(
        "2", "Then", date(2031, 6, 1), date(2031, 12, 31), "1 Jun – 31 Dec 2031", after="1"
    )
    chart = gantt([before, after], **TOLD)
    end = next(rect for rect in rects(chart) if rect["x"] == "250")
    answer = written(chart, after.dates)
    assert answer["text-anchor"] == "end"
    assert float(answer["x"]) < float(end["x"]) + float(end["width"])


def test_days_that_fit_nowhere_are_written_smaller_and_never_white_on_white() -> None:
    days = "15 September 2027 – 30 September 2030, as agreed"
    task = Task("1", "Long", date(2028, 11, 1), date(2029, 3, 31), days)
    answer = written(gantt([task], within=[date(2026, 1, 1), date(2031, 1, 1)], **TOLD), days)
    assert answer["fill"] != "#ffffff"
    assert 6 <= float(answer["font-size"]) < 9.2


def test_years_are_written_as_often_as_there_is_room() -> None:
    first = Task("1", "First", date(2026, 1, 1), date(2040, 12, 31))
    rows = [word for word in words(gantt([first], **TOLD)) if word.isdigit()]
    assert rows == [str(year) for year in range(2026, 2041, 2)]


def test_no_line_of_a_chinese_name_begins_with_a_stop() -> None:
    assert folded("技术需求，评估", 44, size=10) == ["技术需", "求，评估"]


def test_charts_without_rows_are_still_charts() -> None:
    for chart in (bars([], **TOLD), stacked_bars([], keys=[], **TOLD), gantt([], **TOLD)):
        assert drawn(chart).attrib["role"] == "img"
