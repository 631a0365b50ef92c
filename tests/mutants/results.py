"""Which changes are tried, what came of each, and which survivors have a reason."""

import hashlib
import json
import tomllib

from tests.mutants.areas import AREAS, PROJECT
from tests.mutants.changes import Change, changes

FOLDER = PROJECT / "var" / "mutants"


def plan(area: str, seed: int) -> list[Change]:
    """The changes of an area, in the order of their names.

    A sample is chosen by each change's own name and the seed: code added elsewhere leaves it as
    it was, so that figures of two days can be compared.
    """
    rows: list[Change] = []
    for path in AREAS[area].paths():
        rows += changes(path, (PROJECT / path).read_text(encoding="utf-8"))
    rows.sort(key=lambda change: change.name)
    sample = AREAS[area].sample
    if sample is None or sample >= len(rows):
        return rows
    rows.sort(key=lambda change: hashlib.sha256(f"{seed} {change.name}".encode()).digest())
    return sorted(rows[:sample], key=lambda change: change.name)


def named() -> dict[str, str]:
    """name of a change → why no test can notice it, or none should."""
    text = (PROJECT / "tests/mutants/survivors.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))


class Results:
    """One line a change that was tried, so that a run goes on where the last one stopped."""

    def __init__(self, area: str) -> None:
        self.path = FOLDER / f"{area}.jsonl"

    def read(self) -> dict[str, str]:
        """name of a change → "noticed", "too slow", "survived" or "not reached"."""
        if not self.path.exists():
            return {}
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return {row["name"]: row["outcome"] for row in map(json.loads, lines)}

    def add(self, name: str, outcome: str, test: str, seconds: float) -> None:
        """Append one line; lines of several processes do not mix, they are short."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        row = {"name": name, "outcome": outcome, "test": test, "seconds": round(seconds, 1)}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def forget(self, *outcomes: str) -> None:
        """Remove the lines with those outcomes, or all."""
        rows = self.read()
        self.path.unlink(missing_ok=True)
        for name, outcome in rows.items():
            if outcomes and outcome not in outcomes:
                self.add(name, outcome, "", 0)
