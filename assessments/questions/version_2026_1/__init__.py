"""Version 2026.1: ten sections, released and therefore never changed; a change is a new version.

Wording, help and translations may be improved; keys, kinds, choices, limits and who sees an answer
may not (a test holds their digest).
"""

from assessments.questions.definitions import Questionnaire
from assessments.questions.version_2026_1 import (
    barriers,
    endorsement,
    inclusion,
    needs,
    options,
    plan,
    priorities,
    sectors,
    sti_system,
    team,
)

VERSION_2026_1 = Questionnaire(
    version="2026.1",
    sections=(
        team.SECTION,
        sti_system.SECTION,
        sectors.SECTION,
        needs.SECTION,
        options.SECTION,
        priorities.SECTION,
        barriers.SECTION,
        plan.SECTION,
        inclusion.SECTION,
        endorsement.SECTION,
    ),
)
