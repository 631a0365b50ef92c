"""Section 3: the sectors the assessment looks at. Sectors themselves are records."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from assessments.questions.definitions import Question, QuestionKind
from assessments.questions.version_2026_1.sectors import SECTION as BEFORE

SECTION = replace(
    BEFORE,
    questions=(
        *BEFORE.questions,
        Question(
            key="sectors.climate",
            kind=QuestionKind.LONG,
            label=_("How do climate commitments bear on the choice?"),
            help=_("National commitments, adaptation plans, and technology needs named there."),
            why=_("Climate finance asks for the link between a sector and these commitments."),
            limit=3000,
        ),
    ),
)
