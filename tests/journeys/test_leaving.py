"""A person who types without a pause and leaves loses nothing; after a crash, a second at most."""

import math
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys import navigation
from tests.journeys.saving import open_section

PageFor = Callable[..., Page]
TEXT = "".join(f"word {number:03} and " for number in range(1, 17))[:199]
# What is written in, below the dossier, and the field.
FORMS = {
    "an answer": ("sections/team/", "[name='team.mandate']"),
    "a new record": ("records/sector/add/", "[name=reason]"),
    "a form with a button": ("endorsement/", "[name=minutes]"),
}


def reload(page: Page) -> Page:
    page.reload()
    return page


def go_back(page: Page) -> Page:
    page.go_back()
    page.go_forward()
    return page


def type_address(page: Page) -> Page:
    address = page.url
    page.goto("/help/")
    page.goto(address)
    return page


def close(page: Page) -> Page:
    address, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    return page


def crash(page: Page) -> Page:
    """The process of the page ends as it stands: none of its modules learns of it."""
    address, context = page.url, page.context
    with pytest.raises(Error):
        page.goto("chrome://crash")
    page = context.new_page()
    page.goto(address)
    return page


WAYS = {way.__name__: way for way in (reload, go_back, type_address, close, crash)}
# Each form by the two ways that differ most, and one form by all.
TRIES = [(form, way) for form in FORMS for way in ("reload", "crash")]
TRIES += [("an answer", way) for way in WAYS if ("an answer", way) not in TRIES]


def type_without_a_pause(page: Page, selector: str) -> float:
    """Put ``TEXT`` at the end of the field, key by key; returns keys a second."""
    page.locator(selector).fill("")
    page.wait_for_timeout(600)
    page.locator(selector).focus()
    began = time.monotonic()
    page.keyboard.type(TEXT)
    return len(TEXT) / (time.monotonic() - began)


def beginnings(most: int) -> list[str]:
    """The text with none to ``most`` of its last keys left out, each as a whole value."""
    return [TEXT[: len(TEXT) - lost] for lost in range(most + 1)]


@pytest.mark.parametrize(("form", "way"), TRIES)
def test_what_was_typed_until_the_last_moment_is_there_afterwards(
    page_for: PageFor, dossier: str, form: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    address, selector = FORMS[form]
    page = open_section(page_for(navigation.WRITER), dossier, "options")
    page.goto(f"{dossier}{address}", wait_until="networkidle")
    speed = type_without_a_pause(page, selector)
    page = WAYS[way](page)
    most = math.ceil(speed) if way == "crash" else 0
    field = page.locator(selector)
    # The text, or its beginning with at most so many keys less.
    expect(field).to_have_value(re.compile(f"^({'|'.join(map(re.escape, beginnings(most)))})$"))
    lost = len(TEXT) - len(field.input_value())
    with capsys.disabled():
        print(f"\n{form}, {way}: {len(TEXT)} keys, {speed:.0f} a second, {lost} lost")
