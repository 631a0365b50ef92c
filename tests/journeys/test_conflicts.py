"""Two people write the same thing at the same time; nobody's work is lost.

Without our modules the server's own pages settle it; with them it is settled in the page, which
test_saving.py follows.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys import axe, navigation
from tests.journeys.filling import fill, press

PageFor = Callable[..., Page]
QUESTION = "team.mandate"
MINE = "The cabinet asked for it in March."
THEIRS = "The ministry asked for it in April."


def both(page_for: PageFor) -> tuple[Page, Page]:
    """The colleague's and the writer's page, in browsers that no module of ours reaches."""
    pages = page_for(navigation.COLLEAGUE), page_for(navigation.WRITER, bypass_csp=True)
    for page in pages:
        page.route("**/*.js", lambda route: route.abort())
    return pages


def test_of_two_people_saving_one_answer_the_second_is_told_and_both_texts_are_kept(
    page_for: PageFor, dossier: str
) -> None:
    colleague, writer = both(page_for)
    section = f"{dossier}sections/team/"
    for page in (colleague, writer):
        page.goto(section)
    fill(colleague, QUESTION, THEIRS)
    press(colleague, "Save and continue")
    expect(colleague.locator(".notice-success")).to_be_visible()

    fill(writer, QUESTION, MINE)
    press(writer, "Save and continue")
    expect(writer.get_by_role("heading", level=1)).to_have_text("Two versions of the same answer")
    cards = writer.locator(".card")
    expect(cards.nth(0)).to_contain_text(MINE)
    expect(cards.nth(1)).to_contain_text(THEIRS)
    expect(cards.nth(1)).to_contain_text("Rania Fern")
    assert axe.faults_at_every_width(writer) == {}

    press(writer, "Save the decision")
    expect(writer.locator(".error-summary")).to_contain_text("Choose which text to keep.")
    writer.get_by_label("Keep both, as edited below").check()
    press(writer, "Save the decision")
    expect(writer.locator(".notice-success")).to_contain_text("Resolved")
    result = writer.locator(f"[name='{QUESTION}']").input_value()
    assert result.split() == f"{THEIRS} {MINE}".split()
    writer.goto(f"{dossier}history/{QUESTION}/")
    for text in (MINE, THEIRS):
        expect(writer.locator("main")).to_contain_text(text)


def test_the_other_answers_of_a_page_are_saved_although_one_is_in_conflict(
    page_for: PageFor, dossier: str
) -> None:
    colleague, writer = both(page_for)
    for page in (colleague, writer):
        page.goto(f"{dossier}sections/team/")
    fill(colleague, "team.focal_point", "Rania Fern, planning department (invented)")
    press(colleague, "Save and continue")
    fill(writer, "team.focal_point", "Quirin Moss, science department (invented)")
    fill(writer, "team.steering", "A committee of five ministries, four times a year.")
    press(writer, "Save and continue")
    writer.get_by_label("Keep theirs").check()
    press(writer, "Save the decision")
    value = writer.locator("[name='team.focal_point']").input_value()
    assert value == "Rania Fern, planning department (invented)"
    value = writer.locator("[name='team.steering']").input_value()
    assert value == "A committee of five ministries, four times a year."


def test_of_two_people_changing_one_record_the_second_sees_both_versions(
    page_for: PageFor, dossier: str
) -> None:
    colleague, writer = both(page_for)
    record = navigation.link(writer, f"{dossier}sections/needs/", "a[href*='/records/need/']")
    assert record
    for page in (colleague, writer):
        page.goto(record)
    fill(colleague, "challenge", "Theirs: wells run dry.")
    press(colleague, "Save")
    fill(writer, "challenge", "Mine: pumps stand still.")
    press(writer, "Save")
    expect(writer.get_by_role("alert")).to_contain_text("Theirs: wells run dry.")
    assert writer.locator("[name=challenge]").input_value() == "Mine: pumps stand still."
    assert axe.faults_at_every_width(writer) == {}
    press(writer, "Save")
    expect(writer.locator(".notice-success")).to_be_visible()
