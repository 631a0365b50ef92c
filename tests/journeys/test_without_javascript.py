"""With the keyboard alone, in a browser that runs no script: every step of the work is possible."""

import hashlib
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys import navigation
from tests.stack import PASSWORD

PageFor = Callable[..., Page]
MOST_STEPS = 150


class Keyboard:
    """A person who has no mouse: everything is reached with the tab key."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Go there step by step; fails for what no step reaches or what shows no focus."""
        for _step in range(MOST_STEPS):
            if target.evaluate("node => node === document.activeElement"):
                result = target.evaluate("node => node.matches(':focus-visible')")
                assert result, f"{target} does not show that it has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the tab key")

    def write(self, name: str, text: str) -> None:
        self.reach(self.page.locator(f"main [name='{name}']"))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, beginning: str) -> None:
        """In a list of choices, by typing how one begins."""
        self.reach(self.page.locator(f"main select[name='{name}']"))
        self.page.keyboard.type(beginning)

    def mark(self, name: str, value: str) -> None:
        """One of several round buttons: the first is reached, the arrows go on."""
        group = self.page.locator(f"main [name='{name}']")
        wanted = self.page.locator(f"main [name='{name}'][value='{value}']")
        marked = group.and_(self.page.locator(":checked"))
        self.reach(marked if marked.count() else group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be marked")

    def press(self, name: str) -> None:
        self.reach(self.page.get_by_role("button", name=name, exact=True))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, link: Locator) -> None:
        self.reach(link)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def arrive(visitor: PageFor, email: str) -> tuple[Page, Keyboard]:
    """Sign in, without script and without mouse."""
    page = visitor(java_script_enabled=False)
    page.goto("/accounts/login/")
    keys = Keyboard(page)
    keys.write("login", email)
    keys.write("password", PASSWORD)
    keys.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/accounts/login" not in page.url
    return page, keys


def test_a_section_and_a_record_are_written_with_the_keyboard_alone(
    visitor: PageFor, dossier: str
) -> None:
    page, keys = arrive(visitor, navigation.WRITER)
    page.goto(dossier)
    keys.follow(page.locator("main a[href$='/sections/inclusion/']").first)
    question = page.locator("main textarea").first.get_attribute("name") or ""
    keys.write(question, "Half of the training places are for women.")
    keys.mark("complete", "no")
    keys.press("Save and continue")
    expect(page.locator("main")).to_contain_text("Half of the training places are for women.")
    expect(page.locator(".notice-success")).to_be_visible()

    page.goto(f"{dossier}sections/needs/")
    keys.follow(page.locator("main a[href$='/records/need/add/']").first)
    keys.write("challenge", "After dark nobody can be treated.")
    keys.write("statement", "Clinics need power after dark.")
    # What is missing is said, and the line of the summary leads to its field.
    keys.press("Save")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".error-summary")).to_be_focused()
    keys.reach(page.locator(".error-summary a[href='#id_sector']"))
    page.keyboard.press("Enter")
    expect(page.locator("[name=sector]")).to_be_focused()
    keys.choose("sector", page.locator("main select[name=sector] option").nth(1).inner_text())
    keys.press("Save")
    expect(page.locator(".notice-success")).to_contain_text("Clinics need power after dark.")


def test_the_first_step_of_the_keyboard_skips_what_every_page_repeats(visitor: PageFor) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/countries/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_document_is_asked_for_and_followed_by_refreshing_the_page(visitor: PageFor) -> None:
    page, keys = arrive(visitor, "second.reviewer@bank.example")
    page.goto(navigation.reviewers_pages(page)[3])
    keys.choose("language", "Portuguese")
    keys.choose("projection", "Everybody")
    keys.press("Ask for it")
    portuguese = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Portuguese")
    )
    link = portuguese.get_by_role("link", name="Download")
    for _look in range(60):
        if link.count():
            break
        page.wait_for_timeout(500)
        keys.follow(portuguese.get_by_role("link", name="Refresh this page"))
    answer = page.request.get(link.get_attribute("href") or "")
    digest = hashlib.sha256(answer.body()).hexdigest()
    assert answer.headers["etag"] == f'"{digest}"'


def test_a_pledge_is_offered_with_the_keyboard_alone(visitor: PageFor) -> None:
    page, keys = arrive(visitor, "donor@borealis.example")
    page.goto("/plans/")
    keys.follow(page.locator("main a[href^='/plans/']").first)
    keys.follow(page.locator("main a[href*='/actions/']").last)
    keys.follow(page.get_by_role("link", name="Offer a pledge"))
    keys.write("amount", "12500")
    keys.choose("currency", "EUR")
    keys.write("message", "Invented: for the first year.")
    keys.press("Send the offer")
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page.locator("main")).to_contain_text("12,500.00")
