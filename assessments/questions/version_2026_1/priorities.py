"""Section 6: how options were put in order. Criteria are records; scores are kept with sessions."""

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Choice, Condition, Question, QuestionKind, Section

SECTION = Section(
    key="priorities",
    number=6,
    title=_("Prioritisation"),
    intro=_(
        "Put the options that passed the screening in order: by scoring them on criteria, or by a "
        "reasoned order without scores. Both are equally good if the reasons are clear."
    ),
    records=("criterion",),
    questions=(
        Question(
            key="priorities.participants",
            kind=QuestionKind.LONG,
            label=_("Who took part in setting the order?"),
            help=_("Sectors and organisations, number of persons, date and place."),
            why=_("The order expresses values; readers should know whose."),
            required=True,
            limit=3000,
        ),
        Question(
            key="priorities.held_on",
            kind=QuestionKind.DATE,
            label=_("When was the order agreed?"),
            help=_("The day of the deciding session."),
            why=_("Costs and circumstances change; an order belongs to its date."),
        ),
        Question(
            key="priorities.criteria",
            kind=QuestionKind.LONG,
            label=_("Why these criteria or reasons?"),
            help=_("How they follow from national objectives, and what was left out on purpose."),
            why=_("A criterion that is counted twice or forgotten changes the result."),
            required=True,
            limit=4000,
        ),
        Question(
            key="priorities.weighting",
            kind=QuestionKind.CHOICE,
            label=_("How were the weights agreed?"),
            help=_("Choose “No weights” for a reasoned order."),
            why=_("Reviewers read the sensitivity of the result in this light."),
            choices=(
                Choice("consensus", _("Discussed until all agreed")),
                Choice("points", _("Each person shared out points; averaged")),
                Choice("swing", _("Swing weighting: from worst to best")),
                Choice("pairs", _("Comparison in pairs")),
                Choice("equal", _("All criteria count the same")),
                Choice("none", _("No weights")),
            ),
        ),
        Question(
            key="priorities.result",
            kind=QuestionKind.LONG,
            label=_("What does the result say, and how firm is it?"),
            help=_("Which changes of weight or score would change the first places."),
            why=_("A close result should be read as a close result."),
            required=True,
            limit=4000,
        ),
        Question(
            key="priorities.departs",
            kind=QuestionKind.YES_NO,
            label=_("Does the choice depart from the computed order?"),
            help=_("Answer no for a reasoned order without scores."),
            why=_("The computed order informs the decision; it does not replace it."),
            required=True,
        ),
        Question(
            key="priorities.departs_why",
            kind=QuestionKind.LONG,
            label=_("Why does the choice depart from the computed order?"),
            help=_("Name the options concerned and the reasons of the group."),
            why=_("A departure with a reason is legitimate; without one it raises doubt."),
            required_when=Condition("priorities.departs", True),
            limit=3000,
        ),
    ),
)
