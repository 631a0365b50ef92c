"""The layers of the house, held by import-linter, and what it cannot see."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ("techbank", "partners", "assessments", "funding")
HTTP_CLIENTS = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"}


def contracts() -> list[dict[str, object]]:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def imports() -> Iterator[tuple[str, str]]:
    """(file, imported module), tests and migrations apart."""
    for floor in FLOORS:
        for path in sorted((PROJECT / floor).rglob("*.py")):
            name = path.relative_to(PROJECT).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((name, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    yield name, node.module
                    yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


def test_every_contract_of_the_house_is_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_ten_contracts_are_there_and_none_has_an_exception() -> None:
    assert [contract["name"] for contract in contracts()] == [
        "Floors",
        "Subjects",
        "Rooms",
        "Acts know no doors, of no subject",
        "Boundaries know no doors, of no subject",
        "Reads know no acts, of no subject",
        "No circles",
        "WeasyPrint stays in the press",
        "pyHanko stays where documents are signed",
        "Celery stays in tasks",
    ]
    assert [contract for contract in contracts() if "ignore_imports" in contract] == []


def test_only_the_rates_speak_to_other_machines() -> None:
    rows = [
        name
        for name, module in imports()
        if module in HTTP_CLIENTS and not name.startswith("funding/rates")
    ]
    assert rows == []


def test_no_module_imports_the_tests() -> None:
    rows = [name for name, module in imports() if module.split(".")[0] in ("tests", "conftest")]
    assert rows == []


def test_the_web_process_never_speaks_to_redis() -> None:
    """Only the relay, the worker's application and the tasks may know the queue."""
    allowed = {"techbank/celery.py", "techbank/outbox/relay.py"}
    rows = [
        name
        for name, module in imports()
        if module.split(".")[0] in ("redis", "kombu", "celery")
        and name not in allowed
        and not name.endswith("/tasks.py")
    ]
    assert rows == []


def test_there_is_no_django_admin() -> None:
    assert [name for name, module in imports() if module.startswith("django.contrib.admin")] == []
