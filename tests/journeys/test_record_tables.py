"""A table of records is written on a phone without script, and with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys import axe, navigation
from tests.journeys.test_without_javascript import Keyboard, arrive

PageFor = Callable[..., Page]
NARROW: ViewportSize = {"width": 320, "height": 700}


def table_of(dossier: str, kind: str) -> str:
    return f"{dossier}records/{kind}/"


def sidewards(page: Page) -> list[str]:
    """Whatever makes a reader of a phone move the page or a field of it from side to side."""
    texts: list[str] = page.evaluate(axe.TOO_WIDE)
    return texts


def test_a_phone_without_script_writes_adds_and_orders_rows(visitor: PageFor, dossier: str) -> None:
    page, _keys = arrive(visitor, navigation.WRITER)
    page.set_viewport_size(NARROW)
    page.goto(f"{dossier}sections/barriers/")
    page.locator("main a[href$='/records/barrier/']").click()
    rows = page.locator("table.rows tbody tr")
    known = page.locator("tr:has([name$='-version'])").count()
    assert sidewards(page) == []
    assert page.locator("table.rows thead").is_hidden()

    first, new = rows.first, rows.nth(known)
    first.locator("[name$='-description']").fill("Duties are high, and change every year.")
    new.locator("[name$='-option']").select_option(index=1)
    new.locator("[name$='-category']").select_option(index=1)
    new.locator("[name$='-description']").fill("Spare parts take a year to arrive.")
    page.get_by_role("button", name="Save all", exact=True).last.click()
    expect(page.locator(".notice-success")).to_contain_text("2 rows saved.")

    added = page.locator("tr", has_text="Spare parts take a year")
    place = int(added.locator("th").inner_text().split()[1].rstrip(":"))
    added.get_by_role("button", name="up").click()
    moved = page.locator("tr", has_text="Spare parts take a year")
    assert int(moved.locator("th").inner_text().split()[1].rstrip(":")) == place - 1
    moved.get_by_label("Remove").check()
    page.get_by_role("button", name="Save all", exact=True).first.click()
    expect(page.locator(".notice-success")).to_contain_text("1 row removed.")


def test_rows_are_written_with_the_keyboard_alone_row_by_row(
    visitor: PageFor, dossier: str
) -> None:
    page, keys = arrive(visitor, navigation.WRITER)
    page.goto(table_of(dossier, "criterion"))
    names = page.locator("table.rows [name$='-name']")
    first, second = (names.nth(at).get_attribute("name") or "" for at in (0, 1))
    keys.write(first, "")
    page.keyboard.press("Delete")
    inside = _names_stepped_through(page, keys, second)
    assert {item.split("-name")[0][:36] for item in inside} == {first[:36]}

    keys.reach(page.get_by_role("button", name="Save all", exact=True).last)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    link = page.locator(".error-summary a").first
    expect(link).to_contain_text("Row 1, ")
    keys.reach(link)
    page.keyboard.press("Enter")
    expect(page.locator(f"[name='{first}']")).to_be_focused()
    page.keyboard.type("Lives reached")
    # Enter in a field saves all, and moves nothing.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_contain_text("1 row saved.")
    expect(page.locator("table.rows [name$='-name']").first).to_have_value("Lives reached")


def _names_stepped_through(page: Page, keys: Keyboard, until: str) -> list[str]:
    """The fields between where the keyboard is and the one of that name."""
    texts: list[str] = []
    for _step in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name") or ""
        if name == until:
            return texts
        if "-" in name:
            texts.append(name)
    raise AssertionError(f"{until} is not reached")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_tables_have_no_barrier_at_any_width_and_at_double_size(
    page_for: PageFor, dossier: str, language: str
) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    kinds = ("option", "measure", "cost_line", "published_total")
    pages = [table_of(dossier, kind) for kind in kinds]
    pages += [f"{dossier}print/", "/assessments/questionnaire/2026.1/blank/"]
    values = {}
    with navigation.reading_in(page, language):
        for address in pages:
            page.goto(address)
            values[address] = axe.faults_at_every_width(page)
            # A desk of 1280 pixels at 200 %.
            page.set_viewport_size({"width": 640, "height": 400})
            values[f"{address} at 200 %"] = {640: axe.faults(page) + sidewards(page)}
    assert {at: row for at, row in values.items() if any(row.values())} == {}
