"""Section 7: what stands in the way and what would clear it. The cause tree is drawn by records."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question
from assessments.questions.version_2026_1.barriers import SECTION as BEFORE


def _with_causes(question: Question) -> Question:
    if question.key != "barriers.causes":
        return question
    return replace(
        question,
        label=_("Which root causes matter most, and why?"),
        help=_(
            "Each barrier below can name the barrier that causes it. Say here what the tree shows."
        ),
    )


SECTION = replace(
    BEFORE,
    intro=_(
        "For each chosen option: what keeps it from being used, what causes that, how much each "
        "barrier matters, and which measures answer it. One measure may answer several barriers."
    ),
    questions=tuple(_with_causes(question) for question in BEFORE.questions),
)
