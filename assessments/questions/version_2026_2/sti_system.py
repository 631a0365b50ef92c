"""Section 2: the national science, technology and innovation system.

The four elements follow the frame of the Commission on Science and Technology for Development
(2024), each with its strengths and its gaps. Linked plans and indicators are records.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question, QuestionKind, Section
from assessments.questions.version_2026_1.sti_system import SECTION as BEFORE

SECTION = Section(
    key="sti_system",
    number=2,
    title=BEFORE.title,
    intro=_(
        "How science, technology and innovation (STI) work in the country today: strengths and "
        "gaps of its four elements, plans to build on, and figures. “Not known” and “no data” are "
        "valid answers."
    ),
    records=("linked_plan", "indicator"),
    questions=(
        Question(
            key="sti_system.strategic_planning_strengths",
            kind=QuestionKind.LONG,
            label=_("Strategic planning: what is strong?"),
            help=_("Policies, strategies, coordination between ministries, budgeting, follow-up."),
            why=_("A technology plan has to fit the planning that already exists."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.strategic_planning_gaps",
            kind=QuestionKind.LONG,
            label=_("Strategic planning: what is missing?"),
            help=_("Policies, strategies, coordination between ministries, budgeting, follow-up."),
            why=_("A plan that nobody coordinates or pays for stays on paper."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.enablers_strengths",
            kind=QuestionKind.LONG,
            label=_("Enablers: what is strong?"),
            help=_("Skills, infrastructure, connectivity, finance, standards and regulation."),
            why=_("A technology takes hold where it finds what it needs around it."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.enablers_gaps",
            kind=QuestionKind.LONG,
            label=_("Enablers: what is missing?"),
            help=_("Skills, infrastructure, connectivity, finance, standards and regulation."),
            why=_("Many technologies fail for want of something around them."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.research_strengths",
            kind=QuestionKind.LONG,
            label=_("Research and development: what is strong?"),
            help=_("Universities, institutes, laboratories, equipment, researchers and funding."),
            why=_("It shows what can be adapted at home."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.research_gaps",
            kind=QuestionKind.LONG,
            label=_("Research and development: what is missing?"),
            help=_("Universities, institutes, laboratories, equipment, researchers and funding."),
            why=_("It shows what needs a partner."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.innovation_strengths",
            kind=QuestionKind.LONG,
            label=_("Innovation: what is strong?"),
            help=_("How firms, farms, public services and start-ups take up what is new to them."),
            why=_(
                "The plan is carried out by those who use a technology, not only by researchers."
            ),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.innovation_gaps",
            kind=QuestionKind.LONG,
            label=_("Innovation: what is missing?"),
            help=_("How firms, farms, public services and start-ups take up what is new to them."),
            why=_("What keeps users from what is new will keep them from this plan, too."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.use_of_plans",
            kind=QuestionKind.LONG,
            label=_("What does the assessment take from earlier plans and reviews?"),
            help=_("They are listed below. Say what was used, and where the assessment differs."),
            why=_("Work that was done before should be used, and contradictions explained."),
            required=True,
            limit=5000,
        ),
        BEFORE.question("sti_system.intellectual_property"),
        Question(
            key="sti_system.indicators_note",
            kind=QuestionKind.LONG,
            label=_("What should a reader of the figures know?"),
            help=_("The figures are listed below. Say how far they can be relied on and compared."),
            why=_("Every fact in the plan should lead back to where it came from."),
            limit=4000,
        ),
    ),
)
