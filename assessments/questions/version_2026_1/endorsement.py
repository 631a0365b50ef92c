"""Section 10: validation. The workshop itself (date, place, participants, minutes) is a record."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Audience, Condition, Question, QuestionKind, Section

SECTION = Section(
    key="endorsement",
    number=10,
    title=_("Validation and endorsement"),
    intro=_(
        "The validation workshop at which stakeholders went through the assessment, and the "
        "endorsement of the government. Without them the assessment cannot be submitted."
    ),
    records=("endorsement",),
    questions=(
        Question(
            key="endorsement.changes",
            kind=QuestionKind.LONG,
            label=_("What did the workshop change?"),
            help=_("Corrections, additions and decisions, section by section."),
            why=_("It shows that the workshop was more than a ceremony."),
            required=True,
            limit=4000,
        ),
        Question(
            key="endorsement.disagreement",
            kind=QuestionKind.LONG,
            label=_("On what did participants not agree?"),
            help=_("Positions without names, and how each point was left."),
            why=_("An open point known now saves a dispute later."),
            limit=3000,
        ),
        Question(
            key="endorsement.statement",
            kind=QuestionKind.LONG,
            label=_("What does the government endorse?"),
            help=_("The statement of endorsement, and the authority that made it."),
            why=_("Partners may rely on what the government has endorsed."),
            required=True,
            limit=3000,
        ),
        Question(
            key="endorsement.further_approval",
            kind=QuestionKind.YES_NO,
            label=_("Is a further approval in the country needed?"),
            help=_("For example by the cabinet or by parliament."),
            why=_("Publication waits for it."),
            required=True,
        ),
        Question(
            key="endorsement.further_approval_by",
            kind=QuestionKind.TEXT,
            label=_("Whose approval is needed, and when is it expected?"),
            help=_("Name the body and the month."),
            why=_("So that the Technology Bank can plan the publication."),
            seen_by=Audience.BANK,
            required_when=Condition("endorsement.further_approval", True),
            limit=300,
        ),
        Question(
            key="endorsement.dissemination",
            kind=QuestionKind.LONG,
            label=_("How will the plan be made known?"),
            help=_("Languages, media, events, and where it can be read without a connection."),
            why=_("Those concerned should hear of the plan from their own government."),
            limit=3000,
        ),
        Question(
            key="endorsement.internal_note",
            kind=QuestionKind.LONG,
            label=_("Is there anything the next team should know?"),
            help=_("A note for your own country only; nobody else reads it."),
            why=_("Experience is lost between cycles unless somebody writes it down."),
            seen_by=Audience.COUNTRY,
            limit=3000,
        ),
    ),
)
