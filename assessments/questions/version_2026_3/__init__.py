"""Version 2026.3: totals that were printed elsewhere stand beside the plan's own sums.

Released and therefore never changed, like the versions before it. No question is another one.
"""

from dataclasses import replace

from assessments.questions.version_2026_2 import VERSION_2026_2
from assessments.questions.version_2026_3 import plan

VERSION_2026_3 = replace(
    VERSION_2026_2,
    version="2026.3",
    sections=tuple(
        plan.SECTION if section.key == plan.SECTION.key else section
        for section in VERSION_2026_2.sections
    ),
)
