"""Section 8: the implementation plan. Actions, activities and cost lines are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Condition, Question, QuestionKind, Section

SECTION = Section(
    key="plan",
    number=8,
    title=_("Implementation plan"),
    intro=_(
        "For each chosen option an ambition; from the measures, actions; in each action, "
        "activities with dates, a responsible body, an indicator and costs. A cost that is not "
        "known is left open and shown as not known."
    ),
    records=("action",),
    questions=(
        Question(
            key="plan.summary",
            kind=QuestionKind.LONG,
            label=_("What is the plan, in one page?"),
            help=_("For a reader who reads nothing else: what, for whom, by when, for how much."),
            why=_("It opens the plan document and its public page."),
            required=True,
            limit=4000,
        ),
        Question(
            key="plan.coordination",
            kind=QuestionKind.LONG,
            label=_("Who coordinates the plan, and who answers for it?"),
            help=_("The body in charge, how partners take part and how conflicts are settled."),
            why=_("Funders sign agreements with somebody who can answer for the result."),
            required=True,
            limit=3000,
        ),
        Question(
            key="plan.sequence",
            kind=QuestionKind.LONG,
            label=_("What must come first, and what can wait?"),
            help=_("The steps on which others depend, and seasons or budget dates to keep."),
            why=_("It tells funders which part of the money is needed when."),
            limit=3000,
        ),
        Question(
            key="plan.capacity",
            kind=QuestionKind.LONG,
            label=_("Which capacities does the plan need that the country lacks?"),
            help=_("Skills, institutions and equipment, and how the plan builds them."),
            why=_("The Technology Bank and its partners offer training and experts against this."),
            required=True,
            limit=4000,
        ),
        Question(
            key="plan.cost_basis",
            kind=QuestionKind.LONG,
            label=_("What are the costs based on?"),
            help=_("Quotations, similar projects or estimates; year of prices; what is not known."),
            why=_("It tells a funder how far a figure can be relied on."),
            required=True,
            limit=3000,
        ),
        Question(
            key="plan.own_contribution",
            kind=QuestionKind.LONG,
            label=_("What does the country contribute itself?"),
            help=_("Budget, staff, land, buildings and tax relief, with amounts where known."),
            why=_("A contribution of the country's own carries weight with every funder."),
            limit=3000,
        ),
        Question(
            key="plan.private_finance",
            kind=QuestionKind.YES_NO,
            label=_("Is private finance part of the plan?"),
            help=_("Investment, loans, or payments by users that cover running costs."),
            why=_("Partners look for projects that can attract private finance."),
            required=True,
        ),
        Question(
            key="plan.private_finance_how",
            kind=QuestionKind.LONG,
            label=_("How is private finance to be attracted, and for what?"),
            help=_("Which actions, which investors, and what return they can expect."),
            why=_("It shows which part of the plan needs public money and which does not."),
            required_when=Condition("plan.private_finance", True),
            limit=3000,
        ),
        Question(
            key="plan.monitoring",
            kind=QuestionKind.LONG,
            label=_("How will progress be followed and reported?"),
            help=_("Who collects the indicators, how often, and who reads them."),
            why=_("Donors see results beside their contributions."),
            required=True,
            limit=3000,
        ),
        Question(
            key="plan.risks",
            kind=QuestionKind.LONG,
            label=_("Which risks concern the plan as a whole?"),
            help=_("Risks of one activity are written with that activity."),
            why=_("A known risk with an answer is better than a surprise."),
            limit=4000,
        ),
    ),
)
