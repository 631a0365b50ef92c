"""Sheets on the plan itself (barriers, actions, money), on who took part, and on its sources."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import Dossier
from assessments.publication.documents.table_book import (
    LONG,
    MEDIUM,
    SHORT,
    DocumentTable,
    amount,
    text,
)
from assessments.publication.documents.words import word
from assessments.questions import catalogues


def barriers(plan: Dossier) -> DocumentTable:
    descriptions = {row["id"]: row.get("description") for row in plan.barriers}
    columns = [
        (_("Technology"), LONG),
        (_("Barrier"), LONG),
        (_("Category"), MEDIUM),
        (_("Importance"), SHORT),
        (_("Votes"), SHORT),
        (_("Caused by"), LONG),
        (_("Measures"), LONG),
    ]
    rows = [
        [
            plan.option_name(row.get("option") or ""),
            text(row.get("description")),
            word(row.get("category")),
            word(row.get("importance")),
            row.get("votes"),
            text(descriptions.get(row.get("caused_by"))),
            _lines(
                measure["description"]
                for measure in plan.measures
                if row["id"] in measure["barriers"]
            ),
        ]
        for row in plan.barriers
    ]
    return DocumentTable(_("Barriers and measures"), columns, rows)


def _lines(texts: Iterable[object]) -> str:
    return "\n".join(str(text) for text in texts if text)


def activities(plan: Dossier) -> DocumentTable:
    columns = [
        (_("No."), SHORT),
        (_("Action"), LONG),
        (_("Activity"), LONG),
        (_("Responsible"), MEDIUM),
        (_("First day"), SHORT),
        (_("Last day"), SHORT),
        (_("Indicator"), MEDIUM),
        (_("Baseline"), MEDIUM),
        (_("Target"), MEDIUM),
        (_("Risk"), MEDIUM),
        (_("Contingency"), MEDIUM),
    ]
    keys = "title responsible starts_on ends_on indicator baseline target risk contingency".split()
    rows = [
        [row["number"], action["title"], *(text(row.get(key)) for key in keys)]
        for action in plan.actions
        for row in action.get("activities") or []
    ]
    return DocumentTable(_("Activities"), columns, rows)


def cost_lines(plan: Dossier) -> DocumentTable:
    columns = [
        (_("No."), SHORT),
        (_("Activity"), LONG),
        (_("Category"), MEDIUM),
        (_("Year"), SHORT),
        (_("Currency"), SHORT),
        (_("Amount"), MEDIUM),
        (_("Note"), LONG),
    ]
    rows = [
        [
            activity["number"],
            activity["title"],
            word(row.get("category")),
            row.get("year"),
            row["currency"],
            amount(row.get("amount")),
            text(row.get("note")),
        ]
        for activity in plan.activities()
        for row in activity.get("cost_lines") or []
    ]
    return DocumentTable(_("Cost lines"), columns, rows)


def by_action(plan: Dossier) -> DocumentTable:
    columns = [
        (_("No."), SHORT),
        (_("Action"), LONG),
        (_("Responsible"), MEDIUM),
        (_("All, in USD"), MEDIUM),
        (_("at least"), SHORT),
        (_("Cost lines without an amount"), SHORT),
    ]
    rows = [
        [
            row["number"],
            row["title"],
            text(row.get("responsible")),
            amount((row.get("cost") or {}).get("usd")),
            # A line without an amount, or in a currency without a rate, is not in the sum.
            _("Yes") if (row.get("cost") or {}).get("at_least") else _("No"),
            (row.get("cost") or {}).get("unknown_lines") or 0,
        ]
        for row in plan.actions
    ]
    return DocumentTable(_("Costs by action"), columns, rows)


def by_year(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Year"), SHORT),
        (_("Currency"), SHORT),
        (_("Amount"), MEDIUM),
        (_("Cost lines without an amount"), SHORT),
    ]
    known = {
        (row["year"], row["currency"]): row["amount"] for row in plan.totals.get("by_year") or []
    }
    unknown = Counter(
        (row.get("year"), row["currency"]) for row in plan.cost_lines() if row.get("amount") is None
    )
    rows = [
        [
            year or _("No year given"),
            currency,
            amount(known.get((year, currency))),
            unknown[year, currency],
        ]
        for year, currency in dict.fromkeys([*known, *unknown])
    ]
    return DocumentTable(_("Costs by year and currency"), columns, rows)


def rates(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Currency"), SHORT),
        (_("For 1 USD"), MEDIUM),
        (_("Valid from"), SHORT),
        (_("Source"), LONG),
    ]
    rows = [
        [
            row["currency"],
            amount(row["per_usd"]),
            text(row.get("valid_from")),
            text(row.get("source")),
        ]
        for row in plan.totals.get("rates") or []
    ]
    return DocumentTable(_("Exchange rates used"), columns, rows)


def funding(plan: Dossier) -> DocumentTable:
    columns = [
        (_("No."), SHORT),
        (_("Action"), LONG),
        (_("Kind"), MEDIUM),
        (_("For what"), LONG),
    ]
    rows = [
        [action["number"], action["title"], word(row.get("kind")), text(row.get("description"))]
        for action in plan.actions
        for row in action.get("funding_sought") or []
    ]
    return DocumentTable(_("Funding sought"), columns, rows)


def stakeholders(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Organisation"), LONG),
        (_("Name"), MEDIUM),
        (_("Sector of society"), MEDIUM),
        (_("Role"), MEDIUM),
    ]
    rows = [
        [
            text(row.get("organisation")),
            text(row.get("name")),
            str(catalogues.label_of(catalogues.STAKEHOLDER_SECTORS, row.get("sector") or "")),
            str(catalogues.label_of(catalogues.STAKEHOLDER_ROLES, row.get("role") or "")),
        ]
        for row in plan.rows("stakeholders")
    ]
    return DocumentTable(_("Stakeholders and experts"), columns, rows)


def events(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Event"), LONG),
        (_("Held on"), SHORT),
        (_("Place"), MEDIUM),
        (_("Women"), SHORT),
        (_("Men"), SHORT),
    ]
    rows = [
        [
            row["title"],
            text(row.get("held_on")),
            text(row.get("place")),
            row.get("women"),
            row.get("men"),
        ]
        for row in plan.rows("events")
    ]
    return DocumentTable(_("Meetings and consultations"), columns, rows)


def linked_plans(plan: Dossier) -> DocumentTable:
    columns = [(_("Title"), LONG), (_("Kind"), MEDIUM), (_("What is used of it"), LONG)]
    rows = [
        [
            row["title"],
            str(catalogues.label_of(catalogues.PLAN_KINDS, row.get("kind") or "")),
            text(row.get("used")),
        ]
        for row in plan.rows("linked_plans")
    ]
    return DocumentTable(_("Linked plans and reviews"), columns, rows)


def indicators(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Indicator"), LONG),
        (_("Value"), SHORT),
        (_("Unit"), MEDIUM),
        (_("Year or edition"), MEDIUM),
        (_("Source"), LONG),
    ]
    rows = [
        [
            text(row.get("name"))
            if row["key"] == "own"
            else str(catalogues.label_of(catalogues.INDICATORS, row["key"])),
            _("no data") if row.get("no_data") else amount(row.get("value")),
            text(row.get("unit")),
            ", ".join(str(row[key]) for key in ("year", "edition") if row.get(key)),
            text(row.get("source")),
        ]
        for row in plan.rows("indicators")
    ]
    return DocumentTable(_("Indicators of the system"), columns, rows)
