"""Rows of a worksheet: high enough for their text, and free to grow."""

import io
import re
import zipfile

import pytest
import xlsxwriter

from techbank.files.row_heights import LINE, MOST, GrowingRows, height_of


def test_a_row_is_as_high_as_the_highest_of_its_cells() -> None:
    assert height_of([]) == LINE
    assert height_of([("short", 20), ("", 5)]) == LINE
    assert height_of([("x" * 60, 20), ("short", 20)]) == 3 * LINE
    assert height_of([("one\ntwo\n\nfour", 20)]) == 4 * LINE


@pytest.mark.parametrize(
    ("text", "lines"), [("x" * 40, 2), ("ع" * 40, 2), ("字" * 40, 4), ("é" * 41, 3)]
)
def test_an_ideograph_counts_for_two_letters(text: str, lines: int) -> None:
    assert height_of([(text, 20)]) == lines * LINE


def test_smaller_type_takes_less_room() -> None:
    assert height_of([("x" * 200, 20, 9)]) < height_of([("x" * 200, 20)])


def test_no_row_is_higher_than_the_format_allows() -> None:
    assert height_of([("x" * 30_000, 20)]) == MOST


def test_a_height_is_written_and_not_held() -> None:
    """A row with a fixed height would not grow while a person writes in it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Rows", worksheet_class=GrowingRows)
    sheet.write_string(1, 0, "x" * 60)
    sheet.fit_row(1, [("x" * 60, 20)])
    sheet.print_legibly(500)
    book.close()
    xml = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="2"[^>]*\bht="([\d.]+)"', xml) == ["45"]
    assert "customHeight" not in xml
    assert 'fitToWidth="3"' in xml
