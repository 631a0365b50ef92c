"""Words planted where only some may read them, and who may."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from assessments.questions import questionnaire
from assessments.questions.definitions import Audience, QuestionKind

from .stage import STATIONS, Content
from .walk import content_of

# Places. "notes" are what no projection but the full one has: minutes, remarks.
TITLE, PUBLIC, BANK, COUNTRY, RECORD, NOTE, REMARK = "tpbcrnk"
CONFIDENTIAL, OFFER = "zqXTL9xz", "zqXTL9oz"
_SHAPE = re.compile(r"zq(XTL|XSL)(\d)([a-z])z")
_PLACES = {Audience.PUBLIC: PUBLIC, Audience.BANK: BANK, Audience.COUNTRY: COUNTRY}
# Texts of records that the plan carries into its public version.
_TEXTS = (
    ("sectors", "reason"),
    ("needs", "statement"),
    ("options", "description"),
    ("barriers", "description"),
    ("measures", "description"),
    ("actions", "title"),
    ("actions", "capacity_needs"),
    ("published_totals", "note"),
)
TEAMS = {"contributor": "XTL", "coordinator": "XTL", "other_coordinator": "XSL"}
OFFICERS = ("reviewing_officer", "other_officer", "approving_officer")
LEDGER = ("funding_officer", "funding_approver", "auditor")


@dataclass(frozen=True)
class Canary:
    """One planted word, read back from a page."""

    country: str
    number: int
    place: str

    @property
    def station(self) -> str:
        """Where the dossier stands; empty for words of the ledger."""
        return list(STATIONS)[self.number] if self.number < len(STATIONS) else ""

    def __str__(self) -> str:
        return f"zq{self.country}{self.number}{self.place}z ({self.station or 'ledger'})"


def canary(country: str, station: str, place: str) -> str:
    return f"zq{country}{list(STATIONS).index(station)}{place}z"


def mark(content: Content, country: str, station: str) -> Content:
    """The content of a dossier with a word in every text, another one for each audience."""
    marked = deepcopy(content)

    def word(place: str) -> str:
        return " " + canary(country, station, place)

    marked["title"] += word(TITLE)
    answers: dict[str, Any] = marked["answers"]
    answers["endorsement.internal_note"] = "Ask early."
    for section in questionnaire(content["questionnaire"]).sections:
        for question in section.questions:
            if question.kind in (QuestionKind.TEXT, QuestionKind.LONG) and answers.get(
                question.key
            ):
                answers[question.key] += word(_PLACES[question.seen_by])
    for kind, name in _TEXTS:
        for row in marked[kind]:
            row[name] = f"{row[name] or ''}{word(RECORD)}"
    marked["endorsement"]["minutes"] += word(NOTE)
    marked["source_words"] = {str(audience): word(place) for audience, place in _PLACES.items()}
    marked["report_words"] = word(NOTE)
    marked["remark"] = "Which year?" + word(REMARK)
    return marked


def found_in(text: str) -> set[Canary]:
    return {Canary(iso3, int(n), place) for iso3, n, place in _SHAPE.findall(text)}


def words_in(answer: Any) -> set[Canary]:
    """Of a whole answer, its head too."""
    text = content_of(answer).decode("utf-8", "replace")
    return found_in(text + json.dumps(dict(answer.headers)))


def may_read(actor: str, seen: Canary, page: str) -> bool:
    """The rule, said once more and in other words than the code: the test is as good as this."""
    if not seen.station:
        return _of_ledger(actor, seen)
    if TEAMS.get(actor) == seen.country:
        return True
    public = seen.place in (TITLE, PUBLIC, RECORD)
    if seen.station == "published" and public:
        return True
    if actor in OFFICERS:
        return _handed_in(seen)
    if actor == "auditor":
        # The whole trail is the auditor's: it names what was written, never an answer.
        in_trail = page.startswith("trail") and seen.place in (TITLE, RECORD)
        return _handed_in(seen) or in_trail
    return False


def _handed_in(seen: Canary) -> bool:
    return seen.station not in ("draft", "withdrawn") and seen.place != COUNTRY


def _of_ledger(actor: str, seen: Canary) -> bool:
    offer = str(seen).startswith(OFFER)
    return actor in LEDGER or (offer and actor == "donor")
