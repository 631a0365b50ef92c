"""The tables of a plan as a workbook: the same frozen facts as the printed plan, for reckoning.

Amounts and figures are numbers, days are ISO texts, what is unknown says so, and what nobody said
is an empty cell. Numbers of records are those of the plan; identifiers stand in the JSON.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.documents.dossier import Dossier, Row
from assessments.documents.reading import decimal_or_none
from assessments.documents.table_book import Cell, Table, table_book
from assessments.documents.words import word
from techbank import press

SHORT, MEDIUM, LONG = 12, 24, 46


def plan_tables(snapshot: dict[str, Any], *, digest: str, language: str) -> bytes:
    """The tables of ``snapshot`` as .xlsx, headings in ``language``; same arguments, same bytes."""
    with translation.override(language):
        plan = Dossier(snapshot, digest=digest, language=language)
        return tables_of(plan)


def tables_of(plan: Dossier) -> bytes:
    """As ``plan_tables``, in the language that is active."""
    approved = plan.approval.get("approved_at")
    made = (make(plan) for make in _TABLES)
    return table_book(
        [_about(plan), *(table for table in made if table.rows)],
        title=f"{plan.country_name}: {plan.assessment['title']}",
        language=plan.language,
        created_at=datetime.fromisoformat(approved) if approved else press.NO_MOMENT,
        author=plan.country_name,
    )


def _amount(value: object) -> Cell:
    """A figure as a number, unknown said in words."""
    found = decimal_or_none(value)
    return _("not known") if found is None else found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _about(plan: Dossier) -> Table:
    told = plan.assessment
    rows: list[list[Cell]] = [
        [_("Country"), plan.country_name],
        [_("Title"), _text(told.get("title"))],
        [_("Version"), _text(told.get("version"))],
        [_("Approved at"), _text(plan.approval.get("approved_at"))],
        [_("Edition"), _("Full edition") if plan.is_full else _("Public edition")],
        [_("Snapshot digest (SHA-256)"), plan.digest],
        [_("Verification"), f"{plan.snapshot.get('verification_base') or ''}{plan.digest}"],
    ]
    if plan.country.get("fictional"):
        rows.append([_("Country"), _("Invented country – made up for demonstration")])
    return Table(_("About"), [(_("Fact"), MEDIUM), (_("Value"), 70)], rows)


def _needs(plan: Dossier) -> Table:
    name = {row[by]: row["name"] for row in plan.rows("sectors") for by in ("key", "id") if by in row}
    columns = [
        (_("Sector"), MEDIUM),
        (_("Challenge"), LONG),
        (_("Need"), LONG),
        (_("Who benefits"), LONG),
    ]
    rows = [
        [
            name.get(row["sector"], ""),
            _text(row.get("challenge")),
            _text(row.get("statement")),
            _text(row.get("who_benefits")),
        ]
        for row in plan.needs
    ]
    return Table(_("Needs"), columns, rows)


def _options(plan: Dossier) -> Table:
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
            _text(need.get(row.get("need"))),
            word(row.get("stage")),
            _("Passed") if row.get("screened_in") else _("Not taken further"),
            _text(row.get("screening_reason")),
            _("Yes") if row.get("chosen") else _("No"),
            _amount(row.get("capital_cost")),
            _amount(row.get("running_cost")),
            _text(row.get("currency")),
            _text(row.get("source")),
        ]
        for row in plan.options
    ]
    return Table(_("Technology options"), columns, rows)


def _criteria(plan: Dossier) -> Table:
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
            _text(row.get("group")),
            _text(row.get("unit")),
            word(row.get("direction")),
            _amount(row.get("weight")),
        ]
        for row in plan.criteria
    ]
    return Table(_("Criteria and weights"), columns, rows)


def _ranking(plan: Dossier) -> Table:
    criteria = plan.criteria
    columns = [(_("Rank"), SHORT), (_("Option"), LONG), (_("Points"), SHORT)]
    columns += [(row["name"], MEDIUM) for row in criteria]
    rows = [
        [
            row["rank"],
            plan.option_name(row["option"]),
            decimal_or_none(row.get("total")),
            *(_points(row).get(one["id"]) for one in criteria),
        ]
        for row in plan.results
    ]
    return Table(_("Ranking"), columns, rows)


def _points(row: Row) -> dict[str, Decimal | None]:
    given = row.get("contributions") or []
    return {one["criterion"]: decimal_or_none(one.get("points")) for one in given}


def _scores(plan: Dossier) -> Table:
    """Only the full edition has single scores, whatever the snapshot carries."""
    columns = [(_("Option"), LONG), (_("Criterion"), LONG), (_("Score"), SHORT)]
    given = plan.prioritisation.get("scores") or [] if plan.is_full else []
    rows: list[list[Cell]] = []
    for row in given:
        score = decimal_or_none(row.get("value"))
        name = plan.criterion_by_id.get(row["criterion"], {}).get("name", "")
        shown = _("not scored") if score is None else score
        rows.append([plan.option_name(row["option"]), name, shown])
    return Table(_("Scores"), columns, rows)


def _barriers(plan: Dossier) -> Table:
    said = {row["id"]: row.get("description") for row in plan.barriers}
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
            _text(row.get("description")),
            word(row.get("category")),
            word(row.get("importance")),
            row.get("votes"),
            _text(said.get(row.get("caused_by"))),
            _lines(one["description"] for one in plan.measures if row["id"] in one["barriers"]),
        ]
        for row in plan.barriers
    ]
    return Table(_("Barriers and measures"), columns, rows)


def _lines(texts: Iterable[object]) -> str:
    return "\n".join(str(text) for text in texts if text)


def _activities(plan: Dossier) -> Table:
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
        [row["number"], action["title"], *(_text(row.get(key)) for key in keys)]
        for action in plan.actions
        for row in action.get("activities") or []
    ]
    return Table(_("Activities"), columns, rows)


def _cost_lines(plan: Dossier) -> Table:
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
            _amount(row.get("amount")),
            _text(row.get("note")),
        ]
        for activity in plan.activities()
        for row in activity.get("cost_lines") or []
    ]
    return Table(_("Cost lines"), columns, rows)


def _by_action(plan: Dossier) -> Table:
    columns = [
        (_("No."), SHORT),
        (_("Action"), LONG),
        (_("Responsible"), MEDIUM),
        (_("All, in USD"), MEDIUM),
        (_("Cost lines without an amount"), SHORT),
    ]
    rows = [
        [
            row["number"],
            row["title"],
            _text(row.get("responsible")),
            _amount((row.get("cost") or {}).get("usd")),
            (row.get("cost") or {}).get("unknown_lines") or 0,
        ]
        for row in plan.actions
    ]
    return Table(_("Costs by action"), columns, rows)


def _by_year(plan: Dossier) -> Table:
    columns = [(_("Year"), SHORT), (_("Currency"), SHORT), (_("Amount"), MEDIUM)]
    rows = [
        [row["year"] or _("No year given"), row["currency"], _amount(row["amount"])]
        for row in plan.totals.get("by_year") or []
    ]
    return Table(_("Costs by year"), columns, rows)


def _rates(plan: Dossier) -> Table:
    columns = [
        (_("Currency"), SHORT),
        (_("For 1 USD"), MEDIUM),
        (_("Valid from"), SHORT),
        (_("Source"), LONG),
    ]
    rows = [
        [
            row["currency"],
            _amount(row["per_usd"]),
            _text(row.get("valid_from")),
            _text(row.get("source")),
        ]
        for row in plan.totals.get("rates") or []
    ]
    return Table(_("Exchange rates used"), columns, rows)


def _funding(plan: Dossier) -> Table:
    columns = [
        (_("No."), SHORT),
        (_("Action"), LONG),
        (_("Kind"), MEDIUM),
        (_("For what"), LONG),
    ]
    rows = [
        [action["number"], action["title"], word(row.get("kind")), _text(row.get("description"))]
        for action in plan.actions
        for row in action.get("funding_sought") or []
    ]
    return Table(_("Funding sought"), columns, rows)


_TABLES = (
    _needs,
    _options,
    _criteria,
    _ranking,
    _scores,
    _barriers,
    _by_action,
    _activities,
    _cost_lines,
    _by_year,
    _rates,
    _funding,
)
