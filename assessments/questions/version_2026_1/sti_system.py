"""Section 2: the national science, technology and innovation system.

The four elements follow the frame of the Commission on Science and Technology for Development
(2024); the indicators are those of SDG target 9.5 and of the UNCTAD readiness index. Published
scores are copied with their edition and never computed here.
"""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question, QuestionKind, Section

SECTION = Section(
    key="sti_system",
    number=2,
    title=_("National STI system"),
    intro=_(
        "How science, technology and innovation (STI) work in the country today: strengths, gaps, "
        "plans and figures. “Not known” is a valid answer to any figure."
    ),
    questions=(
        Question(
            key="sti_system.strategic_planning",
            kind=QuestionKind.LONG,
            label=_("Strategic planning: what is strong and what is missing?"),
            help=_("Policies, strategies, coordination between ministries, budgeting, follow-up."),
            why=_("A technology plan has to fit the planning that already exists."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.enablers",
            kind=QuestionKind.LONG,
            label=_("Enablers: what is strong and what is missing?"),
            help=_("Skills, infrastructure, connectivity, finance, standards and regulation."),
            why=_("Many technologies fail for want of something around them."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.research",
            kind=QuestionKind.LONG,
            label=_("Research and development: what is strong and what is missing?"),
            help=_("Universities, institutes, laboratories, equipment, researchers and funding."),
            why=_("It shows what can be adapted at home and what needs a partner."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.innovation",
            kind=QuestionKind.LONG,
            label=_("Innovation: what is strong and what is missing?"),
            help=_("How firms, farms, public services and start-ups take up what is new to them."),
            why=_(
                "The plan is carried out by those who use a technology, not only by researchers."
            ),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.linked_plans",
            kind=QuestionKind.LONG,
            label=_("Which plans and reviews does the assessment build on?"),
            help=_(
                "National development plan, STI policy review, earlier technology needs "
                "assessments, roadmaps. Give title, year and the chapter or page used."
            ),
            why=_("Work that was done before should be used, and contradictions explained."),
            required=True,
            limit=5000,
        ),
        Question(
            key="sti_system.intellectual_property",
            kind=QuestionKind.LONG,
            label=_("How does the country handle intellectual property?"),
            help=_("Laws, the office in charge, treaties, use of flexibilities, local knowledge."),
            why=_("It decides which technologies can be licensed, adapted or freely used."),
            limit=4000,
        ),
        Question(
            key="sti_system.rd_expenditure",
            kind=QuestionKind.NUMBER,
            label=_("What share of GDP is spent on research and development?"),
            help=_("SDG indicator 9.5.1, latest published figure."),
            why=_("It allows the starting point to be compared over time."),
            unit="%",
        ),
        Question(
            key="sti_system.rd_expenditure_year",
            kind=QuestionKind.YEAR,
            label=_("Which year is that expenditure for?"),
            help=_("The year the figure describes, not the year it was published."),
            why=_("A figure without its year cannot be compared."),
        ),
        Question(
            key="sti_system.researchers",
            kind=QuestionKind.NUMBER,
            label=_("How many researchers are there per million inhabitants?"),
            help=_("SDG indicator 9.5.2, full-time equivalents, latest published figure."),
            why=_("It shows how much the research system can take on."),
            unit=_("per million inhabitants"),
        ),
        Question(
            key="sti_system.researchers_year",
            kind=QuestionKind.YEAR,
            label=_("Which year is that number of researchers for?"),
            help=_("The year the figure describes, not the year it was published."),
            why=_("A figure without its year cannot be compared."),
        ),
        Question(
            key="sti_system.readiness",
            kind=QuestionKind.LONG,
            label=_("What are the country's published frontier technology readiness scores?"),
            help=_(
                "Edition of the index, then score and rank for each of its five blocks: ICT "
                "deployment, skills, R&D activity, industry activity, access to finance. Write "
                "“no data” where none is published; do not compute scores yourself."
            ),
            why=_("The five blocks show where support would matter most."),
            limit=3000,
        ),
        Question(
            key="sti_system.indicator_sources",
            kind=QuestionKind.LONG,
            label=_(
                "What are the sources of these figures, and which others does the country use?"
            ),
            help=_("For each figure: value, year, publisher and page."),
            why=_("Every fact in the plan should lead back to where it came from."),
            limit=4000,
        ),
    ),
)
