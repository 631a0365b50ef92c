"""A person arrives, signs in, and leaves."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_person_signs_in_and_out(page_for: Callable[..., Page]) -> None:
    page = page_for("coordinator@testland.example")
    page.goto("/accounts/logout/")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    page.goto("/accounts/password/change/")
    expect(page.locator("input[name=login]")).to_be_visible()


def test_a_wrong_password_is_answered_without_saying_who_is_known(
    visitor: Callable[..., Page],
) -> None:
    answers = []
    for email in ("coordinator@testland.example", "nobody@nowhere.example"):
        page = visitor()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill("not the password")
        page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
        expect(page.locator("input[name=password]")).to_be_visible()
        answers.append(page.locator("main").inner_text())
    assert answers[0] == answers[1]
