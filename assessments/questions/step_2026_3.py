"""From 2026.2 to 2026.3: every question is kept, the plan has one more list."""

from assessments.questions.steps import QuestionnaireStep
from assessments.questions.version_2026_2 import VERSION_2026_2

TO_2026_3 = QuestionnaireStep(
    before="2026.2",
    after="2026.3",
    kept=tuple(question.key for question in VERSION_2026_2),
)
