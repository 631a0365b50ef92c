"""One process of a mutation run: every test once with a trace of the lines, then the changes.

A change inside a function is made in a child of this process, by giving the function the changed
code: nothing is imported again, and the database stays as it is. What is worked out as a module is
imported needs a process of its own, which reads the changed module in place of the file.
"""

import gc
import importlib.machinery
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from tests.mutants.areas import AREAS, PROJECT
from tests.mutants.changes import Change, changed
from tests.mutants.results import Results, plan

IMPORTED = "TECHBANK_CHANGE"
# A changed loop may never end.
PATIENCE = 15
NOTICED, TOO_SLOW, SURVIVED, NOT_REACHED = "noticed", "too slow", "survived", "not reached"


class _NoItem:
    """Stands for the next test where there is none: what the whole run shares is not torn down."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


class LineTrace:
    """Remembers which lines of some files ran. Files are named by their path in the project."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.files = {str(PROJECT / path): path for path in paths}
        self.lines: set[tuple[str, int]] = set()

    def _called(self, frame: FrameType, event: str, argument: object) -> Any:
        path = self.files.get(frame.f_code.co_filename)
        if path is None:
            return None
        lines = self.lines
        lines.add((path, frame.f_code.co_firstlineno))

        def ran(frame: FrameType, event: str, argument: object) -> Any:
            lines.add((path, frame.f_lineno))
            return ran

        return ran

    def __enter__(self) -> "LineTrace":
        self.lines = set()
        sys.settrace(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)


def _run(item: pytest.Item, following: Any) -> bool:
    """True if the test passed or was skipped."""
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=following)
    return not any(report.failed for report in reports)


class Runner:
    """The pytest plug-in that replaces the loop over the tests."""

    def __init__(self, area: str, seed: int, number: int, processes: int) -> None:
        self.results = Results(area)
        self.changes = plan(area, seed)
        self.trace = LineTrace(AREAS[area].paths())
        self.number, self.processes = number, processes
        self.tests: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        # What ran before the first test: as modules were imported.
        self.imported: set[tuple[str, int]] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.trace.__exit__()
        self.imported = self.trace.lines
        none = _NoItem(session)
        for item, following in zip(session.items, [*session.items[1:], none], strict=True):
            self._trace(item, following)
        for name in self.failed:
            print(f"Left out, it fails without a change: {name}", flush=True)
        done = self.results.read()
        share = self.changes[self.number :: self.processes]
        mine = [change for change in share if change.name not in done]
        functions = _functions(self.trace.files)
        for position, change in enumerate(mine):
            started = time.monotonic()
            outcome, test = self._try(change, functions, none)
            self.results.add(change.name, outcome, test, time.monotonic() - started)
            if position % 25 == 0:
                print(f"{self.results.path.stem}: {position} of {len(mine)}", flush=True)
        return True

    def _trace(self, item: pytest.Item, following: Any) -> None:
        started = time.monotonic()
        with self.trace as trace:
            passed = _run(item, following)
        if not passed:
            self.failed.append(item.nodeid)
            return
        self.seconds[item.nodeid] = time.monotonic() - started
        for line in trace.lines:
            self.tests[line].append(item)

    def _covering(self, change: Change) -> list[pytest.Item]:
        """The tests that run the line, the fastest first; for an import all that run the module."""
        if not self._is_imported(change):
            items = self.tests[(change.path, change.line)]
        else:
            everywhere = [v for (path, _line), v in self.tests.items() if path == change.path]
            items = list(dict.fromkeys(item for items in everywhere for item in items))
        return sorted(items, key=lambda item: self.seconds[item.nodeid])

    def _is_imported(self, change: Change) -> bool:
        return not change.function or (change.path, change.line) in self.imported

    def _try(self, change: Change, functions: "_Functions", none: Any) -> tuple[str, str]:
        items = self._covering(change)
        if not items:
            return NOT_REACHED, ""
        # Traced, a test is slower than it will be now.
        patience = PATIENCE + sum(self.seconds[item.nodeid] for item in items)
        if not self._is_imported(change) and (targets := functions.get(_key(change))):
            return _in_a_child(change, targets, items, none, patience)
        return _in_a_process(change, items, patience)


