"""The plan document: a frozen snapshot in, an accessible and archival PDF out."""

from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.publication.documents.context import endorsement, sections, sectors
from assessments.publication.documents.costs import costs
from assessments.publication.documents.dossier import Dossier, Row
from assessments.publication.documents.edition import file_stem, renderer_of, snapshot_json
from assessments.publication.documents.implementation import (
    actions,
    charts,
    funding,
    indicators,
    risks,
)
from assessments.publication.documents.participation import annexes, participation
from assessments.publication.documents.priorities import priorities
from assessments.publication.documents.sources import sources
from assessments.publication.documents.summary import colophon, cover, summary
from assessments.publication.documents.tables import tables_of
from assessments.publication.documents.technologies import options, technologies
from techbank import press
from techbank.text import shortened

LONGEST_HEAD: Final = 80
"""Characters of the running head."""

STYLESHEETS: Final = ("document.css",)


def plan_pdf(snapshot: dict[str, Any], *, digest: str, language: str) -> bytes:
    """The plan of `snapshot` with its frame in `language`; the same arguments, the same bytes.

    `digest` is that of the canonical snapshot, as printed on the cover and in the QR code. The
    snapshot is attached to the file as JSON. Reads no clock, no database, no setting.
    """
    with translation.override(language):
        plan = Dossier(snapshot, digest=digest, language=language)
        title = f"{plan.country_name}{plan.reader.colon}{plan.assessment['title']}"
        html = render_to_string("documents/plan/plan.html", _facts(plan, title))
        return press.render(
            html=html,
            css=STYLESHEETS,
            language=language,
            attachments=[_source(plan), _tables(plan)],
            title=title,
            created_at=plan.made_at,
            identifier=f"{digest}:{language}:{renderer_of(snapshot)}",
            author=plan.country_name,
        )


def _facts(plan: Dossier, title: str) -> Row:
    facts = {
        "language": plan.language,
        "direction": plan.direction,
        "title": title,
        "running_title": shortened(title, LONGEST_HEAD),
        "cover": cover(plan),
        "standing": _standing(plan),
        "summary": summary(plan),
        "sections": sections(plan, inclusion=False),
        "sectors": sectors(plan),
        "options": options(plan),
        "priorities": priorities(plan),
        "technologies": technologies(plan),
        "actions": actions(plan),
        "charts": charts(plan),
        "costs": costs(plan),
        "funding": funding(plan),
        "indicators": indicators(plan),
        "risks": risks(plan),
        "inclusion": sections(plan, inclusion=True),
        "endorsement": endorsement(plan),
        "participation": participation(plan),
        "sources": sources(plan),
        "colophon": colophon(plan, renderer_of(plan.snapshot)),
        "is_full": plan.is_full,
        "colon": plan.reader.colon,
    }
    return {**facts, "chapters": _chapters(plan, facts)}


def _standing(plan: Dossier) -> str:
    """The line at the foot of every page."""
    if plan.country.get("fictional"):
        return _("Invented country – made up for demonstration")
    return _("Version %(version)s · digest %(digest)s…") % {
        "version": plan.assessment.get("version", 1),
        "digest": plan.digest[:8],
    }


def _chapters(plan: Dossier, facts: Row) -> list[Row]:
    """Table of contents: number, title and anchor of each chapter, with their subchapters."""
    titles = {
        "summary": _("Summary"),
        "context": _("National context"),
        "needs": _("Needs by sector"),
        "options": _("Technology options"),
        "priorities": _("Priorities"),
        "technologies": _("Chosen technologies"),
        "actions": _("Action plan"),
        "costs": _("Costs"),
        "funding": _("Funding sought"),
        "indicators": _("Indicators and risks"),
        "inclusion": _("Inclusion"),
        "endorsement": _("Endorsement and participation"),
        "annexes": _("Annexes"),
    }
    below = {
        "technologies": [
            {"anchor": row["anchor"], "title": row["name"]} for row in facts["technologies"]
        ],
        "annexes": _annexes(facts),
    }
    return [
        {
            "anchor": anchor,
            "number": number,
            "title": title,
            "template": f"documents/plan/{anchor}.html",
            "below": below.get(anchor, []),
        }
        for number, (anchor, title) in enumerate(titles.items(), start=1)
    ]


def _annexes(facts: Row) -> list[Row]:
    listed = [("criteria", _("Criteria and weights"))]
    if facts["priorities"]["scores"]:
        listed.append(("scores", _("Scores")))
    listed += annexes(facts["participation"])
    listed += [("sources", _("Sources")), ("colophon", _("About this document"))]
    return [{"anchor": f"annex-{key}", "title": title} for key, title in listed]


def _source(plan: Dossier) -> press.Attachment:
    return press.Attachment(
        name=f"{file_stem(plan.snapshot, plan.digest)}.json",
        content=snapshot_json(plan.snapshot),
        description=_("The frozen plan this document was made from"),
        relationship="Source",
    )


def _tables(plan: Dossier) -> press.Attachment:
    return press.Attachment(
        name=f"{file_stem(plan.snapshot, plan.digest)}.xlsx",
        content=tables_of(plan),
        description=_("The tables of the plan, for calculation"),
        relationship="Data",
    )
