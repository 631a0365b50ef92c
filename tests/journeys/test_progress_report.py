"""A report on the plan that is being written is there again: after a closed tab, and after the
session has ended. Sent twice, it is one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import axe, navigation
from tests.journeys.filling import send
from tests.journeys.saving import line
from tests.journeys.test_kept_forms import KEPT, closed_and_opened, notice, status
from tests.stack import PASSWORD

PageFor = Callable[..., Page]
REPORTER = "coordinator@testland.example"
HAPPENED, OBSTACLES = "[name=happened]", "[name=obstacles]"


def open_report(page: Page, number: str) -> Page:
    """The form of a report on one activity of the worked plan, which is approved and published."""
    dossier = navigation.link(page, "/assessments/", "table a[href^='/assessments/']")
    page.goto(f"{dossier}progress/")
    row = page.locator("tbody tr", has_text=re.compile(rf"^\s*{re.escape(number)} "))
    row.get_by_role("link", name="Report progress").click()
    page.wait_for_load_state("networkidle")
    return page


def write(page: Page, selector: str, text: str) -> None:
    page.locator(selector).fill(text)
    # Longer than the module waits for the next keystroke.
    page.wait_for_timeout(500)
    expect(status(page)).to_have_text(KEPT)


def told(page: Page, text: str) -> int:
    return page.locator(".timeline p", has_text=text).count()


def test_a_report_in_a_closed_tab_is_put_back_and_goes_once_it_is_reported(
    page_for: PageFor,
) -> None:
    page = open_report(page_for(REPORTER), "2.1")
    page.get_by_label("In progress").check()
    write(page, HAPPENED, "The bench was ordered; then the lid was shut.")
    again = closed_and_opened(page)
    expect(again.locator(HAPPENED)).to_have_value("The bench was ordered; then the lid was shut.")
    expect(again.get_by_label("In progress")).to_be_checked()
    expect(notice(again)).to_contain_text("was put back")
    address = again.url

    send(again, "Report progress")

    expect(again.locator(".notice-success")).to_be_visible()
    assert told(again, "The bench was ordered") == 1
    expect(line(again)).to_be_hidden()
    again.goto(address, wait_until="networkidle")
    expect(notice(again)).to_have_count(0)
    expect(again.locator(HAPPENED)).to_have_value("")


def test_after_the_session_ended_the_report_is_given_back_and_told_once(page_for: PageFor) -> None:
    page = open_report(page_for(REPORTER), "2.2")
    address = page.url
    page.get_by_label("Not started").check()
    write(page, OBSTACLES, "Written while the session ended.")
    page.context.clear_cookies(name="sessionid")

    send(page, "Report progress")
    page.locator("input[name=login]").fill(REPORTER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Written while the session ended.")
    send(page, "Send it again")
    assert told(page, "Written while the session ended.") == 1

    # The device has not heard of it. What it puts back is the same report: it is told once.
    page.goto(address, wait_until="networkidle")
    expect(page.locator(OBSTACLES)).to_have_value("Written while the session ended.")
    send(page, "Report progress")
    assert told(page, "Written while the session ended.") == 1
    expect(line(page)).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_put_back_has_no_barrier(page_for: PageFor, language: str) -> None:
    page = page_for(REPORTER, bypass_csp=True)
    address = open_report(page, "3.1").url
    with navigation.reading_in(page, language):
        page.goto(address, wait_until="networkidle")
        page.locator(HAPPENED).fill("Seen at every width.")
        page.wait_for_timeout(600)
        page.reload(wait_until="networkidle")
        expect(notice(page)).to_be_visible()
        assert axe.faults_at_every_width(page) == {}
        notice(page).get_by_role("button").click()


def test_everybody_reads_the_progress_of_the_demonstration_and_none_of_its_words(
    visitor: PageFor,
) -> None:
    page = visitor()
    _list, plan, _action = navigation.plan_pages(page)
    page.goto(plan)
    locator = page.locator("section[aria-labelledby=progress]")
    locator.locator("summary").click()
    row = locator.locator("tbody tr", has_text="Map fields and design intakes")
    expect(row).to_contain_text("13% of the way")
    expect(locator).to_contain_text("Was to start on 12 October 2026")
    expect(page.locator("main .invented")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("valleys are mapped")
