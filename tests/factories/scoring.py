"""Scoring cases: small ones in code, published ones from tests/assessments/data."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from assessments.scoring import Case, CaseCriterion, Option

PUBLISHED = json.loads(
    (Path(__file__).parents[1] / "assessments" / "data" / "published_scoring_cases.json").read_text(
        "utf-8"
    )
)
CELLS, IMPORTANCES = st.integers(-1000, 1000), st.integers(1, 20)


def case_of(
    rows: Sequence[Sequence[Any]],
    weights: Sequence[Any],
    directions: Sequence[str] | None = None,
    *,
    span: tuple[Any, Any] = (None, None),
    columns: Mapping[str, Sequence[Any]] | None = None,
    **method: Any,
) -> Case:
    """Options o0, o1…, criteria c0, c1…; `columns` gives further fields of the criteria."""
    directions = directions or ["max"] * len(weights)
    further = [
        {name: given[j] for name, given in (columns or {}).items()} for j in range(len(weights))
    ]
    return Case(
        options=[Option(f"o{i}", f"Option {i}") for i in range(len(rows))],
        criteria=[
            CaseCriterion(f"c{j}", f"Criterion {j}", weight, direction, *span, **more)
            for j, (weight, direction, more) in enumerate(
                zip(weights, directions, further, strict=True)
            )
        ],
        scores={(f"o{i}", f"c{j}"): x for i, row in enumerate(rows) for j, x in enumerate(row)},
        **method,
    )


@st.composite
def cases(
    draw: st.DrawFn,
    /,
    *,
    cells: st.SearchStrategy[Any] = CELLS,
    weights: st.SearchStrategy[Any] = IMPORTANCES,
    **method: Any,
) -> Case:
    """Two to six options over one to four criteria, importances rescaled unless told otherwise."""
    columns = draw(st.integers(1, 4))
    row = st.lists(cells, min_size=columns, max_size=columns)
    rows = draw(st.lists(row, min_size=2, max_size=6))
    importances = draw(st.lists(weights, min_size=columns, max_size=columns))
    directions = draw(st.lists(st.sampled_from(["max", "min"]), min_size=columns, max_size=columns))
    return case_of(rows, importances, directions, **{"rescale": True, **method})
