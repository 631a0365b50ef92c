"""A plan is being printed, and the machine fails: the document comes, once, or says why not."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import PlanDocument
from techbank.outbox.messages import MOST_ATTEMPTS
from tests import printing
from tests.journeys import axe
from tests.journeys.filling import press
from tests.stack import Stack

PageFor = Callable[..., Page]


@pytest.fixture(scope="module")
def stack(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Stack]:
    """One of its own: what breaks here would break for the other journeys."""
    folder = tmp_path_factory.mktemp("printing")
    with printing.printing_stack(folder, django_db_blocker, "web") as stack:
        yield stack


@pytest.fixture
def page(page_for: PageFor) -> Page:
    page = page_for(printing.READER, bypass_csp=True)
    page.goto(f"/assessments/{PlanDocument.objects.earliest('asked_at').snapshot.assessment_id}/")
    page.goto(f"{page.url}documents/")
    return page


def ask(
    page: Page, language: str, version: str = "Version 1", projection: str = "full"
) -> PlanDocument:
    """Ask on the page, as a person does; the newest row is theirs."""
    page.locator("main select[name=snapshot]").select_option(label=version)
    page.locator("main select[name=language]").select_option(language)
    page.locator("main select[name=projection]").select_option(projection)
    press(page, "Ask for it")
    expect(page.locator(".notice-success")).to_be_visible()
    return printing.latest()


def row(page: Page, language: str, version: int = 1, projection: str = "Full") -> Locator:
    rows = page.locator(f"section[aria-labelledby=version-{version}] tbody tr")
    return rows.filter(has=page.get_by_role("rowheader", name=language)).filter(has_text=projection)


def download(page: Page, language: str, projection: str = "Full") -> bytes:
    """Appears without reloading; the bytes of the file behind the link."""
    link = row(page, language, projection=projection).get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=60_000)
    return page.request.get(link.get_attribute("href") or "").body()


def test_a_worker_killed_while_it_prints_costs_a_reader_seconds_and_no_document(
    stack: Stack, page: Page
) -> None:
    document = ask(page, "fr")
    printing.is_being_rendered(document)
    printing.break_worker(stack)
    content = download(page, "French")
    printing.assert_printed_once(stack, document)
    assert hashlib.sha256(content).hexdigest() == document.digest
    assert (document.attempts, printing.message_of(document).attempts) == (2, 2)


def test_the_steps_of_a_printing_are_seen_as_they_happen_without_reloading(
    stack: Stack, page: Page
) -> None:
    document = ask(page, "pt")
    portuguese = row(page, "Portuguese")
    expect(portuguese).to_contain_text(re.compile("Step [2-6] of 6: "), timeout=60_000)
    bar = portuguese.get_by_role("progressbar", name="Portuguese, Full (restricted)")
    expect(bar).to_be_visible()
    assert axe.faults_at_every_width(page) == {}
    download(page, "Portuguese")
    expect(bar).to_be_hidden()
    printing.assert_printed_once(stack, document)


def test_a_document_asked_for_while_the_queue_is_away_comes_when_it_is_back(
    stack: Stack, page: Page
) -> None:
    stack.kill("redis")
    document = ask(page, "ar")
    assert document.state == "queued"
    for file in (stack.folder / "redis").rglob("*.aof"):
        file.write_bytes(b"")
    stack.start("redis")
    content = download(page, "Arabic")
    printing.assert_printed_once(stack, document)
    assert hashlib.sha256(content).hexdigest() == document.digest


def test_a_full_disk_is_said_on_the_page_and_asking_again_helps_once_there_is_room(
    stack: Stack, page: Page
) -> None:
    aside = printing.no_room(stack)
    stack.kill("relay")
    document = ask(page, "fr", projection="public")
    message = printing.message_of(document)
    message.attempts = MOST_ATTEMPTS - 1
    message.save()
    stack.start("relay")
    french = row(page, "French", projection="Public")
    expect(french).to_contain_text("It could not be made.", timeout=60_000)
    french.get_by_text("What went wrong").click()
    expect(french.locator("details p")).to_be_visible()
    assert french.locator("details p").inner_text() == document_error(document)
    printing.room_again(stack, aside)
    french.get_by_role("button", name="Ask again").click()
    content = download(page, "French", "Public")
    printing.assert_printed_once(stack, document)
    assert hashlib.sha256(content).hexdigest() == document.digest


def document_error(document: PlanDocument) -> str:
    document.refresh_from_db()
    return " ".join(document.error.split())


def test_a_plan_that_cannot_be_printed_fails_at_once_with_its_reason(
    stack: Stack, page: Page
) -> None:
    printing.approve_again(actions=["no action has this shape"])
    page.reload()
    document = ask(page, "pt", "Version 2")
    portuguese = row(page, "Portuguese", version=2)
    for asked_times in (1, 2):
        expect(portuguese).to_contain_text("It could not be made.", timeout=60_000)
        document.refresh_from_db()
        assert (document.state, document.asked_times) == ("failed", asked_times)
        assert document_error(document)
        assert axe.faults_at_every_width(page) == {}
        portuguese.get_by_role("button", name="Ask again").click()
    assert stack.processes["worker"].poll() is None
