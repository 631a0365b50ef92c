"""What a section's page says of the people who write it."""

from dataclasses import dataclass

from assessments.dossiers.queries import access
from assessments.dossiers.views.pages import Page
from assessments.questions.definitions import Section
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.team import queries as team

from .words import AssignmentRow, assignment_row


def kinds_of(section: Section) -> list[str]:
    """The kinds of records written in the section, those below other records too."""
    return [name for name, kind in RECORD_TABLES.items() if kind.section == section.key]


@dataclass(frozen=True)
class SectionTeam:
    """``mine`` is the reader's own assignment; ``waiting`` what they may accept as coordinator;
    ``writing`` names colleagues who wrote here in the last two minutes."""

    rows: list[AssignmentRow]
    mine: AssignmentRow | None
    waiting: list[AssignmentRow]
    writing: list[str]
    assigns: bool


def section_team(page: Page, section: Section) -> SectionTeam | None:
    """None for readers who are not of the country. Two queries."""
    if not page.of_country:
        return None
    assignments = team.of_section(page.assessment, section.key)
    rows = [assignment_row(item, section, page.now) for item in assignments]
    mine = next((row for row in rows if row.assignment.person_id == page.user.pk), None)
    assigns = bool(access.may_assign(page.assessment, page.user, page.now.date()))
    return SectionTeam(
        rows=rows,
        mine=mine,
        waiting=[row for row in rows if assigns and row.assignment.is_waiting and row is not mine],
        writing=team.writing_now(page.assessment, section, kinds_of(section), page.user, page.now),
        assigns=assigns,
    )
