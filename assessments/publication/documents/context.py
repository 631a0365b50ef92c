"""Answers of the questionnaire, needs by sector, endorsement."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.publication.documents.dossier import MOST_ROWS, Dossier, Row, Rows
from assessments.publication.documents.formatting import decimal_or_none
from assessments.publication.documents.words import word
from assessments.questions import VERSIONS
from assessments.questions.definitions import Question, QuestionKind, Section

SHORT = 140
MOST_COLUMNS = 6
_FIGURE = re.compile(r"[-−+]?\d[\d\s.,]*%?$")
LONG_KINDS = {"markdown", "long", "long_text", "textarea", "prose"}


def sections(plan: Dossier, *, inclusion: bool) -> list[Row]:
    """Sections with answers: all but the one on inclusion, or only that one, which has a chapter
    of its own."""
    return [
        {
            "title": _title(plan, section),
            "number": section.get("number") or "",
            "answers": [_answer(plan, answer) for answer in section["answers"]],
        }
        for section in plan.rows("sections")
        if section.get("answers") and (section["key"] == "inclusion") == inclusion
    ]


def _asked_section(plan: Dossier, key: str) -> Section | None:
    """The section of the questionnaire the dossier was written to; None when it is unknown."""
    try:
        return VERSIONS[plan.assessment["questionnaire"]].section(key)
    except KeyError:
        return None


def _title(plan: Dossier, section: Row) -> SafeString | str:
    """In the document's language where the questionnaire has it, else as it was frozen."""
    asked = _asked_section(plan, section["key"])
    return str(asked.title) if asked else plan.words(section["title"])


def _question(plan: Dossier, key: str) -> Question | None:
    try:
        return VERSIONS[plan.assessment["questionnaire"]].question(key)
    except KeyError:
        return None


def _answer(plan: Dossier, answer: Row) -> Row:
    if not answer.get("not_known") and _is_table(answer.get("value")):
        return {"label": "", "text": _table(plan, answer)}
    question = _question(plan, answer["key"])
    label = str(question.label) if question else plan.words(answer["label"])
    return {"label": label, "text": _value(plan, answer, question)}


def _coded(plan: Dossier, value: Any, question: Question) -> SafeString | None:
    """A choice, number or date in the document's language; None for text that people wrote."""
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        labels = {choice.key: str(choice.label) for choice in question.choices}
        chosen = [labels.get(key) or word(key) for key in _several(value)]
        if question.kind is QuestionKind.CHOICE:
            return format_html("<p>{}</p>", "; ".join(chosen))
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((label,) for label in chosen))
        )
    if (
        question.kind in (QuestionKind.NUMBER, QuestionKind.INTEGER)
        and decimal_or_none(value) is not None
    ):
        return format_html("<p>{} {}</p>", plan.reader.number(value), question.unit)
    if question.kind is QuestionKind.DATE:
        return format_html("<p>{}</p>", plan.reader.day(value))
    return None


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(plan: Dossier, answer: Row, question: Question | None) -> SafeString:
    value, kind = answer.get("value"), answer.get("kind")
    if answer.get("not_known"):
        return format_html("<p>{}</p>", plan.unknown())
    if value in (None, "", [], {}):
        return format_html("<p>{}</p>", plan.nothing())
    if isinstance(value, bool):
        return format_html("<p>{}</p>", _("Yes") if value else _("No"))
    coded = _coded(plan, value, question) if question else None
    if coded is not None:
        return coded
    if isinstance(value, list | dict):
        return _list(plan, _several(value))
    if kind == "number" and decimal_or_none(value) is not None:
        return format_html("<p>{}</p>", plan.reader.number(value))
    if kind not in LONG_KINDS and len(str(value)) <= SHORT and "\n" not in str(value):
        return format_html("<p>{}</p>", plan.words(value))
    return plan.prose(value, has_marks=kind in LONG_KINDS)


