"""On a phone every sum of a plan is read whole: none is cut where its table ends."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys import navigation

PageFor = Callable[..., Page]
PHONE = {"width": 320, "height": 700}
# The numbers that reach out of what scrolls around them: "at least 4,4" is no sum.
CUT = """() => [...document.querySelectorAll('.table-wrap td.number')]
  .filter((cell) => {
    const [inner, outer] = [cell, cell.closest('.table-wrap')].map((e) => e.getBoundingClientRect())
    return inner.left < outer.left - 1 || inner.right > outer.right + 1
  })
  .map((cell) => cell.textContent.trim())"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_sum_of_a_published_plan_is_cut(visitor: Callable[..., Page], language: str) -> None:
    page = visitor(viewport=PHONE)
    with navigation.reading_in(page, language):
        for address in navigation.plan_pages(page):
            page.goto(address)
            assert page.locator(".table-wrap td.number").count() > 0
            assert page.evaluate(CUT) == [], address


def test_no_sum_of_a_plan_that_is_written_is_cut(page_for: PageFor, dossier: str) -> None:
    page = page_for(navigation.WRITER, viewport=PHONE)
    page.goto(f"{dossier}sections/plan/")
    assert page.locator(".plan-activity tfoot td.number").count() > 0
    assert page.evaluate(CUT) == []


def test_a_document_and_its_download_are_in_sight(page_for: PageFor) -> None:
    page = page_for("reviewer@bank.example", viewport=PHONE)
    dossier = navigation.link(
        page, "/assessments/", "tr:has(td:text-is('Testland (invented country)')) a"
    )
    page.goto(f"{dossier}documents/")
    cells = page.locator("table.cards tbody td:last-child")
    assert cells.count() > 0
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert all(box and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    assert page.evaluate(CUT) == []
