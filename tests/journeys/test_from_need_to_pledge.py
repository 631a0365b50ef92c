"""The main journey: a need, told once, becomes a funded plan.

The coordinator of one invented country writes a dossier and hands it in; officers review, return,
recommend and approve it; a worker renders the plan; the country releases it, the bank publishes
it; a donor offers a pledge, two funding officers enter and approve it, and the figures move. The
coordinator of the other invented country sees none of it before publication, and the auditor
reads all of it in the trail.
"""

import re
from collections.abc import Callable
from io import BytesIO

import pypdf
from playwright.sync_api import Page, expect

from assessments.demonstration.operations.dossier import content
from tests.journeys import filling

PageFor = Callable[..., Page]
TITLE = "Needs of Otherland (invented)"
SECTIONS = (
    "team sti_system sectors needs options priorities barriers plan inclusion endorsement"
).split()


def open_dossier(page: Page) -> str:
    page.goto("/assessments/")
    page.get_by_role("link", name="Open an assessment").first.click()
    filling.fill(page, "title", TITLE)
    filling.send(page, "Open it")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def write_everything(page: Page, dossier: str) -> None:
    filling.people_and_facts(page, dossier)
    filling.sectors_needs_options(page, dossier)
    filling.criteria_and_scores(page, dossier)
    filling.barriers_and_plan(page, dossier)
    filling.endorse(page, dossier)
    for key in SECTIONS:
        filling.answer_section(page, dossier, key)


def is_hidden_from(page: Page, *addresses: str) -> None:
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert (address, answer.status) == (address, 404)
        assert TITLE not in page.content()


def money_of(page: Page, action: str) -> dict[str, str]:
    """The row of an action in the public plan: column heading to figure."""
    table = page.locator("table").filter(has_text=action).first
    heads = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    cells = table.locator("tbody tr").filter(has_text=action).first.locator("th, td")
    return dict(zip(heads, [text.strip() for text in cells.all_inner_texts()], strict=False))


def test_a_need_told_once_becomes_a_funded_plan(page_for: PageFor, visitor: PageFor) -> None:
    chitra = page_for("coordinator@otherland.example")
    amara = page_for("coordinator@testland.example")
    dolma = page_for("reviewer@bank.example")
    farida = page_for("approver@bank.example")

    # The country writes and ranks.
    dossier = open_dossier(chitra)
    write_everything(chitra, dossier)
    chitra.goto(f"{dossier}ranking/")
    expect(chitra.locator("main")).to_contain_text("ranks first")
    is_hidden_from(amara, dossier, f"{dossier}review/", f"{dossier}sections/team/")
    is_hidden_from(dolma, dossier)
    filling.confirm(chitra, dossier, "submit", "Submit for review")

    # The officer takes it, asks, and returns one section.
    filling.confirm(dolma, dossier, "take", "Take it for review")
    dolma.goto(f"{dossier}review/?section=needs")
    filling.fill(dolma, "text", "Who exactly has this need?")
    dolma.get_by_label("Must be fixed before it can be recommended").check()
    filling.send(dolma, "Send to the country")
    dolma.goto(f"{dossier}acts/recommend/")
    expect(dolma.locator("main")).to_contain_text("must fix")
    dolma.goto(f"{dossier}acts/return_sections/")
    dolma.locator("[name=sections][value=needs]").check()
    filling.fill(dolma, "reason", "Please say who has the need.")
    filling.send(dolma, "Return these sections")

    # The coordinator answers, in the thread and in the section that was returned.
    chitra.goto(f"{dossier}sections/plan/")
    expect(chitra.locator("form [name='plan.summary']")).to_have_count(0)
    chitra.goto(f"{dossier}sections/needs/")
    filling.fill(chitra, "needs.method", "We asked the herders of all five valleys.")
    filling.fill(chitra, "complete", "yes")
    filling.send(chitra, "Save and continue")
    chitra.goto(f"{dossier}review/?section=needs")
    chitra.get_by_role("link", name=re.compile("^Reply")).first.click()
    filling.fill(chitra, "text", "The herders; section 4 says so now.")
    filling.send(chitra, "Add the remark")
    filling.confirm(chitra, dossier, "submit", "Submit for review")

    # Resolved, recommended, approved: the snapshot is frozen and the worker renders.
    filling.confirm(dolma, dossier, "take", "Take it for review")
    dolma.goto(f"{dossier}review/?section=needs")
    dolma.get_by_role("link", name=re.compile("^Reply or resolve")).first.click()
    filling.send(dolma, "Mark as resolved")
    filling.confirm(dolma, dossier, "recommend", "Recommend approval")
    filling.confirm(farida, dossier, "approve", "Approve and freeze")
    farida.goto(f"{dossier}documents/")
    # Without reloading: the page follows the document from its place in the queue to the link.
    expect(farida.get_by_role("link", name=re.compile("^Download")).first).to_be_visible(
        timeout=60_000
    )
    is_hidden_from(amara, dossier, f"{dossier}documents/")

    # Released by the country, published by the bank; before that there is nothing to see.
    public = visitor()
    public.goto("/plans/")
    expect(public.locator("main")).not_to_contain_text(TITLE)
    filling.confirm(chitra, dossier, "release", "Release it")
    filling.confirm(farida, dossier, "publish", "Publish it")
    public.goto("/plans/")
    public.get_by_role("link", name=TITLE).first.click()
    plan = public.url
    action = content()["actions"][0]["title"]
    expect(public.locator("table").filter(has_text=action).first).to_be_visible()
    before = money_of(public, action)
    pdf_link = public.get_by_role("link", name=re.compile("PDF")).first
    expect(pdf_link).to_be_visible(timeout=60_000)
    document = public.request.get(pdf_link.get_attribute("href") or "")
    text = "\n".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(document.body())).pages
    )
    assert TITLE in " ".join(text.split())
    assert "Invented country" in text

    # The donor offers; it counts nowhere until two officers have entered and approved it.
    ines = page_for("donor@borealis.example")
    ines.goto(plan)
    ines.get_by_role("link", name=action).first.click()
    ines.get_by_role("link", name=re.compile("[Oo]ffer a pledge")).first.click()
    filling.fill(ines, "amount", "125000")
    filling.fill(ines, "currency", "USD")
    filling.send(ines, "Send the offer")
    expect(ines.locator(".notice-success")).to_be_visible()
    offer = ines.url
    public.goto(plan)
    assert money_of(public, action) == before

    gaspard = page_for("funding@bank.example")
    gaspard.goto(offer)
    with gaspard.expect_navigation():
        gaspard.locator("form[action*='/enter/'] button").click()
    entry = gaspard.url
    public.goto(plan)
    assert money_of(public, action) == before

    hana = page_for("second.funding@bank.example")
    hana.goto(entry)
    with hana.expect_navigation():
        hana.locator("form[action*='/approve/'] button").click()
    public.goto(plan)
    after = money_of(public, action)
    assert after != before
    assert "125" in " ".join(after.values())

    # The auditor reads all of it.
    leila = page_for("auditor@bank.example")
    leila.goto(f"{dossier}trail/")
    trail = leila.locator("main").inner_text()
    for words in ("opened", "submitted", "returned", "recommended", "approved", "published"):
        assert words in trail
    leila.goto("/trail/")
    expect(leila.locator("main")).to_contain_text("Hana Ledger")
    filling.send(leila, "Verify the chain")
    expect(leila.get_by_role("heading", level=1)).to_have_text("The chain holds")
