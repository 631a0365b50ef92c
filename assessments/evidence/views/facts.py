"""What a source is about, in words and addresses: a question, or a record and its fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from assessments.dossiers.views.pages import Page
from assessments.evidence.operations.sources import EvidencedFact, section_of, widest_audience
from assessments.models import Evidence, ProgressReport
from assessments.models.progress_reports import REPORT
from assessments.progress import queries as progress_reports
from assessments.questions import records
from assessments.questions.definitions import Audience, Section, Text
from assessments.records.forms.registry import RECORD_FORMS, record_kind
from assessments.records.operations.states import get_record
from partners.access import AccessDecision
from techbank.exceptions import Hidden, Refused
from techbank.templatetags.techbank import localdate


@dataclass(frozen=True)
class FactLocation:
    """A fact of an open dossier. ``url`` leads to where it is written."""

    fact: EvidencedFact
    section: Section
    label: Text
    kind_label: Text
    url: str

    @property
    def came_from(self) -> Text:
        """What ``url`` leads to, in words."""
        return _("Progress against plan") if self.fact.kind == REPORT else self.section.title

    @property
    def address(self) -> str:
        return self.fact.question or f"{self.fact.kind}:{self.fact.record_id}"


def place_at(page: Page, address: str) -> FactLocation:
    """The fact an address names: ``team.lead_ministry``, ``need:<id>``. Raises ``Hidden`` for what
    the dossier has not, or the reader may not read."""
    kind, colon, key = address.partition(":")
    if not colon:
        return _question(page, address)
    try:
        record_id = UUID(key)
    except ValueError:
        raise Hidden from None
    if kind == REPORT:
        return _report(page, progress_reports.get_report(page.assessment, record_id))
    record_kind(kind)
    record = get_record(assessment=page.assessment, kind=kind, record_id=record_id)
    return _record(page, EvidencedFact(kind=kind, record_id=record_id), str(record))


def _question(page: Page, key: str) -> FactLocation:
    fact = EvidencedFact(question=key)
    section = page.section(section_of(assessment=page.assessment, fact=fact))
    question = page.questionnaire.question(key)
    if not page.may_read(question):
        raise Hidden
    url = f"{page.url('section', section.key)}#id_{key}"
    return FactLocation(fact, section, question.label, "", url)


def _record(page: Page, fact: EvidencedFact, label: str) -> FactLocation:
    section = page.section(section_of(assessment=page.assessment, fact=fact))
    url = f"{page.url('section', section.key)}#record-{fact.record_id}"
    return FactLocation(fact, section, label, records.RECORD_KINDS[fact.kind].label, url)


def _report(page: Page, report: ProgressReport) -> FactLocation:
    fact = EvidencedFact(kind=REPORT, record_id=report.pk)
    url = f"{page.url('activity_progress', report.activity)}#report-{report.pk}"
    label = _("%(status)s, up to %(day)s") % {
        "status": report.get_status_display(),
        "day": localdate(report.until_on),
    }
    return FactLocation(fact, page.section("plan"), label, _("Progress report"), url)


def may_change(page: Page, place: FactLocation) -> AccessDecision:
    """Whether the reader may write where the fact is written, now."""
    if place.fact.kind == REPORT:
        return progress_reports.may_report(page.assessment, page.user, page.now.date())
    return page.may_edit(place.section.key)


def require_change(page: Page, place: FactLocation) -> None:
    """Raises ``Refused`` with the reason when the reader may not."""
    verdict = may_change(page, place)
    if not verdict:
        raise Refused(verdict.reason)


def widest_of(page: Page, place: FactLocation) -> Audience:
    """Who may at most see a source of the fact."""
    return widest_audience(assessment=page.assessment, fact=place.fact)


def fields_of(page: Page, place: FactLocation) -> list[tuple[str, Text]]:
    """(key, label) of the record's fields; none for a question or a progress report."""
    if place.fact.kind in ("", REPORT):
        return []
    kind = records.RECORD_KINDS[place.fact.kind]
    fields = records.fields_of(kind, page.assessment.questionnaire)
    return [(field.key, field.label) for field in fields if field.stored]


def places_of(page: Page, rows: Iterable[Evidence]) -> dict[str, FactLocation]:
    """The facts of many rows by their address: one query a kind of record. A fact that is gone,
    or that the reader may not read, is left out."""
    places: dict[str, FactLocation] = {}
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.record_id:
            wanted.setdefault(row.kind, set()).add(row.record_id)
        elif row.question not in places:
            try:
                places[row.question] = _question(page, row.question)
            except Hidden:
                continue
    for kind, ids in wanted.items():
        places |= {place.address: place for place in _places(page, kind, ids)}
    return places


def _places(page: Page, kind: str, ids: set[UUID]) -> Iterable[FactLocation]:
    """Of one kind of record, or of progress reports."""
    if kind == REPORT:
        for report in progress_reports.reports_of([page.assessment.pk]).filter(pk__in=ids):
            yield _report(page, report)
    elif kind in RECORD_FORMS:
        for record in _records(page, kind, ids):
            yield _record(page, EvidencedFact(kind=kind, record_id=record.pk), str(record))


def _records(page: Page, kind: str, ids: set[UUID]) -> Iterable[Model]:
    known = RECORD_FORMS[kind]
    rows = known.form.model._default_manager.filter(assessment=page.assessment, pk__in=ids)
    return rows.select_related(*known.related) if known.related else rows
