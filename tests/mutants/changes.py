"""The small changes that are tried: where they are in a module, and how each is made."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
Replace = Callable[[ast.AST | None], None]


@dataclass(frozen=True)
class Change:
    """One change of one module.

    `function` is the dotted name of the outermost function around it, empty where it is made as
    the module is imported; `line` is where it stands, and `first_line` where that function begins.
    """

    path: str
    function: str
    line: int
    first_line: int
    words: str
    number: int

    @property
    def name(self) -> str:
        """Stays the same while other lines of the module move."""
        repeated = f" #{self.number}" if self.number else ""
        return f"{self.path}::{self.function or 'module'}: {self.words}{repeated}"


@dataclass(frozen=True)
class _Site:
    node: ast.AST
    function: str
    first_line: int
    words: str
    make: Callable[[], None]


def changes(path: str, source: str) -> list[Change]:
    """Every change of a module, in the order of its lines."""
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for site in _sites(ast.parse(source)):
        key = (site.function, site.words)
        rows.append(
            Change(
                path,
                site.function,
                _line(site.node),
                site.first_line,
                site.words,
                number=seen[key],
            )
        )
        seen[key] += 1
    return rows


def _line(node: ast.AST) -> int:
    """Where the interpreter passes first: not by the word `if` of a condition in brackets below."""
    first = node.test if isinstance(node, ast.If | ast.IfExp) else node
    return getattr(first, "lineno", 1)


def changed(source: str, change: Change) -> ast.Module:
    """The module with that one change made. Raises LookupError when it has no such place."""
    tree = ast.parse(source)
    matches = [
        site
        for site in _sites(tree)
        if (site.function, site.words) == (change.function, change.words)
    ]
    if len(matches) <= change.number:
        raise LookupError(change.name)
    matches[change.number].make()
    return ast.fix_missing_locations(tree)


def _sites(tree: ast.Module) -> list[_Site]:
    return list(_below(tree, scope=(), function="", first_line=0))


def _below(
    node: ast.AST, scope: tuple[str, ...], function: str, first_line: int
) -> Iterator[_Site]:
    for child, replace in _children(node):
        if _is_no_behaviour(node, child):
            continue
        inner, name, begins = scope, function, first_line
        if isinstance(child, FUNCTIONS | ast.ClassDef):
            inner = (*scope, child.name)
            if isinstance(child, FUNCTIONS) and not function:
                name, begins = ".".join(inner), _first_line(child)
        # What decorates a function, and its defaults, are worked out when it is defined.
        outermost = isinstance(node, FUNCTIONS) and function.rpartition(".")[2] == node.name
        where = ("", 0) if outermost and not _in_body(node, child) else (name, begins)
        for words, make in _changes_of(child, replace):
            yield _Site(child, where[0], where[1], words, make)
        yield from _below(child, inner, *where)


def _first_line(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([function.lineno, *(node.lineno for node in function.decorator_list)])


def _in_body(node: Any, child: ast.AST) -> bool:
    return any(child is statement for statement in node.body)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, Replace]]:
    """Every node directly below, each with what puts another in its place."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield value, partial(setattr, node, field)
        elif isinstance(value, list):
            for position, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield item, partial(value.__setitem__, position)


def _is_no_behaviour(parent: ast.AST, child: ast.AST) -> bool:
    """True for annotations, docstrings, imports, decorators, and what only a checker reads."""
    if child in getattr(parent, "decorator_list", ()):
        return True
    # A guard against a mistake of our own; equal lengths stay equal without it.
    if isinstance(parent, ast.keyword) and parent.arg == "strict":
        return True
    if isinstance(child, ast.Import | ast.ImportFrom | ast.arg):
        return True
    if isinstance(parent, ast.AnnAssign) and child is parent.annotation:
        return True
    if isinstance(parent, FUNCTIONS) and child is parent.returns:
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    return isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"


def _changes_of(node: ast.AST, replace: Replace) -> Iterator[tuple[str, Callable[[], None]]]:
    before = ast.unparse(node)
    for new in _variants(node):
        words = f"{_short(before)} → {_short(ast.unparse(new))}"
        yield words, partial(replace, ast.copy_location(new, node))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}…"


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """What the node becomes, one change at a time; none where nothing sensible is to be tried."""
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            yield ast.BinOp(node.left, OPERATORS[type(op)](), node.right)
        case ast.AugAssign(op=op) if type(op) in OPERATORS:
            yield ast.AugAssign(node.target, OPERATORS[type(op)](), node.value)
        case ast.BoolOp():
            other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield ast.BoolOp(other, node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.Constant():
            yield from _constants(node.value)
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield ast.Call(ast.Name(CALLS[name], ast.Load()), node.args, _without_key(name, node))
        case _:
            yield from _statements(node)


def _without_key(name: str, node: ast.Call) -> list[ast.keyword]:
    return [] if name == "sorted" else node.keywords


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for position, op in enumerate(node.ops):
        for other in COMPARISONS.get(type(op), ()):
            ops = [*node.ops[:position], other(), *node.ops[position + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _constants(value: Any) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If() if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            yield ast.If(_not(node.test), node.body, node.orelse)
        case ast.IfExp() if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            yield ast.IfExp(_not(node.test), node.body, node.orelse)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()


def _not(test: ast.expr) -> ast.UnaryOp:
    return ast.UnaryOp(ast.Not(), test)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
