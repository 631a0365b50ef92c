"""Freezing a dossier: the snapshot that an approval writes and nothing changes later."""

from datetime import datetime

from django.conf import settings
from django.db.models import Max

from assessments.dossiers.queries import sources
from assessments.models import (
    Assessment,
    Barrier,
    Endorsement,
    Measure,
    Need,
    Sector,
    Snapshot,
    TechnologyOption,
)
from assessments.plan.queries.costs import plan_of
from assessments.plan.queries.published_totals import compared
from assessments.priorities.queries.origin import origin
from assessments.priorities.queries.ranking import ranking
from assessments.publication.queries.snapshot import (
    FORMAT_VERSION,
    Approval,
    Material,
    contents,
    full_projection,
    public_projection,
)
from assessments.publication.queries.snapshot_context import LISTS
from assessments.questions import questionnaire
from assessments.questions.records import kinds_of
from assessments.reading.queries import progress
from assessments.records.operations.kinds import RECORD_TABLES
from partners.models import User
from techbank.audit.chain import digest_of
from techbank.audit.verify import head


def _material(assessment: Assessment, at: datetime) -> Material:
    locale = assessment.language
    sections = questionnaire(assessment.questionnaire).sections
    ranked = ranking(assessment)
    plan = plan_of(assessment, at.date())
    asked = {kind.key for kind in kinds_of(assessment.questionnaire)}
    return Material(
        assessment=assessment,
        sections=[(s, progress.answers(assessment, s.key, locale=locale)) for s in sections],
        endorsement=Endorsement.objects.filter(assessment=assessment).first(),
        sectors=list(Sector.objects.filter(assessment=assessment)),
        needs=list(Need.objects.filter(assessment=assessment)),
        options=list(TechnologyOption.objects.filter(assessment=assessment)),
        ranking=ranked,
        origin=origin(ranked.session_id),
        barriers=list(Barrier.objects.filter(assessment=assessment)),
        measures=list(Measure.objects.filter(assessment=assessment).prefetch_related("barriers")),
        plan=plan,
        published=compared(assessment, plan) if "published_total" in asked else None,
        lists={
            kind: list(RECORD_TABLES[kind].model._default_manager.filter(assessment=assessment))
            for kind in LISTS
        },
        evidence=list(sources.live(assessment)),
    )


def submitted_digest(*, assessment: Assessment, at: datetime) -> str:
    """The digest on the receipt of a submission: of the contents as they were submitted."""
    versions = Snapshot.objects.filter(assessment=assessment).count()
    return digest_of(contents(_material(assessment, at), versions + 1))


def freeze(*, assessment: Assessment, by: User, at: datetime) -> Snapshot:
    """Write the snapshot of an assessment that is being approved, in both projections.

    Call it inside the approval's transaction, before the trail is written: the head of the trail in
    the snapshot is the one before the approval.
    """
    last = Snapshot.objects.filter(assessment=assessment).aggregate(last=Max("version"))["last"]
    trail = head()
    approval = Approval(
        version=(last or 0) + 1,
        approved_at=at,
        approved_by=str(by),
        recommended_by=str(assessment.recommended_by),
        head_seq=trail.seq,
        head_hash=trail.hash,
        head_at=trail.at,
        verification_base=f"{settings.PUBLIC_URL}/verify/",
    )
    full = full_projection(_material(assessment, at), approval)
    public = public_projection(full)
    assessment.text_dialect = full["text_dialect"]
    assessment.save(update_fields=["text_dialect"])
    return Snapshot.objects.create(
        assessment=assessment,
        version=approval.version,
        format_version=FORMAT_VERSION,
        full=full,
        public=public,
        digest=digest_of(full),
        public_digest=digest_of(public),
        approved_at=at,
    )
