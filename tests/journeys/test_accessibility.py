"""Every main page, for the person whose page it is, in both directions and two widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import axe, navigation

PageFor = Callable[..., Page]
LANGUAGES = {"en": "ltr", "ar": "rtl"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visitor_email", navigation.VISITS, ids=lambda email: email or "anybody")
def test_pages_have_no_barrier(
    page_for: PageFor,
    visitor: PageFor,
    dossier: str,
    visitor_email: str | None,
    language: str,
) -> None:
    """axe-core finds nothing and nothing is cut off, at 320 pixels and on a desk."""
    options = {"bypass_csp": True}
    page = page_for(visitor_email, **options) if visitor_email else visitor(**options)
    values = {}
    addresses = navigation.VISITS[visitor_email](page)
    with navigation.reading_in(page, language):
        for address in addresses:
            page.goto(address)
            assert page.locator("html").get_attribute("dir") == LANGUAGES[language]
            values[address] = axe.faults_at_every_width(page)
    assert "" not in values
    assert {address: faults for address, faults in values.items() if faults} == {}


@pytest.mark.parametrize("address", ["/", "/funding/", "/accounts/login/"])
def test_pages_can_be_read_in_the_dark(visitor: PageFor, address: str) -> None:
    page = visitor(bypass_csp=True, color_scheme="dark")
    page.goto(address)
    assert axe.faults(page) == []


def test_a_visitor_reads_on_in_their_language(visitor: PageFor) -> None:
    """The same page, from right to left, and still so on the next one."""
    page = visitor()
    page.goto("/countries/TGO/?from=here")
    navigation.choose_language(page, "ar")
    expect(page).to_have_url("/countries/TGO/?from=here")
    page.locator("nav a[href='/programme/']").click()
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")


def test_a_person_finds_their_language_again_on_another_machine(
    page_for: PageFor, dossier: str
) -> None:
    page = page_for(navigation.COLLEAGUE)
    with navigation.reading_in(page, "ar"):
        elsewhere = page_for(navigation.COLLEAGUE)
        assert elsewhere.locator("html").get_attribute("dir") == "rtl"
