"""Section 4: from challenges to needs. Needs themselves are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice, Question, QuestionKind, Section

SECTION = Section(
    key="needs",
    number=4,
    title=_("Challenges and needs"),
    intro=_(
        "For each sector: what holds people back, and what a technology would have to do about it. "
        "A need says what must become possible; it does not name a product."
    ),
    records=("need",),
    questions=(
        Question(
            key="needs.method",
            kind=QuestionKind.LONG,
            label=_("How were challenges turned into needs?"),
            help=_("Workshops, surveys, field visits, problem trees; who spoke for the users."),
            why=_("It lets reviewers judge whether the needs are those of the users."),
            required=True,
            limit=4000,
        ),
        Question(
            key="needs.evidence",
            kind=QuestionKind.LONG,
            label=_("What evidence shows the size of the challenges?"),
            help=_("Figures with year and source; say where there are none."),
            why=_("The benefit of the plan is measured against this starting point."),
            required=True,
            limit=5000,
        ),
        Question(
            key="needs.evidence_strength",
            kind=QuestionKind.CHOICE,
            label=_("How strong is that evidence, taken together?"),
            help=_("Choose the answer that fits most of the needs."),
            why=_("A plan may well begin with a study where evidence is thin."),
            choices=(
                Choice("measured", _("Mostly measured, in recent surveys or statistics")),
                Choice("estimated", _("Mostly estimated by experts")),
                Choice("reported", _("Mostly reported by those affected")),
                Choice("thin", _("Thin: little is known")),
            ),
        ),
        Question(
            key="needs.not_technology",
            kind=QuestionKind.LONG,
            label=_("Which challenges cannot be met by technology alone?"),
            help=_("For example land rights, security or prices; say who deals with them."),
            why=_("It keeps the plan from promising what it cannot deliver."),
            limit=3000,
        ),
        Question(
            key="needs.shared",
            kind=QuestionKind.LONG,
            label=_("Which needs are shared with other countries?"),
            help=_("Neighbours, river basins, trade corridors, regional organisations."),
            why=_("Shared needs can be met together, at a lower cost for each country."),
            limit=3000,
        ),
    ),
)
