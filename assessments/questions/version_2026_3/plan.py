"""Section 8: the implementation plan, with a list of published totals."""

from dataclasses import replace

from assessments.questions.version_2026_2.plan import SECTION as BEFORE

SECTION = replace(BEFORE, records=(*BEFORE.records, "published_total"))
