"""What journeys of saving look at: where a text is, what left the browser, what the server has."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.journeys import navigation
from tests.journeys.filling import fill

PageFor = Callable[..., Page]
# Playwright does not see every request of a page that a service worker controls, so the page's own
# `fetch` fails for as long as the browser has this cookie.
_UNREACHABLE = "saves-unreachable"
_FAILING_FETCH = """(() => {
  const real = self.fetch;
  self.fetch = (input, options) =>
    /[/]saves[/]$/.test(input.url ?? input) && document.cookie.includes("COOKIE")
      ? Promise.reject(new TypeError("unreachable"))
      : real(input, options);
})()""".replace("COOKIE", _UNREACHABLE)
QUESTION, OTHER = "team.mandate", "team.steering"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
WAITS = "Not sent yet; kept on this device"
AWAY = "No connection. Kept on this device and sent when it is back."


def save_line(page: Page, question: str = QUESTION) -> Locator:
    """What the page says of where a text is."""
    return page.locator(f"[data-question='{question}'] .saved")


def text_of(page: Page, question: str = QUESTION) -> Locator:
    return page.locator(f"[name='{question}']")


def version_of(page: Page, question: str = QUESTION) -> int:
    """The version of the answer that the page is based on."""
    return int(page.locator(f"[name='{question}-base']").input_value())


def open_section(page: Page, dossier: str, key: str = "team") -> Page:
    page.goto(f"{dossier}sections/{key}/", wait_until="networkidle")
    return page


def another_tab(page: Page, dossier: str) -> Page:
    return open_section(page.context.new_page(), dossier)


def write(page: Page, text: str, question: str = QUESTION) -> None:
    fill(page, question, text)


def write_and_wait(page: Page, text: str, question: str = QUESTION) -> None:
    """Until the server has it."""
    write(page, text, question)
    page.keyboard.press("Tab")
    expect(save_line(page, question)).to_have_text(SAVED)


def saves_fail(page: Page) -> None:
    """Nothing that pages of this browser save reaches the server, while pages come."""
    page.context.add_init_script(_FAILING_FETCH)
    page.context.add_cookies([{"name": _UNREACHABLE, "value": "1", "url": urljoin(page.url, "/")}])


def saves_arrive(page: Page) -> None:
    """After ``saves_fail``: they reach it again."""
    page.context.clear_cookies(name=_UNREACHABLE)


def writes_of(context: BrowserContext) -> list[dict[str, Any]]:
    """Every write that leaves the browser from now on, as it was sent."""
    rows: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/saves/"):
            rows.append(json.loads(request.post_data or "{}"))

    context.on("request", note)
    return rows


def line(page: Page) -> Locator:
    """The line at the top of every page that counts what is not sent."""
    return page.locator("[data-outgoing]")


def in_conflict(page_for: PageFor, dossier: str, mine: str, theirs: str) -> Page:
    """The writer's page on which their text has met a colleague's."""
    writer = open_section(page_for(navigation.WRITER, bypass_csp=True), dossier)
    colleague = open_section(page_for(navigation.COLLEAGUE), dossier)
    write_and_wait(colleague, theirs)
    write(writer, mine)
    writer.keyboard.press("Tab")
    expect(writer.locator(".merge")).to_be_visible()
    return writer
