"""Cover, the three main figures, and the origin of the document."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.publication.documents.costs import sum_words
from assessments.publication.documents.dossier import Dossier, Row, Rows
from assessments.publication.documents.priorities import sureness
from assessments.publication.documents.words import language_name
from techbank.charts import qr_code
from techbank.text import shortened

LONGEST_TITLE = 300
WIDEST_SUM = 21
"""Letters of a sum that a line of its column holds."""


def cover(plan: Dossier) -> Row:
    """What is on the cover."""
    cycle: Row = plan.assessment.get("cycle") or {}
    approved = plan.approval.get("approved_at")
    facts = [
        {"label": _("Cycle"), "text": plan.words(cycle.get("name") or cycle.get("code"))},
        {"label": _("Version"), "text": str(plan.assessment.get("version", 1))},
        {"label": _("Approved on"), "text": plan.reader.day(approved)},
        {"label": _("Edition"), "text": _("Full edition") if plan.is_full else _("Public edition")},
    ]
    own = language_name(plan.own_language)
    facts.append({"label": _("Language of the country’s text"), "text": own})
    return {
        "title": plan.words(shortened(plan.assessment["title"], LONGEST_TITLE)),
        "title_size": _title_size(plan.assessment["title"]),
        "country": plan.country_name,
        "invented": bool(plan.country.get("fictional")),
        "facts": facts,
        "digest": grouped(plan.digest),
        "qr": qr_code(
            address(plan), title=_("QR code of the address where this document can be verified")
        ),
        "address": address(plan),
    }


def address(plan: Dossier) -> str:
    """The URL where everybody can verify whether the document is the approved one."""
    return f"{plan.snapshot.get('verification_base') or ''}{plan.digest}"


def _title_size(title: str) -> str:
    """Long titles are set in smaller type, so that they fit the cover."""
    return "" if len(title) <= 70 else "long" if len(title) <= 150 else "very-long"


def grouped(digest: str) -> list[str]:
    """A digest in groups of four, eight groups a line, easy to read aloud."""
    groups = [digest[at : at + 4] for at in range(0, len(digest), 4)]
    return [" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8)]


def summary(plan: Dossier) -> Row:
    """The three figures and the short list of chosen technologies."""
    return {
        "figures": [_cost(plan), _extent(plan), _first(plan)],
        "asked": Rows(_funding_sought(plan, action) for action in plan.actions),
        "total": _whole(plan, plan.totals) if plan.cost_lines() else "–",
        "chosen": Rows(
            {
                "anchor": f"technology-{row['id']}",
                "name": plan.words(row["name"]),
                "target": plan.passage((row.get("ambition") or {}).get("target")),
                "who": plan.words((row.get("ambition") or {}).get("beneficiaries")),
            }
            for row in plan.chosen()
        ),
    }


def _cost(plan: Dossier) -> Row:
    totals, label = plan.totals, _("cost of the plan")
    if not plan.cost_lines():
        return {"value": _("Not provided"), "label": label, "note": ""}
    at_least = bool(totals.get("at_least"))
    notes = [plan.reader.unknown_lines(totals["unknown_lines"])] if at_least else []
    if totals.get("usd") is None:
        sums = " + ".join(
            plan.reader.headline(row["amount"], row["currency"], at_least=False, part=at_least)
            for row in totals.get("by_currency") or []
            if not at_least or Decimal(row["amount"])
        )
        known = plan.reader.floor(sums) if at_least else sums
        value = known if sums else _("not known")
        notes.append(_("Not every currency has a dated rate, so there is no sum in US dollars."))
        return {"value": value, "label": label, "note": " ".join(notes)}
    notes += _in_usd(plan, Decimal(totals["usd"]), at_least=at_least)
    value = plan.reader.headline(totals["usd"], "USD", at_least=at_least)
    return {"value": value, "label": label, "note": " ".join(notes)}


def _in_usd(plan: Dossier, usd: Decimal, *, at_least: bool) -> list[str]:
    """The sum in whole dollars, in a list; none while no amount at all is known."""
    if at_least and not usd:
        return []
    whole = usd.to_integral_value(ROUND_FLOOR if at_least else ROUND_HALF_UP)
    amount = plan.reader.money(str(whole), "USD")
    return [_("%(amount)s, at the dated rates listed with the costs.") % {"amount": amount}]


def _extent(plan: Dossier) -> Row:
    count, chosen = len(plan.actions), len(plan.chosen())
    span = _span(plan.activities()) or _("Without dates so far.")
    for_technologies = ngettext(
        "action for %(technologies)s chosen technologies",
        "actions for %(technologies)s chosen technologies",
        count,
    ) % {"technologies": plan.reader.number(chosen)}
    if chosen == 1:
        for_technologies = ngettext(
            "action for one chosen technology", "actions for one chosen technology", count
        )
    return {"value": plan.reader.number(count), "label": for_technologies, "note": span}


def _span(activities: list[Row]) -> str:
    """The years from the first known day to the last; empty when no day is known."""
    days = (row.get(day) for row in activities for day in ("starts_on", "ends_on"))
    years = sorted(day[:4] for day in days if day)
    return "–".join(dict.fromkeys([years[0], years[-1]])) if years else ""


def _funding_sought(plan: Dossier, action: Row) -> Row:
    """What one action asks of whom, how much and by when."""
    activities = action.get("activities") or []
    costed = any(row.get("cost_lines") for row in activities)
    kinds = dict.fromkeys(row.get("kind") for row in action.get("funding_sought") or [])
    return {
        "number": action["number"],
        "anchor": f"action-{action['id']}",
        "title": plan.words(action["title"]),
        "kinds": format_html_join(" · ", "{}", ((plan.coded(kind),) for kind in kinds)) or "–",
        "responsible": plan.words(action.get("responsible")),
        "span": _span(activities) or "–",
        "cost": _whole(plan, action.get("cost") or {}) if costed else "–",
    }


def _whole(plan: Dossier, cost: Row) -> str:
    """A sum in whole units; if it is too wide for its column, the line may break."""
    words = sum_words(plan, cost, places=0)
    fits = max(map(len, words.split(" "))) <= WIDEST_SUM
    return words if fits else words.replace("\u00a0", " ")


def _first(plan: Dossier) -> Row:
    label = _("ranks first")
    if not plan.results:
        return {
            "value": _("No ranking"),
            "label": "",
            "note": _("No prioritisation is recorded."),
        }
    leaders = [row for row in plan.results if row["rank"] == plan.results[0]["rank"]]
    names = " · ".join(plan.option_name(row["option"]) for row in leaders)
    note = sureness(plan)
    if plan.prioritisation.get("kind") != "scored":
        note = _("The order was reasoned, not scored.")
    return {"value": plan.words(names), "label": label, "note": note, "words": True}


def colophon(plan: Dossier, renderer: str) -> list[Row]:
    """The origin of the document, so that it can be checked in ten years."""
    head: Row = plan.approval.get("audit_head") or {}
    facts = [
        {"label": _("Dossier"), "text": plan.assessment["id"], "code": True},
        {"label": _("Snapshot digest (SHA-256)"), "text": plan.digest, "code": True},
        {
            "label": _("Snapshot format"),
            "text": f"{plan.snapshot['format']} {plan.snapshot['format_version']}",
        },
        {"label": _("Edition"), "text": _("Full edition") if plan.is_full else _("Public edition")},
        {"label": _("Questionnaire"), "text": str(plan.assessment.get("questionnaire") or "–")},
        {"label": _("Renderer"), "text": renderer},
        {"label": _("Verification"), "text": address(plan), "code": True, "link": True},
    ]
    if plan.approval.get("approved_at"):
        approved = plan.reader.moment(plan.approval["approved_at"])
        facts.append({"label": _("Approved at"), "text": approved})
    for key, label in (("recommended_by", _("Recommended by")), ("approved_by", _("Approved by"))):
        person = plan.approval.get(key) or {}
        text = ", ".join(part for part in (person.get("name"), person.get("role")) if part)
        if plan.is_full and text:
            facts.append({"label": label, "text": text})
    if head:
        facts += [
            {"label": _("Audit trail before approval, entry"), "text": str(head["seq"])},
            {"label": _("Hash of that entry"), "text": head["hash"], "code": True},
        ]
        if head.get("at"):
            facts.append({"label": _("Written at"), "text": plan.reader.moment(head["at"])})
    return facts
