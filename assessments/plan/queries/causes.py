"""The cause tree of the barriers: root causes at the margin, what they cause indented below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from assessments.models import Barrier

DEEPEST = 8
"""Indents that are shown; a longer chain goes on at the last of them."""


@dataclass(frozen=True)
class Branch:
    """A barrier in its tree. ``opens``: the next one is caused by it and stands inside.

    ``closes`` has one element for each list that ends after it.
    """

    barrier: Barrier
    depth: int
    opens: bool
    closes: range


def cause_tree(barriers: Iterable[Barrier]) -> list[Branch]:
    """The barriers, each root cause followed by what it causes. Pure arithmetic on what is given.

    A barrier whose cause is not among them counts as a root, so that none is left out.
    """
    rows = list(barriers)
    known = {row.pk for row in rows}
    below: dict[UUID | None, list[Barrier]] = defaultdict(list)
    for barrier in rows:
        below[barrier.caused_by_id if barrier.caused_by_id in known else None].append(barrier)
    waiting = [(barrier, 0) for barrier in reversed(below[None])]
    tree: list[tuple[Barrier, int]] = []
    while waiting:
        barrier, depth = waiting.pop()
        tree.append((barrier, depth))
        waiting += [(effect, min(depth + 1, DEEPEST)) for effect in reversed(below[barrier.pk])]
    following = [*(depth for _barrier, depth in tree[1:]), 0]
    return [
        Branch(barrier, depth, after > depth, range(max(depth - after, 0)))
        for (barrier, depth), after in zip(tree, following, strict=True)
    ]


def causes_back_to(start: Barrier, goal: UUID) -> list[str]:
    """The chain of causes from ``goal`` over ``start`` back to ``goal``; [] when it never returns.

    One query for all barriers of the dossier.
    """
    rows = Barrier.objects.filter(assessment=start.assessment_id)
    by_id = {row.pk: row for row in rows}
    titles: list[str] = []
    seen: set[UUID] = set()
    current = by_id.get(start.pk)
    while current is not None and current.pk not in seen:
        titles.append(str(current))
        if current.pk == goal:
            return [titles[-1], *titles] if len(titles) > 1 else titles * 2
        seen.add(current.pk)
        current = by_id.get(current.caused_by_id) if current.caused_by_id else None
    return []
