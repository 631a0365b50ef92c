"""Work is never lost: what is written is on the device at once, on the server soon, and there once.

Every journey is a fault that loses work elsewhere: a closed tab, a lost answer, a session that
ended, two tabs, two people, a browser that keeps nothing.
"""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.questions import questionnaire
from assessments.questions.definitions import QuestionKind
from tests.journeys import axe, navigation
from tests.journeys.filling import fill, press
from tests.journeys.saving import (
    AWAY,
    OTHER,
    QUESTION,
    SAVED,
    WAITS,
    PageFor,
    another_tab,
    in_conflict,
    line,
    open_section,
    save_line,
    text_of,
    version_of,
    write,
    write_and_wait,
    writes_of,
)
from tests.journeys.test_without_javascript import Keyboard
from tests.stack import PASSWORD, until

SAVES = "**/saves/"
# As a private window or a full disk does.
KEEPS_NOTHING = "indexedDB.open = () => { throw new DOMException('full', 'QuotaExceededError') }"


def passed(page: Page) -> bool:
    """Give the page a moment; always true, to stand in a condition."""
    page.wait_for_timeout(50)
    return True


def test_what_is_written_is_saved_by_itself_and_there_after_reloading(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    write(page, "Asked for by the cabinet; saved by itself.")
    expect(save_line(page)).to_have_text(WAITS)
    expect(save_line(page)).to_have_text(SAVED)
    page.reload()
    expect(text_of(page)).to_have_value("Asked for by the cabinet; saved by itself.")
    expect(page.locator(".put-back")).to_have_count(0)


def test_a_text_written_offline_in_a_tab_that_was_closed_is_sent_once_later(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    context, before = page.context, version_of(page)
    context.set_offline(True)
    write(page, "Written on the road, and the lid was shut.")
    expect(save_line(page)).to_have_text(AWAY)
    expect(line(page)).to_contain_text("not sent: 1")
    page.close()

    context.set_offline(False)
    sent = writes_of(context)
    page = open_section(context.new_page(), dossier)
    expect(text_of(page)).to_have_value("Written on the road, and the lid was shut.")
    expect(page.locator(".put-back")).to_contain_text("was put back")
    expect(save_line(page)).to_have_text(SAVED)
    expect(line(page)).to_be_hidden()
    page.reload()
    assert [row["value"] for row in sent] == ["Written on the road, and the lid was shut."]
    assert version_of(page) == before + 1


def test_what_was_put_back_can_be_discarded(page_for: PageFor, dossier: str) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    write_and_wait(page, "This stands on the server.")
    page.context.set_offline(True)
    write(page, "This was a mistake.")
    expect(save_line(page)).to_have_text(AWAY)
    page.close()
    page.context.set_offline(False)
    page = another_tab(page, dossier)
    page.locator(".put-back button").click()
    expect(text_of(page)).to_have_value("This stands on the server.")
    expect(line(page)).to_be_hidden()
    open_section(page, dossier)
    expect(text_of(page)).to_have_value("This stands on the server.")


def test_an_answer_of_the_server_that_is_lost_leads_to_no_second_revision(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    before, sent = version_of(page), []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        sent.append(json.loads(route.request.post_data or "{}"))
        if len(sent) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route(SAVES, lose_the_first)
    write(page, "Sent, stored, and never answered.")
    expect(save_line(page)).to_have_text(AWAY)
    # Writing on does not change what is sent again.
    write(page, "Sent, stored, and never answered. Then written on.")
    expect(save_line(page)).to_have_text(SAVED)
    until(lambda: len(sent) == 3, "the second text was sent")
    assert sent[0] == sent[1] != sent[2]
    assert sent[2]["base_version"] == before + 1
    page.unroute(SAVES)
    page.reload()
    expect(text_of(page)).to_have_value("Sent, stored, and never answered. Then written on.")
    assert version_of(page) == before + 2


def test_a_page_that_comes_instead_of_an_answer_is_no_success(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    answers = [0]

    def sign_in_page(route: Route) -> None:
        answers[0] += 1
        route.fulfill(status=200, content_type="text/html", body="<h1>Sign in</h1>")

    page.route(SAVES, sign_in_page)
    write(page, "A sign-in page with status 200 is not success.")
    until(lambda: passed(page) and answers[0] > 0, "it was sent")
    page.wait_for_timeout(300)
    expect(save_line(page)).to_have_text(WAITS)
    page.unroute(SAVES)
    expect(save_line(page)).to_have_text(SAVED)


def test_after_the_session_ended_the_text_waits_for_signing_in_and_is_sent(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    page.context.clear_cookies(name="sessionid")
    write(page, "Written after the session had ended.")
    notice = page.locator("#saving-notice")
    expect(notice).to_contain_text("You are signed out.")
    expect(notice).to_be_in_viewport()
    expect(save_line(page)).to_contain_text("Kept on this device")

    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    other = opened.value
    other.locator("input[name=login]").fill(navigation.WRITER)
    other.locator("input[name=password]").fill(PASSWORD)
    press(other, "Sign in")
    expect(other.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    expect(save_line(page)).to_have_text(SAVED)
    expect(notice).to_be_hidden()
    page.reload()
    expect(text_of(page)).to_have_value("Written after the session had ended.")


def test_of_two_tabs_the_untouched_one_follows_and_the_other_one_is_asked(
    page_for: PageFor, dossier: str
) -> None:
    first = open_section(page_for(navigation.WRITER), dossier)
    second = another_tab(first, dossier)
    write_and_wait(first, "From the first tab.")
    expect(text_of(second)).to_have_value("From the first tab.")
    expect(save_line(second)).to_have_text("Changed by you in another tab")
    write_and_wait(second, "From the second tab, on top of it.")
    expect(text_of(first)).to_have_value("From the second tab, on top of it.")

    write(first, "First again.")
    write(second, "Second at the same time.")
    tabs = {True: first, False: second}
    until(
        lambda: (
            first.locator(".merge").count() + second.locator(".merge").count() == 1
            or not passed(first)
        ),
        "one of the two is asked",
    )
    tab = tabs[bool(first.locator(".merge").count())]
    mine = text_of(tab).input_value()
    tab.get_by_role("button", name="Keep mine").click()
    expect(save_line(tab)).to_have_text(SAVED)
    other = tabs[tab is second]
    expect(text_of(other)).to_have_value(mine)


def test_two_texts_of_two_people_are_settled_in_the_page_by_keyboard_and_both_are_kept(
    page_for: PageFor, dossier: str
) -> None:
    mine, theirs = "The writer’s words.", "The colleague’s words."
    page = in_conflict(page_for, dossier, mine, theirs)
    panel = page.locator(".merge")
    sides = {
        name: panel.locator(f"[data-side={name}]").inner_text()
        for name in ("mine", "theirs", "base")
    }
    assert mine in sides["mine"]
    assert theirs in sides["theirs"]
    assert "Rania Fern" in sides["theirs"]
    assert mine not in sides["base"]
    assert axe.faults_at_every_width(page) == {}

    keys = Keyboard(page)
    keys.reach(panel.get_by_role("button", name="Keep both"))
    page.keyboard.press("Enter")
    expect(text_of(page)).to_be_focused()
    expect(text_of(page)).to_have_value(f"{theirs}\n\n{mine}")
    expect(save_line(page)).to_have_text(SAVED)
    expect(panel).to_have_count(0)
    page.reload()
    expect(text_of(page)).to_have_value(f"{theirs}\n\n{mine}")
    page.goto(f"{dossier}history/{QUESTION}/")
    for text in (mine, theirs):
        expect(page.locator("main")).to_contain_text(text)


def test_theirs_can_stand_and_a_new_text_can_be_written_with_both_in_sight(
    page_for: PageFor, dossier: str
) -> None:
    page = in_conflict(page_for, dossier, "Mine one.", "Theirs one.")
    page.get_by_role("button", name="Keep theirs").click()
    expect(text_of(page)).to_have_value("Theirs one.")
    expect(page.locator(".merge")).to_have_count(0)
    expect(line(page)).to_be_hidden()

    page = in_conflict(page_for, dossier, "Mine two.", "Theirs two.")
    page.get_by_role("button", name="Write a new text").click()
    expect(text_of(page)).to_be_focused()
    page.keyboard.type("A third text, made of both.")
    expect(page.locator(".merge [data-side=theirs]")).to_contain_text("Theirs two.")
    expect(save_line(page)).to_have_text(SAVED)
    expect(page.locator(".merge")).to_have_count(0)
    page.reload()
    expect(text_of(page)).to_have_value("A third text, made of both.")


def test_a_conflict_waits_for_its_writer_also_when_they_come_back_another_day(
    page_for: PageFor, dossier: str
) -> None:
    page = in_conflict(page_for, dossier, "Mine, before lunch.", "Theirs, before lunch.")
    page.goto("/assessments/outgoing/")
    expect(page.locator(".outgoing-list")).to_contain_text("Mine, before lunch.")
    page.locator(".outgoing-list h2 a").click()
    expect(page.locator(".merge [data-side=mine]")).to_contain_text("Mine, before lunch.")
    page.get_by_role("button", name="Keep mine").click()
    expect(save_line(page)).to_have_text(SAVED)


def test_pressing_the_button_in_the_middle_of_a_conflict_leads_to_the_choice(
    page_for: PageFor, dossier: str
) -> None:
    page = in_conflict(page_for, dossier, "Mine, in a hurry.", "Theirs, in a hurry.")
    press(page, "Save and continue")
    expect(page.get_by_role("button", name="Keep mine")).to_be_focused()
    page.keyboard.press("Enter")
    expect(save_line(page)).to_have_text(SAVED)
    press(page, "Save and continue")
    expect(page.locator(".notice-success")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_choice_between_two_texts_reads_from_right_to_left(
    page_for: PageFor, dossier: str, width: int
) -> None:
    page = in_conflict(page_for, dossier, f"Mine {width}.", f"Theirs {width}.")
    with navigation.reading_in(page, "ar"):
        page.set_viewport_size({"width": width, "height": 800})
        open_section(page, dossier)
        expect(page.locator(".merge")).to_be_visible()
        assert axe.faults_at_every_width(page) == {}
        page.locator("[data-choice=mine]").click()
        expect(page.locator(".merge")).to_have_count(0)
    expect(line(page)).to_be_hidden()


def test_what_cannot_be_read_is_said_at_the_field_and_stays_in_it(
    page_for: PageFor, dossier: str
) -> None:
    section, key = next(
        (section.key, question.key)
        for section in questionnaire().sections
        for question in section.questions
        if question.kind in (QuestionKind.INTEGER, QuestionKind.NUMBER, QuestionKind.YEAR)
    )
    page = open_section(page_for(navigation.WRITER), dossier, section)
    before = text_of(page, key).input_value()
    write(page, "about twelve", key)
    page.keyboard.press("Tab")
    expect(page.locator(f"[data-question='{key}'] .error")).to_be_visible()
    expect(text_of(page, key)).to_have_value("about twelve")
    page.reload()
    expect(text_of(page, key)).to_have_value("about twelve")
    expect(page.locator(f"[data-question='{key}'] .error")).to_be_visible()
    write(page, before or "12", key)
    expect(page.locator(f"[data-question='{key}'] .error")).to_have_count(0)
    expect(line(page)).to_be_hidden()


def test_a_browser_that_keeps_nothing_says_so_and_the_server_saves_on(
    page_for: PageFor, dossier: str
) -> None:
    page = page_for(navigation.WRITER)
    page.add_init_script(KEEPS_NOTHING)
    open_section(page, dossier)
    write(page, "Written in a private window.")
    expect(page.locator("#saving-notice")).to_contain_text("keeps nothing on this device")
    expect(save_line(page)).to_have_text("Not sent yet")
    expect(save_line(page)).to_have_text(SAVED)
    page.reload()
    expect(text_of(page)).to_have_value("Written in a private window.")


def test_the_button_waits_for_what_is_on_its_way_and_nobody_is_in_conflict_with_itelf(
    page_for: PageFor, dossier: str
) -> None:
    page = open_section(page_for(navigation.WRITER), dossier)
    write_and_wait(page, "Saved by itself first.")
    write(page, "Then changed, and sent by the button.")
    write(page, "A committee, saved by the button, too.", OTHER)
    press(page, "Save and continue")
    expect(page.locator(".notice-success")).to_be_visible()
    open_section(page, dossier)
    expect(text_of(page)).to_have_value("Then changed, and sent by the button.")
    expect(text_of(page, OTHER)).to_have_value("A committee, saved by the button, too.")
    expect(line(page)).to_be_hidden()


def test_the_fields_of_a_record_are_saved_by_themselves(page_for: PageFor, dossier: str) -> None:
    page, colleague = page_for(navigation.WRITER), page_for(navigation.COLLEAGUE)
    address = navigation.link(page, f"{dossier}sections/needs/", "a[href*='/records/need/']")
    record = page.locator("main a[href*='/records/need/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href')).find(one => /[0-9a-f]{12}.$/.test(one))"
    )
    assert address
    for item in (page, colleague):
        item.goto(record, wait_until="networkidle")
    status = page.locator(".field:has([name=challenge]) .saved")
    fill(page, "challenge", "After dark nobody is treated; saved by itself.")
    page.keyboard.press("Tab")
    expect(status).to_have_text(SAVED)
    # Another field of the same record is nobody's conflict.
    fill(colleague, "who_benefits", "Everybody in the valley; saved by itself.")
    colleague.keyboard.press("Tab")
    expect(colleague.locator(".field:has([name=who_benefits]) .saved")).to_have_text(SAVED)
    # The same one is.
    fill(colleague, "challenge", "The colleague sees it another way.")
    colleague.keyboard.press("Tab")
    panel = colleague.locator(".merge")
    expect(panel).to_contain_text("After dark nobody is treated; saved by itself.")
    colleague.get_by_role("button", name="Keep theirs").click()
    press(page, "Save")
    expect(page.locator(".notice-success")).to_be_visible()
    page.goto(record)
    expect(page.locator("[name=who_benefits]")).to_have_value(
        "Everybody in the valley; saved by itself."
    )


def test_a_new_record_is_kept_on_the_device_until_it_is_saved_and_made_once(
    page_for: PageFor, dossier: str
) -> None:
    page = page_for(navigation.WRITER)
    page.goto(f"{dossier}records/need/add/", wait_until="networkidle")
    fill(page, "statement", "Kept on the device: cold chains for vaccines.")
    expect(page.locator("#draft-status")).to_have_text("Kept on this device until you save")
    page.close()
    page = page.context.new_page()
    page.goto(f"{dossier}records/need/add/", wait_until="networkidle")
    expect(page.locator("#draft-notice")).to_contain_text("was put back")
    expect(page.locator("[name=statement]")).to_have_value(
        "Kept on the device: cold chains for vaccines."
    )
    fill(page, "challenge", "Vaccines spoil on the way.")
    first = page.locator("[name=sector] option").nth(1).get_attribute("value") or ""
    fill(page, "sector", first)
    press(page, "Save")
    expect(page.locator(".notice-success")).to_contain_text("cold chains for vaccines")
    expect(line(page)).to_be_hidden()
    page.goto(f"{dossier}records/need/add/", wait_until="networkidle")
    expect(page.locator("[name=statement]")).to_have_value("")
