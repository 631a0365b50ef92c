"""What a page costs on a slow line: bytes as they travel, and journeys to the server.

The budgets are those of the design: compressed, nothing kept from before. How long a
reader waits for them is measured by benchmarks/pages.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import navigation

PageFor = Callable[..., Page]
KB = 1000


@dataclass
class Toll:
    """Requests of a page by address, each with the bytes its answer had on the wire."""

    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(self.sizes.values())


def watch(page: Page) -> Callable[[str], Toll]:
    """`measure = watch(page)`; `measure(address)` opens it and counts what travelled."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    addresses: dict[str, str] = {}
    toll = Toll()

    def on_request(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def on_answer(event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            addresses.pop(event["requestId"], None)

    def on_end(event: dict[str, Any]) -> None:
        address = addresses.get(event["requestId"], "")
        if address and event["encodedDataLength"]:
            toll.sizes[address] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", on_request)
    network.on("Network.responseReceived", on_answer)
    network.on("Network.loadingFinished", on_end)

    def measure(address: str) -> Toll:
        toll.sizes.clear()
        page.goto(address, wait_until="networkidle")
        return Toll(dict(toll.sizes))

    return measure


def cold(page: Page) -> Callable[[str], Toll]:
    """As for somebody who was never here: without what signing in has left in the cache."""
    measure = watch(page)
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    return measure


@dataclass(frozen=True)
class Budget:
    size: int
    requests: int


BUDGETS = {
    "sign-in": Budget(40 * KB, 5),
    "task list": Budget(40 * KB, 5),
    "section form": Budget(60 * KB, 6),
    "review": Budget(90 * KB, 7),
    "donor dashboard": Budget(150 * KB, 10),
    "public plan": Budget(150 * KB, 10),
}


def opened(name: str, page_for: PageFor, visitor: PageFor, dossier: str) -> tuple[Page, str]:
    """The page of a budget, with the browser of somebody who may open it."""
    if name in ("task list", "section form"):
        return page_for(navigation.WRITER), dossier + (
            "sections/team/" if "section" in name else ""
        )
    if name == "review":
        page = page_for("reviewer@bank.example")
        return page, navigation.reviewers_pages(page)[2]
    page = visitor()
    if name == "public plan":
        return page, navigation.plan_pages(page)[1]
    return page, "/accounts/login/" if name == "sign-in" else "/funding/"


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_keeps_its_budget(
    name: str, page_for: PageFor, visitor: PageFor, dossier: str
) -> None:
    page, address = opened(name, page_for, visitor, dossier)
    toll, budget = cold(page)(address), BUDGETS[name]
    print(f"{name}: {toll.size / KB:.1f} KB of {budget.size // KB}, {len(toll.sizes)} requests")
    assert toll.size <= budget.size, toll.sizes
    assert len(toll.sizes) <= budget.requests, toll.sizes


def test_the_next_section_costs_one_request_of_20_kilobytes(
    page_for: PageFor, dossier: str
) -> None:
    measure = watch(page_for(navigation.WRITER))
    measure(f"{dossier}sections/team/")
    toll = measure(f"{dossier}sections/plan/")
    print(f"next section: {toll.size / KB:.1f} KB, {len(toll.sizes)} requests")
    assert toll.size <= 20 * KB
    assert len(toll.sizes) == 1


def test_a_dossier_is_taken_along_in_two_requests(page_for: PageFor, dossier: str) -> None:
    """The service worker's script, and everything else in one answer."""
    page = page_for(navigation.WRITER)
    page.goto(dossier, wait_until="networkidle")
    texts: list[str] = []
    page.on("request", lambda request: texts.append(request.url))
    with page.expect_response("**/offline/", timeout=60_000) as fetched:
        page.get_by_role("button", name="Take this dossier offline").click()
    expect(page.locator("[data-take-along] [data-said]")).to_contain_text("KB", timeout=60_000)
    pack = int(fetched.value.header_value("content-length") or 0)
    worker = page.request.get("/sw.js", headers={"Accept-Encoding": "gzip"})
    size = pack + len(worker.body())
    print(f"dossier to take along: {size / KB:.1f} KB of 200, {len(texts)} request and the worker")
    assert fetched.value.header_value("content-encoding") == "gzip"
    assert [url.rsplit("/", 2)[-2] for url in texts if not url.endswith("/sw.js")] == ["offline"]
    assert size <= 200 * KB


def test_one_autosave_costs_two_kilobytes_up_and_one_down(page_for: PageFor, dossier: str) -> None:
    """With all headers, for a paragraph that was written on; the body within."""
    page = page_for(navigation.WRITER)
    page.goto(f"{dossier}sections/team/", wait_until="networkidle")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    down: list[int] = []
    network.on("Network.loadingFinished", lambda event: down.append(event["encodedDataLength"]))
    with page.expect_response("**/saves/") as answered:
        page.locator("[name='team.mandate']").fill("Seventy words, as a paragraph has. " * 12)
    page.wait_for_timeout(500)
    sizes = answered.value.request.sizes()
    up = sizes["requestBodySize"] + sizes["requestHeadersSize"]
    print(f"autosave: {up} B up (body {sizes['requestBodySize']}), {down[-1]} B down")
    assert up <= 2 * KB
    assert sizes["responseBodySize"] <= KB
    assert down[-1] <= 2 * KB


def test_pages_travel_compressed_and_documents_say_how_long_they_are(visitor: PageFor) -> None:
    page = visitor()
    answer = page.goto("/countries/")
    assert answer is not None
    assert answer.header_value("content-encoding") == "gzip"
    page.goto(navigation.plan_pages(page)[1])
    document = page.locator("main a[href*='/documents/']").first.get_attribute("href") or ""
    file = page.request.get(document)
    assert "content-encoding" not in file.headers
    assert int(file.headers["content-length"]) == len(file.body())
