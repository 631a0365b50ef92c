"""A room scores: six phones, one offline for a while, one without JavaScript, one leaves."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.databases import leading_to
from tests.journeys import axe, navigation
from tests.journeys.filling import press
from tests.stack import Stack

PageFor = Callable[..., Page]
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
# By phone: a row an option, a column a criterion; None is “no opinion”.
MARKS: list[list[list[int | None]]] = [
    [[8, 3], [4, 9], [6, 6]],
    [[6, 5], [8, 7], [6, None]],
    [[10, 1], [0, 8], [6, 6]],
    [[7, 4], [5, 8], [5, 5]],
    [[9, 2], [3, 9], [7, 6]],
    [[5, 5], [6, 7], [4, 8]],
]
OFFLINE, PLAIN, LEAVES = 2, 4, 5


def set_up(page: Page, dossier: str) -> str:
    """The facilitator's pages, one after the other; the address of the room screen."""
    page.goto(f"{dossier}scoring/")
    page.locator("[name=title]").fill("Energy in the valleys")
    press(page, "Set up a session")
    page.get_by_role("link", name="Options", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Options to score")
    boxes = page.locator("[name=options]")
    for place in range(boxes.count()):
        boxes.nth(place).set_checked(place < 3)
    press(page, "Save and continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Criteria and ranges")
    used = page.locator("[name$='.used']")
    for place in range(used.count()):
        used.nth(place).set_checked(place < 2)
    press(page, "Save and continue")
    page.get_by_role("link", name="Swing: from worst to best").click()
    expect(page.locator("[aria-current=page]").last).to_contain_text("Swing")
    fields = page.locator("main form input[inputmode]")
    fields.nth(0).fill("100")
    fields.nth(1).fill("50")
    press(page, "Save the weights")
    expect(page.locator("#weights-now + * + .table-wrap, .table-wrap")).to_contain_text("66.7%")
    page.get_by_role("link", name="Back to the session").click()
    press(page, "Open the session")
    expect(page.locator(".room-code")).to_be_visible()
    return page.url


def take_seat(page: Page, code: str) -> None:
    page.goto("/join/")
    page.locator("[name=code]").fill(code.lower())
    press(page, "Continue")
    page.get_by_label("Woman", exact=True).check()
    page.get_by_label("Youth", exact=False).first.check()
    press(page, "Take a seat")
    expect(page.locator("section[data-step='1']")).to_be_visible()


def mark_step(page: Page, number: int, column: list[int | None]) -> None:
    """All options on one criterion, and on to the next page."""
    step = page.locator(f"section[data-step='{number}']")
    for place, value in enumerate(column):
        words = "No opinion" if value is None else str(value)
        cell = step.locator("fieldset").nth(place)
        cell.locator(".mark-choice").filter(has=page.get_by_text(words, exact=True)).click()
    step.locator("button").click()
    expect(page.locator(f"section[data-step='{number + 1}']")).to_be_visible()


def mark_all(page: Page, rows: list[list[int | None]]) -> None:
    for number in (1, 2):
        mark_step(page, number, [row[number - 1] for row in rows])


@pytest.fixture
def phones(visitor: PageFor) -> list[Page]:
    return [
        visitor(**PHONE, bypass_csp=n == 0, java_script_enabled=n != PLAIN)
        for n in range(len(MARKS))
    ]


def totals_of(session_id: UUID, stack: Stack) -> list[tuple[str, str]]:
    """What the engine says of the marks in the database: (name, total), best first."""
    from assessments import scoring
    from assessments.models import ScoringSession, SeatScore
    from assessments.workshop.queries import results

    with leading_to(stack.database):
        session = ScoringSession.objects.get(pk=session_id)
        outcome = results.outcome(session)
        count = SeatScore.objects.filter(seat__session=session).count()
        assert count == sum(len(row) for rows in MARKS for row in rows)
        assert outcome.result is not None
        names = {option["id"]: option["name"] for option in session.options}
        return [
            (names[str(option.id)], f"{scoring.as_decimal(option.total, 1)}")
            for option in outcome.result.options
        ]


def by_hand() -> list[Decimal]:
    """The totals once more in other words: mean by cell, times ten, weights two to one."""
    result = []
    for option in range(3):
        means = []
        for criterion in range(2):
            given = [rows[option][criterion] for rows in MARKS]
            present = [item for item in given if item is not None]
            means.append(Decimal(sum(present)) / len(present) * 10)
        result.append((means[0] * 2 + means[1]) / 3)
    return sorted((round(item, 1) for item in result), reverse=True)


def test_a_room_scores_and_nothing_is_lost_or_counted_twice(
    page_for: PageFor, phones: list[Page], stack: Stack, dossier: str, django_db_blocker: Any
) -> None:
    room = page_for(navigation.WRITER, bypass_csp=True)
    address = set_up(room, dossier)
    code = room.locator(".room-code").inner_text()
    assert axe.faults_at_every_width(room) == {}

    for phone in phones:
        take_seat(phone, code)
    assert axe.faults(phones[0]) + phones[0].evaluate(axe.TOO_WIDE) == []
    for number, phone in enumerate(phones):
        if number == OFFLINE:
            phone.context.set_offline(True)
        mark_all(phone, MARKS[number])

    # The one that is offline keeps its marks and says so; the page comes back with them.
    away = phones[OFFLINE]
    expect(away.locator("[data-line]")).to_contain_text("Not sent yet: 6")
    expect(room.locator("[data-seat='3'] [data-words]")).to_have_text("0 of 6")
    expect(room.locator("[data-seat='1'] [data-words]")).to_have_text("6 of 6")
    away.route("**/sync/", lambda route: route.abort())
    away.context.set_offline(False)
    away.reload()
    expect(away.locator("[data-line]")).to_contain_text("6 of 6 marked · Not sent yet: 6")
    away.unroute("**/sync/")
    expect(away.locator("[data-line]")).to_contain_text("All sent", timeout=20_000)
    expect(room.locator("[data-seat='3'] [data-words]")).to_have_text("6 of 6")

    leaves = phones[LEAVES]
    leaves.get_by_role("link", name="Leave the session").click()
    press(leaves, "Leave")
    expect(leaves.locator("h1")).to_have_text("You left the session")
    expect(room.locator("[data-seat='6'] [data-words]")).to_contain_text("has left")
    expect(room.get_by_text("Where the room disagrees most")).to_have_count(0)

    room.goto(address)
    press(room, "Show the results")
    with django_db_blocker.unblock():
        engine = totals_of(UUID(address.rstrip("/").split("/")[-2]), stack)
    rows = room.locator("[data-place]")
    text = [
        (row.locator("bdi").inner_text(), row.locator("strong").inner_text()) for row in rows.all()
    ]
    assert text == engine
    assert [Decimal(total) for _name, total in engine] == by_hand()
    assert axe.faults_at_every_width(room) == {}

    freeze(room, away)


def freeze(room: Page, phone: Page) -> None:
    """The slider and the form say the same; after freezing a late mark is refused and kept."""
    slider = room.locator("input[type=range]")
    slider.fill("20")
    by_slider = room.locator("[data-tried-total]").all_inner_texts()
    room.locator("[name=weight]").fill("20")
    press(room, "Try it")
    expect(room.locator("#try-weight")).to_have_value("20")
    by_form = room.evaluate(
        "() => fetch(location.href).then((answer) => answer.text()).then((text) => {"
        " const page = new DOMParser().parseFromString(text, 'text/html');"
        " return [...page.querySelectorAll('[data-tried-total]')].map((one) => one.textContent);})"
    )
    assert by_slider == by_form
    room.get_by_role("link", name="Freeze the session").click()
    press(room, "Freeze")
    expect(room.get_by_text("Who was in the room")).to_be_visible()
    expect(room.locator("main")).to_contain_text("Woman: 6")

    phone.evaluate("location.hash = 'step-1'")
    first = phone.locator("section[data-step='1'] fieldset").first
    first.locator(".mark-choice").filter(has=phone.get_by_text("1", exact=True)).click()
    expect(phone.locator("[data-refusal]")).to_contain_text("kept as it is")
    expect(phone.locator("[data-line]")).to_contain_text("Kept on this phone: 1")
    phone.reload()
    expect(phone.locator("h1")).to_have_text("Thank you")
    expect(phone.locator("[data-kept-line]")).to_contain_text("1")


def test_phone_room_screen_and_setup_pages_have_no_barrier_from_right_to_left(
    page_for: PageFor, visitor: PageFor, dossier: str
) -> None:
    page = page_for(navigation.WRITER, bypass_csp=True)
    address = set_up(page, dossier)
    code = page.locator(".room-code").inner_text()
    base = address.removesuffix("room/")
    values = {}
    with navigation.reading_in(page, "ar"):
        for row in (f"{dossier}scoring/", address, f"{base}weights/?way=ahp", f"{base}acts/close/"):
            page.goto(row)
            values[row] = axe.faults_at_every_width(page)
    phone = visitor(**PHONE, bypass_csp=True, locale="ar")
    phone.goto(f"/join/{code}/")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    values["join"] = axe.faults(phone) + phone.evaluate(axe.TOO_WIDE)
    phone.locator("[name=sex]").first.check()
    phone.locator("[name=sector]").first.check()
    phone.locator("main form button").click()
    for place in ("marks/", "marks/?step=3", "leave/"):
        phone.goto(f"/join/{code}/{place}")
        values[place] = axe.faults(phone) + phone.evaluate(axe.TOO_WIDE)
    assert {item: faults for item, faults in values.items() if faults} == {}
