"""A limit is stated once: in a column, or under one name in one module."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.house.test_manners import is_in, sources

# Texts that no column holds: what is searched for, and reasons that the trail keeps.
WITHOUT_COLUMN = {
    "assessments/workshop/forms/seats.py": 1,  # The code typed on a phone, with blanks and dashes.
    "assessments/workshop/forms/setup.py": 2,  # The help of a criterion; why a session is closed.
    "funding/forms/ledger.py": 1,  # The donor searched for.
    "partners/forms/people.py": 1,  # The person searched for.
    "partners/forms/trail.py": 2,  # The act and the person searched for.
}


def literal_lengths(tree: ast.Module) -> int:
    """How many ``max_length`` of a module are written as a figure."""
    keywords = (
        keyword
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
    )
    return sum(
        keyword.arg == "max_length" and isinstance(keyword.value, ast.Constant)
        for keyword in keywords
    )


def limits(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name, value as written) of the figures that a module binds to names in capitals."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        value = ast.unparse(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and target.id.isupper() and value[:1].isdigit():
                yield target.id.strip("_"), value


def test_a_form_takes_the_length_of_a_text_from_its_column() -> None:
    counts = {}
    for name, tree in sources():
        if is_in(name, "forms") and (count := literal_lengths(tree)):
            counts[name] = count
    assert counts == WITHOUT_COLUMN


def test_no_limit_is_stated_in_two_modules() -> None:
    places = defaultdict(set)
    for path, tree in sources():
        for name, value in limits(tree):
            places[name, value].add(path)
    assert {limit: paths for limit, paths in places.items() if len(paths) > 1} == {}
