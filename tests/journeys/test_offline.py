"""A dossier taken along: read and written without connection, sent later, and nobody else's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import axe, navigation
from tests.journeys.filling import press
from tests.journeys.saving import (
    AWAY,
    SAVED,
    PageFor,
    line,
    open_section,
    save_line,
    saves_arrive,
    saves_fail,
    text_of,
    write,
    write_and_wait,
)
from tests.stack import PASSWORD

QUEUE = "/assessments/outgoing/"
# All pages are made at once, on a machine that may have other work.
PATIENCE = 40_000
CACHES = "async () => (await caches.keys()).filter((one) => one.startsWith('techbank-copy-'))"
DATABASES = "async () => (await indexedDB.databases()).map((one) => one.name)"
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"


def take_along(page: Page, dossier: str) -> Page:
    page.goto(dossier, wait_until="networkidle")
    page.get_by_role("button", name="Take this dossier offline").click()
    expect(page.locator("[data-take-along] [data-said]")).to_contain_text(
        "Kept on this device", timeout=PATIENCE
    )
    return page


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/", wait_until="networkidle")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/logout" not in url)


def items(page: Page) -> Locator:
    return page.locator(".outgoing-list > li")


@pytest.fixture
def taken(page_for: PageFor, dossier: str) -> Iterator[Page]:
    """The writer's page, the dossier taken along and the network cut."""
    page = take_along(page_for(navigation.WRITER, bypass_csp=True), dossier)
    page.context.set_offline(True)
    yield page
    page.context.set_offline(False)


def test_a_dossier_taken_along_is_read_and_written_without_network_and_sent_later(
    taken: Page, dossier: str
) -> None:
    page = taken
    page.goto(dossier)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("main .task-list a[href$='/sections/team/']").click()
    expect(page.locator(".copy-banner")).to_contain_text("You are offline. This is the copy of")
    write(page, "Written in the bus, from a copy.")
    expect(save_line(page)).to_have_text(AWAY)
    for key in ("needs", "plan", "endorsement"):
        page.goto(f"{dossier}sections/{key}/")
        expect(page.locator(".copy-banner")).to_be_visible()
    page.goto(f"{dossier}sections/needs/check/")
    expect(page.locator("main details").first).to_be_visible()
    expect(line(page)).to_contain_text("not sent: 1")

    page.context.set_offline(False)
    expect(line(page)).to_be_hidden()
    open_section(page, dossier)
    expect(page.locator(".copy-banner")).to_have_count(0)
    expect(text_of(page)).to_have_value("Written in the bus, from a copy.")
    # The copy has learned what was written since, so writing on is no conflict with oneself.
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".copy-banner")).to_be_visible()
    expect(text_of(page)).to_have_value("Written in the bus, from a copy.")
    write(page, "Written in the bus, and on the way back.")
    expect(save_line(page)).to_have_text(AWAY)
    page.context.set_offline(False)
    expect(save_line(page)).to_have_text(SAVED)


def test_the_button_of_a_copy_sends_nothing_into_the_void(taken: Page, dossier: str) -> None:
    page = taken
    page.goto(f"{dossier}sections/team/")
    write(page, "Pressed without connection.")
    press(page, "Save and continue")
    expect(save_line(page)).to_have_text(AWAY)
    # With the connection back while the button is still at work, it would go on by itself.
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    expect(text_of(page)).to_have_value("Pressed without connection.")
    page.context.set_offline(False)
    expect(save_line(page)).to_have_text(SAVED)
    press(page, "Save and continue")
    expect(page.locator(".notice-success")).to_be_visible()


