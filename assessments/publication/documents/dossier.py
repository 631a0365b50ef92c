"""A snapshot prepared for layout: records by id, the country's own text with its language."""

import re
from datetime import UTC, datetime
from functools import cached_property
from math import ceil
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.publication.documents.edition import dialect_of
from assessments.publication.documents.formatting import LanguageFormatter, places_of
from assessments.publication.documents.words import WORDS, word
from techbank.text import FIRST, direction, line, paragraphs, passage, printed, prose

Row = dict[str, Any]
MOST_ROWS = 1_000
"""Rows a table of the document shows; what is over is counted and said."""


# Stands where nobody told the moment of an approval: documents ask no clock.
NO_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHORT_TABLE: Final = 16.0
"""Lines of a table that is not parted: about a third of a page, with the room around its rows."""
LETTERS_A_LINE, LETTERS_OF_A_GAP, GAP_OF_A_ROW = 107, 3, 0.75
_MARKUP: Final = re.compile("<[^>]*>")
_LINE_ENDS: Final = re.compile("<br>|</p>|</li>")


class Rows(list[Row]):
    """Rows of a table, which is not split over pages when it is short."""

    @property
    def whole(self) -> bool:
        """Short enough to stay on one page: less than a third of it."""
        return len(self) <= SHORT_TABLE and sum(map(_lines, self)) <= SHORT_TABLE


def _lines(row: Row) -> float:
    """About how many lines a row takes, if its columns are equally wide."""
    cells = [cell for name, value in row.items() if name != "anchor" for cell in _cells(value)]
    column = LETTERS_A_LINE / max(1, len(cells)) - LETTERS_OF_A_GAP
    return max((_height(cell, column) for cell in cells), default=0) + GAP_OF_A_ROW


def _height(cell: str, column: float) -> int:
    """About how many lines a cell takes; each line of a longer text begins a new one."""
    parts = _LINE_ENDS.split(cell)
    return sum(ceil(len(_MARKUP.sub("", part)) / max(column, 1)) for part in parts)


