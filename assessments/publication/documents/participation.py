"""Annexes on who took part, what the assessment builds on, and the figures of the system.

Snapshots made before questionnaire 2026.2 have none of these lists; then there is no annex.
"""

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import MOST_ROWS, Dossier, Row, Rows
from assessments.publication.documents.technologies import page_words
from assessments.questions import catalogues


def _count(plan: Dossier, count: int | None) -> SafeString | str:
    return plan.unknown() if count is None else plan.reader.number(count)


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _rows(plan: Dossier, key: str, read: Any) -> Rows:
    return Rows(read(plan, row) for row in plan.rows(key)[:MOST_ROWS])


def _stakeholder(plan: Dossier, row: Row) -> Row:
    named = _joined(row.get("name"), row.get("organisation"))
    return {
        "name": plan.words(named) if named else _("Name not published"),
        "sector": catalogues.text_of(catalogues.STAKEHOLDER_SECTORS, row.get("sector", "")),
        "role": catalogues.text_of(catalogues.STAKEHOLDER_ROLES, row.get("role", "")),
        "field": plan.words_or_blank(row.get("field")),
    }


def _event(plan: Dossier, row: Row) -> Row:
    return {
        "title": plan.words(row["title"]),
        "held_on": plan.reader.day(row.get("held_on")),
        "place": plan.words_or_blank(row.get("place")),
        "women": _count(plan, row.get("women")),
        "men": _count(plan, row.get("men")),
    }


def _linked_plan(plan: Dossier, row: Row) -> Row:
    return {
        "title": plan.words(_joined(row["title"], row.get("issued_by"), row.get("year"))),
        "kind": catalogues.text_of(catalogues.PLAN_KINDS, row.get("kind", "")),
        "used": plan.passage_or_blank(row.get("used")),
    }


def _figure(plan: Dossier, row: Row) -> SafeString | str:
    if row.get("no_data"):
        return _("no data")
    if row.get("value") is None:
        return plan.unknown()
    text = f"{plan.reader.number(Decimal(row['value']))} {row.get('unit') or ''}".strip()
    rank = row.get("rank")
    return _("%(figure)s (rank %(rank)s)") % {"figure": text, "rank": rank} if rank else text


def _indicator(plan: Dossier, row: Row) -> Row:
    known, page = row["key"] != "own", row.get("source_page")
    name = (
        catalogues.text_of(catalogues.INDICATORS, row["key"])
        if known
        else plan.words(row.get("name"))
    )
    return {
        "name": name,
        "figure": _figure(plan, row),
        "year": _joined(row.get("year"), row.get("edition")),
        "source": plan.words_or_blank(_joined(row.get("source"), page and page_words(page))),
    }


def participation(plan: Dossier) -> Row:
    """The four annexes; those without a row are empty."""
    return {
        "stakeholders": _rows(plan, "stakeholders", _stakeholder),
        "events": _rows(plan, "events", _event),
        "linked_plans": _rows(plan, "linked_plans", _linked_plan),
        "indicators": _rows(plan, "indicators", _indicator),
    }


def annexes(parts: Row) -> list[tuple[str, str]]:
    """(key, title) of the annexes that have rows, in the order of the assessment."""
    titles = {
        "stakeholders": _("Stakeholders and experts"),
        "events": _("Meetings and consultations"),
        "linked_plans": _("Linked plans and reviews"),
        "indicators": _("Indicators of the system"),
    }
    return [(key, title) for key, title in titles.items() if parts[key]]
