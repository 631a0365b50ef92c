"""The questionnaire, told once as versioned data."""

from assessments.questions.definitions import Questionnaire
from assessments.questions.version_2026_1 import VERSION_2026_1

VERSIONS: dict[str, Questionnaire] = {VERSION_2026_1.version: VERSION_2026_1}
# The version new dossiers begin with.
CURRENT = VERSION_2026_1.version


def questionnaire(version: str = CURRENT) -> Questionnaire:
    """Raises KeyError for a version that was never released."""
    return VERSIONS[version]