def _cells(value: object) -> list[str]:
    """The texts of a field of a row: the text itself, one a cell, or a list joined into one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [str(cell["text"]) for cell in value]
    return [" ".join(map(str, value))] if isinstance(value, list) else []


def is_block(in_html: str) -> bool:
    """Whether a text has paragraphs or lists, which stand in no line of another text."""
    return "<p" in in_html or "<ul" in in_html


class Dossier:
    """The frozen facts of one plan and the language of the document."""

    def __init__(self, snapshot: Row, *, digest: str, language: str) -> None:
        self.snapshot = snapshot
        self.digest = digest
        self.language = language
        self.direction = direction(language)
        self.dialect = dialect_of(snapshot)
        self.reader = LanguageFormatter(language)
        self.assessment: Row = snapshot["assessment"]
        self.country: Row = self.assessment["country"]
        self.own_language: str = self.assessment.get("language") or language
        self.approval: Row = snapshot.get("approval") or {}
        self.is_full: bool = snapshot.get("projection") == "full"
        self.totals: Row = snapshot.get("totals") or {}
        self.prioritisation: Row = snapshot.get("prioritisation") or {}
        self.needs = self.rows("needs")
        self.options = self.rows("options")
        self.barriers = self.rows("barriers")
        self.measures = self.rows("measures")
        self.actions = self.rows("actions")
        self.option_by_id = {row["id"]: row for row in self.options}
        self.criterion_by_id = {row["id"]: row for row in self.criteria}
        self.measure_by_id = {row["id"]: row for row in self.measures}

    def rows(self, key: str) -> list[Row]:
        """A list of the snapshot, empty when it is missing."""
        return list(self.snapshot.get(key) or [])

    @property
    def criteria(self) -> list[Row]:
        return list(self.prioritisation.get("criteria") or [])

    @property
    def results(self) -> list[Row]:
        """Results of the prioritisation, best first."""
        return sorted(self.prioritisation.get("results") or [], key=lambda row: row["rank"])

    @cached_property
    def places(self) -> dict[str, int]:
        """Decimals of the amounts of each currency, the same in every column."""
        amounts: dict[str, list[str | None]] = {}
        for row in (*self.cost_lines(), *(self.totals.get("by_currency") or [])):
            amounts.setdefault(row["currency"], []).append(row["amount"])
        return {code: places_of(some) for code, some in amounts.items()}

    @cached_property
    def places_in_usd(self) -> int:
        """Decimals of the sums in dollars."""
        costs = (self.totals, *(action.get("cost") or {} for action in self.actions))
        return places_of(cost.get("usd") for cost in costs)

    @property
    def made_at(self) -> datetime:
        """The date of files made from it."""
        approved = self.approval.get("approved_at")
        return datetime.fromisoformat(approved) if approved else NO_MOMENT

    @property
    def country_name(self) -> str:
        names: dict[str, str] = self.country.get("names") or {}
        short = self.language.split("-")[0]
        return names.get(short) or names.get("en") or str(self.country["iso3"])

    @property
    def own_direction(self) -> str:
        return direction(self.own_language)

    def words(self, text: object) -> SafeString:
        """A line of text by the country, in its language; “Not provided” when it is empty."""
        if text is None or not str(text).strip():
            return self.nothing()
        return self._marked("span", format_html("{}", line(str(text), self.dialect)))

    def words_or_blank(self, text: object) -> SafeString:
        """As `words`, but an empty text stays empty."""
        return self.words(text) if text and str(text).strip() else SafeString("")

    def coded(self, code: object) -> SafeString | str:
        """The translated word for a code; a code without one is text of the country."""
        return word(code) if str(code or "").strip() in WORDS else self.words(word(code))

    def prose(self, text: object, *, has_marks: bool = True) -> SafeString:
        """A longer text by the country."""
        if text is None or not str(text).strip():
            return format_html("<p>{}</p>", self.nothing())
        in_html = prose(str(text), self.dialect) if has_marks else paragraphs(str(text))
        return self._marked("div", printed(in_html))

    def passage(self, text: object) -> SafeString:
        """A long field of a record, with its lines and lists; “Not provided” when it is empty.

        Under the first dialect it was printed in one line.
        """
        if self.dialect == FIRST or text is None or not str(text).strip():
            return self.words(text)
        in_html = printed(passage(str(text), self.dialect))
        return self._marked("div" if is_block(in_html) else "span", in_html)

    def passage_or_blank(self, text: object) -> SafeString:
        """As `passage`, but an empty text stays empty."""
        return self.passage(text) if text and str(text).strip() else SafeString("")

    def _marked(self, tag: str, safe_string: SafeString) -> SafeString:
        if self.own_language == self.language:
            return format_html("<{0}>{1}</{0}>", tag, safe_string) if tag == "div" else safe_string
        return format_html(
            '<{0} lang="{1}" dir="{2}">{3}</{0}>',
            tag,
            self.own_language,
            self.own_direction,
            safe_string,
        )

    @staticmethod
    def nothing() -> SafeString:
        """The text in place of an answer that was not given."""
        return format_html('<span class="none">{}</span>', _("Not provided"))

    @staticmethod
    def unknown() -> SafeString:
        """The text in place of a value that the country marked as not known."""
        return format_html('<span class="none">{}</span>', _("Not known"))

    def option_name(self, option_id: str) -> str:
        """The country's name of an option; empty when it is not in the snapshot."""
        return line(self.option_by_id.get(option_id, {}).get("name", ""), self.dialect)

    def chosen(self) -> list[Row]:
        """Chosen options, in the order of their rank; those without a rank come last."""
        rank = {row["option"]: row["rank"] for row in self.results}
        picked = [row for row in self.options if row.get("chosen")]
        return sorted(picked, key=lambda row: rank.get(row["id"], len(rank) + 1))

    def activities(self) -> list[Row]:
        """All activities in the order of the actions."""
        return [activity for action in self.actions for activity in action.get("activities") or []]

    def cost_lines(self) -> list[Row]:
        """All cost lines in the order of the activities."""
        return [row for activity in self.activities() for row in activity.get("cost_lines") or []]
