"""Manners of the house that a machine can hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ("techbank", "partners", "assessments", "funding")
DOORS = ("views", "views.py", "api", "tasks.py", "management")
# Properties that templates ask ("may this person …, now?"), and the clock of sign-ins.
CLOCK_KEEPERS = {
    "partners/models/people.py",
    "techbank/configuration/checks.py",
    "techbank/web/middleware.py",
    "techbank/web/reauthentication.py",
}


def sources(*, skip: tuple[str, ...] = ("migrations",)) -> Iterator[tuple[str, ast.Module]]:
    for floor in FLOORS:
        for path in sorted((PROJECT / floor).rglob("*.py")):
            name = path.relative_to(PROJECT).as_posix()
            if not any(part in skip for part in path.parts):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def is_door(name: str) -> bool:
    return any(part in DOORS for part in name.split("/"))


def is_in(name: str, layer: str) -> bool:
    """Whether the file stands in that layer, which is a folder or, in a small subject, a file."""
    return any(part in (layer, f"{layer}.py") for part in name.split("/"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def assigned_states(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets
        ):
            yield node.lineno


def updated_states(tree: ast.Module) -> Iterator[int]:
    """A document's state is no workflow of people: the worker updates it by its own words."""
    for call in calls(tree):
        if called(call).split(".")[-1] in ("update", "bulk_update"):
            for word in call.keywords:
                own = ast.unparse(word.value).startswith("DocumentState.")
                if word.arg == "state" and not own:
                    yield call.lineno


def test_only_the_engine_of_transitions_assigns_a_state() -> None:
    rows = [
        f"{name}:{line}"
        for name, tree in sources()
        for line in (*assigned_states(tree), *updated_states(tree))
    ]
    assert rows == []


def test_only_doors_ask_the_clock() -> None:
    clocks = {"timezone.now", "datetime.now", "date.today", "datetime.utcnow", "time.time"}
    rows = [
        f"{name}:{call.lineno}"
        for name, tree in sources()
        if not is_door(name) and name not in CLOCK_KEEPERS
        for call in calls(tree)
        if called(call) in clocks
    ]
    assert rows == []


def test_operations_and_queries_never_see_a_request() -> None:
    rows = []
    for name, tree in sources():
        if not is_in(name, "operations") and not is_in(name, "queries"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [item.arg for item in (*node.args.args, *node.args.kwonlyargs)]
                rows += [f"{name}:{node.lineno}"] if "request" in names else []
    assert rows == []


def test_operations_take_keyword_arguments_only() -> None:
    rows = []
    for name, tree in sources():
        if not is_in(name, "operations"):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                loose = [arg.arg for arg in node.args.args]
                takes_actor = any(kwonlyarg.arg == "by" for kwonlyarg in node.args.kwonlyargs)
                if takes_actor and loose:
                    rows.append(f"{name}:{node.name}")
    assert rows == []


def test_imports_stand_at_the_top() -> None:
    # The ground starts before Django does, so some of its imports have to wait; no other's.
    rows = []
    for name, tree in sources(skip=("migrations", "techbank")):
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef):
                continue
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    rows.append(f"{name}:{inner.lineno}")
    assert rows == []


@pytest.mark.parametrize("word", ["common", "core", "utils", "helpers", "services"])
def test_no_room_is_called(word: str) -> None:
    named = [
        path.relative_to(PROJECT).as_posix()
        for floor in FLOORS
        for path in (PROJECT / floor).rglob("*")
        if path.stem == word
    ]
    assert named == []


def test_there_is_no_way_round_the_contracts() -> None:
    assert "ignore_imports" not in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_there_is_no_django_admin() -> None:
    assert "django.contrib.admin" not in (PROJECT / "techbank" / "settings.py").read_text(
        encoding="utf-8"
    )


def test_no_attribute_is_taken_on_trust() -> None:
    """A field's choices, a request's id: typed where they are, not excused where they are read."""
    excuse = "ignore[" + "attr-defined"
    excused = [
        path.relative_to(PROJECT).as_posix()
        for floor in FLOORS
        for path in (PROJECT / floor).rglob("*.py")
        if excuse in path.read_text(encoding="utf-8")
    ]
    assert excused == []
