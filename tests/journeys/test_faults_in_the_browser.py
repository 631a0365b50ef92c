"""Real browsers in a storm of faults lose no character; the full count is in the soak.

What a storm once lost stands below it, as a journey of its own.
"""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.databases import leading_to
from tests.journeys import navigation
from tests.journeys.fault_story import Step
from tests.journeys.filling import press
from tests.journeys.recovery import live_through, stories
from tests.journeys.saving import (
    AWAY,
    QUESTION,
    SAVED,
    PageFor,
    in_conflict,
    line,
    open_section,
    save_line,
    text_of,
    write,
)
from tests.stack import Stack

SEED = int(os.environ.get("STORM_SEED", "1"))
STORIES = int(os.environ.get("STORM_STORIES", "1" if "STORM_SEED" in os.environ else "2"))
STEPS = int(os.environ.get("STORM_STEPS", "16"))
# What the module does, and a mistake somebody could make in it.
MISTAKES = {
    "nothing is kept on the device": ("else if (next) rows.put(next);", ""),
    "nothing is sent again": ("const attempts = item.attempts + 1;", "return null;"),
}
UNLUCKY = [Step("request lost"), Step("writes", chance=0.1), Step("waits", chance=0.1)]
HELD_LOCKS = """
const query = navigator.locks.query.bind(navigator.locks);
const released = new Promise((resolve) => { globalThis.releaseLocks = resolve; });
navigator.locks.query = () => released.then(query);
"""


def test_what_is_written_through_a_storm_of_faults_is_all_there_afterwards(
    stack: Stack, browser: Browser, dossier: str, django_db_blocker: Any, capsys: Any
) -> None:
    with django_db_blocker.unblock(), leading_to(stack.database), capsys.disabled():
        result = stories(stack, browser, dossier, seeds=range(SEED, SEED + STORIES), steps=STEPS)
        print(f"\nFaults in the browser: {result}")
    assert result["characters lost"] == 0


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_module_is_seen_as_a_loss(
    mistake: str, stack: Stack, browser: Browser, dossier: str, django_db_blocker: Any
) -> None:
    right, wrong = MISTAKES[mistake]

    def spoil(context: BrowserContext) -> None:
        def make_the_mistake(route: Route) -> None:
            answer = route.fetch()
            assert right in answer.text()
            route.fulfill(response=answer, body=answer.text().replace(right, wrong))

        context.route("**/js/kept-texts*.js", make_the_mistake)

    with django_db_blocker.unblock(), leading_to(stack.database):
        text, lost = live_through(stack, browser, dossier, UNLUCKY, spoil=spoil)
    assert [item.text for item in lost] == ["story0word1"]
    assert text["characters lost"] == len("story0word1")


def test_what_is_written_while_the_page_still_comes_is_saved(
    page_for: PageFor, dossier: str
) -> None:
    page = page_for(navigation.WRITER)
    held: list[Route] = []
    page.route("**/js/autosave*.js", lambda route: held.append(route))
    with page.expect_request("**/js/autosave*.js"):
        page.goto(f"{dossier}sections/team/", wait_until="commit")
    write(page, "Written before the module came.")
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(save_line(page)).to_have_text(SAVED)
    page.unroute("**/js/autosave*.js")
    page.reload()
    expect(text_of(page)).to_have_value("Written before the module came.")


@pytest.mark.parametrize("choice", ["Keep theirs", "Write a new text"])
def test_what_is_added_while_choosing_is_in_the_history_whatever_is_chosen(
    page_for: PageFor, dossier: str, choice: str
) -> None:
    page = in_conflict(page_for, dossier, f"Mine, {choice}.", f"Theirs, {choice}.")
    write(page, f"Mine, and added while choosing: {choice}.")
    page.get_by_role("button", name=choice).click()
    if choice == "Write a new text":
        expect(text_of(page)).to_be_focused()
        page.keyboard.type("Neither of them.")
        page.keyboard.press("Tab")
        expect(save_line(page)).to_have_text(SAVED)
    expect(line(page)).to_be_hidden()
    page.goto(f"{dossier}history/{QUESTION}/")
    expect(page.locator("main")).to_contain_text(f"Mine, and added while choosing: {choice}.")


def test_what_is_written_while_an_earlier_text_is_put_back_stays(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    context = page.context
    context.set_offline(True)
    write(page, "The earlier text.")
    expect(save_line(page)).to_have_text(AWAY)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.add_init_script(HELD_LOCKS)
    # Until the other text stands in the field, the earlier one is neither sent nor put back.
    held: list[Route] = []
    page.route(f"**{dossier}saves/", lambda route: held.append(route))
    page.goto(f"{dossier}sections/team/")
    write(page, "Written meanwhile.")
    page.evaluate("releaseLocks()")
    for route in held:
        route.continue_()
    page.unroute(f"**{dossier}saves/")
    page.wait_for_timeout(1500)
    expect(text_of(page)).to_have_value("Written meanwhile.")
    # Both were sent: one of them asks what is to stand.
    expect(page.locator(".merge [data-side=theirs]")).to_contain_text("The earlier text.")
    press(page, "Keep mine")
    expect(save_line(page)).to_have_text(SAVED)
    page.goto(f"{dossier}history/{QUESTION}/")
    for text in ("The earlier text.", "Written meanwhile."):
        expect(page.locator("main")).to_contain_text(text)
