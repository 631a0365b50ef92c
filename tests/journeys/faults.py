"""A storm of faults over real browsers, and the count of characters that were lost: zero.

One person writes in two tabs and a colleague in another browser, in the same few answers,
while the network goes, tabs are closed, sessions end, the server dies, replies are lost or late.
A story is drawn from a number (`plan`), so it can be told again, or shortened, word for word.

A word is owed once it stood in its field for 0.4 s of the page's own time, until its writer erases
it themselves. It is found in the answers, in their history, on the merge screen, or in the list of
texts not sent, which a person can read.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from assessments.models import Need
from partners.models import User
from tests.factories.losses import Tally
from tests.journeys import navigation
from tests.journeys.fault_story import FIELD, KEPT, KEYS, OWNERS, QUIET, Person, Step, Word, sign_in
from tests.stack import Stack

Spoil = Callable[[BrowserContext], None]


@dataclass
class Storm:
    """One story on a running portal. Django's connections lead to the portal's database."""

    stack: Stack
    browser: Browser
    dossier: str
    seed: int
    spoil: Spoil
    tally: Tally = field(default_factory=Tally)
    people: dict[str, Person] = field(default_factory=dict)
    tabs: list[Page | None] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.need = Need.objects.filter(assessment=self.id).order_by("pk")[0]
        for email in dict.fromkeys(OWNERS):
            context = self.browser.new_context(base_url=self.stack.url)
            context.set_default_timeout(15_000)
            self.people[email] = person = Person(email, context)
            context.route("**/saves/", person.carry)
            self.spoil(context)
        self.tabs = [None for _email in OWNERS]
        for tab in range(len(OWNERS)):
            self.open(Step("", tab))

    @property
    def id(self) -> UUID:
        return UUID(self.dossier.split("/")[2])

    # --- Where a tab is -----------------------------------------------------------------------
    def owner(self, step: Step) -> Person:
        return self.people[OWNERS[step.tab]]

    def name_at(self, step: Step) -> str:
        return [*KEYS, FIELD][step.place]

    def address(self, step: Step) -> str:
        if self.name_at(step) != FIELD:
            return f"{self.dossier}sections/team/"
        return f"{self.dossier}records/need/{self.need.pk}/"

    def at(self, step: Step) -> Page | None:
        """The tab, showing the place of this step; None when it cannot be reached now."""
        page = self.tabs[step.tab]
        return page if page is not None and self.shows(page, step) else self.open(step)

    def shows(self, page: Page, step: Step) -> bool:
        # A page of the browser's own errors has the address, too.
        return (
            page.url.endswith(self.address(step))
            and page.locator(f"[name='{self.name_at(step)}']").count() > 0
        )

    def within_reach(self, step: Step) -> Step:
        """Without connection the person goes on writing on the open page."""
        page = self.tabs[step.tab]
        if page is None or not (self.owner(step).offline or "web" not in self.stack.processes):
            return step
        other = replace(step, place=0 if self.name_at(step) == FIELD else len(KEYS))
        return other if self.shows(page, other) else step

    def first_tab_with(self, selector: str, step: Step) -> tuple[int, Locator | None]:
        """Found in the tab of this step, or in the next one that has it."""
        for tab in (*range(step.tab, len(OWNERS)), *range(step.tab)):
            page = self.tabs[tab]
            result = page.locator(selector).first if page is not None else None
            if result is not None and result.count():
                return tab, result
        return step.tab, None

    def open(self, step: Step, until_when: Any = "load") -> Page | None:
        page = self.tabs[step.tab] = self.tabs[step.tab] or self.owner(step).context.new_page()
        try:
            page.goto(self.address(step), wait_until=until_when)
            if "/accounts/login/" in page.url:
                sign_in(page, self.owner(step).email)
            if until_when == "commit":
                page.locator(f"[name='{self.name_at(step)}']").wait_for()
        except Error:
            return None
        return page if self.shows(page, step) else None

    # --- Writing ------------------------------------------------------------------------------
    def word(self, step: Step) -> Word:
        self.tally["words"] += 1
        number = self.tally["words"]
        text = f"story{self.seed}word{number}"
        if self.name_at(step) == "team.men" and step.chance < 0.5:
            text = f"{5000 + self.seed % 1000}{number:03d}"
        self.tally["characters"] += len(text)
        return Word(text, OWNERS[step.tab], f"{self.tally['steps']}: {step}")

    def write(self, page: Page, step: Step, *, again: bool = False) -> None:
        name = self.name_at(step)
        box = page.locator(f"[name='{name}']")
        before = box.evaluate("(node) => { node.focus(); return node.value; }")
        word = self.word(step)
        if again or len(before) > KEYS.get(name, 900) or (name == "team.men" and before.isdigit()):
            before = box.evaluate("(node) => { node.select(); return node.value; }")
            if step.act != "settles":  # There the page promises that both are kept.
                self.erased(before, word)
            page.keyboard.type(word.text)
        else:
            page.keyboard.press("Control+End")
            page.keyboard.type(f" {word.text}" if before else word.text)
        if 0.85 < step.chance < 0.95:
            self.tally["words hardly written"] += 1
            return  # It has hardly been written when the next thing happens.
        page.wait_for_load_state()
        page.evaluate(KEPT)
        self.words.append(word)
        if step.chance < 0.4:
            page.keyboard.press("Tab")  # Sent at once.

    def erased(self, text: str, word: Word) -> None:
        """What a person takes out of their own text is not owed; what a colleague wrote is."""
        gone = [item for item in self.words if item.by == word.by and item.text in text.split()]
        for item in gone:
            self.words.remove(item)
            self.tally["words erased by their writers"] += 1

    # --- What happens -------------------------------------------------------------------------
    def happens(self, step: Step) -> None:
        self.tally["steps"] += 1
        act = getattr(self, f"_{step.act.replace(' ', '_')}")
        done = act(step)
        if done is not False and step.act not in QUIET:
            self.tally[step.act] += 1

    def _writes(self, step: Step, *, again: bool = False) -> None:
        step = self.within_reach(step)
        if page := self.at(step):
            self.write(page, step, again=again)

    def _begins_again(self, step: Step) -> None:
        self._writes(step, again=True)

    def _writes_while_the_page_comes(self, step: Step) -> None:
        if page := self.open(step, "commit"):
            self.write(page, step)

    def _offline(self, step: Step) -> None:
        self.owner(step).go(offline=True)

    def _online(self, step: Step) -> bool:
        away = next((person for person in self.people.values() if person.offline), None)
        if away is not None:
            away.go(offline=False)
        return away is not None

    def _tab_closed(self, step: Step) -> bool:
        page, self.tabs[step.tab] = self.tabs[step.tab], None
        if page is not None:
            navigation.leave_error_page(page)
            page.close()
        return page is not None

    def _reload(self, step: Step) -> bool:
        page = self.tabs[step.tab]
        if page is not None:
            with suppress(Error):
                page.reload()
        return page is not None

    def _away_and_back(self, step: Step) -> bool:
        page = self.tabs[step.tab]
        if page is not None:
            with suppress(Error):
                page.goto("/")
                page.go_back()
        return page is not None

    def _session_ended(self, step: Step) -> bool:
        """As an administrator, or time, ends it: in the database."""
        pk = str(User.objects.get(email=OWNERS[step.tab]).pk)
        rows = [
            item for item in Session.objects.all() if item.get_decoded().get("_auth_user_id") == pk
        ]
        for row in rows:
            row.delete()
        return bool(rows)

    def _signs_in(self, step: Step) -> bool:
        """By the notice that stands over the form, which opens another tab."""
        tab, link = self.first_tab_with("#saving-notice a:visible", step)
        if link is None:
            return False
        with suppress(Error):
            with link.page.context.expect_page() as opened:
                link.click()
            sign_in(opened.value, OWNERS[tab])
            opened.value.close()
        return True

    def _server_killed(self, step: Step) -> bool:
        runs = "web" in self.stack.processes
        if runs:
            self.stack.kill("web")
        return runs

    def _server_started(self, _step: Step) -> bool:
        return self.server_runs()

    def server_runs(self) -> bool:
        """Starts it if need be; whether there was need."""
        runs = "web" in self.stack.processes
        if not runs:
            self.stack.start("web")
        return not runs

    def _fate(self, step: Step) -> None:
        self.owner(step).fates.append(step.act)

    _request_lost = _reply_lost = _reply_late = _fate

    def _late_replies_come(self, step: Step) -> bool:
        late = any(person.late for person in self.people.values())
        for person in self.people.values():
            person.replies_come()
        return late

    def _settles(self, step: Step) -> None:
        tab, panel = self.first_tab_with(".merge:has([data-choices]:visible)", step)
        if panel is None:
            return
        choice = ("mine", "theirs", "both", "new")[int(step.chance * 4)]
        button = panel.locator(f"button[data-choice={choice}]")
        if not button.is_visible():
            choice, button = "mine", panel.locator("button[data-choice=mine]")
        named = "(node) => node.parentNode.querySelector('[name]').name"
        try:
            name = panel.evaluate(named, timeout=3000)
            button.click(timeout=3000)
        except Error:  # It was settled meanwhile, in another tab.
            return
        self.tally[f"settled: {choice}"] += 1
        if choice == "new":
            panel.page.wait_for_timeout(300)
            place = [*KEYS, FIELD].index(name)
            self.write(panel.page, replace(step, tab=tab, place=place, chance=0.1), again=True)

    def _presses_the_button(self, step: Step) -> bool:
        page = self.tabs[step.tab]
        button = page.locator("main form[data-save] .actions > button.button") if page else None
        if page is None or button is None or not button.count():
            return False
        with suppress(Error):
            button.first.click(no_wait_after=True)
            page.wait_for_timeout(300)
            page.locator("form[aria-busy]").wait_for(state="detached")
            page.wait_for_load_state()
        return True

    def _waits(self, step: Step) -> None:
        some = next((page for page in self.tabs if page is not None), None)
        if some is not None:
            some.wait_for_timeout(500 + 3000 * step.chance)

    def close(self) -> None:
        for person in self.people.values():
            for page in person.context.pages:
                navigation.leave_error_page(page)
            person.context.close()
