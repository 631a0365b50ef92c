"""One running portal and one browser for all journeys; every person in a context of their own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from techbank.processes.embedded import MissingProgram, command_exists, redis_program
from tests.databases import copy_of, drop, leading_to
from tests.journeys import navigation
from tests.stack import PASSWORD, Stack, required, until

# Nothing the browser does by itself leaves the machine.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
CONTENT = ("load_reference", "load_demonstration")


@pytest.fixture(scope="session")
def stack(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stack]:
    """Reference data, demonstration, Redis, relay, worker and web; second factor optional."""
    from django.db import connection

    try:
        redis_program()
    except MissingProgram:
        required("redis-server")
    shared = connection.settings_dict["NAME"]
    database = copy_of(f"{shared}_pristine", f"{shared}_stack_{uuid4().hex[:6]}")
    stack = Stack(database, tmp_path_factory.mktemp("stack"))
    try:
        stack.start("redis")
        until(lambda: stack.redis.socket.exists(), "Redis listens")
        stack.manage("collectstatic", "--no-input", "--verbosity", "0")
        for name in CONTENT:
            if command_exists(name):
                stack.manage(name)
        stack.start("relay", "worker", "web")
        yield stack
    finally:
        stack.stop()
        with suppress(Exception):
            drop(database.name)


@pytest.fixture(scope="session")
def dossier(stack: Stack, django_db_blocker: Any) -> str:
    """The address of a dossier that `places.WRITER` and a colleague are writing."""
    with django_db_blocker.unblock(), leading_to(stack.database):
        return navigation.open_quietland()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        required("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visitor(stack: Stack, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visitor()`: a page nobody has signed in on; options are those of a browser context."""
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=stack.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        for page in context.pages:
            navigation.leave_error_page(page)
        context.close()


@pytest.fixture
def page_for(visitor: Callable[..., Page]) -> Callable[..., Page]:
    """`page_for("donor@aurora.example")`: their page, after signing in through the form."""

    def sign_in(email: str, password: str = PASSWORD, **options: Any) -> Page:
        page = visitor(**options)
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("form[action*='/accounts/login/'] button[type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    return sign_in
