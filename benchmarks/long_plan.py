"""A plan as long as real ones: 34 pages, 24 tables and 6 charts besides the code on the cover.

Made from the worked dossier of the invented country: fewer and longer actions, long answers, in
four scripts. Each turn has other words of the same lengths, so that no engine sees a text twice.
"""

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

SNAPSHOTS = Path(__file__).resolve().parent.parent / "tests/assessments/data/snapshots"
DIGEST = "4f9a1c22d07be3518a66c0e19d34b7f25ac8813e60d2f49b7715ea0c3b92d864"
ENGLISH = (
    "The district holds two markets a week, and what is not sold by noon is carried home again. "
    "Ice comes from the port by lorry and is gone by the evening; growers who were asked named "
    "the price of transport before that of storage. *Two of six provinces* keep a register of "
    "what spoils, and only one of them says of which crop.\n\n"
    "Repairs are made in the capital. A pump that fails in the dry season stands still for "
    "**eleven days** on average, of which the repair itself takes one. Colleges would train "
    "mechanics if there were parts to train on, and dealers would keep parts if there were "
    "mechanics to buy them.\n\n"
)
OTHER_SCRIPTS = (
    "Район держит два рынка в неделю, и что не продано к полудню, несут обратно домой. Лёд возят "
    "из порта грузовиком, и к вечеру его уже нет; хозяйства называли цену перевозки раньше цены "
    "хранения, а учёт того, что портится, ведут две провинции из шести.\n\n"
    "تقيم المقاطعة سوقين في الأسبوع، وما لا يباع قبل الظهر يعود إلى البيوت. يأتي الثلج من الميناء "
    "بالشاحنة وينفد عند المساء، ويذكر المزارعون ثمن النقل قبل ثمن التخزين.\n\n"
    "该区每周有两个市场，中午以前没有卖完的又带回家。冰由卡车从港口运来，到晚上就没有了；农民先说到运输的价格，然后才说到储存的价格。\n\n"
)
# Letters that replace each other: about as wide, so that lines and pages stay as many.
ALIKE = ("aeo", "nuh", "bdpq", "csz", "vxyk", "аео", "нпи", "бсг", "بتث", "جحخ", "دذرز", "工土王玉")
PROSE = {"value", "description", "statement", "challenge", "risk", "contingency", "indicator"}
Row = dict[str, Any]


def long_plan(turn: int = 0) -> Row:
    """The snapshot. `plan_pdf` makes 34 pages of it in English, at turn zero as at any other."""
    return dict(_with_other_words(_snapshot(), _letters(turn), within=""))


def _letters(turn: int) -> dict[int, str]:
    chance = random.Random(turn)
    mixed = {group: chance.sample(group, len(group)) for group in ALIKE if turn}
    return {
        ord(old): new
        for group, others in mixed.items()
        for old, new in zip(group, others, strict=True)
    }


def _with_other_words(value: Any, letters: dict[int, str], *, within: str) -> Any:
    """The same value with other words in its prose; names, keys and figures stay."""
    if isinstance(value, dict):
        return {key: _with_other_words(part, letters, within=key) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_other_words(part, letters, within=within) for part in value]
    if isinstance(value, str) and within in PROSE and " " in value:
        return value.translate(letters)
    return value


def _snapshot() -> Row:
    snapshot = json.loads((SNAPSHOTS / "format-1-questionnaire-2026-2.json").read_bytes())
    for section in snapshot["sections"]:
        section["answers"] = [item for item in section["answers"] if item["kind"] != "table"]
        for answer in section["answers"]:
            if answer["kind"] == "markdown":
                answer["value"] = ENGLISH * 8 + OTHER_SCRIPTS + ENGLISH * 9
    snapshot["actions"] = [_longer(action) for action in snapshot["actions"][:3]]
    for option in snapshot["options"]:
        option["chosen"] = option["chosen"] and option["id"] in {
            action["option"] for action in snapshot["actions"]
        }
        option["description"] = ENGLISH * 5
    snapshot["prioritisation"]["firmness"] = _rank_shares(snapshot)
    for name in ("linked_plans", "events", "stakeholders", "indicators"):
        snapshot[name] = []
    snapshot["sectors"] = snapshot["sectors"][:2]
    snapshot["needs"] = [
        row for row in snapshot["needs"] if row["sector"] in _names(snapshot["sectors"])
    ]
    snapshot["prioritisation"]["sensitivity"] = []
    snapshot["totals"]["rates"] = []
    snapshot["endorsement"]["by_sector"] = []
    return dict(snapshot)


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
    longer["description"] = ENGLISH
    return longer


def _rank_shares(snapshot: Row) -> Row:
    """How often each option has each rank, as a frozen result stores it."""
    options = [row["option"] for row in snapshot["prioritisation"]["results"]]
    shares = [["0.52", "0.31", "0.10", "0.05", "0.02"], ["0.38", "0.40", "0.12", "0.06", "0.04"]]
    shares += [["0.06", "0.14", "0.38", "0.28", "0.14"], ["0.03", "0.09", "0.22", "0.34", "0.32"]]
    shares += [["0.01", "0.06", "0.18", "0.27", "0.48"]]
    rows = [
        {"option": option, "ranks": ranks} for option, ranks in zip(options, shares, strict=True)
    ]
    return {
        "method": {"missing": "zero"},
        "robustness": {"draws": 10_000, "seed": 1, "half_width": "0.01", "all_weightings": rows},
    }