_Functions = dict[tuple[str, str, int], list[FunctionType]]


def _key(change: Change) -> tuple[str, str, int]:
    return (str(PROJECT / change.path), change.function, change.first_line)


def _functions(files: Iterable[str]) -> _Functions:
    """Every function that stands in one of the files, however it is wrapped by now."""
    wanted = set(files)
    functions: _Functions = defaultdict(list)
    for thing in gc.get_objects():
        # Not isinstance: a lazy object would be set up by the question.
        if type(thing) is FunctionType and thing.__code__.co_filename in wanted:
            code = thing.__code__
            key = (code.co_filename, code.co_qualname, code.co_firstlineno)
            functions[key].append(thing)
    return functions


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _in_a_child(
    change: Change,
    targets: Sequence[FunctionType],
    items: Sequence[pytest.Item],
    none: Any,
    patience: float,
) -> tuple[str, str]:
    from django.db import connections

    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _be_the_child(change, targets, items, none, writer)
    os.close(writer)
    code = _wait(child, patience)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        test = pipe.read()
    if code is None:
        return TOO_SLOW, ""
    return (SURVIVED if code == 0 else NOTICED), test


def _be_the_child(
    change: Change,
    targets: Sequence[FunctionType],
    items: Sequence[pytest.Item],
    none: Any,
    writer: int,
) -> None:
    """Never returns: the child ends without tearing down what it shares with its parent."""
    os.setsid()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    failed = 1
    try:
        _give(change, targets)
        failed = 0
        for item, following in zip(items, [*items[1:], none], strict=True):
            if not _run(item, following):
                os.write(writer, item.nodeid.encode())
                failed = 1
                break
    finally:
        os._exit(failed)


def _give(change: Change, targets: Sequence[FunctionType]) -> None:
    path = str(PROJECT / change.path)
    source = (PROJECT / change.path).read_text(encoding="utf-8")
    module = compile(changed(source, change), path, "exec")
    for code in _codes(module):
        if (code.co_qualname, code.co_firstlineno) == (change.function, change.first_line):
            for function in targets:
                function.__code__ = code
            return
    raise LookupError(change.name)


def _wait(child: int, patience: float) -> int | None:
    """The exit code, or None for a child that had to be ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _in_a_process(change: Change, items: Sequence[pytest.Item], patience: float) -> tuple[str, str]:
    command = [sys.executable, "-m", "tests.mutants.runner", "--import", change.name, change.path]
    try:
        run = subprocess.run(
            [*command, *(item.nodeid for item in items)],
            cwd=PROJECT,
            env={k: v for k, v in os.environ.items() if k != "TEST_DATABASE_SUFFIX"},
            capture_output=True,
            text=True,
            timeout=patience + 45,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return TOO_SLOW, ""
    return (SURVIVED if run.returncode == 0 else NOTICED), ""


class _ChangedModule(importlib.machinery.SourceFileLoader):
    """Reads the changed source of one module, and leaves all others to Python."""

    def __init__(self, change: Change) -> None:
        dotted = change.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        super().__init__(dotted, str(PROJECT / change.path))
        self.change = change

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        if fullname != self.name:
            return None
        path = Path(self.path)
        folders = [str(path.parent)] if path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, path, loader=self, submodule_search_locations=folders
        )

    def get_code(self, fullname: str) -> CodeType:
        source = (PROJECT / self.change.path).read_text(encoding="utf-8")
        return compile(changed(source, self.change), self.path, "exec")


OPTIONS = ["-q", "--no-header"]


def _import_changed(name: str, path: str, nodes: list[str]) -> int:
    from tests.mutants.changes import changes

    source = (PROJECT / path).read_text(encoding="utf-8")
    change = next(change for change in changes(path, source) if change.name == name)
    sys.meta_path.insert(0, _ChangedModule(change))
    return pytest.main([*OPTIONS, *nodes])


def main(arguments: list[str]) -> int:
    if arguments[0] == "--import":
        return _import_changed(arguments[1], arguments[2], arguments[3:])
    area, seed, number, processes = arguments
    runner = Runner(area, int(seed), int(number), int(processes))
    runner.trace.__enter__()
    return pytest.main([*OPTIONS, *AREAS[area].tests], plugins=[runner])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
