"""What is changed, by which tests it should be noticed, and how many changes are tried."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Area:
    """`modules` and `tests` are paths or patterns below the project; `sample` None is all."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    sample: int | None = None

    def paths(self) -> list[str]:
        """The modules' paths below the project, sorted. Raises LookupError for an empty pattern."""
        paths: set[str] = set()
        for pattern in self.modules:
            matches = [path.relative_to(PROJECT).as_posix() for path in PROJECT.glob(pattern)]
            if not matches:
                raise LookupError(f"No module is at {pattern}.")
            paths.update(matches)
        return sorted(paths)


AREAS = {
    "scoring": Area(
        ("assessments/scoring/*.py",),
        ("tests/assessments/scoring", "tests/assessments/cases", "tests/assessments/priorities"),
    ),
    "money": Area(
        ("techbank/money/currencies.py", "techbank/money/rates.py", "techbank/money/values.py"),
        ("tests/techbank/test_money.py", "tests/funding/test_operations.py"),
    ),
    "ledger": Area(
        (
            "funding/operations/booking.py",
            "funding/operations/exchange.py",
            "funding/operations/ledger.py",
            "funding/operations/offers.py",
            "funding/operations/promises.py",
            "funding/queries/*.py",
            "funding/workflow.py",
        ),
        ("tests/funding",),
        sample=300,
    ),
    "transitions": Area(
        (
            "assessments/dossiers/operations/*.py",
            "assessments/review/operations/*.py",
            "assessments/review/workflow.py",
            "assessments/states.py",
            "assessments/team/operations/*.py",
            "assessments/workshop/workflow.py",
            "partners/transitions.py",
        ),
        (
            "tests/assessments/review",
            "tests/assessments/dossiers",
            "tests/assessments/team",
            "tests/assessments/answers/test_writing.py",
            "tests/assessments/external",
            "tests/assessments/workbook/test_returns.py",
            "tests/assessments/workshop/test_sessions.py",
            "tests/assessments/workshop/test_closing.py",
            "tests/funding/test_operations.py",
        ),
        sample=300,
    ),
    "saving": Area(
        (
            "assessments/answers/operations/*.py",
            "assessments/answers/views/saves.py",
            "assessments/history/operations/*.py",
            "assessments/records/operations/*.py",
        ),
        (
            "tests/assessments/answers",
            "tests/assessments/records",
            "tests/assessments/evidence/test_sources.py",
            "tests/assessments/review/test_review_findings.py",
            "tests/assessments/team/test_team.py",
            "tests/assessments/workbook/test_returns.py",
            "tests/assessments/workshop/test_sessions.py",
        ),
        sample=300,
    ),
}
