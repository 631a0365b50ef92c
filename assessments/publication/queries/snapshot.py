"""The dossier as JSON, in the shape of a snapshot: format ``techbank.plan``, version 1.

Amounts are strings with two decimals, unknown is null, dates are ISO. Identifiers are those of the
records, so that a pledge made to an action finds it again. The public projection is made from the
full one by removing parts, never by reading the database again.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessments.dossiers.queries.sources import make_public, with_evidence
from assessments.models import (
    Assessment,
    Barrier,
    Endorsement,
    Evidence,
    Measure,
    Need,
    Record,
    Sector,
    TechnologyOption,
)
from assessments.plan.queries.costs import Plan
from assessments.plan.queries.published_totals import TotalComparison, frozen
from assessments.priorities.queries.origin import Origin
from assessments.priorities.queries.ranking import Ranking
from assessments.publication.queries.snapshot_context import later_fields, lists_of, public_lists
from assessments.publication.queries.snapshot_plan import action_of, money, totals_of
from assessments.publication.queries.snapshot_priorities import prioritisation_of
from assessments.questions.definitions import Audience, Section
from assessments.reading.queries.progress import AnsweredQuestion
from techbank.text import CURRENT

FORMAT = "techbank.plan"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Material:
    """Everything a snapshot is made of, read in one transaction.

    ``published`` is None where the dossier's questionnaire has no published totals.
    """

    assessment: Assessment
    sections: list[tuple[Section, list[AnsweredQuestion]]]
    endorsement: Endorsement | None
    sectors: list[Sector]
    needs: list[Need]
    options: list[TechnologyOption]
    ranking: Ranking
    barriers: list[Barrier]
    measures: list[Measure]
    plan: Plan
    published: Sequence[TotalComparison] | None = None
    lists: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    evidence: Sequence[Evidence] = ()
    origin: Origin | None = None


@dataclass(frozen=True)
class Approval:
    """Who recommended and approved it, and the head of the trail before the approval."""

    version: int
    approved_at: datetime
    approved_by: str
    recommended_by: str
    head_seq: int
    head_hash: str
    head_at: datetime | None
    verification_base: str


def _assessment(assessment: Assessment, version: int) -> dict[str, Any]:
    country = assessment.country
    return {
        "id": str(assessment.pk),
        "title": assessment.title,
        "country": {
            "iso3": country.pk,
            "names": country.names,
            "fictional": country.fictional,
        },
        "cycle": {"code": assessment.cycle.code, "name": assessment.cycle.name},
        "language": assessment.language,
        "questionnaire": assessment.questionnaire,
        "version": version,
    }


def _approval(approval: Approval) -> dict[str, Any]:
    return {
        "approved_at": approval.approved_at.isoformat(),
        "approved_by": {"name": approval.approved_by, "role": "approving_officer"},
        "recommended_by": {"name": approval.recommended_by, "role": "reviewing_officer"},
        "audit_head": {
            "seq": approval.head_seq,
            "hash": approval.head_hash,
            "at": approval.head_at.isoformat() if approval.head_at else None,
        },
    }


def _section(section: Section, answers: Iterable[AnsweredQuestion]) -> dict[str, Any]:
    return {
        "key": section.key,
        "number": section.number,
        "title": str(section.title),
        "answers": [
            {
                "key": answer.question.key,
                "label": str(answer.question.label),
                "kind": str(answer.question.kind),
                "seen_by": str(answer.question.seen_by),
                "value": answer.answer.value if answer.answer else None,
                "display": answer.display,
                "not_known": answer.not_known,
            }
            for answer in answers
            # What only the country sees is not even frozen: officers read the full projection.
            if answer.question.seen_by != Audience.COUNTRY
        ],
    }


def _endorsement(endorsement: Endorsement | None) -> dict[str, Any] | None:
    if endorsement is None:
        return None
    return {
        "held_on": endorsement.held_on.isoformat(),
        "place": endorsement.place,
        "women": endorsement.women,
        "men": endorsement.men,
        "by_sector": [{"sector": k, "count": v} for k, v in endorsement.by_sector.items() if v],
        "minutes": endorsement.minutes,
    }


def _option(option: TechnologyOption, version: str) -> dict[str, Any]:
    ambition = {
        "target": option.ambition_target,
        "scale": option.ambition_scale,
        "year": option.ambition_year,
        "beneficiaries": option.ambition_beneficiaries,
    }
    return {
        "id": str(option.pk),
        "name": option.name,
        "need": str(option.need_id),
        "description": option.description,
        "stage": option.stage,
        "hardware": option.hardware,
        "software": option.software,
        "orgware": option.orgware,
        "capital_cost": money(option.capital_cost),
        "running_cost": money(option.running_cost),
        "currency": option.currency,
        "lifetime_years": option.lifetime_years,
        "screened_in": option.screened_in,
        "screening_reason": option.screening_reason,
        "chosen": option.chosen,
        "ambition": ambition if any(ambition.values()) else None,
        "source": option.source,
        "source_page": option.source_page,
        **later_fields(option, "option", version),
    }


def _sources(material: Material) -> list[dict[str, str]]:
    named = [
        f"{option.source}, {option.source_page}" if option.source_page else option.source
        for option in material.options
        if option.source
    ]
    return [{"text": text} for text in dict.fromkeys(named)]


def full_projection(material: Material, approval: Approval) -> dict[str, Any]:
    """Everything that was approved. Restricted: names of officers, internal answers, scores."""
    return contents(material, approval.version) | {
        "projection": "full",
        "approval": _approval(approval),
        "verification_base": approval.verification_base,
    }


def contents(material: Material, version: int) -> dict[str, Any]:
    """The dossier itself, without an approval: the digest of a submission is computed from it."""
    asked = material.assessment.questionnaire
    projection = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "text_dialect": CURRENT,
        "assessment": _assessment(material.assessment, version),
        "sections": [_section(section, answers) for section, answers in material.sections],
        "endorsement": _endorsement(material.endorsement),
        "sectors": [
            {
                "id": str(sector.pk),
                "key": sector.key,
                "name": str(sector),
                "reason": sector.reason,
                "sdg_targets": sector.sdg_targets,
                **later_fields(sector, "sector", asked),
            }
            for sector in material.sectors
        ],
        "needs": [
            {
                "id": str(need.pk),
                "sector": str(need.sector_id),
                "challenge": need.challenge,
                "statement": need.statement,
                "who_benefits": need.who_benefits,
            }
            for need in material.needs
        ],
        "options": [_option(option, asked) for option in material.options],
        "prioritisation": prioritisation_of(material.ranking, material.origin),
        "barriers": [
            {
                "id": str(barrier.pk),
                "option": str(barrier.option_id),
                "category": barrier.category,
                "description": barrier.description,
                "importance": barrier.importance,
                "votes": barrier.votes,
                **later_fields(barrier, "barrier", asked),
            }
            for barrier in material.barriers
        ],
        "measures": [
            {
                "id": str(measure.pk),
                "barriers": sorted(str(barrier.pk) for barrier in measure.barriers.all()),
                "kind": measure.kind,
                "description": measure.description,
            }
            for measure in material.measures
        ],
        "actions": [action_of(action, asked) for action in material.plan.actions],
        "totals": totals_of(material.plan),
        "sources": _sources(material),
        **lists_of(material.lists, asked),
    }
    if material.published is not None:
        projection["published_totals"] = [frozen(total) for total in material.published]
    return with_evidence(projection, material.evidence)


def public_projection(full: dict[str, Any]) -> dict[str, Any]:
    """The full projection without what the public may not see.

    Removed: names of officers, answers not marked for the public, the minutes of the workshop,
    sources not marked for the public, names of files, names of persons without their consent, and
    the scores cell by cell (totals and contributions stay).
    """
    public = deepcopy(full)
    public["projection"] = "public"
    for person in ("approved_by", "recommended_by"):
        public["approval"][person].pop("name")
    for section in public["sections"]:
        section["answers"] = [
            answer for answer in section["answers"] if answer["seen_by"] == Audience.PUBLIC
        ]
    if public["endorsement"]:
        public["endorsement"]["minutes"] = ""
    public["prioritisation"]["scores"] = []
    public_lists(public)
    return make_public(public)
