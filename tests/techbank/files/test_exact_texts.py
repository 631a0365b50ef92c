"""A text comes back from a workbook as it went in."""

import io

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from techbank.files.exact_texts import escaped, write_texts_as_they_are
from techbank.files.workbook_reader import unescaped
from techbank.files.workbooks import read_workbook

TEXTS = [
    "one\x0btwo\x0cthree",
    "_x005F_",
    "_x005F_x000D_",
    "_x005F_x005F_x000B_",
    "x005F_",
    "<r><t>no markup</t></r>",
    "  blanks  ",
    "a\r\nb",
    "=1+1",
]


@given(st.text(st.sampled_from("_x0005Fd\x0b\r\na"), max_size=40))
def test_what_is_escaped_is_unescaped(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_every_text_comes_back_through_a_file() -> None:
    write_texts_as_they_are()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Texts")
    for row, text in enumerate(TEXTS):
        sheet.write_string(row, 0, text)
    book.close()
    [read] = read_workbook(out.getvalue(), name="texts.xlsx").sheets
    assert [read.cells[f"A{row}"].text for row in range(1, len(TEXTS) + 1)] == TEXTS
