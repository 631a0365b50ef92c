"""Filling the portal's forms the way a person does, from the content of the invented dossier."""

from typing import Any

from playwright.sync_api import Page, expect

from assessments.demonstration.operations.dossier import content
from assessments.questions import questionnaire

# Which records of the invented dossier the journey types in: a thin thread through every kind.
NEEDS = ("N1", "N2")
OPTIONS = ("O1", "O3", "O4")
CRITERIA = ("C1", "C2", "C3")


def fill(page: Page, name: str, value: Any) -> None:
    """Put a value into the field of that name, whatever kind of field it is."""
    locator = page.locator(f"[name='{name}']")
    fold = page.locator(f"details:not([open]):has([name='{name}']) > summary")
    if fold.count():
        fold.first.click()
    kind = locator.first.evaluate("node => node.tagName + ' ' + (node.type || '')").lower()
    if kind.startswith("select"):
        values = locator.locator("option").evaluate_all("all => all.map(one => one.value)")
        locator.select_option(**({"value": value} if value in values else {"label": str(value)}))
    elif "radio" in kind:
        word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        page.locator(f"[name='{name}'][value='{word}']").check()
    elif "checkbox" in kind and isinstance(value, bool):
        locator.set_checked(value)
    elif "checkbox" in kind:
        for item in value:
            page.locator(f"[name='{name}'][value='{item}']").check()
    else:
        locator.fill(str(value))


def fill_all(page: Page, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is not None:
            fill(page, name, value)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def send(page: Page, name: str) -> None:
    """Press a button that sends a form, and wait for the page that comes back.

    A script may send what was typed first, so the press itself is not yet the sending.
    """
    with page.expect_navigation():
        press(page, name)


def answer_section(page: Page, dossier: str, key: str, *, complete: bool = True) -> None:
    """Answer the questions of a section, say whether it is complete, and save."""
    answers = content()["answers"]
    page.goto(f"{dossier}sections/{key}/")
    for question in questionnaire().section(key).questions:
        if answers.get(question.key) is not None:
            fill(page, question.key, answers[question.key])
    fill(page, "complete", "yes" if complete else "no")
    send(page, "Save and continue")
    expect(page.locator(".error-summary")).to_have_count(0)


def add_record(page: Page, dossier: str, kind: str, values: dict[str, Any]) -> None:
    """Add one record; choices of other records are made by the words a person reads."""
    page.goto(f"{dossier}records/{kind}/add/")
    fill_all(page, values)
    send(page, "Save")
    expect(page.locator(".error-summary")).to_have_count(0)


def by_code(part: str) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in content()[part]}


def people_and_facts(page: Page, dossier: str) -> None:
    """One member, one event, one plan it builds on, and every figure the portal asks for."""
    result = content()
    add_record(page, dossier, "stakeholder", result["stakeholders"][0])
    add_record(page, dossier, "event", result["events"][0])
    plan = {name: value for name, value in result["linked_plans"][0].items() if name != "code"}
    add_record(page, dossier, "linked_plan", plan)
    for row in result["indicators"]:
        add_record(page, dossier, "indicator", row)


def sectors_needs_options(page: Page, dossier: str) -> None:
    result = content()
    needs, options = by_code("needs"), by_code("options")
    for key in dict.fromkeys(needs[code]["sector"] for code in NEEDS):
        row = next(sector for sector in result["sectors"] if sector["key"] == key)
        values = {name: row[name] for name in ("key", "reason", "sdg_targets")}
        add_record(page, dossier, "sector", values)
    names = {sector["key"]: sector["name"] for sector in result["sectors"]}
    for code in NEEDS:
        row = needs[code]
        values = {name: row[name] for name in ("statement", "challenge", "who_benefits")}
        add_record(page, dossier, "need", values | {"sector": names[row["sector"]]})
    for code in OPTIONS:
        row = options[code]
        plain = "name description stage hardware software orgware capital_cost currency chosen"
        values = {name: row[name] for name in plain.split()}
        need = row["need"] if row["need"] in NEEDS else NEEDS[0]
        add_record(page, dossier, "option", values | {"need": needs[need]["statement"]})


def criteria_and_scores(page: Page, dossier: str) -> None:
    criteria, options = by_code("criteria"), by_code("options")
    for code, weight in zip(CRITERIA, (40, 35, 25), strict=True):
        row = criteria[code]
        values = {name: row[name] for name in ("name", "group", "direction", "unit")}
        add_record(page, dossier, "criterion", values | {"weight": weight})
    page.goto(f"{dossier}scores/")
    for row in content()["scores"]:
        if row["option"] in OPTIONS and row["criterion"] in CRITERIA:
            option, criterion = options[row["option"]]["name"], criteria[row["criterion"]]["name"]
            line = page.locator("tbody tr").filter(has_text=option)
            column = [criteria[code]["name"] for code in CRITERIA].index(criterion)
            line.locator("td input:not([type=hidden])").nth(column).fill(row["value"])
    send(page, "Save the scores")
    expect(page.locator(".error-summary")).to_have_count(0)


def barriers_and_plan(page: Page, dossier: str) -> None:
    name = by_code("options")["O1"]["name"]
    barrier = content()["barriers"][0]
    measure = content()["measures"][0]
    values = {key: barrier[key] for key in ("category", "description", "importance", "votes")}
    add_record(page, dossier, "barrier", values | {"option": name})
    page.goto(f"{dossier}records/measure/add/")
    fill_all(page, {key: measure[key] for key in ("kind", "description")})
    page.locator("[name=barriers]").first.check()
    send(page, "Save")
    action = content()["actions"][0]
    words = ("title", "description", "responsible", "capacity_needs")
    add_record(page, dossier, "action", {key: action[key] for key in words} | {"option": name})
    activity = action["activities"][0]
    names = "title responsible starts_on ends_on indicator baseline target risk contingency"
    values = {key: activity[key] for key in names.split()} | {"action": action["title"]}
    add_record(page, dossier, "activity", values)
    for year, amount in ((2027, "320 000,00"), (2028, "180000"), (2029, None)):
        line = {"category": "services", "year": year, "currency": "USD", "note": "Invented"}
        line["activity"] = activity["title"]
        line |= {"amount": amount} if amount else {"not_known": True}
        add_record(page, dossier, "cost_line", line)
    sought = {"action": action["title"], "kind": action["funding_sought"][0]["kind"]}
    sought["description"] = action["funding_sought"][0]["description"]
    add_record(page, dossier, "funding_sought", sought)


def endorse(page: Page, dossier: str) -> None:
    held = content()["endorsement"]
    page.goto(f"{dossier}endorsement/")
    fill_all(page, {key: held[key] for key in ("held_on", "place", "women", "men", "minutes")})
    for row in held["by_sector"]:
        fill(page, f"sector-{row['sector']}", row["count"])
    send(page, "Save the endorsement")
    expect(page.locator(".error-summary")).to_have_count(0)


def confirm(page: Page, dossier: str, act: str, button: str) -> None:
    """Open the page of an act, as its link does, and confirm it."""
    page.goto(dossier)
    page.goto(f"{dossier}acts/{act}/")
    send(page, button)
    expect(page.locator(".notice-success")).to_be_visible()
