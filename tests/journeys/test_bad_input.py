"""What people mistype: the form keeps all of it and says what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import axe, navigation
from tests.journeys.filling import fill, fill_all, press

PageFor = Callable[..., Page]
TYPED = """() => Object.fromEntries(
  [...document.querySelectorAll("main form [name]")]
    .filter((one) => !["hidden", "submit"].includes(one.type))
    .map((one) => [one.name + (["radio", "checkbox"].includes(one.type) ? "=" + one.value : ""),
                   one.checked ?? one.value]))"""
# Kind of record, what is typed, the field at fault, and the sentence that helps.
MISTAKES: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "option",
        {"name": "Solar pumps", "capital_cost": "-5 000", "currency": "USD"},
        "capital_cost",
        "A cost cannot be negative.",
    ),
    (
        "activity",
        {"title": "Train the crews", "starts_on": "2028-05-01", "ends_on": "2027-05-01"},
        "ends_on",
        "The end lies before the start.",
    ),
    (
        "cost_line",
        {"year": "2028", "amount": "1 250,50", "currency": "DOLLARS", "note": "Invented"},
        "currency",
        "is not a currency code. Use the three letters, such as USD.",
    ),
    (
        "cost_line",
        {"year": "2029", "amount": "12.34.56", "currency": "USD"},
        "amount",
        "Enter a number, such as 1250 or 12.5.",
    ),
    ("criterion", {"name": "Cost a household", "weight": "140"}, "weight", "Enter 100 or less."),
]


def is_answered_with_help(page: Page, button: str, name: str, sentence: str) -> None:
    """Everything typed is still there; the summary has the focus and leads to the field."""
    typed = page.evaluate(TYPED)
    press(page, button)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.evaluate(TYPED) == typed
    assert page.title().startswith("Error: ")
    field = page.locator(f".field:has([name='{name}'])")
    expect(field.locator(".error")).to_contain_text(sentence)
    expect(page.locator(f"[name='{name}']").first).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").filter(has_text=sentence).click()
    expect(page.locator(f"[name='{name}']").first).to_be_focused()
    assert axe.faults_at_every_width(page) == {}


@pytest.mark.parametrize(
    ("kind", "typed", "field", "sentence"), MISTAKES, ids=lambda row: row if str(row) == row else ""
)
def test_a_mistyped_record_is_kept_and_the_form_says_what_to_do(
    page_for: PageFor, dossier: str, kind: str, typed: dict[str, Any], field: str, sentence: str
) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    page.goto(f"{dossier}records/{kind}/add/")
    fill_all(page, typed)
    is_answered_with_help(page, "Save", field, sentence)


def test_an_answer_that_cannot_be_read_is_kept(page_for: PageFor, dossier: str) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    page.goto(f"{dossier}sections/team/")
    number = page.locator("main [inputmode=numeric]").first
    name = number.get_attribute("name") or ""
    fill(page, name, "about half")
    is_answered_with_help(page, "Save and continue", name, "number")


def test_weights_that_do_not_add_up_give_no_ranking_and_the_page_says_by_how_much(
    page_for: PageFor, dossier: str
) -> None:
    page = page_for(navigation.WRITER)
    criterion = navigation.link(
        page, f"{dossier}sections/priorities/", "a[href*='/records/criterion/']:not([href*='add'])"
    )
    page.goto(criterion)
    weight = page.locator("[name=weight]").input_value()
    fill(page, "weight", "1")
    press(page, "Save")
    expect(page.locator(".notice-success")).to_be_visible()
    page.goto(f"{dossier}ranking/")
    expect(page.locator(".notice-attention")).to_contain_text("The weights add")
    expect(page.locator("main table")).to_have_count(0)
    page.goto(criterion)
    fill(page, "weight", weight)
    press(page, "Save")
    expect(page.locator(".notice-success")).to_be_visible()
    page.goto(f"{dossier}ranking/")
    expect(page.locator("main table").first).to_be_visible()


def test_money_without_a_stored_rate_is_kept_in_its_own_currency_and_says_so(
    page_for: PageFor,
) -> None:
    page = page_for("funding@bank.example", bypass_csp=True)
    page.goto("/funding/ledger/add/")
    typed = {"title": "Invented core support", "amount": "0", "currency": "XAF"}
    fill_all(page, typed | {"value_on": "2026-03-01", "document_reference": "Invented letter 7"})
    page.locator("[name=kind]").select_option("pledge")
    page.locator("[name=donor]").select_option(label="Aurora Fund (invented donor)")
    is_answered_with_help(page, "Enter the row", "amount", "Enter an amount that is not zero.")
    fill(page, "amount", "1000000")
    press(page, "Enter the row")
    expect(page.locator(".notice-attention").first).to_contain_text("No exchange rate is stored")
    expect(page.locator("main")).to_contain_text("XAF")


def test_a_rate_that_cannot_be_is_kept_on_the_form(page_for: PageFor) -> None:
    page = page_for("funding@bank.example", bypass_csp=True)
    page.goto("/funding/rates/")
    typed = {"currency": "XAF", "valid_from": "2026-01-01", "per_usd": "-600", "source": "Invented"}
    fill_all(page, typed)
    is_answered_with_help(page, "Store the rate", "per_usd", "A rate is above zero.")


def test_an_offer_of_less_than_nothing_is_kept_on_the_form(page_for: PageFor) -> None:
    page = page_for("donor@borealis.example", bypass_csp=True)
    *_others, action = navigation.plan_pages(page)
    page.goto(f"{action}offer/")
    fill_all(page, {"amount": "-20", "currency": "EUR", "message": "For the pumps."})
    is_answered_with_help(page, "Send the offer", "amount", "")
