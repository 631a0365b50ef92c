"""The mutation run changes what it says, and only where behaviour is."""

import ast

import pytest

from tests.mutants.areas import AREAS, PROJECT
from tests.mutants.changes import changed, changes
from tests.mutants.results import named, plan

SOURCE = '''"""A module."""
from typing import TYPE_CHECKING

LIMIT = 3


class Box:
    """A box."""

    size: int = 2

    def fits(self, x: int, least: int = 1) -> bool:
        """True if it fits."""
        if x < least or not x:
            raise ValueError("no")
        return x <= LIMIT and x != 7
'''


def test_every_change_gives_another_module_that_python_can_compile() -> None:
    rows = changes("box.py", SOURCE)
    unchanged = ast.unparse(ast.parse(SOURCE))
    results = [ast.unparse(changed(SOURCE, row)) for row in rows]
    assert unchanged not in results
    assert len(set(results)) == len(results) == len({row.name for row in rows})
    for row in rows:
        compile(changed(SOURCE, row), "box.py", "exec")


def test_a_change_is_named_by_its_function_or_by_the_module_that_computes_it() -> None:
    names = [row.name for row in changes("box.py", SOURCE)]
    assert "box.py::module: 3 → 4" in names
    # A default is computed when the class is made, not when the function is called.
    assert "box.py::module: 1 → 2" in names
    assert "box.py::Box.fits: x <= LIMIT → x < LIMIT" in names
    assert "box.py::Box.fits: not x → x" in names
    assert not any("True if it fits" in name or "int" in name for name in names)


def test_a_change_of_a_condition_stands_where_the_condition_begins() -> None:
    source = "def fits(x):\n    if (\n        x > 3\n        or x < 1\n    ):\n        return 1\n"
    lines = {row.words: row.line for row in changes("box.py", source)}
    assert lines["if x > 3 or x < 1: return 1 → if not (x > 3 or x < 1): return 1"] == 3


def test_a_change_that_is_not_there_any_more_is_said() -> None:
    row = changes("box.py", SOURCE)[0]
    with pytest.raises(LookupError):
        changed("x = 0", row)


@pytest.mark.parametrize("area", AREAS)
def test_an_area_is_there_and_its_sample_is_the_same_for_a_seed(area: str) -> None:
    rows = plan(area, seed=1)
    assert rows == plan(area, seed=1)
    assert len(rows) == AREAS[area].sample or AREAS[area].sample is None


def test_every_survivor_that_is_named_still_is_a_change_of_an_area() -> None:
    paths = {path for area in AREAS.values() for path in area.paths()}
    known = {
        row.name
        for path in paths
        for row in changes(path, (PROJECT / path).read_text(encoding="utf-8"))
    }
    assert set(named()) - known == set()
