"""Section 1: who makes the assessment and who is heard."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.catalogues import STAKEHOLDER_SECTORS
from assessments.questions.definitions import Audience, Question, QuestionKind, Section

SECTION = Section(
    key="team",
    number=1,
    title=_("Team and stakeholders"),
    intro=_("Who leads the assessment, who contributes to it and whose views it rests on."),
    questions=(
        Question(
            key="team.lead_ministry",
            kind=QuestionKind.TEXT,
            label=_("Which ministry or agency leads the assessment?"),
            help=_("Its full official name. Add the department if one is in charge."),
            why=_("Partners need to know which institution stands behind the assessment."),
            required=True,
            limit=200,
        ),
        Question(
            key="team.focal_point",
            kind=QuestionKind.TEXT,
            label=_("Who is the national focal point?"),
            help=_("Name and function of the person who answers questions about the assessment."),
            why=_("The Technology Bank writes to this person during the review."),
            seen_by=Audience.BANK,
            required=True,
            limit=200,
        ),
        Question(
            key="team.focal_point_contact",
            kind=QuestionKind.TEXT,
            label=_("How can the focal point be reached?"),
            help=_("An office e-mail address or telephone number, not a private one."),
            why=_("So that a question in the review does not wait for a letter."),
            seen_by=Audience.BANK,
            limit=200,
        ),
        Question(
            key="team.mandate",
            kind=QuestionKind.LONG,
            label=_("On what mandate is the assessment made?"),
            help=_("For example a cabinet decision, a letter of request or a work programme."),
            why=_("A plan with a mandate is more likely to be carried out and to be funded."),
            limit=3000,
        ),
        Question(
            key="team.steering",
            kind=QuestionKind.LONG,
            label=_("Which bodies steer the assessment, and how do they decide?"),
            help=_(
                "Name the committee or working groups, who chairs them and how often they meet."
            ),
            why=_("Readers judge from this how widely the result is owned in government."),
            limit=4000,
        ),
        Question(
            key="team.experts",
            kind=QuestionKind.LONG,
            label=_("Who are the members of the expert group?"),
            help=_("Name, institution and field of each. Personal names are not published."),
            why=_("Reviewers check that every chosen sector is covered by somebody who knows it."),
            seen_by=Audience.BANK,
            limit=6000,
        ),
        Question(
            key="team.stakeholder_sectors",
            kind=QuestionKind.CHOICES,
            label=_("Which sectors of society took part?"),
            help=_("Choose every sector that took part in at least one meeting or interview."),
            why=_("Needs named by one sector only are often not the needs of the users."),
            required=True,
            choices=STAKEHOLDER_SECTORS,
        ),
        Question(
            key="team.stakeholders",
            kind=QuestionKind.LONG,
            label=_("Which organisations took part, and in what role?"),
            help=_("List organisations, not persons; say who is missing and why."),
            why=_("It shows whose experience is in the assessment and whose is not."),
            required=True,
            limit=6000,
        ),
        Question(
            key="team.consultations",
            kind=QuestionKind.LONG,
            label=_("Which meetings and consultations were held?"),
            help=_("For each: date, place, purpose, and how many women and men attended."),
            why=_("It documents that the assessment was made with people, not only about them."),
            limit=6000,
        ),
        Question(
            key="team.women",
            kind=QuestionKind.INTEGER,
            label=_("How many women took part in the consultations?"),
            help=_("Count each person once. The validation workshop is counted in section 10."),
            why=_("Participation is reported by sex to the Council of the Technology Bank."),
            unit=_("persons"),
        ),
        Question(
            key="team.men",
            kind=QuestionKind.INTEGER,
            label=_("How many men took part in the consultations?"),
            help=_("Count each person once. The validation workshop is counted in section 10."),
            why=_("Participation is reported by sex to the Council of the Technology Bank."),
            unit=_("persons"),
        ),
    ),
)
