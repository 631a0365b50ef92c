"""The story of a storm: what happens, to whom, and what happens to their writes on the way."""

import random
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import APIResponse, BrowserContext, Error, Page, Route

from tests.journeys import navigation
from tests.stack import PASSWORD

OWNERS = (navigation.WRITER, navigation.WRITER, navigation.COLLEAGUE)  # Of the three tabs.
# By question: how long a text grows before its writer begins again.
KEYS = {"team.steering": 900, "team.focal_point": 140, "team.men": 40}
FIELD = "who_benefits"  # Of the first need.
# How often each thing happens.
ACTS = {
    "writes": 24,
    "begins again": 3,
    "writes while the page comes": 4,
    "offline": 2,
    "online": 4,
    "tab closed": 3,
    "reload": 2,
    "away and back": 1,
    "session ended": 2,
    "signs in": 2,
    "server killed": 1,
    "server started": 3,
    "request lost": 1,
    "reply lost": 4,
    "reply late": 3,
    "late replies come": 2,
    "settles": 7,
    "presses the button": 2,
    "waits": 2,
}
QUIET = {"writes", "begins again", "writes while the page comes", "settles", "waits"}
# What the page asked the device to keep by now is kept, or it never will be.
KEPT = """async () => {
  await new Promise((done) => setTimeout(done, 400));
  const person = document.querySelector('meta[name=techbank-person]')?.content;
  const known = (await indexedDB.databases()).some(({ name }) => name === `techbank-${person}`);
  if (!person || !known) return;
  const asked = (request) => new Promise((done, bad) => {
    request.onsuccess = () => done(request.result);
    request.onerror = bad;
  });
  const database = await asked(indexedDB.open(`techbank-${person}`));
  const work = database.transaction('texts', 'readwrite');
  await asked(work.objectStore('texts').count());
  database.close();
}"""


@dataclass(frozen=True)
class Step:
    """What happens, in which tab, at which answer; `chance` decides the rest of it."""

    act: str
    tab: int = 0
    place: int = 0
    chance: float = 0.0

    def __str__(self) -> str:
        return f"Step({self.act!r}, {self.tab}, {self.place}, {self.chance:.3f})"


def plan(seed: int, steps: int) -> list[Step]:
    """The story of that number; the same one every time."""
    chance = random.Random(seed)
    acts = chance.choices([*ACTS], [*ACTS.values()], k=steps)
    # Most of it happens in one place, as it does in a workshop.
    return [
        Step(act, chance.randrange(3), chance.choice((0, 0, 0, 1, 2, 3)), chance.random())
        for act in acts
    ]


@dataclass
class Word:
    text: str
    by: str
    written: str  # As which step.


@dataclass
class Person:
    """A browser: what happens to the next writes is decided before they leave it."""

    email: str
    context: BrowserContext
    fates: list[str] = field(default_factory=list)
    late: list[tuple[Route, APIResponse]] = field(default_factory=list)
    offline: bool = False

    def carry(self, route: Route) -> None:
        """A write leaves the browser: it arrives, or its reply is lost, late, or it is lost."""
        fate = self.fates.pop(0) if self.fates and route.request.method == "POST" else ""
        with suppress(Error):  # The page has gone, or the server.
            reply = self.fetched(route) if fate.startswith("reply") else None
            if fate == "reply late" and reply:
                self.late.append((route, reply))
            elif fate == "":
                route.continue_()
            else:
                route.abort()

    @staticmethod
    def fetched(route: Route) -> APIResponse | None:
        with suppress(Error):
            return route.fetch()
        return None

    def replies_come(self) -> None:
        while self.late:
            route, reply = self.late.pop()
            with suppress(Error):
                route.fulfill(response=reply)

    def go(self, *, offline: bool) -> None:
        self.offline = offline
        self.context.set_offline(offline)


def sign_in(page: Page, email: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    page.wait_for_load_state()
