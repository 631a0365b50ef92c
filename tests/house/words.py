"""The counts of words that a reader of the code meets: `python -m tests.house.words`.

Prints how often names that say nothing are bound, which class names stand for several things, and
where words of another century are left; beside each count the one of release 0.1.0.
"""

import ast
import io
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ("techbank", "partners", "assessments", "funding")
BESIDE = ("tests", "benchmarks")
# Bindings on the floors in release 0.1.0 of names that do not say what they hold.
BEFORE = {"one": 916, "found": 251, "told": 89, "said": 52, "asked": 66, "shown": 62, "kept": 42}
CLASSES_BEFORE = 42
# Django finds a management command by this name of its class.
NAMED_BY_DJANGO = frozenset({"Command"})
ARCHAIC = re.compile(
    r"\b(noughts?|reckon\w*|anew|hang on|handed (?:in|back|over to)|beaten|whoever|she|her|hers"
    r"|herself)\b",
    re.IGNORECASE,
)
OLD_IN_NAMES = frozenset(("nought", "noughts", "reckon", "anew", "whoever", "she", "her", "hers"))


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """(path, text) of every Python file below the folders, migrations apart."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(PROJECT).as_posix(), path.read_text(encoding="utf-8")


def bindings(*folders: str) -> Counter[str]:
    """How often each name is bound: assigned, looped over, or a parameter."""
    counts: Counter[str] = Counter()
    for _path, text in sources(*folders):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                counts[node.id.removeprefix("_")] += 1
            elif isinstance(node, ast.arg):
                counts[node.arg.removeprefix("_")] += 1
    return counts


def repeated_classes() -> dict[str, list[str]]:
    """Names of classes at the top of a module that stand in more than one, with their files.

    A class inside another, such as Django's choices, is named by the one around it.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for path, text in sources(*FLOORS):
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                places[node.name].append(path)
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """(line, words) of every docstring and comment."""
    for node in ast.walk(ast.parse(text)):
        kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False):
            docstring = node.body[0]
            yield docstring.lineno, ast.get_docstring(node, clean=False) or ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def archaic_words(*folders: str) -> list[str]:
    """Lines "path:line word" for every such word in docstrings and comments."""
    return [
        f"{path}:{line} {match[0]}"
        for path, text in sources(*folders)
        for line, prose in _prose(text)
        # A name in backquotes is a name, whatever word it is made of.
        for match in ARCHAIC.finditer(re.sub(r"`[^`]+`", "", prose))
    ]


def archaic_documents() -> list[str]:
    """Lines "path:line word" for every such word in documents, scripts, style sheets and templates,
    but where the page on writing shows what not to write."""
    folders = {"docs": "*.md", ".": "*.md", "static/js": "*.js", "static/css": "*.css"}
    paths = [
        path
        for folder, pattern in folders.items()
        for path in sorted((PROJECT / folder).glob(pattern if folder == "." else f"**/{pattern}"))
    ]
    paths += sorted((PROJECT / "templates").rglob("*.html"))
    return [
        f"{path.relative_to(PROJECT)}:{number} {match[0]}"
        for path in paths
        if path.name != "writing.md"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in ARCHAIC.finditer(re.sub(r"`[^`]+`", "", line))
    ]


def archaic_names(*folders: str) -> list[str]:
    """Names "path name" of functions, classes, parameters and variables made of such a word."""
    rows = set()
    for path, text in sources(*folders):
        for node in ast.walk(ast.parse(text)):
            name = next((x for key in ("name", "id", "arg") if (x := getattr(node, key, None))), "")
            if isinstance(name, str) and OLD_IN_NAMES & set(name.lower().split("_")):
                rows.add(f"{path} {name}")
    return sorted(rows)


def template_variables() -> Counter[str]:
    """How often a name is bound by a loop or a `with` of a template."""
    counts: Counter[str] = Counter()
    for path in sorted((PROJECT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for names in re.findall(r"\{% for ([\w, ]+) in ", text):
            counts.update(name.strip() for name in names.split(","))
        for arguments in re.findall(r"\{% (?:with|include) ([^%]*)%\}", text):
            counts.update(re.findall(r"\b(\w+)=", arguments))
    return counts


def main() -> None:
    counts, beside, templates = bindings(*FLOORS), bindings(*BESIDE), template_variables()
    for name, before in BEFORE.items():
        print(
            f"{name:24}{before:6} → {counts[name]}; tests and benchmarks {beside[name]},"
            f" templates {templates[name]}"
        )
    print(f"{'class names repeated':24}{CLASSES_BEFORE:6} → {len(repeated_classes())}")
    print(f"{'archaic words':24}{'':6}   {len(archaic_words(*FLOORS))}")
    for place in archaic_words(*FLOORS):
        print("  ", place)


if __name__ == "__main__":
    main()
