"""Version 2026.2: the whole assessment, with people, meetings, plans and indicators as records.

Released and therefore never changed, like the version before it.
"""

from assessments.questions.definitions import Questionnaire
from assessments.questions.version_2026_1 import (
    endorsement,
    inclusion,
    needs,
    options,
    priorities,
)
from assessments.questions.version_2026_2 import barriers, plan, sectors, sti_system, team

VERSION_2026_2 = Questionnaire(
    version="2026.2",
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
