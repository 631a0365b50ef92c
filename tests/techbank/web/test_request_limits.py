"""A request that is too large: a page in the sender's language, and nothing of it read."""

import re

import pytest
from waitress.adjustments import Adjustments

from techbank.web.request_limits import Parser, RequestTooLarge

HEAD = b"POST /verify/ HTTP/1.1\r\nHost: portal.example\r\n%sContent-Length: 5000000\r\n\r\n"


def answer(extra: bytes = b"") -> tuple[str, dict[str, str], str]:
    parser = Parser(Adjustments(max_request_body_size=1_000_000))
    parser.received(HEAD % extra)
    assert parser.completed
    assert isinstance(parser.error, RequestTooLarge)
    status, headers, body = parser.error.to_response()
    return status, dict(headers), body.decode()


def language(page: str) -> str:
    match = re.search(r'<html lang="([\w-]+)"', page)
    assert match
    return match[1]


def test_too_much_is_answered_with_a_page_that_says_what_to_do() -> None:
    status, headers, page = answer()
    assert status.startswith("413 ")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "A file may have at most 10 MB" in page
    assert language(page) == "en"


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (b"Accept-Language: fr-BF,fr;q=0.9\r\n", "fr"),
        (b"Accept-Language: xx\r\n", "en"),
        (b"Accept-Language: fr\r\nCookie: a=b; django_language=ar\r\n", "ar"),
        (b"Cookie: django_language=\xff\xfe; =;;\r\n", "en"),
    ],
)
def test_the_page_is_in_the_language_of_the_request(extra: bytes, sentence: str) -> None:
    assert language(answer(extra)[2]) == sentence


def test_what_is_not_too_much_is_read_as_ever() -> None:
    parser = Parser(Adjustments(max_request_body_size=1_000_000))
    parser.received((HEAD % b"").replace(b"5000000", b"3"))
    parser.received(b"abc")
    assert parser.completed
    assert parser.error is None
