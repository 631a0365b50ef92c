"""The questionnaire, told once as versioned data."""

from assessments.questions.definitions import Question, Questionnaire, Section
from assessments.questions.step_2026_2 import TO_2026_2
from assessments.questions.step_2026_3 import TO_2026_3
from assessments.questions.steps import QuestionnaireStep
from assessments.questions.version_2026_1 import VERSION_2026_1
from assessments.questions.version_2026_2 import VERSION_2026_2
from assessments.questions.version_2026_3 import VERSION_2026_3

# Oldest first.
VERSIONS: dict[str, Questionnaire] = {
    version.version: version for version in (VERSION_2026_1, VERSION_2026_2, VERSION_2026_3)
}
# The version new dossiers begin with.
CURRENT = VERSION_2026_3.version
# From each version but the last to the one after it, by the version it leaves.
STEPS: dict[str, QuestionnaireStep] = {step.before: step for step in (TO_2026_2, TO_2026_3)}


def questionnaire(version: str = CURRENT) -> Questionnaire:
    """Raises KeyError for a version that was never released."""
    return VERSIONS[version]


def steps_from(version: str) -> list[QuestionnaireStep]:
    """The steps from a version to the current one, in order; none when it is current."""
    steps = []
    while version in STEPS:
        steps.append(STEPS[version])
        version = STEPS[version].after
    return steps


def asked_before(key: str) -> tuple[Section, Question]:
    """A question of whichever version had it last, with its section; raises KeyError for none."""
    for version in reversed(VERSIONS.values()):
        try:
            return version.section_of(key), version.question(key)
        except KeyError:
            continue
    raise KeyError(key)
