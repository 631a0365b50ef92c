"""A fact gets its source and a file; the officer downloads it; another country finds nothing."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.databases import leading_to
from tests.journeys import navigation
from tests.stack import Stack

COORDINATOR = "coordinator@sourceland.example"
SOURCE = "Statistics Office of Sourceland (invented), Yearbook 2025"


def _submit(dossier: str) -> None:
    from assessments.models import Assessment
    from assessments.review.operations import path
    from partners.models import User

    assessment = Assessment.objects.get(pk=dossier.split("/")[2])
    path.submit(assessment=assessment, by=User.objects.get(email=COORDINATOR), at=timezone.now())


@pytest.fixture
def sourceland(stack: Stack, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock(), leading_to(stack.database):
        return navigation.open_country("XQV", "Sourceland", {COORDINATOR: "Sela Brook"})


def _report() -> bytes:
    document, stored = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(stored)
    return stored.getvalue()


def test_a_source_with_a_file_reaches_the_officer_and_nobody_else(
    stack: Stack, sourceland: str, page_for: Callable[..., Page], django_db_blocker: Any
) -> None:
    report = _report()
    # Without a script: the form alone does it.
    page = page_for(COORDINATOR, java_script_enabled=False)
    page.goto(f"{sourceland}sections/team/")
    page.locator(".question").first.get_by_role("link", name="Add a source").click()
    page.locator("[name=source]").fill(SOURCE)
    page.locator("[name=page]").fill("12")
    page.locator("[name=file]").set_input_files(
        {"name": "yearbook.pdf", "mimeType": "application/pdf", "buffer": b"MZ no PDF"}
    )
    page.get_by_role("button", name="Add the source").click()
    expect(page.locator(".error-summary")).to_contain_text("This is a program")
    expect(page.locator("[name=source]")).to_have_value(SOURCE)

    page.locator("[name=file]").set_input_files(
        {"name": "yearbook.pdf", "mimeType": "application/pdf", "buffer": report}
    )
    page.get_by_role("button", name="Add the source").click()
    expect(page.locator(".evidence")).to_contain_text(SOURCE)
    address = page.get_by_role("link", name="yearbook.pdf").get_attribute("href") or ""
    page.goto(f"{sourceland}sections/team/")
    expect(page.locator(".question").first).to_contain_text("Sources (1)")

    with django_db_blocker.unblock(), leading_to(stack.database):
        _submit(sourceland)

    officer = page_for("reviewer@bank.example")
    officer.goto(f"{sourceland}review/?section=team")
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="yearbook.pdf").click()
    assert waiting.value.suggested_filename == "yearbook.pdf"
    assert waiting.value.path().read_bytes() == report

    neighbour = page_for("coordinator@otherland.example")
    for place in (address, f"{sourceland}evidence/"):
        assert neighbour.request.get(place).status == 404
    donor = page_for("donor@aurora.example")
    assert donor.request.get(address).status == 404
