"""`python -m tests.mutants AREA`: try the changes of an area, go on where the last run stopped."""

import argparse
import subprocess
import sys
from collections import Counter

from tests.mutants.areas import AREAS, PROJECT
from tests.mutants.results import Results, named, plan


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("area", choices=[*AREAS, "all"])
    parser.add_argument("--seed", type=int, default=1, help="which changes a sample holds")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--afresh", action="store_true", help="forget the results so far")
    parser.add_argument(
        "--survivors", action="store_true", help="try those that survived once more"
    )
    arguments = parser.parse_args()
    areas = list(AREAS) if arguments.area == "all" else [arguments.area]
    return max(_run(area, arguments) for area in areas)


def _run(area: str, arguments: argparse.Namespace) -> int:
    results = Results(area)
    if arguments.afresh:
        results.forget()
    elif arguments.survivors:
        results.forget("survived", "not reached")
    command = [sys.executable, "-m", "tests.mutants.runner", area, str(arguments.seed)]
    processes = [
        subprocess.Popen(
            [*command, str(number), str(arguments.processes)],
            cwd=PROJECT,
        )
        for number in range(arguments.processes)
    ]
    codes = [process.wait() for process in processes]
    return _report(area, arguments.seed, results) or max(codes)


def _report(area: str, seed: int, results: Results) -> int:
    """Print the counts and the survivors; 1 if under 90 of 100 that are not named were noticed."""
    names = {change.name for change in plan(area, seed)}
    outcomes = {name: outcome for name, outcome in results.read().items() if name in names}
    excused = {name for name, outcome in outcomes.items() if outcome == "survived"} & set(named())
    counts = Counter(outcome for name, outcome in outcomes.items() if name not in excused)
    noticed = counts["noticed"] + counts["too slow"]
    tried = len(outcomes) - len(excused)
    share = noticed / tried if tried else 0
    print(
        f"{area}: {len(names)} changes, {len(outcomes)} tried, {noticed} noticed ({share:.1%}),"
        f" {counts['survived']} survived, {counts['not reached']} not reached by a test,"
        f" {len(excused)} named in survivors.toml"
    )
    for name, outcome in sorted(outcomes.items()):
        if outcome in ("survived", "not reached") and name not in excused:
            print(f"  {outcome}: {name}")
    return int(share < 0.9)


if __name__ == "__main__":
    sys.exit(main())
