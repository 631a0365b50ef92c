"""What is typed is what is read: only the announced marks are marks."""

from collections import Counter
from time import process_time

import pytest
from hypothesis import given, settings

from techbank.text import CURRENT, FIRST, passage, plain, prose, reads_differently
from tests.typed_texts import lines_in, lines_of, typed_texts

AS_TYPED = [
    "USD 1,500*12 + USD 300*12 = 21,600",
    "12*4*1500 = 72000",
    "> 50% of households",
    "[1]: https://example.org",
    "[words](https://example.org)",
    "1. one\n2. two\n4. four",
    "2026. year",
    "\\\\server\\data",
    "H2O\n---\nwater",
    "# no heading",
    "`no code` ~~and~~ _no_ *italics*",
    "    a paragraph indented with blanks",
    "• a bullet\n– a dash\na) a letter\ni.) a number",
    "Ministry of Water\n12 Mill Street\nTown\nTestland",
    "Name:\nJane\nTel: 5",
    "2**3 + 4**5; (a)**(b) and (c)**(d)",
    "**no closing stars",
    "**** *** **",
    "-5 (estimate)",
    "|a|b|\n|-|-|\n|1|2|",
    "<b>&amp;</b>",
]


MARKUP = ("<ul", "<ol", "<strong", "<em", "<pre", "<code", "<h", "<blockquote", "<table", "<a ")


@pytest.mark.parametrize("text", AS_TYPED)
def test_every_sign_and_every_line_stays(text: str) -> None:
    in_html = prose(text)
    assert lines_in(in_html) == [line.strip() for line in text.split("\n")]
    assert not [mark for mark in MARKUP if mark in in_html]


def test_two_stars_make_bold_within_a_line_and_in_scripts_without_blanks() -> None:
    assert "<strong>Not known:</strong> the" in prose("**Not known:** the licence")
    assert "这是<strong>重要</strong>的" in prose("这是**重要**的")
    assert "<strong>" not in prose("a **b\nc** d")


def test_hyphens_make_lists_three_deep_with_blank_lines_between() -> None:
    in_html = prose("- a\n\n  - b\n    - c\n      more\n\n- d\nafter")
    assert in_html == (
        '<ul class="typed"><li>a<ul class="typed"><li>b<ul class="typed"><li>c<br>more</li></ul>'
        '</li></ul></li><li>d</li></ul><p class="typed">after</p>'
    )


def test_an_address_can_be_copied_whole() -> None:
    address = "https://example.org/" + "a" * 100
    assert address in prose(address).replace("<wbr>", "")
    assert "\u200b" not in prose(address)


def test_a_field_of_one_line_has_no_paragraph_around_it() -> None:
    assert passage("one **line**") == "one <strong>line</strong>"
    assert passage("two\nlines") == '<p class="typed">two<br>lines</p>'


def test_the_first_dialect_reads_as_it_did() -> None:
    assert prose("*a* 1*2*3", FIRST) == "<p><em>a</em> 1<em>2</em>3</p>\n"
    assert passage("a\r\nb *c*", FIRST) == "a<br>b *c*"


@pytest.mark.parametrize(
    "text", ["12*4*1500", "> 5", "1. a\n2. b\n4. d", "a\nb", "    code", "# a"]
)
def test_where_the_reading_changes_is_known(text: str) -> None:
    assert reads_differently(text)


@pytest.mark.parametrize("text", ["a **b** c", "- a\n- b", "a\n\nb", "1. a", ""])
def test_where_it_does_not_change_nothing_is_said(text: str) -> None:
    assert not reads_differently(text)


def test_a_field_of_a_record_changes_only_by_its_marks() -> None:
    assert not reads_differently("12*4*1500\n> 5\n- a", of_record=True)
    assert reads_differently("a **b**", of_record=True)


@pytest.mark.parametrize(
    "text", ["** " * 17_000, "a**" * 16_000, "- " * 25_000, "\n" * 50_000, " - a\n" * 10_000]
)
def test_no_text_takes_long(text: str) -> None:
    begun = process_time()
    prose(text)
    assert process_time() - begun < 1


def test_lists_within_lists_end_somewhere() -> None:
    deep = "\n".join(" " * depth + "- a" for depth in range(200))
    assert prose(deep).count("<ul") <= 200
    assert plain(deep).count("– a") == 200


TRIED: Counter[str] = Counter()


@settings(max_examples=200)
@given(typed_texts())
def test_the_page_says_what_was_typed(text: str) -> None:
    TRIED["HTML"] += 1
    assert lines_in(prose(text)) == lines_of(text)
    assert lines_in(passage(text)) == lines_of(text)


def test_the_number_of_texts_that_were_tried_is_printed() -> None:
    print(f"HTML: {TRIED['HTML']} texts typed and read, dialect {CURRENT}")
    assert TRIED["HTML"] >= 200
