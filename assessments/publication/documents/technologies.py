"""The table of options with their screening, and a page for each chosen technology."""

from django.utils.translation import gettext as _

from assessments.publication.documents.costs import sum_words
from assessments.publication.documents.dossier import Dossier, Row, Rows
from assessments.publication.documents.later_fields import later_fields
from assessments.publication.documents.words import word

KINDS_OF_THING = ("form", "sub_sector", "scale", "horizon", "goods")
AT_LENGTH = (
    "status_in_country",
    "implementation",
    "impact_social",
    "impact_economic",
    "impact_environmental",
    "impact_climate",
    "considerations",
    "other_costs",
)
DEEPEST = 3
"""Steps of the cause tree that are set further in; a longer chain goes on at the last of them."""


def options(plan: Dossier) -> Rows:
    """Rows of the table of options."""
    need_of = {row["id"]: row for row in plan.needs}
    return Rows(
        {
            "name": plan.words(row["name"]),
            "need": plan.words(need_of.get(row.get("need"), {}).get("statement")),
            "stage": word(row.get("stage")) or _("Not provided"),
            "result": _("Passed") if row.get("screened_in") else _("Not taken further"),
            "passed": bool(row.get("screened_in")),
            "why": plan.passage(row.get("screening_reason")),
        }
        for row in plan.options
    )


def technologies(plan: Dossier) -> list[Row]:
    """One page each, in the order of their rank."""
    return [_technology(plan, row) for row in plan.chosen()]


def _technology(plan: Dossier, row: Row) -> Row:
    rank = {result["option"]: result["rank"] for result in plan.results}.get(row["id"])
    barriers = cause_tree(
        [barrier for barrier in plan.barriers if barrier.get("option") == row["id"]]
    )
    actions = [action for action in plan.actions if action.get("option") == row["id"]]
    return {
        "anchor": f"technology-{row['id']}",
        "name": plan.words(row["name"]),
        "plain_name": row["name"],
        "rank": "" if rank is None else _("Rank %(rank)s") % {"rank": rank},
        "description": plan.prose(row.get("description")),
        "ambition": _ambition(plan, row.get("ambition")),
        "halves": _halves(_facts(plan, row)),
        "told": later_fields(plan, "option", row, AT_LENGTH),
        "has_causes": any(depth for _barrier, depth in barriers),
        "barriers": Rows(_barrier(plan, barrier, depth) for barrier, depth in barriers),
        "actions": Rows(
            {
                "number": action["number"],
                "title": plan.words(action["title"]),
                "anchor": f"action-{action['id']}",
                "responsible": plan.words(action.get("responsible")),
                "cost": sum_words(plan, action.get("cost") or {}),
            }
            for action in actions
        ),
    }


def _ambition(plan: Dossier, ambition: Row | None) -> list[Row]:
    if not ambition:
        return []
    year = ambition.get("year")
    return [
        {"label": _("Target"), "text": plan.passage(ambition.get("target"))},
        {"label": _("Scale"), "text": plan.words(ambition.get("scale"))},
        {"label": _("By the year"), "text": str(year) if year else plan.nothing()},
        {"label": _("Who benefits"), "text": plan.words(ambition.get("beneficiaries"))},
    ]


def _facts(plan: Dossier, row: Row) -> list[Row]:
    currency = row.get("currency") or ""
    years = row.get("lifetime_years")
    return [
        {"label": _("Stage"), "text": word(row.get("stage")) or plan.nothing()},
        *later_fields(plan, "option", row, KINDS_OF_THING),
        {
            "label": _("Cost to set up, each"),
            "text": _price(plan, row.get("capital_cost"), currency),
        },
        {
            "label": _("Cost to run, each year"),
            "text": _price(plan, row.get("running_cost"), currency),
        },
        {
            "label": _("Lifetime"),
            "text": plan.unknown() if years is None else _("%(years)s years") % {"years": years},
        },
        {"label": _("Hardware · software · orgware"), "text": _shares(plan, row)},
        {"label": _("Source"), "text": _source(plan, row)},
    ]


def _halves(facts: list[Row]) -> list[list[Row]]:
    """The facts in two columns; the first one is the longer one."""
    middle = (len(facts) + 1) // 2
    return [facts[:middle], facts[middle:]]


def _price(plan: Dossier, amount: str | None, currency: str) -> str:
    return plan.unknown() if amount is None else plan.reader.money(amount, currency)


def _shares(plan: Dossier, row: Row) -> str:
    parts = [row.get(part) for part in ("hardware", "software", "orgware")]
    if all(part is None for part in parts):
        return plan.unknown()
    return " · ".join(
        "?" if part is None else plan.reader.percent(str(part / 100)) for part in parts
    )


def _source(plan: Dossier, row: Row) -> str:
    page = row.get("source_page")
    if not row.get("source"):
        return plan.nothing()
    return plan.words(f"{row['source']}, {page_words(page)}" if page else row["source"])


def page_words(page: str) -> str:
    """Page numbers of a source; they are not split over lines."""
    words = _("p. %(page)s") % {"page": str(page).replace("–", "\u2060–\u2060")}
    return words.replace(" ", " \u2060")


def cause_tree(barriers: list[Row]) -> list[tuple[Row, int]]:
    """(barrier, depth): each root cause followed by what it causes.

    A barrier whose cause is not among them is a root. A circle has no root, so barriers that no
    root leads to come last. Nothing is left out.
    """
    known = {row["id"] for row in barriers}
    below: dict[str | None, list[Row]] = {}
    for row in barriers:
        cause = row.get("caused_by")
        below.setdefault(cause if cause in known else None, []).append(row)
    tree: list[tuple[Row, int]] = []
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        tree.append((row, depth))
        deeper = min(depth + 1, DEEPEST)
        waiting += [(effect, deeper) for effect in reversed(below.get(row["id"], []))]
    reached = {row["id"] for row, _depth in tree}
    return [*tree, *((row, 0) for row in barriers if row["id"] not in reached)]


def _barrier(plan: Dossier, barrier: Row, depth: int) -> Row:
    votes, important = barrier.get("votes"), word(barrier.get("importance")) or "–"
    answers = [
        plan.passage(measure["description"])
        for measure in plan.measures
        if barrier["id"] in (measure.get("barriers") or [])
    ]
    return {
        "depth": depth,
        "category": plan.coded(barrier.get("category")),
        "description": plan.passage(barrier.get("description")),
        "importance": f"{important} ({plan.reader.number(votes)})"
        if votes is not None
        else important,
        "measures": answers,
    }