def test_new_records_are_begun_without_network_and_each_is_saved_once(
    taken: Page, dossier: str
) -> None:
    """Two of one kind, on one copy: the form is free for the next while the first one waits."""
    page, address = taken, f"{dossier}records/stakeholder/add/"
    page.goto(f"{dossier}sections/team/")
    page.locator(f"main a[href^='{address}']").first.click()
    expect(page.locator(".copy-banner")).to_be_visible()
    status, name = page.locator("#draft-status"), page.locator("[name=organisation]")
    name.fill("Herders of the dry valley")
    page.get_by_role("button", name="Save and add another").click()
    expect(status).to_contain_text("kept on this device: save it when the connection is back")
    expect(name).to_have_value("")
    expect(name).to_be_focused()
    # Leaving the empty form keeps nothing more.
    page.reload()
    expect(line(page)).to_contain_text("not sent: 1")
    expect(name).to_have_value("")
    name.fill("Millers of the wet valley")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(status).to_contain_text("kept on this device: save it when the connection is back")
    expect(name).to_have_value("Millers of the wet valley")
    expect(line(page)).to_contain_text("not sent: 2")
    # What was pressed to be saved waits; what is still in the form is put back.
    page.reload()
    expect(name).to_have_value("Millers of the wet valley")

    page.context.set_offline(False)
    for left, words in ((1, "Millers of the wet valley"), (0, "Herders of the dry valley")):
        page.goto(QUEUE)
        expect(items(page)).to_have_count(left + 1)
        items(page).filter(has_text=words).get_by_role("link").click()
        expect(page.locator(".copy-banner")).to_have_count(0)
        expect(name).to_have_value(words)
        for choice in ("sector", "role"):
            page.locator(f"select[name={choice}]").select_option(index=1)
        press(page, "Save")
        expect(page.locator(".notice-success")).to_contain_text(words)
    expect(line(page)).to_be_hidden()
    for words in ("Millers of the wet valley", "Herders of the dry valley"):
        expect(page.locator("main tr").filter(has_text=words)).to_have_count(1)


