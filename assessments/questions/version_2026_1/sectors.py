"""Section 3: the sectors the assessment looks at. Sectors themselves are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice, Question, QuestionKind, Section

SECTION = Section(
    key="sectors",
    number=3,
    title=_("Sectors and why"),
    intro=_(
        "Choose the few sectors where technology can change most. For each, say why, and which "
        "targets of the Sustainable Development Goals it serves."
    ),
    records=("sector",),
    questions=(
        Question(
            key="sectors.method",
            kind=QuestionKind.LONG,
            label=_("How were the sectors chosen?"),
            help=_("Who proposed them, what was compared, and who took the decision."),
            why=_("A reader who disagrees should be able to see where the paths part."),
            required=True,
            limit=4000,
        ),
        Question(
            key="sectors.basis",
            kind=QuestionKind.CHOICES,
            label=_("What did the choice rest on?"),
            help=_("Choose all that apply."),
            why=_("It shows how much is evidence and how much is judgement."),
            choices=(
                Choice("national_plan", _("National development plan")),
                Choice("statistics", _("Statistics and studies")),
                Choice("consultation", _("Consultation of stakeholders")),
                Choice("earlier_assessment", _("An earlier assessment or review")),
                Choice("climate_commitments", _("Climate commitments")),
                Choice("political_decision", _("Decision of government")),
            ),
        ),
        Question(
            key="sectors.national_plan",
            kind=QuestionKind.LONG,
            label=_("How do the sectors follow from the national development plan?"),
            help=_("Name the plan, its years and the objectives concerned, with pages."),
            why=_("Donors finance what the country itself has put first."),
            required=True,
            limit=4000,
        ),
        Question(
            key="sectors.left_out",
            kind=QuestionKind.LONG,
            label=_("Which sectors were considered and left out?"),
            help=_("Say in a sentence why each was left out of this cycle."),
            why=_("What is not chosen now may be taken up in the next cycle."),
            limit=3000,
        ),
    ),
)
