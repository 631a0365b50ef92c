"""The records shown below a section's questions: lists, the plan's tree, or the endorsement."""

from dataclasses import dataclass, field

from assessments.dossiers.views.pages import Page
from assessments.models import Barrier, CostLine, Endorsement, FundingSought, PublishedTotal
from assessments.plan.queries.causes import Branch, cause_tree
from assessments.plan.queries.costs import CostedAction, CostedActivity, Plan, plan_of
from assessments.plan.queries.published_totals import compared, frozen
from assessments.plan.queries.published_words import PublishedLine, difference_sentence, in_words
from assessments.questions import catalogues
from assessments.questions.definitions import Section, Text
from assessments.records.forms.listing import RecordTable, record_table
from assessments.records.forms.registry import record_kind
from partners.access import AccessDecision, may
from partners.roles import Permission


@dataclass(frozen=True)
class TreeLine:
    line: CostLine
    category: Text


@dataclass(frozen=True)
class TreeActivity:
    part: CostedActivity
    lines: list[TreeLine]


@dataclass(frozen=True)
class TreeSought:
    sought: FundingSought
    kind: Text


@dataclass(frozen=True)
class TreeAction:
    costed: CostedAction
    activities: list[TreeActivity]
    sought: list[TreeSought]


@dataclass(frozen=True)
class TreePublished:
    total: PublishedTotal
    words: PublishedLine


@dataclass(frozen=True)
class Tree:
    """The plan as edited: actions with their activities and cost lines, and their labels.

    ``published`` is None when the dossier's questionnaire has no published totals; ``differs`` is a
    sentence that says how many of them differ from the lines.
    """

    plan: Plan
    actions: list[TreeAction]
    published: list[TreePublished] | None = None
    differs: str = ""


def _lines(part: CostedActivity) -> list[TreeLine]:
    return [
        TreeLine(line, catalogues.label_of(catalogues.COST_CATEGORIES, line.category))
        for line in part.lines
    ]


def _tree_action(costed: CostedAction) -> TreeAction:
    return TreeAction(
        costed,
        [TreeActivity(part, _lines(part)) for part in costed.activities],
        [
            TreeSought(sought, catalogues.label_of(catalogues.FUNDING_KINDS, sought.kind))
            for sought in costed.action.funding_sought.all()
        ],
    )


def _tree(page: Page, asked: Section) -> Tree:
    plan = plan_of(page.assessment, page.now.date())
    actions = [_tree_action(costed) for costed in plan.actions]
    if "published_total" not in asked.records:
        return Tree(plan, actions)
    totals = compared(page.assessment, plan)
    rows = [frozen(item) for item in totals]
    published = [
        TreePublished(total.total, in_words(row)) for total, row in zip(totals, rows, strict=True)
    ]
    return Tree(plan, actions, published, difference_sentence(rows))


@dataclass(frozen=True)
class SectionRecords:
    """The records of a section; empty parts are not shown."""

    tables: list[RecordTable] = field(default_factory=list)
    causes: list[Branch] = field(default_factory=list)
    tree: Tree | None = None
    endorsed: bool = False
    endorsement: Endorsement | None = None
    may_endorse: AccessDecision | None = None


def section_records(page: Page, asked: Section) -> SectionRecords:
    """At most two queries for each kind, whatever the number of records; six for the plan."""
    if "action" in asked.records:
        return SectionRecords(tree=_tree(page, asked))
    if "endorsement" in asked.records:
        right = may(
            page.user,
            Permission.RECORD_ENDORSEMENT,
            on=page.now.date(),
            country=page.assessment.country,
        )
        row = Endorsement.objects.filter(assessment=page.assessment).first()
        return SectionRecords(endorsed=True, endorsement=row, may_endorse=right)
    tables = []
    for name in asked.records:
        kind = record_kind(name)
        rows = kind.form.model._default_manager.filter(assessment=page.assessment)
        tables.append(record_table(kind, rows))
    return SectionRecords(tables=tables, causes=_causes(tables))


def _causes(tables: list[RecordTable]) -> list[Branch]:
    """The cause tree of the barriers in the tables; empty when no barrier has a cause."""
    barriers = [
        row.record for table in tables for row in table.rows if isinstance(row.record, Barrier)
    ]
    return cause_tree(barriers) if any(barrier.caused_by_id for barrier in barriers) else []
