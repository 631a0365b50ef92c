"""What is supported, locked and installed agree, and so do the places that say so."""

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-benchmarks.txt")
# The ones `make install` uses; what the benchmarks are compared with is on few machines.
INSTALLED = LOCKS[:2]
ENTRY = re.compile(r"(?P<line>[^\s\\]+==[^\\]+?)(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+\n")


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def supported() -> list[Requirement]:
    """What pyproject.toml asks for, and the floors of what others bring along."""
    lists = project()["project"]["dependencies"], project()["dependency-groups"]["dev"]
    floors = project()["tool"]["uv"]["constraint-dependencies"]
    return [Requirement(line) for line in (*lists[0], *lists[1], *floors)]


@cache
def locked(name: str) -> dict[NormalizedName, tuple[Requirement, frozenset[str]]]:
    """Package → the one version that is meant, and the hashes of its files."""
    values = {}
    for entry in ENTRY.finditer(text(name)):
        requirement = Requirement(entry["line"].strip())
        hashes = frozenset(re.findall(r"sha256:([0-9a-f]{64})", entry[0]))
        values[canonicalize_name(requirement.name)] = requirement, hashes
    return values


def meant_here(requirement: Requirement, *extras: str) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": item}) for item in extras or ("",))


def number(requirement: Requirement) -> str:
    return str(requirement.specifier).removeprefix("==")


def in_place() -> dict[NormalizedName, str]:
    """Package → version of everything that is locked and meant for this machine."""
    values = {}
    for name, (requirement, _) in locked("requirements-dev.txt").items():
        if meant_here(requirement):
            try:
                values[name] = version(name)
            except PackageNotFoundError:
                values[name] = "missing"
    return values


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_one_version_with_the_hashes_of_its_files(name: str) -> None:
    without_comments = re.sub(r"^ *#.*\n", "", text(name), flags=re.M)
    assert ENTRY.sub("", without_comments) == ""
    assert all(
        re.fullmatch(r"==[0-9][0-9a-z.]*", str(item.specifier)) for item, _ in locked(name).values()
    )


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry_and_no_folder(name: str) -> None:
    assert re.findall(r"://|--index|--find-links|--trusted|@ |(?<!\w)/\w", text(name)) == []


def test_a_package_has_one_version_and_the_same_files_in_every_lock() -> None:
    different = [
        (name, package)
        for name in LOCKS[:-1]
        for other in LOCKS[1:]
        for package in locked(name).keys() & locked(other).keys()
        if number(locked(name)[package][0]) != number(locked(other)[package][0])
        or locked(name)[package][1] != locked(other)[package][1]
    ]
    assert different == []


def test_what_tests_the_portal_is_installed_with_all_that_runs_it() -> None:
    assert locked("requirements.txt").keys() - locked("requirements-dev.txt").keys() == set()


def test_what_is_installed_is_what_is_locked() -> None:
    lock = locked("requirements-dev.txt")
    assert in_place() == {name: number(lock[name][0]) for name in in_place()}


@pytest.mark.parametrize("requirement", supported(), ids=lambda row: row.name)
def test_no_package_is_below_the_floor_that_is_supported(requirement: Requirement) -> None:
    floors = [item for item in requirement.specifier if item.operator in (">=", "~=", "==")]
    assert floors, "a floor is missing"
    assert requirement.specifier.contains(version(requirement.name))
    lock, _ = locked("requirements-dev.txt")[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(number(lock))


def test_whatever_a_locked_package_asks_for_is_locked() -> None:
    lock = locked("requirements-dev.txt")
    with_extras = {canonicalize_name(item.name): item.extras for item in supported()}
    missing = [
        f"{name} asks for {needed}"
        for name in in_place()
        for needed in map(Requirement, requires(name) or [])
        if meant_here(needed, *with_extras.get(canonicalize_name(name), ()), "")
        and canonicalize_name(needed.name) not in lock
    ]
    assert missing == []


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = "3.11"
    tools = project()["tool"]
    assert project()["project"]["requires-python"] == f">={oldest}"
    assert tools["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert tools["mypy"]["python_version"] == oldest
    assert tools["uv"]["pip"]["python-version"] == oldest
    assert text("Dockerfile").startswith(f"FROM python:{oldest}-slim-bookworm\n")
    assert f"sys.version_info < ({oldest.replace('.', ', ')})" in text("Makefile")
    assert f"Python {oldest}" in text("README.md")
    running = ".".join(map(str, sys.version_info[:3]))
    assert SpecifierSet(f">={oldest}").contains(running)


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_nothing_is_installed_without_its_hash_or_built_from_source(name: str) -> None:
    assert "--require-hashes --only-binary :all:" in text(name)
    installing = [line for line in text(name).splitlines() if "pip install" in line]
    assert len(installing) == 1
    assert "$(HELD)" in installing[0] or "--require-hashes --only-binary :all:" in installing[0]


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    """Under work it is “0.2.0 - Unreleased” and 0.2.0.dev0; released, a day and 0.2.0."""
    now = Version(project()["project"]["version"])
    headings = re.findall(
        r"^## (\S+) - (Unreleased|\d{4}-\d\d-\d\d)$", text("CHANGELOG.md"), flags=re.M
    )
    assert len(headings) == len(re.findall(r"^## ", text("CHANGELOG.md"), flags=re.M))
    newest, day = headings[0]
    assert newest == now.base_version
    assert (day == "Unreleased") is now.is_devrelease
    assert "Unreleased" not in [day for _, day in headings[1:]]
    numbers = [Version(item) for item, _ in headings]
    assert numbers == sorted(set(numbers), reverse=True)
