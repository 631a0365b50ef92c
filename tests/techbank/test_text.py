"""What people write becomes text and never active markup."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from techbank.text import (
    FIRST,
    break_long_runs,
    clean_input,
    line,
    markdown,
    paragraphs,
    plain,
)

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0a;script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](http://192.0.2.1/x.png)",
    "![x](javascript:alert(1))",
    '[x](http://a" onmouseover="alert(1))',
    '[x](http://a "t\\" onmouseover=\\"alert(1)")',
    "<math><mtext></math><img src=x onerror=alert(1)>",
    "<style>@import url(http://192.0.2.1)</style>",
    "<link rel=stylesheet href=http://192.0.2.1>",
    "<base href=http://192.0.2.1>",
    "<object data=x></object><embed src=x>",
    "<form action=http://192.0.2.1><button>x</button></form>",
    "`<script>alert(1)</script>`",
    "|a|\n|-|\n|<img src=x onerror=alert(1)>|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
HARMLESS = set(
    "a blockquote br code em h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul".split()
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_lets_no_payload_act(payload: str) -> None:
    rendered = markdown(payload)
    assert set(re.findall(r"<([a-z0-9]+)", rendered)) <= HARMLESS
    for tag in re.findall(r"<[a-z][^>]*>", rendered):
        assert not re.search(r"\son\w+\s*=|\sstyle\s*=|\ssrc\s*=", tag)
    for href in re.findall(r'href="([^"]*)"', rendered):
        assert href.startswith(("http://", "https://", "mailto:"))


@given(st.text(max_size=400))
def test_markdown_takes_any_text_and_gives_only_harmless_tags(text: str) -> None:
    assert set(re.findall(r"<([a-zA-Z0-9]+)", markdown(text))) <= HARMLESS


def test_headings_start_where_the_page_wants_them_and_skip_no_level() -> None:
    rendered = markdown("# A\n\n#### B\n\n# C", heading_level=4)
    assert re.findall(r"<h\d>.", rendered) == ["<h4>A", "<h5>B", "<h4>C"]


def test_tables_get_scopes_and_no_style() -> None:
    rendered = markdown("|a|b|\n|-|-:|\n|1|2|")
    assert rendered.count('<th scope="col">') == 2
    assert "style" not in rendered


def test_nothing_is_nothing() -> None:
    assert [markdown(None), markdown(""), plain(None), paragraphs(""), line(None)] == [""] * 5


def test_a_long_run_may_break_after_fifty_characters_and_keeps_its_letters() -> None:
    broken = break_long_runs("x" * 120 + " short")
    assert [len(piece) for piece in broken.split(" ")[0].split("\u200b")] == [50, 50, 20]
    assert broken.replace("\u200b", "") == "x" * 120 + " short"


def test_no_break_parts_a_letter_from_its_mark_or_joined_letters() -> None:
    marked = "e\u0301" * 60
    assert all(not piece.startswith("\u0301") for piece in break_long_runs(marked).split("\u200b"))
    khmer = "ក\u17d2" * 60
    assert "\u17d2\u200b" not in break_long_runs(khmer)


@given(st.text(max_size=500))
def test_breaking_loses_nothing(text: str) -> None:
    assert break_long_runs(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_addresses_are_not_broken_inside_links() -> None:
    address = "https://example.org/" + "a" * 100
    assert f'href="{address}"' in markdown(f"[words]({address})")


def test_the_first_dialect_cuts_over_its_cap_and_says_so() -> None:
    assert plain("word " * 20_000, FIRST).endswith("…")


def test_no_text_is_cut_now() -> None:
    assert plain("word " * 20_000).count("word") == 20_000


def test_plain_of_the_first_dialect_gives_words_without_marks_one_line_a_block() -> None:
    assert plain("# A\n\n*b* & [c](http://x.org)\n\n- d", FIRST) == "A\nb & c\nd"


def test_paragraphs_keep_lines_and_escape() -> None:
    assert paragraphs("a\nb\n\n<i>") == "<p>a<br>b</p><p>&lt;i&gt;</p>"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff"])
def test_what_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        clean_input(text)


def test_input_gets_plain_line_ends_and_blanks_for_control_characters() -> None:
    assert clean_input("a\r\nb\rc\x07\td\x0be\x0cf\x85g\u2028h") == "a\nb\nc \td e f\ng\nh"


def test_input_is_composed_and_keeps_the_shape_of_a_name() -> None:
    assert clean_input("Cafe\u0301 神\ufa19") == "Café 神\ufa19"


def test_chinese_parts_by_itself_and_never_before_a_stop() -> None:
    text = "沿海九个县需要太阳能冷库，因为中午前卖不出去的蔬菜又被带回家中。" * 3
    assert break_long_runs(text) == text
    assert break_long_runs("a" * 60 + text).count("\u200b") == 1
