"""The tables of a plan as a workbook: the same frozen facts as the printed plan, to compute with.

Amounts and figures are numbers, days are ISO texts, unknown is marked, and what was not provided is
an empty cell. Numbers of records are those of the plan; identifiers are in the JSON.
"""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.publication.documents import plan_sheets, published
from assessments.publication.documents.dossier import Dossier, Row
from assessments.publication.documents.formatting import decimal_or_none
from assessments.publication.documents.table_book import (
    LONG,
    MEDIUM,
    SHORT,
    Cell,
    DocumentTable,
    amount,
    table_book,
    text,
)
from assessments.publication.documents.words import word


def plan_tables(snapshot: dict[str, Any], *, digest: str, language: str) -> bytes:
    """The tables of ``snapshot`` as .xlsx, headings in ``language``; same arguments, same bytes."""
    with translation.override(language):
        plan = Dossier(snapshot, digest=digest, language=language)
        return tables_of(plan)


def tables_of(plan: Dossier) -> bytes:
    """As ``plan_tables``, in the language that is active."""
    made = (make(plan) for make in _TABLES)
    return table_book(
        [_about(plan), *(table for table in made if table.rows)],
        title=f"{plan.country_name}: {plan.assessment['title']}",
        language=plan.language,
        created_at=plan.made_at,
        author=plan.country_name,
    )


def _about(plan: Dossier) -> DocumentTable:
    facts = plan.assessment
    rows: list[list[Cell]] = [
        [_("Country"), plan.country_name],
        [_("Title"), text(facts.get("title"))],
        [_("Version"), text(facts.get("version"))],
        [_("Approved at"), text(plan.approval.get("approved_at"))],
        [_("Edition"), _("Full edition") if plan.is_full else _("Public edition")],
        [_("Snapshot digest (SHA-256)"), plan.digest],
        [_("Verification"), f"{plan.snapshot.get('verification_base') or ''}{plan.digest}"],
    ]
    if plan.country.get("fictional"):
        rows.append([_("Note"), _("Invented country – made up for demonstration")])
    return DocumentTable(_("About this document"), [(_("Fact"), MEDIUM), (_("Value"), 70)], rows)


def _needs(plan: Dossier) -> DocumentTable:
    name = {
        row[by]: row["name"] for row in plan.rows("sectors") for by in ("key", "id") if by in row
    }
    columns = [
        (_("Sector"), MEDIUM),
        (_("Challenge"), LONG),
        (_("Need"), LONG),
        (_("Who benefits"), LONG),
    ]
    rows = [
        [
            name.get(row["sector"], ""),
            text(row.get("challenge")),
            text(row.get("statement")),
            text(row.get("who_benefits")),
        ]
        for row in plan.needs
    ]
    return DocumentTable(_("Needs"), columns, rows)


def _options(plan: Dossier) -> DocumentTable:
    need = {row["id"]: row.get("statement") for row in plan.needs}
    columns = [
        (_("Option"), LONG),
        (_("Need it answers"), LONG),
        (_("Stage"), MEDIUM),
        (_("Screening"), MEDIUM),
        (_("Reason"), LONG),
        (_("Chosen"), SHORT),
        (_("Cost to set up, each"), MEDIUM),
        (_("Cost to run, each year"), MEDIUM),
        (_("Currency"), SHORT),
        (_("Source"), MEDIUM),
    ]
    rows = [
        [
            row["name"],
            text(need.get(row.get("need"))),
            word(row.get("stage")),
            _("Passed") if row.get("screened_in") else _("Not taken further"),
            text(row.get("screening_reason")),
            _("Yes") if row.get("chosen") else _("No"),
            amount(row.get("capital_cost")),
            amount(row.get("running_cost")),
            text(row.get("currency")),
            text(row.get("source")),
        ]
        for row in plan.options
    ]
    return DocumentTable(_("Technology options"), columns, rows)


def _criteria(plan: Dossier) -> DocumentTable:
    columns = [
        (_("Criterion"), LONG),
        (_("Group"), MEDIUM),
        (_("Unit"), MEDIUM),
        (_("Direction"), MEDIUM),
        (_("Weight"), SHORT),
    ]
    rows = [
        [
            row["name"],
            text(row.get("group")),
            text(row.get("unit")),
            word(row.get("direction")),
            amount(row.get("weight")),
        ]
        for row in plan.criteria
    ]
    return DocumentTable(_("Criteria and weights"), columns, rows)


def _ranking(plan: Dossier) -> DocumentTable:
    criteria = plan.criteria
    columns = [(_("Rank"), SHORT), (_("Option"), LONG), (_("Points"), SHORT)]
    columns += [(row["name"], MEDIUM) for row in criteria]
    rows = [
        [
            row["rank"],
            plan.option_name(row["option"]),
            decimal_or_none(row.get("total")),
            *(_points(row).get(criterion["id"]) for criterion in criteria),
        ]
        for row in plan.results
    ]
    return DocumentTable(_("Ranking"), columns, rows)


def _points(row: Row) -> dict[str, Decimal | None]:
    given = row.get("contributions") or []
    return {given_row["criterion"]: decimal_or_none(given_row.get("points")) for given_row in given}


def _scores(plan: Dossier) -> DocumentTable:
    """Only the full edition has single scores, even if the snapshot contains them."""
    columns = [(_("Option"), LONG), (_("Criterion"), LONG), (_("Score"), SHORT)]
    given = plan.prioritisation.get("scores") or [] if plan.is_full else []
    rows: list[list[Cell]] = []
    for row in given:
        score = decimal_or_none(row.get("value"))
        name = plan.criterion_by_id.get(row["criterion"], {}).get("name", "")
        words = _("not scored") if score is None else score
        rows.append([plan.option_name(row["option"]), name, words])
    return DocumentTable(_("Scores"), columns, rows)


_TABLES = (
    _needs,
    _options,
    _criteria,
    _ranking,
    _scores,
    plan_sheets.barriers,
    plan_sheets.by_action,
    plan_sheets.activities,
    plan_sheets.cost_lines,
    plan_sheets.by_year,
    published.sheet,
    plan_sheets.rates,
    plan_sheets.funding,
    plan_sheets.stakeholders,
    plan_sheets.events,
    plan_sheets.linked_plans,
    plan_sheets.indicators,
)
