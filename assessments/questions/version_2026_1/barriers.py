"""Section 7: what stands in the way and what would clear it. Both are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice, Question, QuestionKind, Section

SECTION = Section(
    key="barriers",
    number=7,
    title=_("Barriers and measures"),
    intro=_(
        "For each chosen option: what keeps it from being used, how much each barrier matters, and "
        "which measures answer it. One measure may answer several barriers."
    ),
    records=("barrier", "measure"),
    questions=(
        Question(
            key="barriers.methods",
            kind=QuestionKind.CHOICES,
            label=_("How were barriers identified?"),
            help=_("Choose all that apply."),
            why=_("Different ways find different barriers."),
            required=True,
            choices=(
                Choice("workshop", _("Workshop with stakeholders")),
                Choice("interviews", _("Interviews")),
                Choice("site_visits", _("Visits to sites and users")),
                Choice("literature", _("Literature and earlier projects")),
                Choice("market_mapping", _("Mapping of the market")),
                Choice("problem_tree", _("Problem tree")),
            ),
        ),
        Question(
            key="barriers.voters",
            kind=QuestionKind.INTEGER,
            label=_("How many persons voted on the importance of barriers?"),
            help=_("Each voter gives every barrier 1 to 5; the votes are summed."),
            why=_("A sum of votes can be read only if the number of voters is known."),
            unit=_("persons"),
        ),
        Question(
            key="barriers.causes",
            kind=QuestionKind.LONG,
            label=_("What are the root causes behind the barriers?"),
            help=_(
                "Follow each chain from what is seen back to what causes it; use indented lists."
            ),
            why=_("A measure works if it meets the cause and not the sign of it."),
            required=True,
            limit=6000,
        ),
        Question(
            key="barriers.common",
            kind=QuestionKind.LONG,
            label=_("Which barriers are common to several options?"),
            help=_("And what would change for all of them if they were removed."),
            why=_("Common barriers are where one measure helps most."),
            limit=3000,
        ),
        Question(
            key="barriers.enabling",
            kind=QuestionKind.LONG,
            label=_("Which laws, standards or institutions must change first?"),
            help=_("Say who can decide the change and by when."),
            why=_("Money alone does not remove a legal barrier."),
            limit=4000,
        ),
    ),
)
