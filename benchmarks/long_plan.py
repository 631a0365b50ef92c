"""A plan as long as real ones are: 34 pages, 24 tables and 6 charts besides the code on the cover.

Made of the worked dossier of the invented country: fewer and longer actions, answers at length.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

KEPT = Path(__file__).resolve().parent.parent / "tests/assessments/data/snapshots"
DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"
SAID = (
    "The district holds two markets a week, and what is not sold by noon is carried home again. "
    "Ice comes from the port by lorry and is gone by the evening; growers who were asked named "
    "the price of transport before that of storage. *Two of six provinces* keep a register of "
    "what spoils, and only one of them says of which crop.\n\n"
    "Repairs are made in the capital. A pump that fails in the dry season stands still for "
    "**eleven days** on average, of which the repair itself takes one. Colleges would train "
    "mechanics if there were parts to train on, and dealers would keep parts if there were "
    "mechanics to buy them.\n\n"
)
Row = dict[str, Any]


def long_plan() -> Row:
    """The snapshot. `plan_pdf` makes 34 pages of it in English."""
    kept = json.loads((KEPT / "format-1-questionnaire-2026-2.json").read_bytes())
    for section in kept["sections"]:
        section["answers"] = [one for one in section["answers"] if one["kind"] != "table"]
        for answer in section["answers"]:
            if answer["kind"] == "markdown":
                answer["value"] = SAID * 18
    kept["actions"] = [_longer(action) for action in kept["actions"][:3]]
    for option in kept["options"]:
        option["chosen"] = option["chosen"] and option["id"] in {
            action["option"] for action in kept["actions"]
        }
        option["description"] = SAID * 5
    kept["prioritisation"]["firmness"] = _firmness(kept)
    for name in ("linked_plans", "events", "stakeholders", "indicators"):
        kept[name] = []
    kept["sectors"] = kept["sectors"][:2]
    kept["needs"] = [row for row in kept["needs"] if row["sector"] in _names(kept["sectors"])]
    kept["prioritisation"]["sensitivity"] = []
    kept["endorsement"]["by_sector"] = []
    return dict(kept)


def _names(sectors: list[Row]) -> set[str]:
    return {row[name] for row in sectors for name in ("key", "id") if name in row}


def _longer(action: Row) -> Row:
    """The same action with twelve activities."""
    longer = deepcopy(action)
    first = longer["activities"]
    longer["activities"] = [
        activity
        | {"id": f"{activity['id']}-{turn}", "number": f"{action['number']}.{turn + 1}"}
        | {"predecessor": None}
        for turn in range(12)
        for activity in [first[turn % len(first)]]
    ]
    longer["description"] = SAID
    return longer


def _firmness(kept: Row) -> Row:
    """How often each option holds each rank, as a frozen result keeps it."""
    named = [row["option"] for row in kept["prioritisation"]["results"]]
    shares = [["0.52", "0.31", "0.10", "0.05", "0.02"], ["0.38", "0.40", "0.12", "0.06", "0.04"]]
    shares += [["0.06", "0.14", "0.38", "0.28", "0.14"], ["0.03", "0.09", "0.22", "0.34", "0.32"]]
    shares += [["0.01", "0.06", "0.18", "0.27", "0.48"]]
    rows = [{"option": one, "ranks": ranks} for one, ranks in zip(named, shares, strict=True)]
    return {
        "method": {"missing": "zero"},
        "robustness": {"draws": 10_000, "seed": 1, "half_width": "0.01", "all_weightings": rows},
    }
