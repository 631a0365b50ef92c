"""A browser that was offline when the release changed still sends what was written in it.

The rows are those that the scripts of the earlier release left in a browser's own database, kept
as JSON. They are put into a new browser; from then on the present scripts do what they do.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.databases import postgres
from tests.stack import PASSWORD, Stack
from tests.upgrade.releases import RELEASES, Release, migrate, restored

QUEUE = "/assessments/outgoing/"
# As the scripts of the release made it: the stores, each with its rows under their id.
PUT = """async ({ database, version, stores }) => {
  const finished = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = request.onblocked = () => bad(new Error("refused"));
  });
  await finished(indexedDB.deleteDatabase(database));
  const request = indexedDB.open(database, version);
  request.onupgradeneeded = () => {
    for (const name of Object.keys(stores)) {
      request.result.createObjectStore(name, { keyPath: "id" });
    }
  };
  const made = await finished(request);
  const work = made.transaction(Object.keys(stores), "readwrite");
  for (const [name, rows] of Object.entries(stores)) {
    for (const row of rows) work.objectStore(name).put(row);
  }
  await new Promise((good, bad) => { work.oncomplete = good; work.onabort = bad; });
  made.close();
}"""
Kept = dict[str, Any]


@pytest.fixture(scope="module", params=RELEASES, ids=str)
def release(request: pytest.FixtureRequest) -> Release:
    parameter: Release = request.param
    return parameter


@pytest.fixture(scope="module")
def upgraded(
    release: Release, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The present portal on the database of the release. An upgrade keeps the secret key."""
    with restored(release, "drafts") as own:
        migrate(own)
        stack = Stack(
            own,
            tmp_path_factory.mktemp("upgraded"),
            # Scripts as they lie in the tree: nothing has to be collected first.
            more={"SECRET_KEY": release.expected["secret_key"], "STATIC_MANIFEST": "0"},
        )
        try:
            (stack.folder / "static").mkdir()
            stack.start("web")
            yield stack
        finally:
            stack.stop()


@pytest.fixture
def drafts(release: Release, upgraded: Stack) -> dict[str, Kept]:
    """What each person's browser kept, by e-mail address; its links lead to this portal."""
    text = (release.folder / "drafts.json").read_text("utf-8").replace("{origin}", upgraded.url)
    return {person["email"]: person for person in json.loads(text)["people"]}


@pytest.fixture
def browser_with(
    browser: Browser, upgraded: Stack, drafts: dict[str, Kept]
) -> Iterator[Callable[[str], Page]]:
    """`browser_with(email)`: a new browser of that person, with what the old one had kept."""
    contexts = []

    def open_page(email: str) -> Page:
        context = browser.new_context(base_url=upgraded.url)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        # The present pages look for these rows under the name that the old scripts gave them.
        key = page.locator("meta[name=techbank-person]").get_attribute("content")
        assert drafts[email]["database"] == f"techbank-{key}"
        # An answer without scripts: nothing of ours opens the database meanwhile.
        page.goto("/healthz")
        page.evaluate(PUT, drafts[email])
        return page

    yield open_page
    for context in contexts:
        context.close()


def items(page: Page) -> Locator:
    return page.locator(".outgoing-list > li")


def texts_of(browser: Kept, state: str) -> list[Kept]:
    return [text for text in browser["stores"]["texts"] if text["state"] == state]


def stored(stack: Stack, statement: str, *values: Any) -> Any:
    with postgres().connect(database=stack.database.name) as reader, reader.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def now_in_the_dossier(stack: Stack, item: Kept) -> Any:
    """The value that the database has where a waiting text was to go."""
    target, dossier = item["target"], item["url"].split("/")[2]
    if "key" in target:
        statement = (
            "SELECT value #>> '{}' FROM assessments_answer WHERE assessment_id = %s AND key = %s"
        )
        return stored(stack, statement, dossier, target["key"])
    statement = f"SELECT {target['field']} FROM assessments_{target['kind']} WHERE id = %s"
    return stored(stack, statement, target["record"])


def test_texts_written_offline_are_still_sent_and_a_record_that_was_begun_is_still_saved(
    upgraded: Stack, drafts: dict[str, Kept], browser_with: Callable[[str], Page]
) -> None:
    """Answers and fields of records by themselves; a new record when its writer presses Save."""
    email, before = next(iter(drafts.items()))
    waiting, (begun,) = texts_of(before, "waiting"), texts_of(before, "draft")
    assert {"key" in text["target"] for text in waiting} == {True, False}
    page = browser_with(email)
    page.goto(QUEUE)
    expect(items(page)).to_have_count(1)
    for text in waiting:
        assert now_in_the_dossier(upgraded, text) == text["value"], text["target"]

    items(page).get_by_role("link").click()
    for name, value in begun["draft"].items():
        if value:
            expect(page.locator(f"[name={name}]")).to_have_value(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text(begun["draft"]["organisation"])
    statement = "SELECT organisation FROM assessments_stakeholder WHERE id = %s"
    assert stored(upgraded, statement, begun["record"]) == begun["draft"]["organisation"]
    page.goto(QUEUE)
    expect(page.locator("[data-none]")).to_be_visible()


def test_a_form_that_was_begun_is_still_put_back_and_sent(
    upgraded: Stack, drafts: dict[str, Kept], browser_with: Callable[[str], Page]
) -> None:
    """A report on the progress of a plan, which is saved by its button alone."""
    email, before = list(drafts.items())[1]
    (begun,) = texts_of(before, "draft")
    words = begun["draft"]["obstacles"]["value"]
    page = browser_with(email)
    page.goto(QUEUE)
    items(page).get_by_role("link").click()
    expect(page.locator("[name=obstacles]")).to_have_value(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Report progress", exact=True).click()
    expect(page.locator(".notice-success")).to_be_visible()
    statement = "SELECT count(*) FROM assessments_progressreport WHERE obstacles = %s"
    assert stored(upgraded, statement, words) == 1
