"""Section 9: who gains and who might lose."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Condition, Question, QuestionKind, Section

SECTION = Section(
    key="inclusion",
    number=9,
    title=_("Inclusion"),
    intro=_("Who gains from the plan, who might lose by it, and what is done about both."),
    questions=(
        Question(
            key="inclusion.gains",
            kind=QuestionKind.LONG,
            label=_("Who gains from the plan?"),
            help=_("Groups, places and rough numbers; how the gain reaches them."),
            why=_("The plan is for people; this says which."),
            required=True,
            limit=4000,
        ),
        Question(
            key="inclusion.losses",
            kind=QuestionKind.LONG,
            label=_("Who might lose, and what is done about it?"),
            help=_("Livelihoods replaced, land or water used, costs shifted; measures for each."),
            why=_("A loss that is foreseen can be avoided or made good."),
            required=True,
            limit=4000,
        ),
        Question(
            key="inclusion.women",
            kind=QuestionKind.LONG,
            label=_("How does the plan work for women and girls?"),
            help=_("As users, workers, owners and decision makers."),
            why=_(
                "Participation of women is one of the priorities of the least developed countries."
            ),
            required=True,
            limit=3000,
        ),
        Question(
            key="inclusion.youth",
            kind=QuestionKind.LONG,
            label=_("How does the plan work for young people?"),
            help=_("Training, first jobs, enterprises, a voice in decisions."),
            why=_("Youth is one of the priorities of the least developed countries."),
            limit=3000,
        ),
        Question(
            key="inclusion.disabilities",
            kind=QuestionKind.LONG,
            label=_("How does the plan work for persons with disabilities?"),
            help=_("Access to equipment, buildings, information and training."),
            why=_("Access that is planned from the start costs little; added later it costs much."),
            limit=3000,
        ),
        Question(
            key="inclusion.rural",
            kind=QuestionKind.LONG,
            label=_("How does the plan reach rural and remote areas?"),
            help=_("Power, roads, connection, repair; what is done where they are missing."),
            why=_("Rural development is one of the priorities of the least developed countries."),
            limit=3000,
        ),
        Question(
            key="inclusion.disaggregated",
            kind=QuestionKind.YES_NO,
            label=_("Will results be counted separately by sex, age or disability?"),
            help=_("Answer yes if at least one indicator of the plan is."),
            why=_("What is not counted separately cannot be seen."),
            required=True,
        ),
        Question(
            key="inclusion.disaggregated_which",
            kind=QuestionKind.LONG,
            label=_("Which results are counted separately, and how?"),
            help=_("Name the indicators of section 8 and the groups."),
            why=_("Reports to donors and to the Council use these figures."),
            required_when=Condition("inclusion.disaggregated", True),
            limit=2000,
        ),
    ),
)
