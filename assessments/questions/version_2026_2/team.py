"""Section 1: who makes the assessment and who is heard. People and meetings are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question, QuestionKind, Section
from assessments.questions.version_2026_1.team import SECTION as BEFORE

SECTION = Section(
    key="team",
    number=1,
    title=BEFORE.title,
    intro=BEFORE.intro,
    records=("stakeholder", "event"),
    questions=(
        BEFORE.question("team.lead_ministry"),
        BEFORE.question("team.focal_point"),
        BEFORE.question("team.focal_point_contact"),
        BEFORE.question("team.mandate"),
        BEFORE.question("team.steering"),
        BEFORE.question("team.experts"),
        BEFORE.question("team.stakeholder_sectors"),
        Question(
            key="team.stakeholders_note",
            kind=QuestionKind.LONG,
            label=_("Who took part, and whose voice is missing?"),
            help=_(
                "Organisations and experts are listed below. Say here what a list cannot: how they "
                "were found, who is missing and why."
            ),
            why=_("It shows whose experience is in the assessment and whose is not."),
            required=True,
            limit=6000,
        ),
        Question(
            key="team.consultations_note",
            kind=QuestionKind.LONG,
            label=_("How were people consulted?"),
            help=_("Meetings are listed below. Say here how they were run and in which languages."),
            why=_("It documents that the assessment was made with people, not only about them."),
            limit=6000,
        ),
        BEFORE.question("team.women"),
        BEFORE.question("team.men"),
    ),
)