def test_a_page_that_was_not_taken_along_says_so_and_shows_what_is_here(
    taken: Page, dossier: str
) -> None:
    page = taken
    page.goto(f"{dossier}documents/")
    expect(page.locator("[data-not-here]")).to_contain_text("is not kept on this device")
    page.locator("[data-copy-list] a").click()
    expect(page.locator(".copy-banner")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_copy_and_the_queue_have_no_barrier(
    page_for: PageFor, dossier: str, language: str
) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    with navigation.reading_in(page, language):
        page.goto(dossier, wait_until="networkidle")
        page.locator("[data-act=take]").click()
        expect(page.locator("[data-act=forget]")).to_be_visible(timeout=PATIENCE)
        assert axe.faults_at_every_width(page) == {}
        page.context.set_offline(True)
        page.goto(f"{dossier}sections/team/")
        write(page, f"Read in {language}, without network.")
        expect(line(page)).to_be_visible()
        assert axe.faults_at_every_width(page) == {}
        page.goto(QUEUE)
        expect(items(page)).to_have_count(1)
        assert axe.faults_at_every_width(page) == {}
        page.context.set_offline(False)
        expect(items(page)).to_have_count(0)
        assert axe.faults_at_every_width(page) == {}


def test_the_queue_exports_what_a_person_can_read_and_discards_only_when_asked_twice(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    page.context.set_offline(True)
    write(page, "The first text that waits.")
    write(page, "The second text that waits.", "team.steering")
    expect(line(page)).to_contain_text("not sent: 2")
    # Refused from now on, as a dossier does that was submitted meanwhile.
    refusal = {"outcome": "refused", "client_uuid": None, "sentence": "It was submitted."}
    page.context.route(
        "**/saves/",
        lambda route: (
            route.fulfill(status=403, json=refusal)
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.context.set_offline(False)
    expect(page.locator(".question .error").first).to_have_text("It was submitted.")
    page.goto(QUEUE)
    expect(items(page)).to_have_count(2)
    first = items(page).filter(has_text="The first text that waits.")
    expect(first).to_contain_text("It was submitted.")

    with page.expect_download() as fetched:
        page.get_by_role("button", name="Export all as text").click()
    text = Path(fetched.value.path()).read_text("utf-8-sig")
    for words in ("The first text that waits.", "The second text that waits.", "Which bodies"):
        assert words in text
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Export all as JSON").click()
    rows = json.loads(Path(fetched.value.path()).read_text("utf-8-sig"))
    assert {row["value"] for row in rows} == {
        "The first text that waits.",
        "The second text that waits.",
    }
    with page.expect_download() as fetched:
        first.get_by_role("button", name="Export").click()
    assert "second" not in Path(fetched.value.path()).read_text("utf-8-sig")

    first.get_by_role("button", name="Discard", exact=True).click()
    first.get_by_role("button", name="Keep it").click()
    expect(items(page)).to_have_count(2)
    first.get_by_role("button", name="Discard", exact=True).click()
    first.get_by_role("button", name="Discard it for good").click()
    expect(items(page)).to_have_count(1)
    page.context.unroute("**/saves/")
    page.get_by_role("button", name="Send now").first.click()
    expect(items(page)).to_have_count(0)
    expect(page.locator("[data-none]")).to_be_visible()


def test_signing_out_takes_everything_off_the_device(page_for: PageFor, dossier: str) -> None:
    page = take_along(page_for(navigation.WRITER), dossier)
    open_section(page, dossier)
    write_and_wait(page, "Saved before leaving.")
    assert len(page.evaluate(CACHES)) == 1
    sign_out(page)
    assert page.evaluate(CACHES) == []
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate(DATABASES) == []


def test_a_text_not_sent_is_said_at_signing_out_and_waits_for_its_writer_alone(
    page_for: PageFor, dossier: str
) -> None:
    page = take_along(page_for(navigation.WRITER), dossier)
    saves_fail(page)
    open_section(page, dossier)
    write(page, "Not sent when its writer left.")
    expect(save_line(page)).to_contain_text("Kept on this device")
    page.goto("/accounts/logout/", wait_until="networkidle")
    unsent = page.locator("[data-unsent]")
    expect(unsent).to_contain_text("not sent: 1")
    press(page, "Sign out")
    page.wait_for_url(lambda url: "/accounts/logout" not in url)
    assert page.evaluate(CACHES) == []

    sign_in(page, navigation.COLLEAGUE)
    page.goto(QUEUE)
    expect(page.locator("[data-none]")).to_be_visible()
    expect(items(page)).to_have_count(0)
    open_section(page, dossier)
    expect(page.locator("main")).not_to_contain_text("Not sent when its writer left.")
    expect(text_of(page)).not_to_have_value("Not sent when its writer left.")
    sign_out(page)

    saves_arrive(page)
    sign_in(page, navigation.WRITER)
    open_section(page, dossier)
    expect(text_of(page)).to_have_value("Not sent when its writer left.")
    # Sent by this page, or by the one after signing in.
    expect(line(page)).to_be_hidden()
    page.reload()
    expect(text_of(page)).to_have_value("Not sent when its writer left.")


def test_what_was_exported_goes_at_signing_out(page_for: PageFor, dossier: str) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    page.context.route("**/saves/", lambda route: route.abort())
    write(page, "Exported when its writer left.")
    expect(save_line(page)).to_contain_text("Kept on this device")
    page.goto("/accounts/logout/", wait_until="networkidle")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Export all as text").click()
    assert "Exported when its writer left." in Path(fetched.value.path()).read_text("utf-8-sig")
    expect(page.locator("[data-said]")).to_contain_text("Exported.")
    press(page, "Sign out")
    page.wait_for_url(lambda url: "/accounts/logout" not in url)
    assert page.evaluate(DATABASES) == []


def test_another_person_on_the_same_device_sees_no_page_of_the_first(
    page_for: PageFor, dossier: str
) -> None:
    page = take_along(page_for(navigation.WRITER), dossier)
    # The session ends without signing out, and somebody else signs in.
    page.context.clear_cookies(name="sessionid")
    sign_in(page, "donor@aurora.example")
    # The page says who it is as soon as it stands; the copies go after that.
    page.wait_for_function(f"async () => (await ({CACHES})()).length === 0")
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(dossier)
    page.context.set_offline(False)


def test_between_signing_in_and_knowing_who_it_is_no_copy_is_shown(
    page_for: PageFor, dossier: str
) -> None:
    page = take_along(page_for(navigation.WRITER), dossier)
    page.reload()
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("donor@aurora.example")
    page.locator("input[name=password]").fill("not the password")
    press(page, "Sign in")
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(dossier)
    page.context.set_offline(False)
    sign_in(page, navigation.WRITER)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.goto(dossier)
    expect(page.locator(".copy-banner")).to_be_visible()
    page.context.set_offline(False)


def test_forgetting_the_device_waits_for_what_is_not_sent(taken: Page, dossier: str) -> None:
    page = taken
    page.goto(f"{dossier}sections/team/")
    write(page, "Forget me not.")
    expect(save_line(page)).to_have_text(AWAY)
    page.goto(QUEUE)
    page.get_by_role("button", name="Forget this device").click()
    expect(page.locator("[data-forget-waits]")).to_be_visible()
    page.context.set_offline(False)
    expect(items(page)).to_have_count(0)
    page.get_by_role("button", name="Forget this device").click()
    expect(page.locator("[data-copies]")).to_be_hidden()
    assert page.evaluate(CACHES) == []


def test_without_javascript_the_queue_explains_itself(visitor: PageFor, dossier: str) -> None:
    page = visitor(java_script_enabled=False)
    sign_in(page, navigation.WRITER)
    page.goto(QUEUE)
    expect(page.locator("main")).to_contain_text("This page needs JavaScript.")
    page.goto(dossier)
    expect(page.get_by_role("button", name="Take this dossier offline")).to_be_hidden()
