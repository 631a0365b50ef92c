"""What a source is about, in words and addresses: a question, or a record and its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from assessments.forms.records import KINDS, record_kind
from assessments.models import Evidence
from assessments.operations.evidence import Fact, section_of, widest_audience
from assessments.operations.record_states import get_record
from assessments.questions import records as described
from assessments.questions.definitions import Audience, Section, Text
from techbank.refusals import Hidden

from .pages import Page


@dataclass(frozen=True)
class Place:
    """A fact of an open dossier. ``url`` leads to where it is written."""

    fact: Fact
    section: Section
    label: Text
    kind_label: Text
    url: str

    @property
    def address(self) -> str:
        return self.fact.question or f"{self.fact.kind}:{self.fact.record_id}"


def place_at(page: Page, address: str) -> Place:
    """The fact an address names: ``team.lead_ministry``, ``need:<id>``. Raises ``Hidden`` for what
    the dossier has not, or the reader may not read."""
    kind, colon, key = address.partition(":")
    if not colon:
        return _question(page, address)
    try:
        record_id = UUID(key)
    except ValueError:
        raise Hidden from None
    record_kind(kind)
    record = get_record(assessment=page.assessment, kind=kind, record_id=record_id)
    return _record(page, Fact(kind=kind, record_id=record_id), str(record))


def _question(page: Page, key: str) -> Place:
    fact = Fact(question=key)
    section = page.section(section_of(assessment=page.assessment, fact=fact))
    question = page.questionnaire.question(key)
    if not page.may_read(question):
        raise Hidden
    url = f"{page.url('section', section.key)}#id_{key}"
    return Place(fact, section, question.label, "", url)


def _record(page: Page, fact: Fact, label: str) -> Place:
    section = page.section(section_of(assessment=page.assessment, fact=fact))
    url = f"{page.url('section', section.key)}#record-{fact.record_id}"
    return Place(fact, section, label, described.KINDS[fact.kind].label, url)


def widest_of(page: Page, place: Place) -> Audience:
    """Who may at most see a source of the fact."""
    return widest_audience(assessment=page.assessment, fact=place.fact)


def fields_of(page: Page, place: Place) -> list[tuple[str, Text]]:
    """(key, label) of the record's fields; none for a question."""
    if not place.fact.kind:
        return []
    kind = described.KINDS[place.fact.kind]
    fields = described.fields_of(kind, page.assessment.questionnaire)
    return [(one.key, one.label) for one in fields if one.stored]


def places_of(page: Page, rows: Iterable[Evidence]) -> dict[str, Place]:
    """The facts of many rows by their address: one query a kind of record. A fact that is gone,
    or that the reader may not read, is left out."""
    found: dict[str, Place] = {}
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.record_id:
            wanted.setdefault(row.kind, set()).add(row.record_id)
        elif row.question not in found:
            try:
                found[row.question] = _question(page, row.question)
            except Hidden:
                continue
    for kind, ids in wanted.items():
        if kind in KINDS:
            for record in _records(page, kind, ids):
                fact = Fact(kind=kind, record_id=record.pk)
                found[f"{kind}:{record.pk}"] = _record(page, fact, str(record))
    return found


def _records(page: Page, kind: str, ids: set[UUID]) -> Iterable[Model]:
    known = KINDS[kind]
    rows = known.form.model._default_manager.filter(assessment=page.assessment, pk__in=ids)
    return rows.select_related(*known.related) if known.related else rows