def _is_table(value: Any) -> bool:
    """Records with the same few fields are shown as a table."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return False
    fields = {tuple(row) for row in value}
    return len(fields) == 1 and 1 < len(next(iter(fields))) <= MOST_COLUMNS


def _table(plan: Dossier, answer: Row) -> SafeString:
    values = answer["value"][:MOST_ROWS]
    figures = {key for key in values[0] if _is_figures(row[key] for row in values)}
    heads = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        ((_aligned(key in figures), plan.coded(key)) for key in values[0]),
    )
    body = format_html_join("", "<tr>{}</tr>", ((_cells(plan, row, figures),) for row in values))
    return format_html(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        plan.words(answer["label"]),
        heads,
        body,
    )


def _is_figures(cells: Iterable[Any]) -> bool:
    known = [str(cell) for cell in cells if cell not in (None, "")]
    return bool(known) and all(_FIGURE.match(cell) for cell in known)


def _aligned(is_figures: bool) -> SafeString:
    return SafeString(' class="number"' if is_figures else "")


def _cells(plan: Dossier, row: Row, figures: set[str]) -> SafeString:
    cells = {key: plan.unknown() if cell is None else plan.words(cell) for key, cell in row.items()}
    (_key, first), *rest = cells.items()
    others = format_html_join(
        "", "<td{}>{}</td>", ((_aligned(key in figures), cell) for key, cell in rest)
    )
    return format_html('<th scope="row">{}</th>{}', first, others)


def _list(plan: Dossier, values: list[Any]) -> SafeString:
    items = format_html_join(
        "", "<li>{}</li>", ((_item(plan, value),) for value in values[:MOST_ROWS])
    )
    return format_html("<ul>{}</ul>", items)


def _item(plan: Dossier, value: Any) -> SafeString:
    if not isinstance(value, dict):
        return plan.words(value)
    known = {key: detail for key, detail in value.items() if detail not in (None, "")}
    details = plan.words(" · ".join(f"{word(key)}: {detail}" for key, detail in known.items()))
    missing = ((plan.coded(key), plan.unknown()) for key in value if key not in known)
    parts = [details] if known else []
    return format_html_join(
        " · ",
        "{}",
        ((part,) for part in [*parts, format_html_join(" · ", "{}: {}", missing)] if part),
    )


def sectors(plan: Dossier) -> list[Row]:
    """Sectors with their needs; needs of no listed sector come last."""
    listed = plan.rows("sectors")
    known = {name for row in listed for name in _names(row)}
    shown_sectors = [
        {
            "name": plan.words(row["name"]),
            "reason": plan.prose(row.get("reason")),
            "targets": plan.words(row.get("sdg_targets")),
            "follows": _follows(plan, row),
            "needs": Rows(
                _need(plan, need) for need in plan.needs if need["sector"] in _names(row)
            ),
        }
        for row in listed
    ]
    rest = Rows(_need(plan, need) for need in plan.needs if need["sector"] not in known)
    if rest:
        shown_sectors.append(
            {
                "name": _("Other needs"),
                "reason": "",
                "targets": plan.nothing(),
                "follows": "",
                "needs": rest,
            }
        )
    return shown_sectors


def _follows(plan: Dossier, sector: Row) -> SafeString | str:
    """The national plan and the objective a sector follows from; empty when none is given."""
    linked = {row["id"]: row for row in plan.rows("linked_plans")}
    parts = (linked.get(sector.get("linked_plan"), {}).get("title"), sector.get("plan_objective"))
    return plan.words_or_blank(", ".join(str(part) for part in parts if part))


def _names(sector: Row) -> set[str]:
    """The values by which a need may refer to its sector: its id, or its key in the catalogue."""
    return {sector[name] for name in ("id", "key") if sector.get(name)}


def _need(plan: Dossier, need: Row) -> Row:
    return {
        "challenge": plan.passage(need.get("challenge")),
        "statement": plan.words(need.get("statement")),
        "who": plan.passage(need.get("who_benefits")),
    }


def endorsement(plan: Dossier) -> Row | None:
    """The validation workshop, or None when none is recorded."""
    held: Row = plan.snapshot.get("endorsement") or {}
    if not any(held.values()):
        return None
    return {
        "facts": [
            {"label": _("Held on"), "text": plan.reader.day(held.get("held_on"))},
            {"label": _("Place"), "text": plan.words(held.get("place"))},
            {"label": _("Women"), "text": _count(plan, held.get("women"))},
            {"label": _("Men"), "text": _count(plan, held.get("men"))},
        ],
        "by_sector": Rows(
            {"sector": plan.coded(row["sector"]), "count": _count(plan, row.get("count"))}
            for row in held.get("by_sector") or []
        ),
        # The public edition has no minutes: nothing is said to be missing that is not to be there.
        "minutes": plan.prose(held.get("minutes")) if held.get("minutes") else "",
    }


def _count(plan: Dossier, count: int | None) -> str:
    return plan.unknown() if count is None else plan.reader.number(count)
