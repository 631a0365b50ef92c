"""The architecture page names only what exists."""

import re
from importlib import import_module
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = ("techbank", "partners", "assessments", "funding")


def names() -> list[str]:
    """Dotted names of the page that begin with a floor."""
    dotted = re.findall(r"`([a-z_]+(?:\.\w+)+)`", PAGE)
    return [name for name in dotted if name.split(".")[0] in FLOORS]


def exists(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    return hasattr(import_module(module), attribute)


def test_every_function_of_the_four_walks_exists() -> None:
    assert [name for name in names() if not exists(name)] == []
    assert len(names()) > 35


def test_every_file_of_the_walks_exists() -> None:
    files = re.findall(r"`(static/[\w/.-]+)`", PAGE)
    assert [name for name in files if not (PROJECT / name).is_file()] == []


def test_each_walk_has_ten_lines() -> None:
    walks = PAGE.split("\n## ")[1:]
    assert [len(re.findall(r"^\d+\. ", walk, flags=re.MULTILINE)) for walk in walks] == [10] * 4


def test_the_picture_names_every_subject() -> None:
    picture = PAGE.split("```")[1]
    folders = [
        folder.name
        for folder in (PROJECT / "assessments").iterdir()
        if (folder / "__init__.py").exists()
        and folder.name not in ("api", "management", "migrations")
    ]
    assert [name for name in folders if not re.search(rf"\b{name}\b", picture)] == []
