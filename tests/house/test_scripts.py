"""The pure parts of the scripts, tested by Node: texts, clock, queue, numbers, handlers.

The tests stand in ``tests/javascript``; what needs a page is tested by the journeys.
"""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests/javascript").glob("*.test.js"))


def test_the_scripts_pass_their_own_tests() -> None:
    node = shutil.which("node")
    assert node, "Node is needed for the tests of the scripts: apt-get install nodejs"
    done = subprocess.run(
        [node, "--test", *map(str, TESTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(done.stdout, done.stderr)
    assert "# fail 0" in done.stdout or "ℹ fail 0" in done.stdout
    assert done.returncode == 0


def test_the_lock_of_the_linter_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
