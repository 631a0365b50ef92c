"""What is written in a form that its button saves is there again: after a closed tab, beside
somebody else's words, without network, and until the server has it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys import axe, navigation
from tests.journeys.filling import send
from tests.journeys.saving import line

PageFor = Callable[..., Page]
KEPT = "Kept on this device until you save"
PLACE, MINUTES = "[name=place]", "[name=minutes]"


def status(page: Page) -> Locator:
    return page.locator("form[data-keep] > .saved").first


def notice(page: Page) -> Locator:
    return page.locator("form[data-keep] > .notice")


def open_endorsement(page: Page, dossier: str) -> Page:
    page.goto(f"{dossier}endorsement/", wait_until="networkidle")
    return page


def open_table(page: Page, dossier: str, kind: str = "barrier") -> Page:
    page.goto(f"{dossier}records/{kind}/", wait_until="networkidle")
    return page


def write(page: Page, selector: str, text: str) -> None:
    page.locator(selector).first.fill(text)
    # Longer than the module waits for the next keystroke.
    page.wait_for_timeout(500)
    expect(status(page)).to_have_text(KEPT)


def closed_and_opened(page: Page) -> Page:
    """The tab is closed without a word, and the same page opened in another one."""
    context, address = page.context, page.url
    page.close()
    again = context.new_page()
    again.goto(address, wait_until="networkidle")
    return again


def test_what_was_written_in_a_closed_tab_is_put_back_and_goes_once_it_is_saved(
    page_for: PageFor, dossier: str
) -> None:
    page = open_endorsement(page_for(navigation.WRITER), dossier)
    write(page, MINUTES, "Written in the bus; the lid was shut.")
    again = closed_and_opened(page)
    expect(again.locator(MINUTES)).to_have_value("Written in the bus; the lid was shut.")
    expect(notice(again)).to_contain_text("was put back")
    expect(line(again)).to_contain_text("1")
    send(again, "Save the endorsement")
    expect(again.locator(".notice-success")).to_be_visible()
    expect(line(again)).to_be_hidden()
    expect(notice(open_endorsement(again, dossier))).to_have_count(0)


def test_what_is_not_wanted_any_more_is_discarded(page_for: PageFor, dossier: str) -> None:
    page = open_endorsement(page_for(navigation.WRITER), dossier)
    before = page.locator(PLACE).input_value()
    write(page, PLACE, "Nowhere")
    again = closed_and_opened(page)
    expect(again.locator(PLACE)).to_have_value("Nowhere")
    again.get_by_role("button", name="Discard it").click()
    expect(again.locator(PLACE)).to_have_value(before)
    expect(line(again)).to_be_hidden()


def test_over_what_somebody_changed_meanwhile_nothing_is_put_back_but_shown(
    page_for: PageFor, dossier: str
) -> None:
    mine = open_endorsement(page_for(navigation.WRITER), dossier)
    theirs = open_endorsement(page_for(navigation.WRITER), dossier)
    write(mine, PLACE, "The hall of the cooperative")
    theirs.locator(PLACE).fill("The town hall")
    send(theirs, "Save the endorsement")
    again = closed_and_opened(mine)
    expect(again.locator(PLACE)).to_have_value("The town hall")
    expect(notice(again)).to_contain_text("has changed since")
    expect(notice(again)).to_contain_text("The hall of the cooperative")
    # Neither writing in the same place nor saving takes it away; only the writer does.
    write(again, PLACE, "Under the big tree")
    again = closed_and_opened(again)
    expect(again.locator(PLACE)).to_have_value("Under the big tree")
    expect(notice(again)).to_contain_text("The hall of the cooperative")
    again.locator(MINUTES).fill("Something else.")
    send(again, "Save the endorsement")
    last = open_endorsement(again, dossier)
    expect(notice(last)).to_contain_text("The hall of the cooperative")
    last.get_by_role("button", name="Discard it").click()
    expect(line(last)).to_be_hidden()


def test_rows_of_a_table_come_back_and_a_new_one_is_made_once_when_the_answer_is_lost(
    page_for: PageFor, dossier: str
) -> None:
    page = open_table(page_for(navigation.WRITER), dossier)
    rows = page.locator("table.rows tbody tr")
    known = page.locator("tr:has([name$='-version'])").count()
    new = rows.nth(known)
    new.locator("[name$='-option']").select_option(index=1)
    new.locator("[name$='-category']").select_option(index=1)
    new.locator("[name$='-description']").fill("The only road is closed in winter.")
    rows.first.locator("[name$='-description']").fill("Duties are high; so said the traders.")
    expect(status(page)).to_have_text(KEPT)

    again = closed_and_opened(page)
    new = again.locator("table.rows tbody tr").nth(known)
    words = new.locator("[name$='-description']")
    expect(words).to_have_value("The only road is closed in winter.")

    def answer_is_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    # The server has it, and the browser shows an error page of its own.
    again.route("**/records/barrier/", answer_is_lost, times=1)
    again.get_by_role("button", name="Save all", exact=True).first.click()
    again.wait_for_timeout(500)
    last = open_table(again.context.new_page(), dossier)
    navigation.leave_error_page(again)
    again.close()
    last.reload(wait_until="networkidle")
    locator = last.locator("textarea", has_text="The only road is closed in winter.")
    expect(locator).to_have_count(1)
    expect(last.locator("tr:has([name$='-version'])")).to_have_count(known + 1)
    expect(notice(last)).to_have_count(0)
    expect(line(last)).to_be_hidden()


def test_what_is_refused_stays_on_the_page_and_on_the_device(
    page_for: PageFor, dossier: str
) -> None:
    page = open_endorsement(page_for(navigation.WRITER), dossier)
    women = page.locator("[name=women]").input_value()
    write(page, "[name=women]", "many")
    send(page, "Save the endorsement")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=women]")).to_have_value("many")
    expect(status(page)).to_have_text(KEPT)
    write(page, PLACE, "In the open air")
    again = closed_and_opened(page)
    expect(again.locator("[name=women]")).to_have_value("many")
    expect(again.locator(PLACE)).to_have_value("In the open air")
    again.get_by_role("button", name="Discard it").click()
    expect(again.locator("[name=women]")).to_have_value(women)


def test_without_network_the_button_keeps_it_here_and_says_so(
    page_for: PageFor, dossier: str
) -> None:
    page = open_endorsement(page_for(navigation.WRITER), dossier)
    page.context.set_offline(True)
    page.locator(MINUTES).fill("Written where there is no network.")
    page.get_by_role("button", name="Save the endorsement").click()
    expect(status(page)).to_contain_text("No connection.")
    page.context.set_offline(False)
    again = closed_and_opened(page)
    expect(again.locator(MINUTES)).to_have_value("Written where there is no network.")
    again.get_by_role("button", name="Discard it").click()
    expect(line(again)).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_table_with_rows_put_back_has_no_barrier(
    page_for: PageFor, dossier: str, language: str
) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    with navigation.reading_in(page, language):
        open_table(page, dossier)
        page.locator("[name$='-description']").first.fill("Seen at every width.")
        page.wait_for_timeout(600)
        page.reload(wait_until="networkidle")
        expect(notice(page)).to_be_visible()
        assert axe.faults_at_every_width(page) == {}
        notice(page).get_by_role("button").click()
