"""Section 5: technologies that could meet the needs. Options themselves are records."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Audience, Choice, Question, QuestionKind, Section

SECTION = Section(
    key="options",
    number=5,
    title=_("Technology options"),
    intro=_(
        "The long list: every technology that could meet a need, with costs, lifetime, and its "
        "parts of hardware, software and orgware (the organisation around it). A fund or a scheme "
        "can be an option too. Say which pass the screening and why the others do not."
    ),
    records=("option",),
    questions=(
        Question(
            key="options.search",
            kind=QuestionKind.LONG,
            label=_("How was the long list put together?"),
            help=_("Who proposed options and where they were looked for, at home and abroad."),
            why=_("A good choice needs real alternatives."),
            required=True,
            limit=4000,
        ),
        Question(
            key="options.places_searched",
            kind=QuestionKind.CHOICES,
            label=_("Where were options looked for?"),
            help=_("Choose all that apply."),
            why=_("The Technology Bank can search where the country has not."),
            choices=(
                Choice("national_research", _("National universities and institutes")),
                Choice("local_innovators", _("Local firms, workshops and innovators")),
                Choice("neighbours", _("Experience of other countries")),
                Choice("patents", _("Patent databases")),
                Choice("catalogues", _("International technology catalogues")),
                Choice("suppliers", _("Suppliers and fairs")),
                Choice("literature", _("Scientific and technical literature")),
            ),
        ),
        Question(
            key="options.screening",
            kind=QuestionKind.LONG,
            label=_("What must an option have to pass the screening?"),
            help=_("State the tests as plainly as possible: an option passes each or it does not."),
            why=_("The same tests must be seen to apply to every option."),
            required=True,
            limit=3000,
        ),
        Question(
            key="options.cost_basis",
            kind=QuestionKind.LONG,
            label=_("What do the costs and lifetimes rest on?"),
            help=_("Quotations, similar projects or expert estimates; the year of the prices."),
            why=_("Options can be compared only if they are costed in the same way."),
            limit=3000,
        ),
        Question(
            key="options.local_capability",
            kind=QuestionKind.LONG,
            label=_("What can be made, adapted or repaired in the country?"),
            help=_("Firms, workshops, institutes and skills that exist today."),
            why=_("What can be kept running at home lasts."),
            limit=3000,
        ),
        Question(
            key="options.licences",
            kind=QuestionKind.LONG,
            label=_("Which options depend on licences, patents or suppliers abroad?"),
            help=_("Say what is known about owners, terms and alternatives."),
            why=_("The Technology Bank can help to obtain access on fair terms."),
            seen_by=Audience.BANK,
            limit=3000,
        ),
    ),
)
