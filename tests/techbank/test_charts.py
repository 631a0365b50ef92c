"""Charts: words told twice, bars from zero, mirrored for readers from the right."""

from datetime import date
from xml.etree import ElementTree

import pytest

from techbank.charts import Bar, Stack, Task, bars, gantt, stacked_bars
from techbank.charts.drawing import extent_of, folded

SVG = "{http://www.w3.org/2000/svg}"
TOLD = {"title": "A title", "description": "What it shows"}


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
    for one, other in zip(left, right, strict=True):
        mirrored = 640 - float(one["x"]) - float(one["width"])
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


def test_charts_without_rows_are_still_charts() -> None:
    for chart in (bars([], **TOLD), stacked_bars([], keys=[], **TOLD), gantt([], **TOLD)):
        assert drawn(chart).attrib["role"] == "img"
