"""One invented world for all walks: the cast at every role, a dossier at every station of its
path, documents, an offer, ledger rows. Everything is arranged through operations."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pikepdf
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.demonstration.operations import dossier
from assessments.evidence.operations import sources
from assessments.models import (
    Activity,
    Assessment,
    Cycle,
    Evidence,
    IssuedWorkbook,
    PlanDocument,
    ProgressReport,
    RecordRevision,
    Revision,
    ScoringSession,
    SectionAssignment,
    Sector,
    Snapshot,
    Thread,
    WorkbookReturn,
)
from assessments.progress import operations as progress_reports
from assessments.publication.documents import store
from assessments.publication.operations.asking import ask_in_act
from assessments.questions import questionnaire
from assessments.review.operations import path
from assessments.review.operations import threads as review
from assessments.states import DocumentState, Projection
from assessments.workbook.operations.issuing import ReturnedFile, issue_workbook, keep_return
from funding.models import LedgerEntry, PledgeOffer
from funding.operations import ledger, offers
from funding.operations.booking import RowDraft
from funding.operations.promises import NewPromise
from partners.models import Country, Membership, User
from partners.roles import Role
from techbank.files.uploads import Upload
from tests.factories.cast import Cast, appoint, make_cast, make_person
from tests.factories.team import entrust
from tests.factories.workshop import made, opened, seat

Content = dict[str, Any]
Mark = Callable[[Content, str, str], Content]

# The columns of the table, in its order, with who plays them.
ACTORS = {
    "anonymous": "",
    "contributor": "bakari",
    "coordinator": "amara",
    "other_coordinator": "chitra",
    "reviewing_officer": "dolma",
    "other_officer": "emil",
    "approving_officer": "farida",
    "funding_officer": "gaspard",
    "funding_approver": "hana",
    "donor": "ines",
    "other_donor": "jonas",
    "partner": "kofi",
    "auditor": "leila",
    "administrator": "mateo",
    "no_role": "nobody",
    "disabled": "oumar",
    "officer_without_second_factor": "pavel",
}
# The one section of every dossier that the contributor only reads.
NOT_ASSIGNED = "inclusion"
WITH_SECOND_FACTOR = ("dolma", "emil", "farida", "gaspard", "hana", "leila", "mateo")

# How far each station is along the path.
STATIONS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "withdrawn": ("withdraw",),
    "submitted": ("submit",),
    "in review": ("submit", "take"),
    "returned": ("submit", "take", "return"),
    "recommended": ("submit", "take", "recommend"),
    "approved": ("submit", "take", "recommend", "approve"),
    "released": ("submit", "take", "recommend", "approve", "release"),
    "published": ("submit", "take", "recommend", "approve", "release", "publish"),
}


@dataclass
class Stage:
    """Who acts, and what there is to act on. ``documents`` by station and projection."""

    cast: Cast
    pavel: User
    at: datetime
    folder: Path
    dossiers: dict[str, Assessment] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    documents: dict[tuple[str, str], PlanDocument] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    workbooks: dict[str, IssuedWorkbook] = field(default_factory=dict)
    returns: dict[str, WorkbookReturn] = field(default_factory=dict)
    offer: PledgeOffer | None = None
    rows: dict[str, LedgerEntry] = field(default_factory=dict)
    sessions: dict[str, ScoringSession] = field(default_factory=dict)
    reports: dict[str, ProgressReport] = field(default_factory=dict)

    def actor(self, name: str) -> User | None:
        """The person behind a column; None for somebody not signed in."""
        who = ACTORS[name]
        if not who:
            return None
        return self.pavel if who == "pavel" else getattr(self.cast, who)

    @property
    def action_id(self) -> UUID:
        """The first action of the published plan."""
        return UUID(self.snapshots["published"].public["actions"][0]["id"])

    def record(self, station: str) -> Sector:
        return Sector.objects.filter(assessment=self.dossiers[station])[0]

    def assignment(self, station: str, section: str) -> SectionAssignment:
        return SectionAssignment.objects.get(assessment=self.dossiers[station], section=section)

    def revision(self, station: str, key: str) -> Revision:
        return Revision.objects.filter(assessment=self.dossiers[station], key=key)[0]

    def record_revision(self, station: str) -> RecordRevision:
        return RecordRevision.objects.filter(record_id=self.record(station).pk)[0]

    def role_of(self, person: User) -> Membership:
        return Membership.objects.get(user=person)


def _take_up(stage: Stage, assessment: Assessment, step: str, coordinator: User) -> Assessment:
    cast, at = stage.cast, stage.at
    acts: dict[str, tuple[Callable[..., Assessment], User, dict[str, Any]]] = {
        "submit": (path.submit, coordinator, {}),
        "withdraw": (path.withdraw, coordinator, {"reason": "Begun too early."}),
        "take": (path.take, cast.dolma, {}),
        "return": (path.return_sections, cast.dolma, {"sections": ["plan"], "reason": "Costs."}),
        "recommend": (path.recommend, cast.dolma, {}),
        "approve": (path.approve, cast.farida, {}),
        "release": (path.release, coordinator, {}),
        "publish": (path.publish, cast.farida, {}),
    }
    act, by, more = acts[step]
    return act(assessment=assessment, by=by, at=at, **more)


def _cycle(station: str) -> Cycle:
    number = list(STATIONS).index(station)
    facts = {
        "name": f"Cycle {number}",
        "starts_on": date(2000 + number, 1, 1),
        "ends_on": date(2000 + number, 12, 31),
    }
    return Cycle.objects.get_or_create(code=f"c{number}", defaults=facts)[0]


def bring_to(
    stage: Stage, station: str, *, country: Country, by: User, mark: Mark | None = None
) -> Assessment:
    """Write a dossier and take it to a station; ``mark(content, country, station)`` may change
    what is written. Once an officer holds it, it has a thread with a remark of each side."""
    text = dossier.content()
    content = mark(text, country.pk, station) if mark else text
    with mock.patch.object(dossier, "content", return_value=content):
        result = dossier.write_demonstration(
            country=country, cycle=_cycle(station), by=by, at=stage.at
        )
    if country.pk == "XTL":
        _hand_out(stage, result, by)
    key = station if country.pk == "XTL" else f"{station} of {country.pk}"
    _give_sources(stage, key, result, by, content.get("source_words", {}))
    _take_out(stage, key, result, by)
    for step in STATIONS[station]:
        result = _take_up(stage, result, step, by)
        if step == "take":
            stage.threads[key] = _talk(stage, result, content, by)
        if step == "approve":
            stage.reports[key] = _tell(stage, result, content.get("report_words", ""), by)
    stage.dossiers[key] = result
    return result


def _hand_out(stage: Stage, assessment: Assessment, by: User) -> None:
    """Bakari writes every section but one, and calls "needs" ready."""
    every = [section.key for section in questionnaire(assessment.questionnaire).sections]
    sections = [key for key in every if key != NOT_ASSIGNED]
    entrust(assessment, stage.cast.bakari, by=by, at=stage.at, sections=sections)
    SectionAssignment.objects.filter(assessment=assessment, section="needs").update(
        ready_at=stage.at
    )


def _give_sources(
    stage: Stage, key: str, assessment: Assessment, by: User, words: dict[str, str]
) -> None:
    """Three sources of one answer, one for each audience, each with a file."""
    for seen_by in Evidence.SeenBy.values:
        word = words.get(seen_by, "")
        # A file is never public, no matter who may see its source.
        inside = words.get("bank" if seen_by == "public" else seen_by, "")
        stage.evidence[key, seen_by] = sources.add_evidence(
            assessment=assessment,
            evidence_id=uuid4(),
            fact=sources.EvidencedFact(question="plan.summary"),
            source=sources.Source(f"Yearbook{word}", "12", "", seen_by),
            upload=Upload(f"table{inside}.csv", "text/csv", f"year{inside}\n2024\n".encode()),
            by=by,
            at=stage.at,
        )


def _take_out(stage: Stage, key: str, assessment: Assessment, by: User) -> None:
    """A workbook that was taken out, and one that came back with nothing new in it."""
    issued = issue_workbook(
        assessment=assessment, sections=["plan"], language="en", scorers=0, by=by, at=stage.at
    )
    cells: dict[str, Any] = {"lines": {}, "problems": [], "notes": []}
    file = ReturnedFile("workbook.xlsx", "0" * 64, 1, cells)
    stage.workbooks[key] = issued
    stage.returns[key] = keep_return(issued=issued, returned=file, by=by, at=stage.at)


def _talk(stage: Stage, assessment: Assessment, content: Content, by: User) -> Thread:
    response = content.get("remark", "Which year?")
    thread = review.open_thread(
        assessment=assessment,
        section="plan",
        must_fix=False,
        text=response,
        by=stage.cast.dolma,
        at=stage.at,
    )
    review.add_remark(thread=thread, text=response, by=by, at=stage.at)
    return thread


def _tell(stage: Stage, assessment: Assessment, words: str, by: User) -> ProgressReport:
    """What became of the first activity of the plan."""
    activity = Activity.objects.filter(assessment=assessment)[0]
    progress = progress_reports.Progress(
        until_on=stage.at.date(),
        status="in_progress",
        happened=f"Begun early.{words}",
        obstacles=f"Rain.{words}",
    )
    return progress_reports.report_progress(
        assessment=assessment,
        report_id=uuid4(),
        activity_id=activity.pk,
        progress=progress,
        by=by,
        at=stage.at,
    )


def _pdf(text: str) -> bytes:
    """A PDF of one empty page, different for each ``text``."""
    document, stored = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.docinfo["/Title"] = text
    document.save(stored)
    return stored.getvalue()


def _documents(stage: Stage, station: str) -> None:
    snapshot = Snapshot.objects.get(assessment=stage.dossiers[station])
    stage.snapshots[station] = snapshot
    for projection in Projection.values:
        document = PlanDocument.objects.get(snapshot=snapshot, projection=projection)
        stored = store.put(_pdf(f"{station} {projection}"))
        PlanDocument.objects.filter(pk=document.pk).update(
            state=DocumentState.READY,
            digest=stored.digest,
            pages=1,
            size=stored.size,
            stored_as=stored.name,
            ready_at=stage.at,
        )
        document.refresh_from_db()
        stage.documents[station, projection] = document


def _failed_document(stage: Stage) -> None:
    failed = ask_in_act(
        snapshot=stage.snapshots["published"],
        language="fr",
        projection=Projection.PUBLIC,
        by=stage.cast.amara,
        at=stage.at,
    )
    PlanDocument.objects.filter(pk=failed.pk).update(
        state=DocumentState.FAILED, error="No font has this sign."
    )
    stage.documents["published", "failed"] = failed


def pay(stage: Stage, *, title: str, confidential: bool = False, message: str = "") -> None:
    """An offer of Aurora on the published plan; a row of Gaspard's that waits, others approved.

    Borealis gives too: money of a single confidential donor is in no sum of an action.
    """
    cast, at, snapshot = stage.cast, stage.at, stage.snapshots["published"]
    stage.offer = offers.offer_pledge(
        client_uuid=uuid4(),
        donor=cast.world.aurora,
        snapshot=snapshot,
        action_id=stage.action_id,
        amount=Decimal(1000),
        currency="USD",
        message=message,
        by=cast.ines,
        at=at,
    )
    aurora, borealis = cast.world.aurora, cast.world.borealis
    given = (
        ("approved of Borealis", "pledge", borealis),
        ("approved", "pledge", aurora),
        ("entered", "receipt", aurora),
    )
    for name, kind, donor in given:
        promise = NewPromise(
            title=f"{title} {name}",
            donors=[donor],
            confidential=confidential,
            snapshot=snapshot,
            action_id=stage.action_id,
            action_title="One",
            purpose=title,
        )
        draft = RowDraft(
            kind=kind,
            amount=Decimal(7000),
            currency="USD",
            value_on=date(2025, 3, 1),
            reason=title,
            document_reference=f"{title} {name}",
            confirmed=True,
        )
        row = ledger.enter_row(promise=promise, draft=draft, by=cast.gaspard, at=at).entry
        if name != "entered":
            row = ledger.approve_entry(entry=row, by=cast.hana, at=at)
        stage.rows[name] = row


def set_stage(
    stations: dict[str, tuple[str, ...]], *, folder: Path, mark: Mark | None = None
) -> Stage:
    """The cast, and dossiers by country: ``{"XTL": ("draft", …), "XSL": …}``."""
    cast = make_cast()
    stage = Stage(
        cast=cast,
        pavel=appoint(make_person("pavel"), Role.REVIEWING_OFFICER),
        at=timezone.now(),
        folder=folder,
    )
    for name in WITH_SECOND_FACTOR:
        Authenticator.objects.create(
            user=getattr(cast, name), type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
    writers = {"XTL": (cast.world.testland, cast.amara), "XSL": (cast.world.otherland, cast.chitra)}
    for iso3, wanted in stations.items():
        country, by = writers[iso3]
        for station in wanted:
            bring_to(stage, station, country=country, by=by, mark=mark)
            if station in ("approved", "published") and iso3 == "XTL":
                _documents(stage, station)
    _failed_document(stage)
    draft, by = stage.dossiers["draft"], cast.amara
    stage.sessions = {
        "setup": made(draft, by, stage.at),
        "open": opened(draft, by, stage.at),
    }
    seat(stage.sessions["open"], stage.at)
    return stage


@contextmanager
def world(blocker: Any, folder: Path) -> Iterator[None]:
    """One transaction that is never committed, with a second factor required and files of its
    own."""
    settings = override_settings(
        SECOND_FACTOR="required",
        DOCUMENTS_ROOT=folder,
        EVIDENCE_ROOT=folder / "evidence",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with blocker.unblock(), settings, transaction.atomic():
        yield
        transaction.set_rollback(True)
