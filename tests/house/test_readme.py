"""The tree in the README is the tree of the project."""

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Floors whose rooms are listed; every other top folder is one line.
OPENED = ("techbank", "assessments")


def readme_tree() -> set[str]:
    """Folders named in the README's tree, as paths."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = text.split("## Where things live", 1)[1].split("```")[1]
    folders, floor = set(), ""
    for line in block.strip().splitlines():
        name = line.split()[0].rstrip("/")
        if line.startswith("  "):
            folders.add(f"{floor}/{name}")
        else:
            floor = name
            folders.add(name)
    return folders


def real_tree() -> set[str]:
    """Folders that hold files of the project: top ones, and the rooms of opened floors."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    folders = set()
    for name in listed:
        parts = name.split("/")
        if len(parts) > 1 and not parts[0].startswith("."):
            folders.add(parts[0])
            if len(parts) > 2 and parts[0] in OPENED and parts[1] != "migrations":
                folders.add("/".join(parts[:2]))
    return folders


def test_the_tree_of_the_readme_names_every_folder_and_no_other() -> None:
    assert readme_tree() == real_tree()


def test_every_subject_says_in_a_sentence_what_it_is_about() -> None:
    silent = [
        folder.name
        for folder in sorted((PROJECT / "assessments").iterdir())
        if (folder / "__init__.py").exists()
        and folder.name not in ("migrations", "api", "management", "data")
        and not (folder / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
