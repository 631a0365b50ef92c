"""Section 8: the implementation plan. Actions, activities and cost lines are records."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question, QuestionKind
from assessments.questions.version_2026_1.plan import SECTION as BEFORE

SECTION = replace(
    BEFORE,
    questions=(
        *BEFORE.questions,
        Question(
            key="plan.next_steps",
            kind=QuestionKind.LONG,
            label=_("What has to happen in the next months?"),
            help=_("The first steps, who takes each, and by when."),
            why=_("A plan that begins at once is more likely to be carried out."),
            limit=3000,
        ),
    ),
)
